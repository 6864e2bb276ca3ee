/* PtPerson: somebody with one or more addresses and an account role (RULES section 1, B20). */
#ifndef PT_MODEL_PERSON_H
#define PT_MODEL_PERSON_H

#include "base/types.h"
#include "model/member.h"

typedef enum {
  PT_ROLE_END_USER,
  PT_ROLE_LIGHT_AGENT,
  PT_ROLE_AGENT,
  PT_ROLE_SUPERVISOR,
  PT_ROLE_ADMIN,
  PT_ROLE_OWNER,
} PtRole;

typedef enum {
  PT_PERSON_ACTIVE,
  PT_PERSON_DISABLED,  /* a former agent is a stranger (T006) */
  PT_PERSON_SUSPENDED, /* his mail is held 13 (row 10), and he is not mailed (R16) */
} PtPersonState;

/* Which tickets an agent may work on (R18); owners and admins are not bound by it. */
typedef enum {
  PT_SCOPE_ALL,
  PT_SCOPE_DIVISION, /* those of his divisions, his own, and those of nobody and no division */
  PT_SCOPE_OWN,      /* his own, and those of nobody in his divisions or in none */
} PtScope;

/* Mail that a follower may switch off for himself (FW13, X7). */
typedef enum { PT_FOLLOW_ADDED, PT_FOLLOW_REPLY, PT_FOLLOW_NOTE, PT_FOLLOW_N } PtFollowMail;

/* What reports say of an address. */
typedef enum {
  PT_ADDRESS_OK,
  PT_ADDRESS_UNDELIVERABLE, /* reports said so often enough (J3) */
} PtAddressState;

typedef struct {
  char    *address;       /* as written, for sending */
  char    *key;           /* pt_address_key */
  gboolean primary;       /* exactly one a person: mail goes there (N10) */
  PtAddressState state;
  PtTime   state_at;      /* since when; 0 = not known */
  PtTime   success_at;    /* mail went well: sent and no report for 3 days, or mail came from it; 0 = never */
  guint    reports;       /* that told of mail to it since it was last cleared */
} PtPersonAddress;

typedef struct {
  PtId          id;
  char         *name;      /* "" if nobody told one */
  PtRole        role;
  PtPersonState state;
  GPtrArray    *addresses; /* PtPersonAddress * */
  PtId          company;   /* 0 if none (R14) */
  PtScope       scope;
  GArray       *divisions; /* PtId: those he is a member of; the first is his default one (M18) */
  GArray       *formerly;  /* PtId: people that were merged into him: what names them names him (M11) */
  guint         muted;     /* 1u << PtFollowMail: what he does not want; 0 = he gets all */
  gboolean      known;     /* an agent has answered a ticket of theirs */
  PtTime        absent_at; /* when an absence note of theirs came, and nothing else since; 0 = they are here (J29) */
} PtPerson;

/* Columns; addresses, divisions and former numbers are rows of their own. */
extern const PtMembers pt_person_members, pt_address_members;

PtPerson *pt_person_new (PtId id, const char *name, PtRole role);
PtPerson *pt_person_copy (const PtPerson *person);
void      pt_person_free (PtPerson *person);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtPerson, pt_person_free)

/* The first address added is the primary one.  ADDRESS must have a key. */
PtPersonAddress *pt_person_add_address (PtPerson *person, const char *address);

/* NULL if the person has no address. */
const PtPersonAddress *pt_person_primary (const PtPerson *person);
/* The one whose key is KEY, which may be NULL; NULL if none is. */
const PtPersonAddress *pt_person_address (const PtPerson *person, const char *key);
gboolean pt_person_has_key (const PtPerson *person, const char *key);

/* Mail can go to them: they are active, and their primary address is one that we can mail and that takes mail. */
gboolean pt_person_is_reachable (const PtPerson *person);

/* Active agent or light agent: `internal` of RULES 3.3. */
gboolean pt_person_is_internal (const PtPerson *person);

/* ID is his, or was that of somebody merged into him. */
gboolean pt_person_is (const PtPerson *person, PtId id);

gboolean pt_person_in_division (const PtPerson *person, PtId division);
/* Adds the division once, behind the others. */
void     pt_person_join_division (PtPerson *person, PtId division);
void     pt_person_leave_division (PtPerson *person, PtId division);
/* The first of his divisions, 0 if he is in none. */
PtId     pt_person_default_division (const PtPerson *person);

/* Name, or the primary address if there is none; for people to read. */
const char *pt_person_label (const PtPerson *person);

gboolean    pt_person_wants (const PtPerson *person, PtFollowMail mail);
/* The name of its setting: follow_added, follow_reply, follow_note. */
const char *pt_follow_mail_name (PtFollowMail mail);

extern const char *const pt_role_list[];
extern const PtNames pt_role_names, pt_person_state_names, pt_scope_names;
const char *pt_role_name (PtRole role);
gboolean    pt_role_from_name (const char *name, PtRole *out_role);
const char *pt_person_state_name (PtPersonState state);
gboolean    pt_person_state_from_name (const char *name, PtPersonState *out_state);

const char *pt_scope_name (PtScope scope);
gboolean    pt_scope_from_name (const char *name, PtScope *out_scope);

#endif
