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
  PtStatus            status;    /* after the decision */
  PtId                author;
  gboolean            author_in_conversation; /* requester, CC or participant: S3 applies */
  gboolean            author_internal;
  gboolean            authenticated; /* B12 */
  GHashTable         *told;      /* address keys that get a mail already: one mail per address and update (S8) */
} PtAudience;

void pt_audience_init (PtAudience *audience, const PtCase *a_case, const PtRules *rules, PtDecision *decision);
void pt_audience_clear (PtAudience *audience);

/* The person, known or made by the decision; NULL if neither. */
const PtPerson *pt_audience_person (const PtAudience *audience, PtId id);

/* People with that relation once the decision is carried out.  Free with g_array_unref. */
GArray *pt_audience_people (const PtAudience *audience, PtRelation relation);

/* Fills visible_to and visible_cc of a public comment (N1). */
void pt_audience_show (const PtAudience *audience, PtComment *comment);

/* Notifications of COMMENT: private ones go to internal people only (S1, H10). */
void pt_audience_tell_comment (PtAudience *audience, const PtComment *comment);

/* A new ticket: staff, assignee and followers. */
void pt_audience_tell_new (PtAudience *audience, const PtComment *comment);

/* Receipt to the sender of a new ticket, and to its CCs if he is authenticated (B7, B12). */
void pt_audience_tell_receipt (PtAudience *audience, const PtComment *comment);

/* Who has been made a follower by this decision and by somebody else is told so, unless he gets a mail anyway (FW12). */
void pt_audience_tell_followed (PtAudience *audience);

/* Assignment EVENT to the new assignee, unless he did it himself. */
void pt_audience_tell_assignment (PtAudience *audience, PtId event);

#endif
