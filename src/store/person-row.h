/* A person as rows.  What is written here needs a transaction of the caller's. */
#ifndef PT_STORE_PERSON_ROW_H
#define PT_STORE_PERSON_ROW_H

#include "store/store.h"

/* PERSON with number ID and his divisions, without his addresses; each of these after him. */
gboolean pt_person_row_insert (PtStore *store, PtId id, const PtPerson *person, PtTime now, GError **error);
gboolean pt_person_row_insert_address (PtStore *store, PtId person, const PtPersonAddress *address, GError **error);
/* His divisions in their order, where none stand yet. */
gboolean pt_person_row_insert_divisions (PtStore *store, PtId id, const PtPerson *person, GError **error);

#endif
