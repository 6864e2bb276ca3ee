/* The parts of `postern check`. */
#ifndef PT_CMD_CHECK_H
#define PT_CMD_CHECK_H

#include <json-glib/json-glib.h>

#include "cmd/command.h"

enum { PT_CHECK_OUR_ALARM = 60 }; /* seconds after which postern-deliver itself says "later" */

/* A notice is no fault, but something to know. */
typedef enum { PT_FINDING_OK, PT_FINDING_NOTICE, PT_FINDING_WARNING, PT_FINDING_ERROR } PtFinding;

typedef struct {
  PtCall      *call;
  PtConfig    *config;
  JsonBuilder *json; /* in the array of findings; NULL = lines for people */
  guint        errors, warnings;
} PtCheck;

/* One line: `error  store  DETAIL -> ADVICE`.  DETAIL is what was found and what follows from it, ADVICE what to do,
 * NULL where there is nothing to do. */
void pt_check_say (PtCheck *check, PtFinding finding, const char *what, const char *advice, const char *format, ...)
  G_GNUC_PRINTF (5, 6);

void pt_check_life (PtCheck *check);
void pt_check_sender (PtCheck *check);
void pt_check_folders (PtCheck *check);
void pt_check_deliver (PtCheck *check);

/* postern-deliver beside the program that runs, where it is installed, or in PATH; NULL if it is nowhere.  Free with
 * g_free. */
char *pt_check_find_deliver (void);
void pt_check_store (PtCheck *check);
void pt_check_spool (PtCheck *check);
void pt_check_templates (PtCheck *check);
void pt_check_transport (PtCheck *check);

/* What the mail server is told about postern-deliver: settings of its that turn trouble of ours into bounces. */
void pt_check_postfix (PtCheck *check, const char *postconf);
void pt_check_exim (PtCheck *check, const char *exim);

/* The user that starts postern-deliver: mail is deferred where he may not write into the spool. */
void pt_check_spool_user (PtCheck *check, const char *user);

/* Runs ARGV for 5 seconds at most and takes what it prints.  FALSE if it cannot be started, takes longer, or fails;
 * *out_text is then what it said.  Free with g_free. */
gboolean pt_check_run (const char *const *argv, char **out_text);

/* Full path of NAME in PATH or one of the folders for programs of the administrator; NULL if it is not there. */
char *pt_check_find (const char *name);

#endif
