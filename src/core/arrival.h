/* Which mailbox a mail is for (RULES M13, M14). */
#ifndef PT_CORE_ARRIVAL_H
#define PT_CORE_ARRIVAL_H

#include "core/keys.h"

typedef struct {
  const PtMailbox *mailbox;    /* whose ticket it is: the first named in To, then Cc, else in the envelope, else the
                                * first one of ours; NULL if there is none */
  const PtMailbox *written_to; /* the same, NULL if the mail names none of ours (X26) */
  const PtMailbox *arrived;    /* the one that this copy reached: digests are unique for it (B19) */
  const PtRules   *rules;      /* of MAILBOX */
  gboolean         envelope_only; /* the desk stands in the envelope only */
} PtArrival;

/* Of the message of A_CASE, whose keys and people of the addresses must be there. */
PtArrival pt_arrival_find (const PtCase *a_case);

#endif
