/* What an agent may see and do on a ticket: one place for mail, commands, notifications and lists (RULES section 1, R18). */
#ifndef PT_CORE_RIGHTS_H
#define PT_CORE_RIGHTS_H

#include "model/snapshot.h"

typedef enum {
  PT_ACCESS_NONE,
  PT_ACCESS_PUBLIC, /* what the requester and CCs read: as requester or CC he has no right to more (R19, X5) */
  PT_ACCESS_ALL,    /* notes and events too */
} PtAccess;

/* One person beside one ticket. */
typedef struct {
  const PtPerson *person;
  PtId            requester, assignee, division;
  gboolean        restricted;
  gboolean        follower, cc;
} PtStanding;

/* VIEW must have its people.  PERSON may be NULL. */
PtStanding pt_standing_of (const PtTicketView *view, const PtPerson *person);

/* Light agents never; admins and owners always; others by their scope, and on a restricted ticket only as its assignee or one of
 * its division.  Following or being a CC gives no right to edit (R6-R8). */
gboolean pt_rights_may_edit (const PtStanding *standing);

/* What he may look at.  Following gives access that ends with it (R8, FW7); a light agent sees what his scope covers. */
PtAccess pt_rights_access (const PtStanding *standing);

/* Who may see every ticket there is, and so decide about mail that is on none yet (O11): no light agents, and nobody who is
 * bound to tickets of his own or of his divisions. */
gboolean pt_rights_sees_all (const PtPerson *person);

/* Who may change people, divisions, companies (R17): active admins and owners. */
gboolean pt_rights_may_administer (const PtPerson *person);

/* The division a forwarding agent's ticket is given, 0 if none: one who is bound to tickets of his own or of his divisions
 * hands it to his default one (M18). */
PtId pt_rights_forward_division (const PtPerson *agent);

#endif
