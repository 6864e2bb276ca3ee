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

/* All of them by id.  *out_...: PtDivision * without members, PtCompany *; free with g_ptr_array_unref. */
gboolean pt_group_list_divisions (PtStore *store, GPtrArray **out_divisions, GError **error);
gboolean pt_group_list_companies (PtStore *store, GPtrArray **out_companies, GError **error);

/* What writes needs a transaction of the caller's.  REFUSED if the name is empty, a number, "none", or taken. */
gboolean pt_group_add_division (PtStore *store, const char *name, PtId *out_id, GError **error);
gboolean pt_group_rename_division (PtStore *store, const PtDivision *division, const char *name, GError **error);
/* REFUSED while open tickets are in it; its people leave it. */
gboolean pt_group_remove_division (PtStore *store, const PtDivision *division, GError **error);

gboolean pt_group_add_company (PtStore *store, const char *name, PtId contact, PtId *out_id, GError **error);
/* Name and contact as they stand in COMPANY. */
gboolean pt_group_update_company (PtStore *store, const PtCompany *company, GError **error);
/* Its people have none any more; tickets keep the number (T7). */
gboolean pt_group_remove_company (PtStore *store, PtId company, GError **error);

#endif
