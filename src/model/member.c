#include "model/member.h"

#include <string.h>

static gconstpointer
place (const PtMember *member, gconstpointer row)
{
  return (const char *) row + member->offset;
}

gint64
pt_member_number (const PtMember *member, gconstpointer row)
{
  gconstpointer at = place (member, row);
  switch (member->kind) {
  case PT_KIND_YES_NO: return *(const gboolean *) at;
  case PT_KIND_COUNT:
  case PT_KIND_ENUM:
  case PT_KIND_SET:
  case PT_KIND_NAME: return *(const guint *) at;
  default: return *(const gint64 *) at;
  }
}

void
pt_member_set_number (const PtMember *member, gpointer row, gint64 number)
{
  gpointer at = (char *) row + member->offset;
  switch (member->kind) {
  case PT_KIND_YES_NO: *(gboolean *) at = number != 0; return;
  case PT_KIND_COUNT:
  case PT_KIND_ENUM:
  case PT_KIND_SET:
  case PT_KIND_NAME: *(guint *) at = (guint) number; return;
  default: *(gint64 *) at = number; return;
  }
}

gboolean
pt_member_is_text (const PtMember *member)
{
  return member->kind == PT_KIND_TEXT || member->kind == PT_KIND_MAYBE;
}

const char *
pt_member_text (const PtMember *member, gconstpointer row)
{
  return *(char *const *) place (member, row);
}

void
pt_member_set_text (const PtMember *member, gpointer row, const char *text)
{
  char **at = (char **) ((char *) row + member->offset);
  char *was = *at;
  *at = g_strdup (text ? text : member->kind == PT_KIND_TEXT ? "" : NULL);
  g_free (was);
}

gboolean
pt_member_is_list (const PtMember *member)
{
  return member->kind == PT_KIND_SET || member->kind == PT_KIND_PEOPLE;
}

char *
pt_member_join (const PtMember *member, gconstpointer row)
{
  if (member->kind == PT_KIND_SET)
    return pt_word_join_set (member->names, (guint) pt_member_number (member, row), " ");
  GString *text = g_string_new (NULL);
  const GArray *ids = *(GArray *const *) place (member, row);
  for (guint i = 0; ids && i < ids->len; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i ? " " : "", g_array_index (ids, PtId, i));
  return g_string_free (text, FALSE);
}

void
pt_member_split (const PtMember *member, gpointer row, const char *text)
{
  if (member->kind == PT_KIND_SET) {
    pt_member_set_number (member, row, pt_member_number (member, row) | pt_word_split_set (member->names, text));
    return;
  }
  g_auto (GStrv) list = g_strsplit (text ? text : "", " ", -1);
  for (guint i = 0; list[i]; i++) {
    PtId id = g_ascii_strtoll (list[i], NULL, 10);
    if (*list[i])
      g_array_append_val (*(GArray *const *) place (member, row), id);
  }
}

/* In a copy of the bytes: what it points at becomes its own. */
static void
own (const PtMember *member, gpointer row)
{
  char *at = (char *) row + member->offset;
  if (pt_member_is_text (member))
    *(char **) at = g_strdup (*(char **) at);
  else if (member->kind == PT_KIND_PEOPLE)
    *(GArray **) at = *(GArray **) at ? g_array_copy (*(GArray **) at) : NULL;
}

gpointer
pt_members_copy (const PtMembers *members, gconstpointer row)
{
  gpointer copy = g_memdup2 (row, members->size);
  for (guint i = 0; i < members->n; i++)
    own (&members->at[i], copy);
  return copy;
}

void
pt_members_clear (const PtMembers *members, gpointer row)
{
  for (guint i = 0; i < members->n; i++) {
    char *at = (char *) row + members->at[i].offset;
    if (pt_member_is_text (&members->at[i]))
      g_clear_pointer ((char **) at, g_free);
    else if (members->at[i].kind == PT_KIND_PEOPLE)
      g_clear_pointer ((GArray **) at, g_array_unref);
  }
}

void
pt_members_free (const PtMembers *members, gpointer row)
{
  if (!row)
    return;
  pt_members_clear (members, row);
  g_free (row);
}

static gboolean
are_same_people (const GArray *a, const GArray *b)
{
  const guint n = a ? a->len : 0;
  return n == (b ? b->len : 0) && (n == 0 || !memcmp (a->data, b->data, n * sizeof (PtId)));
}

gboolean
pt_members_equal (const PtMembers *members, gconstpointer a, gconstpointer b)
{
  for (guint i = 0; i < members->n; i++) {
    const PtMember *member = &members->at[i];
    gboolean same = pt_member_is_text (member) ? !g_strcmp0 (pt_member_text (member, a), pt_member_text (member, b))
                    : member->kind == PT_KIND_PEOPLE
                      ? are_same_people (*(GArray *const *) place (member, a), *(GArray *const *) place (member, b))
                      : pt_member_number (member, a) == pt_member_number (member, b);
    if (!same)
      return FALSE;
  }
  return TRUE;
}

const PtMember *
pt_members_named (const PtMembers *members, const char *name)
{
  for (guint i = 0; i < members->n; i++)
    if (members->at[i].name && !strcmp (members->at[i].name, name))
      return &members->at[i];
  return NULL;
}

const PtMember *
pt_members_column (const PtMembers *members, const char *column)
{
  for (guint i = 0; i < members->n; i++)
    if (!strcmp (members->at[i].column, column))
      return &members->at[i];
  return NULL;
}
