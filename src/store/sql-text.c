/* Statements with their lists of columns, which the tables of fields of the model name. */
#include "store/sql.h"

#include "base/error.h"
#include "model/comment.h"
#include "model/notification.h"
#include "model/person.h"

#include <string.h>

static const struct {
  const char     *name;
  const PtMembers *members;
} tables[] = {
  { "address", &pt_address_members },
  { "comment", &pt_comment_members },
  { "event", &pt_event_members },
  { "outbox", &pt_outbox_members },
  { "person", &pt_person_members },
  { "ticket", &pt_ticket_members },
};

static const PtMembers *
find_table (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    if (strcmp (tables[i].name, name) == 0)
      return tables[i].members;
  g_assert_not_reached ();
}

static void
append_columns (GString *out, const PtMembers *members, const char *alias)
{
  for (guint i = 0; i < members->n; i++)
    g_string_append_printf (out, "%s%s%s%s", i > 0 ? ", " : "", alias, *alias ? "." : "", members->at[i].column);
}

static void
append_values (GString *out, const PtMembers *members)
{
  for (guint i = 0; i < members->n; i++)
    g_string_append_printf (out, "%s$%u", i > 0 ? ", " : "", i + 1);
}

/* All but the first, which is what the row is found by. */
static void
append_settings (GString *out, const PtMembers *members)
{
  for (guint i = 1; i < members->n; i++)
    g_string_append_printf (out, "%s%s = $%u", i > 1 ? ", " : "", members->at[i].column, i + 1);
}

/* VARYING are columns. */
static void
append_rows (GString *out, const PtMembers *members, const char *const *varying)
{
  guint next = members->n;
  g_string_append_c (out, '(');
  append_values (out, members);
  for (guint row = 1; row < PT_SQL_OUTBOX_MANY; row++) {
    g_string_append_printf (out, "), ($1 + %u", row);
    for (guint i = 1; i < members->n; i++)
      g_string_append_printf (out, ", $%u", g_strv_contains (varying, members->at[i].column) ? ++next : i + 1);
  }
  g_string_append_c (out, ')');
}

/* The parameter of a column, or for `+1` the first one behind them. */
static guint
parameter_of (const PtMembers *members, const char *word)
{
  if (*word == '+')
    return members->n + (guint) g_ascii_strtoull (word + 1, NULL, 10);
  return (guint) (pt_members_column (members, word) - members->at) + 1;
}

/* MARK without its braces. */
static void
append_mark (GString *out, PtSqlId id, const char *mark)
{
  g_auto (GStrv) words = g_strsplit_set (mark, "=.", 2);
  if (strcmp (mark, "column") == 0)
    g_string_append (out, pt_ticket_members.at[id - PT_SQL_TICKET_SET].column);
  else if (!words[1])
    append_columns (out, find_table (mark), "");
  else if (strchr (mark, '.'))
    append_columns (out, find_table (words[1]), words[0]);
  else if (*words[1] == 0)
    append_values (out, find_table (words[0]));
  else if (*words[1] == '*') {
    g_auto (GStrv) varying = g_strsplit (words[1] + 1, ",", -1);
    append_rows (out, find_table (words[0]), (const char *const *) varying);
  } else if (strcmp (words[1], "~") == 0)
    append_settings (out, find_table (words[0]));
  else
    g_string_append_printf (out, "$%u", parameter_of (find_table (words[0]), words[1]));
}

char *
pt_sql_text (PtSqlId id)
{
  GString *out = g_string_new (NULL);
  for (const char *p = pt_sql (id)->text; *p; p++) {
    const char *end = *p == '{' ? strchr (p, '}') : NULL;
    if (!end) {
      g_string_append_c (out, *p);
      continue;
    }
    g_autofree char *mark = g_strndup (p + 1, (gsize) (end - p - 1));
    append_mark (out, id, mark);
    p = end;
  }
  return g_string_free (out, FALSE);
}
