/* People, for administrators.  What writes needs a transaction of the caller's. */
#ifndef PT_STORE_PERSON_H
#define PT_STORE_PERSON_H

#include "store/store.h"

/* Adds PERSON with its addresses, the first one primary; its id is ignored.  REFUSED with the address and the
 * reason if one is no address, is a mailbox or another address of ours by POLICY, or is somebody's already
 * (B20). */
gboolean pt_store_person_add (PtStore *store, const PtPolicy *policy, const PtPerson *person, PtTime now,
                              PtId *out_id, GError **error);

/* One more address of PERSON; REFUSED as above. */
gboolean pt_store_person_add_address (PtStore *store, const PtPolicy *policy, PtId person, const char *address,
                                      gboolean primary, GError **error);

/* Takes one away; REFUSED if it is the primary one, NOT_FOUND if it is not his. */
gboolean pt_store_person_remove_address (PtStore *store, const PtPerson *person, const char *address, GError **error);

/* Mail goes there from now on (N10); NOT_FOUND if it is not his. */
gboolean pt_store_person_make_primary (PtStore *store, const PtPerson *person, const char *address, GError **error);

/* FROM, a customer, becomes INTO: addresses, tickets, relations, comments, mail (M11).  An event by ACTOR (0 =
 * Postern) stands on each of his tickets; *out_tickets tells how many there are.  REFUSED if FROM is no end user, or
 * is INTO. */
gboolean pt_store_person_merge (PtStore *store, const PtPerson *from, const PtPerson *into, PtId actor, PtTime now,
                                guint *out_tickets, GError **error);

/* Tickets that he follows or has, but not closed ones that he has.  *out_ids: PtId; free with g_array_unref. */
gboolean pt_store_person_duties (PtStore *store, PtId person, GArray **out_ids, GError **error);

/* A person that somebody named at the command line: an address, or `#id`.  NOT_FOUND with what was asked for. */
gboolean pt_store_person_find (PtStore *store, const char *name, PtPerson **out_person, GError **error);
gboolean pt_store_person_load (PtStore *store, PtId id, PtPerson **out_person, GError **error);

/* Any role. */
#define PT_STORE_ANY_ROLE (-1)

/* By id.  *out_persons: PtPerson *, free with g_ptr_array_unref. */
gboolean pt_store_person_list (PtStore *store, int role, guint limit, guint offset, GPtrArray **out_persons,
                               GError **error);

/* Active agents, light ones too, who could follow TICKET: neither its assignee nor following it; WORD stands in their
 * name, an address or its domain, or the name of their company (FW11).  By id. */
gboolean pt_store_person_candidates (PtStore *store, PtId ticket, const char *word, GPtrArray **out_persons,
                                     GError **error);

/* Name, role, state, company, scope, divisions and what is muted, as they stand in PERSON. */
gboolean pt_store_person_update (PtStore *store, const PtPerson *person, GError **error);

#endif
