/* Numbers for what a decision makes, and what its own numbers below zero became. */
#include "store/apply.h"

static gboolean
number (PtApply *apply, PtCount kind, PtId wanted, GError **error)
{
  PtMade made = { kind, wanted, wanted };
  if (wanted > 0)
    return pt_counter_raise (apply->store, kind, wanted, error);
  if (wanted == 0)
    return pt_error_set (error, PT_ERROR_BUG, "the decision makes a row without a number");
  if (!pt_counter_next (apply->store, kind, &made.id, error))
    return FALSE;
  g_array_append_val (apply->made, made);
  return TRUE;
}

gboolean
pt_apply_number (PtApply *apply, GError **error)
{
  for (guint i = 0; i < apply->decision->actions->len; i++) {
    const PtAction *action = g_ptr_array_index (apply->decision->actions, i);
    gboolean good = TRUE;
    if (action->kind == PT_ACTION_PERSON)
      good = number (apply, PT_COUNT_PERSON, action->id, error);
    else if (action->kind == PT_ACTION_TICKET)
      good = number (apply, PT_COUNT_TICKET, action->id, error);
    else if (action->kind == PT_ACTION_COMMENT)
      good = number (apply, PT_COUNT_COMMENT, action->id, error);
    else if (action->kind == PT_ACTION_EVENT && action->id != 0)
      good = number (apply, PT_COUNT_EVENT, action->id, error);
    if (!good)
      return FALSE;
  }
  return TRUE;
}

gboolean
pt_apply_resolve (const PtApply *apply, PtCount kind, PtId id, PtId *out_id, GError **error)
{
  *out_id = id;
  if (id >= 0)
    return TRUE;
  for (guint i = 0; i < apply->made->len; i++) {
    const PtMade *made = &g_array_index (apply->made, PtMade, i);
    if (made->kind == kind && made->number == id) {
      *out_id = made->id;
      return TRUE;
    }
  }
  return pt_error_set (error, PT_ERROR_BUG, "the decision names row %" G_GINT64_FORMAT " that it does not make", id);
}

gboolean
pt_apply_resolve_members (const PtApply *apply, const PtMembers *members, gpointer row, GError **error)
{
  static const struct { PtMemberKind kind; PtCount count; } made[] = {
    { PT_KIND_PERSON, PT_COUNT_PERSON }, { PT_KIND_TICKET, PT_COUNT_TICKET },
    { PT_KIND_COMMENT, PT_COUNT_COMMENT }, { PT_KIND_EVENT, PT_COUNT_EVENT },
  };
  for (guint i = 0; i < members->n; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (made); j++) {
      const PtMember *member = &members->at[i];
      PtId id = member->kind == made[j].kind ? pt_member_number (member, row) : 0;
      if (id < 0 && !pt_apply_resolve (apply, made[j].count, id, &id, error))
        return FALSE;
      if (id > 0)
        pt_member_set_number (member, row, id);
    }
  return TRUE;
}
