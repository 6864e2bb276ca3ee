/* Which ticket a message belongs to, and on what evidence (RULES section 2, B4, B10, B16). */
#ifndef PT_CORE_MATCH_H
#define PT_CORE_MATCH_H

#include "core/case.h"
#include "core/token.h"

typedef enum { PT_ANSWERED_UNKNOWN, PT_ANSWERED_PUBLIC, PT_ANSWERED_PRIVATE } PtAnswered;

typedef struct {
  PtId       named;      /* by the strongest evidence, after following merges; 0 = none */
  PtId       ticket;     /* the same, or its open follow-up that is used instead (U12) */
  const PtTicketView *view; /* the same; NULL if none matched */
  gboolean   closed;     /* and not to be reopened by a reply (X10) */
  PtVia      via;        /* strongest kind that names it */
  PtEvidence evidence;   /* best of all evidence for it: own, other, unsigned */
  PtId       answered_comment; /* newest comment that his own evidence says he has read; 0 = none */
  PtAnswered answered;   /* privacy of the notification answered */
  PtId       comment;    /* that it was about, 0 if not known */
  gboolean   to_answer;  /* it went to an *answer* address of the ticket (J2) */
  PtToken    publish;    /* of the address that asks to show a comment (J2); its comment is 0 if none does */
  gboolean   to_staff;   /* what was answered is a mail to people inside (J13) */
  gboolean   broken_mac; /* something in our shape with a wrong MAC */
  gboolean   retired_key; /* evidence by a key past its grace time was passed over */
  gboolean   id_reused;  /* its Message-ID belongs to another message already received (B6, B10) */
  GArray    *read;       /* PtId: comments that the signed evidence for it speaks of */
  PtId       namesake;   /* ticket of another message received, which bears the same Message-ID (B10); 0 = none */
  PtId       thread;     /* ticket that it would have been on, had its author a part in that (J8); 0 = none */
  GArray    *others;     /* PtId: further tickets that its ids, a reused own one too, are known to: same thread */
  char      *conflict;   /* a weaker kind names another ticket: said so; NULL if none */
} PtMatch;

/* RULES are those of the mailbox.  AUTHOR is the person of the From address, NULL if nobody: own evidence names him.
 * With the answers to the first question it says which ticket and on what evidence; what was answered needs those to
 * the second. */
PtMatch *pt_match_find (const PtCase *a_case, const PtPerson *author, const PtRules *rules);
/* Nothing matched. */
PtMatch *pt_match_new (void);
/* The ticket of MATCH is that of VIEW, NULL for none. */
void     pt_match_take (PtMatch *match, const PtPolicy *policy, const PtTicketView *view);
/* The message, with KEYS, names a ticket as anybody could (J10): by a number or an id, or by what was signed for
 * somebody else. */
gboolean pt_match_is_claimed (const PtMatch *match, const PtKeys *keys);
void     pt_match_free (PtMatch *match);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtMatch, pt_match_free)

#endif
