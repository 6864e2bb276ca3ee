/* The parts of `postern check`. */
#ifndef PT_CMD_CHECK_H
#define PT_CMD_CHECK_H

#include "cmd/command.h"

typedef enum { PT_FINDING_OK, PT_FINDING_WARNING, PT_FINDING_ERROR } PtFinding;

typedef struct {
  PtCall   *call;
  PtConfig *config;
  guint     errors, warnings;
} PtCheck;

/* One line: `error  store  DETAIL -> ADVICE`.  ADVICE is NULL where there is nothing to do. */
void pt_check_say (PtCheck *check, PtFinding finding, const char *what, const char *advice, const char *format, ...)
  G_GNUC_PRINTF (5, 6);

void pt_check_store (PtCheck *check);
void pt_check_spool (PtCheck *check);
void pt_check_templates (PtCheck *check);
void pt_check_transport (PtCheck *check);

#endif
