/* Who is told of what: the one function that decides audience and visibility (RULES section 8, THREATS T035).
 * Every entrance and every command goes through it. */
#ifndef PT_CORE_AUDIENCE_H
#define PT_CORE_AUDIENCE_H

#include "core/case.h"

typedef struct {
  const PtCase       *c;
  const PtRules      *rules;
  PtDecision         *decision;
  const PtTicketView *view;      /* NULL if the decision makes the ticket */
  PtId                ticket;
  PtId                requester;
  PtId                assignee;  /* after the decision, 0 if nobody */
  PtId                division;  /* after the decision, 0 if none */
  gboolean            restricted;
  PtStatus            status;    /* after the decision */
  PtId                author;
  gboolean            author_in_conversation; /* requester, CC or participant: S3 applies */
  gboolean            author_internal;
  gboolean            authenticated; /* B12 */
  gboolean            unshared;  /* people outside know nothing of it (D1, D2) */
  gboolean            machine;   /* a bulk or machine sender opened it (S10) */
  gboolean            changed;   /* the status changed ... */
  PtStatus            status_was; /* ... from this */
  PtId                status_event;
  GHashTable         *told;      /* address keys that get a mail already: one mail per address and update (S8) */
} PtAudience;

void pt_audience_init (PtAudience *audience, const PtCase *a_case, const PtRules *rules, PtDecision *decision);
void pt_audience_clear (PtAudience *audience);

/* Whatever is told is about TICKET from now on, as it stands; VIEW is NULL if the decision makes it. */
void pt_audience_take (PtAudience *audience, const PtTicket *ticket, const PtTicketView *view);

/* The person, known or made by the decision; NULL if neither. */
const PtPerson *pt_audience_person (const PtAudience *audience, PtId id);

/* People with that relation once the decision is carried out.  Free with g_array_unref. */
GArray *pt_audience_people (const PtAudience *audience, PtRelation relation);

/* PERSON has that relation once the decision is carried out. */
gboolean pt_audience_has (const PtAudience *audience, PtId person, PtRelation relation);

/* Where mail for PERSON goes; NULL if he cannot be mailed (R16, S2). */
const PtPersonAddress *pt_audience_reach (const PtAudience *audience, const PtPerson *person);

/* The ticket was solved and is open again by this decision: its assignee is told so instead of an ordinary comment. */
gboolean pt_audience_is_reopened (const PtAudience *audience);

/* KIND to PERSON, unless he cannot be mailed, has a mail of this update already (S8), or the kind is off; about COMMENT, which
 * may be NULL, or EVENT. */
gboolean pt_audience_tell (PtAudience *audience, PtNotifyKind kind, PtId person, const PtComment *comment, PtId event,
                           PtTime delay);

/* As pt_audience_tell to somebody inside; not to the author, nor to who is not internal (FW19, T035). */
gboolean pt_audience_tell_inside (PtAudience *audience, PtNotifyKind kind, PtId person, const PtComment *comment, PtId event);

/* Staff that new tickets go to (X28). */
void pt_audience_tell_staff (PtAudience *audience, PtNotifyKind kind, const PtComment *comment, PtId event);

/* Fills visible_to and visible_cc of a public comment (N1). */
void pt_audience_show (const PtAudience *audience, PtComment *comment);

/* Notifications of COMMENT: private ones go to internal people only (S1, H10). */
void pt_audience_tell_comment (PtAudience *audience, const PtComment *comment);

/* A new ticket: staff, assignee and followers, the people of its division if nobody has it, else its supervisors. */
void pt_audience_tell_new (PtAudience *audience, const PtComment *comment);

/* Receipt to the sender of a new ticket, and to its CCs if he is authenticated (B7, B12). */
void pt_audience_tell_receipt (PtAudience *audience, const PtComment *comment);

/* Who has been made a follower by this decision and by somebody else is told so, unless he gets a mail anyway (FW12). */
void pt_audience_tell_followed (PtAudience *audience);

/* The mail of a change of status, after COMMENT if one came with it (NULL if none): the requester, unless a comment tells him or
 * nothing changed that he can see (X14, X20, X21), and the assignee of a ticket that was solved (L5). */
void pt_audience_tell_status (PtAudience *audience, const PtComment *comment);

/* COMMENT to one agent who is named for it, whatever he is on the ticket. */
void pt_audience_tell_agent (PtAudience *audience, PtId person, const PtComment *comment);

/* EVENT says to the author, an agent, what became of his commands (B13).  Comes before any other mail: there is one for
 * each person. */
void pt_audience_tell_report (PtAudience *audience, PtId event);

/* Assignment EVENT to the new assignee, unless he did it himself, and to the division of the ticket. */
void pt_audience_tell_assignment (PtAudience *audience, PtId event);

/* PERSON may read everything on the ticket as it will be: only then internal mail goes to him (R18, T035). */
gboolean pt_audience_may_read (const PtAudience *audience, const PtPerson *person);

/* The ticket's division: all of its people if nobody has the ticket, else those who lead it (8.1, R17).  TRUE if anybody is
 * told. */
gboolean pt_audience_tell_members (PtAudience *audience, PtNotifyKind kind, const PtComment *comment, PtId event);

#endif
