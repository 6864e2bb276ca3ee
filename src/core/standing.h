/* PtStanding: what somebody is on a ticket and may do there (RULES section 1, R18).  One struct, made by one
 * function: mail, requests, notifications and commands ask it; `ticket list` asks the store's TICKET_VISIBLE, which a
 * test compares with it. */
#ifndef PT_CORE_STANDING_H
#define PT_CORE_STANDING_H

#include "model/policy.h"
#include "model/snapshot.h"

typedef enum {
  PT_ACCESS_NONE,
  PT_ACCESS_PUBLIC, /* what the requester and CCs read: as requester or CC he has no right to more (R19, X5) */
  PT_ACCESS_ALL,    /* notes and events too */
} PtAccess;

/* What it depends on besides the person: the ticket, and that person's entries on it. */
typedef struct {
  PtId     requester, assignee, division, company;
  gboolean restricted;
  gboolean cc, participant, follower;
  gboolean participants; /* the feature is on in the ticket's mailbox (T1) */
} PtPlace;

typedef struct {
  const PtPerson *person;       /* NULL if nobody whom we know */
  gboolean        internal, light;
  gboolean        revoked;      /* was inside and is no more */
  gboolean        requester, assignee, cc, participant, follower, same_company;
  gboolean        related;      /* end user: requester, CC, participant or same company */
  gboolean        stranger;
  gboolean        as_requester; /* an internal requester counts as one (R19, R11) */
  gboolean        in_scope;     /* internal: the ticket is his to work on, by scope and restriction (R18) */
  gboolean        may_edit;     /* and he is no light agent; following or being a CC gives no such right (R6-R8) */
  PtAccess        access;       /* what he may look at.  Following gives access that ends with it (R8, FW7) */
} PtStanding;

/* PERSON beside PLACE, which is NULL where there is no ticket: then an internal person has access to all.  Either may
 * be NULL. */
PtStanding pt_standing_make (const PtPerson *person, const PtPlace *place);

/* The same beside a ticket as the store has it.  VIEW must have its people; NULL = no ticket.  RULES are those of the
 * ticket's mailbox; without them (NULL) nobody is a participant or of the same company, which may_edit and access do
 * not ask. */
PtStanding pt_standing_of (const PtRules *rules, const PtTicketView *view, const PtPerson *person);

/* PLACE of PERSON on the ticket of VIEW. */
PtPlace pt_place_of (const PtRules *rules, const PtTicketView *view, const PtPerson *person);

/* Who may see every ticket there is, and so decide about mail that is on none yet (O11): no light agents, and nobody
 * who is bound to tickets of his own or of his divisions. */
gboolean pt_standing_sees_all (const PtPerson *person);

/* Who may change people, divisions, companies (R17): active admins and owners. */
gboolean pt_standing_may_administer (const PtPerson *person);

/* The division a forwarding agent's ticket is given, 0 if none: one who is bound to tickets of his own or of his
 * divisions hands it to his default one (M18). */
PtId pt_standing_forward_division (const PtPerson *agent);

#endif
