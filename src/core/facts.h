/* PtFacts: the facts before the table of RULES 3.3, each computed once.  This is the one place that turns
 * (message, envelope, authentication) into (person, ticket, standing); rows and effects only read it. */
#ifndef PT_CORE_FACTS_H
#define PT_CORE_FACTS_H

#include "core/author.h"
#include "core/case.h"
#include "core/commands.h"
#include "core/match.h"
#include "core/standing.h"
#include "core/token.h"

/* What a mail forwards, and whose (row 22). */
typedef struct {
  PtAddress  *forwarded;        /* whom the mail names that an agent forwards; NULL if he forwards none */
  const char *not_forwarded;    /* what that one is, if he can be no requester; NULL if he can, or there is none */
  const char *whole;            /* the text of a new ticket that would be cut where a copy begins; NULL if none would */
  const char *commands_in;      /* the text whose top may hold commands, if it is another one than of other mail; else NULL */
} PtForward;

/* What the mail itself says. */
typedef struct {
  const PtMailbox *mailbox;     /* whose ticket it is: the first named in To, then Cc (M13) */
  const PtMailbox *written_to;  /* the same, NULL if the mail names none of ours (X26) */
  const PtMailbox *arrived;     /* the one that this copy reached: digests are unique for it (B19) */
  gboolean    reply_to_differs; /* B5 */
  gboolean    requester_on_mail;
  gboolean    only_ours;        /* To and Cc name nobody but us */
  gboolean    envelope_only;    /* the desk stands in the envelope only */
  gboolean    to_noreply;       /* its mailbox is one where nobody reads answers (O5) */
  gboolean    from_desk;        /* another installation of Postern sent it, whoever wrote it (O10) */
  gboolean    has_files;
  PtForward   forward;
  gboolean    blank;
  gboolean    loop;             /* our signed id in Message-ID, or our loop mark */
  gboolean    returned_own_id;  /* a report returns a signed id of ours */
  gboolean    at_return_path;   /* came to a signed return path of an existing outbox row */
  PtToken     return_path;
  PtCommands *commands;
  GPtrArray  *flags;            /* char *: reasons of B6 */
  GPtrArray  *new_cc;           /* const PtAddress *: CCs that it would add, each address once */
} PtMail;

typedef struct {
  const PtCase  *c;
  const PtRules *gate;          /* of the mail's mailbox: rows 1-19, and what becomes of held mail */
  const PtRules *rules;         /* of the ticket's mailbox, whichever was written to (M9); without one as GATE */
  gboolean       has_authserv;  /* a trusted authserv-id is configured */
  PtAuthor       author;
  PtMatch       *match;         /* never NULL */
  PtStanding     standing;      /* of the author, or of who asks, on that ticket */
  PtMail         mail;
} PtFacts;

/* Of the message or the request of A_CASE, whose snapshot must be there.  Never NULL. */
PtFacts *pt_facts_find (const PtCase *a_case);
void     pt_facts_free (PtFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtFacts, pt_facts_free)

/* The mailbox that a message is for (M13), the first one if it names none; NULL if there are no mailboxes. */
const PtMailbox *pt_facts_mailbox (const PtCase *a_case);
/* An address that is nobody's at a domain of ours, where the setting wildcard makes that the first mailbox (M14). */
gboolean pt_facts_is_wildcard (const PtCase *a_case, const char *key);

#endif
