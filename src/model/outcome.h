/* PtOutcome: what became of one message or request once its transaction is committed. */
#ifndef PT_MODEL_OUTCOME_H
#define PT_MODEL_OUTCOME_H

#include "model/decision.h"

typedef struct {
  PtVerdict verdict;
  int       cause;
  PtId      message; /* message row; 0 for a request */
  PtId      ticket;  /* real number; 0 if none */
  PtId      comment;
  guint     notifications; /* outbox rows written */
  char     *mailed;        /* of a request by somebody: `reply to ADDRESS`, a line each; as the next */
  char     *not_mailed;    /* of a request: the decision's; the caller's to free; NULL if nobody */
} PtOutcome;

#endif
