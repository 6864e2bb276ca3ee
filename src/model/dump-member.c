/* Members of a row, as their table says. */
#include "model/dump-line.h"

/* Whose number a decision may make up. */
static PtActionKind
made_by (PtMemberKind kind)
{
  return kind == PT_KIND_TICKET ? PT_ACTION_TICKET : kind == PT_KIND_COMMENT ? PT_ACTION_COMMENT : PT_ACTION_EVENT;
}

static void
dump_number (GString *out, const PtMember *member, gint64 number, const PtDumpNames *names)
{
  g_string_append_printf (out, " %s", member->name);
  switch (member->kind) {
  case PT_KIND_YES_NO: return;
  case PT_KIND_TICKET:
  case PT_KIND_COMMENT:
  case PT_KIND_EVENT:
    g_string_append_c (out, ' ');
    pt_dump_row (out, number, made_by (member->kind), names);
    return;
  default: g_string_append_printf (out, " %" G_GINT64_FORMAT, number);
  }
}

/* In the order of the row: people read a Cc in it. */
static void
dump_list (GString *out, const PtMember *member, gconstpointer row, const PtDumpNames *names)
{
  g_autofree char *list = pt_member_join (member, row);
  g_auto (GStrv) words = g_strsplit (list, " ", -1);
  for (guint i = 0; words[i]; i++) {
    g_autofree char *word = member->kind == PT_KIND_SET
                              ? g_strdup (words[i]) : pt_dump_person (g_ascii_strtoll (words[i], NULL, 10), names);
    g_string_append_printf (out, "%s%s%s%s", i ? "," : " ", i ? "" : member->name, i ? "" : " ", word);
  }
}

static void
dump_text (GString *out, const PtMember *member, const char *text)
{
  if (text && (*text || member->flags & PT_MEMBER_ALWAYS || member->kind == PT_KIND_MAYBE))
    (member->flags & PT_MEMBER_BARE ? pt_dump_field : pt_dump_text) (out, member->name, text);
}

static void
dump_member (GString *out, const PtMember *member, gconstpointer row, const PtDumpNames *names)
{
  if (pt_member_is_text (member))
    dump_text (out, member, pt_member_text (member, row));
  else if (pt_member_is_list (member))
    dump_list (out, member, row, names);
  if (pt_member_is_text (member) || pt_member_is_list (member))
    return;
  gint64 number = pt_member_number (member, row);
  if (number == 0 && (member->flags & PT_MEMBER_ALWAYS) == 0)
    return;
  switch (member->kind) {
  case PT_KIND_ENUM:
  case PT_KIND_NAME: pt_dump_field (out, member->name, pt_word_at (member->names, number)); return;
  case PT_KIND_TIME: pt_dump_time (out, member->name, number); return;
  case PT_KIND_PERSON: pt_dump_person_field (out, member->name, number, names); return;
  default: dump_number (out, member, number, names);
  }
}

/* Only a ticket that is shared, or not, against its category is told so. */
static void
dump_shared (GString *out, const PtTicket *ticket)
{
  if (ticket->shared != (ticket->category == PT_CATEGORY_CUSTOMER))
    g_string_append (out, ticket->shared ? " shared" : " unshared");
}

void
pt_dump_members (GString *out, const PtMembers *members, gconstpointer row, PtMemberFlags flag,
                 const PtDumpNames *names)
{
  for (guint i = 0; i < members->n; i++)
    if (&members->at[i] == pt_ticket_field (PT_FIELD_SHARED))
      dump_shared (out, row);
    else if (members->at[i].flags & flag)
      dump_member (out, &members->at[i], row, names);
}
