/* PtFacts: the facts before the table of RULES 3.3, each computed once, in parts that can each be made by itself:
 * what the keys are, where the mail arrived and whose word it is, which ticket, what its author is there, and what
 * the mail says.  Mail and requests differ only in how they are made.  facts.c makes them; rows, effects and requests
 * only read. */
#ifndef PT_CORE_FACTS_H
#define PT_CORE_FACTS_H

#include "core/arrival.h"
#include "core/author.h"
#include "core/mail.h"
#include "core/match.h"
#include "core/standing.h"

struct PtFacts { /* PtFacts is declared in core/mail.h */
  const PtCase  *c;
  const PtKeys  *keys;
  const PtRules *gate;          /* of the mail's mailbox: rows 1-19, and what becomes of held mail */
  const PtRules *rules;         /* of the ticket's mailbox, whichever was written to (M9); without one as GATE */
  gboolean       has_authserv;  /* a trusted authserv-id is configured */
  PtArrival      arrival;
  PtAuthor       author;
  PtMatch       *match;         /* never NULL */
  PtStanding     standing;      /* of the author, or of who asks, on that ticket */
  PtMail         mail;
};

/* What is known with the answers to the first question: where a message arrived, whose word it is, and its ticket. */
typedef struct {
  PtArrival arrival;
  PtAuthor  author;
  PtMatch  *match; /* owned */
} PtFound;

PtFound pt_facts_found (const PtCase *a_case);

/* Of the message or the request of A_CASE, whose keys and snapshot must be there.  Never NULL. */
PtFacts *pt_facts_find (const PtCase *a_case);

/* The same as if the message belonged to the ticket of MATCH: with pt_match_new as if to none. */
PtFacts *pt_facts_of_match (const PtCase *a_case, PtMatch *match /* owned */);

void     pt_facts_free (PtFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtFacts, pt_facts_free)

#endif
