/* Whose word a mail is: its From, or, for a form that the settings trust, whom that names in Reply-To (RULES B0), or,
 * for a group in front of the desk, whom it passes the mail on for (J7). */
#ifndef PT_CORE_AUTHOR_H
#define PT_CORE_AUTHOR_H

#include "core/keys.h"

/* What speaks for a receipt to the author (B12, J10). */
typedef enum {
  PT_RECEIPT_NEVER,  /* results are trusted, and none speaks for them: others would get it, who never wrote */
  PT_RECEIPT_FEW,    /* nothing is known: at the rates, and below the ceiling */
  PT_RECEIPT_RATED,  /* their mail server may send for them: at the rates */
  PT_RECEIPT_ALWAYS, /* they are proven */
} PtReceiptRight;

typedef struct {
  const PtAddress *from;      /* From, or whom a trusted form names; NULL if there is none */
  const PtPerson  *person;    /* of that address, NULL if unknown (B20) */
  const char      *key;       /* NULL if it is no usable address */
  PtAuth           auth;      /* of the author (B1) */
  PtAuth           mail_auth; /* of From; another one for mail of a form */
  gboolean         by_form;   /* a trusted form sent it for its author (B0) */
  gboolean         by_group;  /* a group in front of the desk passed it on (J7) */
  gboolean         from_ours;
  gboolean         blocked;
  gboolean         allowed;   /* on the allowlist, and not forged */
  gboolean         aligned;   /* SPF passed for a domain of the same organisation as From (J10) */
  gboolean         sealed;    /* a trusted arc=pass: less than B1 asks of a pass (O8) */
} PtAuthor;

/* Authentication by B1 for the From domain DOMAIN. */
PtAuth pt_author_auth (const GPtrArray *results, const char *domain);

/* Who wrote the message of A_CASE, which came to a mailbox of RULES.  A form counts only where
 * nothing speaks against its own address, and where an authserv-id is configured only with a pass; an agent is never
 * named by one (X24).  A group, too, must pass where results are trusted, or a trusted sealer must say so; whom it
 * names is not proven by that.  Keys and people of the addresses must be there. */
PtAuthor pt_author_find (const PtCase *a_case, const PtRules *rules);

/* J10; TRUSTED: results are. */
PtReceiptRight pt_author_receipts (const PtAuthor *author, gboolean trusted);

#endif
