/* Divisions and companies as rows. */
#ifndef PT_STORE_GROUP_H
#define PT_STORE_GROUP_H

#include "model/division.h"
#include "store/store.h"

/* NULL and no error if there is none.  WORD is a name, whatever its case, or a number. */
gboolean pt_group_load_division (PtStore *store, PtId id, PtDivision **out_division, GError **error);
gboolean pt_group_find_division (PtStore *store, const char *word, PtDivision **out_division, GError **error);
gboolean pt_group_load_company (PtStore *store, PtId id, PtCompany **out_company, GError **error);
gboolean pt_group_find_company (PtStore *store, const char *word, PtCompany **out_company, GError **error);

/* Fills the members: active agents and light agents, by id. */
gboolean pt_group_load_members (PtStore *store, PtDivision *division, GError **error);

#endif
