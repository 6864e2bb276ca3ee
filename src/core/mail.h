/* PtMail: what a mail itself says, once ticket, author and standing are known. */
#ifndef PT_CORE_MAIL_H
#define PT_CORE_MAIL_H

#include "core/keys.h"

typedef struct PtFacts PtFacts; /* core/facts.h */

/* What a mail forwards, and whose (row 22). */
typedef struct {
  const PtAddress  *forwarded;     /* whom the mail names that an agent forwards; NULL if he forwards none */
  const char       *not_forwarded; /* what that one is, if he can be no requester; NULL if he can, or there is none */
  /* the text of a new ticket that would be cut where a copy begins; NULL if none would */
  const char       *whole;
  const PtCommands *commands;      /* those that count, if they are others than of other mail; else NULL */
} PtForward;

typedef struct {
  gboolean    reply_to_differs; /* B5 */
  gboolean    requester_on_mail;
  gboolean    only_ours;        /* To and Cc name nobody but us */
  gboolean    envelope_only;    /* the desk stands in the envelope only */
  gboolean    to_noreply;       /* its mailbox is one where nobody reads answers (O5) */
  gboolean    from_desk;        /* another installation of Postern sent it, whoever wrote it (O10) */
  gboolean    has_files;
  gboolean    blank;
  gboolean    no_words;         /* the text is blank, and the subject is one of ours (J27) */
  gboolean    machine;          /* no person wrote it just now (9.2, J6) */
  gboolean    loop;             /* our signed id in Message-ID, or our loop mark */
  gboolean    returned_own_id;  /* a report returns a signed id of ours */
  PtId        return_path;      /* outbox row whose signed return path it came to; 0 = none */
  PtForward   forward;
  const PtCommands *commands;
  const char *note_mark;        /* the line that marks it as a note (J1); NULL if none does */
  gboolean    to_note;          /* it went to a *note* address, of whatever ticket (J2) */
  gboolean    wants_note;       /* by such a line, by a command (MC9), or by that address */
  PtFlags     flags;            /* B6 */
  gboolean    repeats;          /* another copy of a message that is there: Message-ID, author and new words (B10) */
  const PtToken *leave;         /* of the address that ends mail of a ticket (J16); NULL if it went to none */
  GPtrArray  *kept_out;         /* const PtPerson *: of us, whom it would add if they might read the ticket (J14) */
  GPtrArray  *new_cc;           /* const PtAddress *: CCs that it would add, each address once */
} PtMail;

/* All other parts of FACTS must be there.  Free with pt_mail_clear. */
PtMail pt_mail_make (const PtFacts *facts);
/* Nothing is said: of a request, or of mail that is imagined. */
PtMail pt_mail_empty (void);
void   pt_mail_clear (PtMail *mail);

/* It stays inside even where it opens a ticket that is flagged: by a note address whoever wrote it, by a mark if one
 * of us did (J1, J2). */
gboolean pt_mail_is_note (const PtFacts *facts);

/* Whom the mail forwards, if an agent forwards a customer's mail and the setting is on; then the commands are those
 * above the copy.  Whoever else opens a ticket by forwarding something hands in all of it: what a forward encloses is
 * no quote of what is known.  FLAGGED: the mail has flags. */
PtForward pt_mail_forward (const PtFacts *facts, gboolean flagged);

/* Another message with the same Message-ID and author has the same new words above what a list or a signature adds
 * (B10). */
gboolean pt_mail_repeats (const PtFacts *facts);

/* The addresses of To and Cc that may become CC by C1-C10 and J14, whatever row decides later.  Whom J14 alone keeps
 * from that go to OUT_KEPT_OUT. */
GPtrArray *pt_mail_new_cc (const PtFacts *facts, GPtrArray *out_kept_out);

#endif
