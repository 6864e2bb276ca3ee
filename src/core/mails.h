/* Who is mailed what: the one place that decides who is told and who sees what, for mail, commands and time alike
 * (RULES section 8, THREATS T035).  It reads what was (the snapshot), what will be (the work) and the comments,
 * once, when a decision is complete, and changes nothing. */
#ifndef PT_CORE_MAILS_H
#define PT_CORE_MAILS_H

#include "core/work.h"

typedef struct {
  const char *rules;
  const char *why; /* for people */
} PtMailsReason;

typedef struct {
  PtId            ticket;
  PtId            person;
  PtLeftOutReason why;
} PtMailsSuppressed;

typedef struct {
  const PtWork *work;
  GPtrArray    *rows;       /* PtNotification *: one for each person (S8) */
  GArray       *left_out;   /* PtLeftOut: who gets none of a kind that does concern them */
  GArray       *daily;      /* PtId: tickets of which is told whom what was written outside did not reach (J4) */
  GArray       *suppressed; /* PtMailsSuppressed: what the ticket's log shall say of that (S7) */
  GArray       *reasons;    /* PtMailsReason: what the decision shall say of it */
  /* while they are found */
  GHashTable   *told;       /* PtId * -> PtNotification *: ROWS by person */
  GHashTable   *left;       /* gint64 *: LEFT_OUT by person and kind */
  GHashTable   *on_mail;    /* address keys of To and Cc of the message; NULL until one is asked for */
} PtMails;

/* Finds all of them for WORK, whose comments show already who stands in To and Cc. */
PtMails *pt_mails_find (const PtWork *work);
void     pt_mails_free (PtMails *mails);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtMails, pt_mails_free)

/* The end of every decision: the comments of WORK get their To and Cc, and what pt_mails_find finds becomes part of
 * the decision. */
void pt_mails_write (PtWork *work);

/* --- the causes of mail, in the order of mails.c --- */

/* A ticket that changed hands or divisions, or its status with that of its tracker (8.1, R17, D8). */
void pt_mails_changes (PtMails *mails);
/* What became of the commands, to their author, an agent (B13). */
void pt_mails_report (PtMails *mails);
/* A first answer that is due (F2). */
void pt_mails_due (PtMails *mails);
/* Held mail, and lists of it (J5; mails-held.c). */
void pt_mails_held (PtMails *mails);
/* Who wants no more mail of a ticket, or wants it again (J16). */
void pt_mails_left (PtMails *mails);
/* What was written. */
void pt_mails_comments (PtMails *mails);
/* Who has been made a follower by somebody else, unless they get a mail anyway (FW12). */
void pt_mails_followed (PtMails *mails);
/* Who is named for the comment (10.2). */
void pt_mails_named (PtMails *mails);
/* Notes that were copied to a linked ticket (D8). */
void pt_mails_copies (PtMails *mails);
/* A change of status that no comment came with: to the requester if they can see it (X14, X20, X21), and to the
 * assignee of a ticket that was solved (L5). */
void pt_mails_status (PtMails *mails);

/* Mail that did not arrive, or was dropped (J4). */
void pt_mails_undelivered (PtMails *mails);
/* Behind all others: who is not mailed of the public comment, its author or who has the ticket is told (J4).  WORK is
 * that of MAILS, to be changed. */
void pt_mails_withheld (PtMails *mails, PtWork *work);

/* --- one mail (mails-tell.c) --- */

/* What would be written to somebody. */
typedef struct {
  PtNotifyKind kind;
  PtId         ticket;  /* 0 if it is of the desk */
  PtId         comment; /* 0 if it is about none */
  PtId         event;   /* 0 if it is about none */
  PtTime       delay;
  PtMailedAs   as;      /* J18 */
  PtCeiling    ceiling; /* of a receipt (J10) */
} PtMailing;

/* MAIL to PERSON, unless they cannot be mailed, have a mail of this update already (S8), or the kind is off.  TRUE
 * if they are told by it. */
gboolean pt_mails_tell (PtMails *mails, const PtMailing *mail, PtId person);

/* The same to somebody inside; not to the author, nor to who may not read everything on the ticket as it will be
 * (FW19, R18, T035). */
gboolean pt_mails_tell_inside (PtMails *mails, const PtMailing *mail, PtId person);

/* The same to who has the ticket or follows it: that they cannot be mailed is in its log (S7). */
gboolean pt_mails_tell_watcher (PtMails *mails, const PtMailing *mail, PtId person);

/* The same to the people of the ticket's division: all of them, or those who lead it (8.1, R17).  TRUE if anybody is
 * told. */
gboolean pt_mails_tell_members (PtMails *mails, const PtMailing *mail, gboolean all);

/* The same to the staff that new tickets go to (X28); TEAM: with the agents and supervisors, where the setting has
 * that word.  TRUE if anybody is told. */
gboolean pt_mails_tell_staff (PtMails *mails, const PtMailing *mail, gboolean team);

/* The same to the owners, where nobody else was told; where none of them can be mailed, to the team: agents and
 * supervisors of the division, else all (J21). */
void pt_mails_tell_owners (PtMails *mails, const PtMailing *mail);

/* The same to who has the ticket: its assignee, else its division, else the staff that new tickets go to. */
void pt_mails_tell_in_charge (PtMails *mails, const PtMailing *mail);

/* Where mail for PERSON goes; NULL if they cannot be mailed (R16, S2), and then *OUT_WHY. */
const PtPersonAddress *pt_mails_reach (const PtMails *mails, const PtPerson *person, PtLeftOutReason *out_why);

/* PERSON gets no mail of KIND; said once. */
void pt_mails_leave_out (PtMails *mails, PtId person, PtNotifyKind kind, PtLeftOutReason why);

/* PERSON gets no MAIL, and the ticket's log says so, unless they get another one of the same (S7). */
void pt_mails_suppress (PtMails *mails, const PtMailing *mail, PtId person, PtLeftOutReason why);

void pt_mails_reason (PtMails *mails, const char *rules, const char *why);

/* --- what they share --- */

/* Fills visible_to and visible_cc of a public comment (N1; mails-show.c). */
void pt_mails_show (const PtWork *work, PtComment *comment);

/* Whom the company of TICKET named for itself; 0 if nobody. */
PtId pt_mails_contact (const PtWork *work, PtId ticket);

/* --- people whom others copied (mails-copied.c) --- */

/* COMMENT may be mailed to PERSON, whoever brought them in (J9). */
gboolean pt_mails_reaches (const PtMails *mails, const PtComment *comment, PtId person);
/* PERSON is a CC since COMMENT. */
gboolean pt_mails_is_copied (const PtMails *mails, const PtComment *comment, PtId person);
/* COMMENT to those, as the first that they get. */
void     pt_mails_copied (PtMails *mails, const PtComment *comment);

/* COMMENT to its requester that it came (B12; mails-receipt.c). */
void pt_mails_receipt (PtMails *mails, const PtComment *comment);

/* The ticket was solved and is open again: its assignee is told so instead of a comment (mails-notice.c). */
gboolean pt_mails_is_reopened (const PtMails *mails, PtId ticket);

/* PERSON got the very mail that COMMENT came by (S3, X3 per_recipient; mails-has.c). */
gboolean pt_mails_has_it (PtMails *mails, const PtComment *comment, PtId person);
/* By the setting suppress the conversation is not mailed at all (S3, S5, X3). */
gboolean pt_mails_is_suppressed (PtMails *mails, const PtComment *comment);

#endif
