/* What each command by mail does (RULES 10.1, 10.2). */
#ifndef PT_CORE_COMMAND_DOERS_H
#define PT_CORE_COMMAND_DOERS_H

#include "core/facts.h"
#include "core/work.h"

typedef struct {
  const PtFacts *f;
  PtWork        *work;
  PtId           ticket;
  gboolean       fresh;      /* the decision makes the ticket */
  gboolean       is_private; /* the comment will be */
  gboolean       set_status; /* set by those that do */
  gboolean       left;       /* the author left the ticket, and is told so by a mail of its own */
  PtId           told;       /* set by @@notify */
  char          *note;       /* what is to be said of the command that ran last; NULL if nothing */
} PtCommandRun;

/* TRUE if it is done, or was so already; RUN->note says more, and why not if FALSE. */
typedef gboolean (*PtCommandDoer) (PtCommandRun *run, const PtMailCommand *command);

/* NULL for PT_COMMAND_UNKNOWN. */
PtCommandDoer pt_command_doer (PtCommandKind kind);

/* Whom VALUE of `#requester` names (MC7); 0 and *out_why (free with g_free) if nobody can be.  Makes him if he is
 * new. */
PtId pt_command_requester (const PtFacts *facts, PtWork *work, const char *value, char **out_why);

#endif
