/* Fields of a row, as their table says. */
#include "model/dump-line.h"

static void
dump_number (GString *out, const PtMember *member, gint64 number, const PtDumpNames *names)
{
  if (number == 0)
    return;
  if (member->kind == PT_KIND_TIME) {
    pt_dump_time (out, member->name, number);
    return;
  }
  if (member->kind == PT_KIND_PERSON) {
    pt_dump_person_field (out, member->name, number, names);
    return;
  }
  g_string_append_printf (out, " %s", member->name);
  if (member->kind == PT_KIND_YES_NO)
    return;
  g_string_append_c (out, ' ');
  if (member->kind == PT_KIND_TICKET)
    pt_dump_row (out, number, PT_ACTION_TICKET, names);
  else
    g_string_append_printf (out, "%" G_GINT64_FORMAT, number);
}

void
pt_dump_member (GString *out, const PtMember *member, gconstpointer row, const PtDumpNames *names)
{
  gboolean always = (member->flags & PT_MEMBER_ALWAYS) != 0;
  if (pt_member_is_text (member)) {
    const char *text = pt_member_text (member, row);
    if (text && (*text || always || member->kind == PT_KIND_MAYBE))
      (member->flags & PT_MEMBER_BARE ? pt_dump_field : pt_dump_text) (out, member->name, text);
    return;
  }
  gint64 number = pt_member_number (member, row);
  if (member->kind != PT_KIND_ENUM)
    dump_number (out, member, number, names);
  else if (number || always)
    pt_dump_field (out, member->name, pt_word_at (member->names, number));
}

/* Only a ticket that is shared, or not, against its category is told so. */
static void
dump_shared (GString *out, const PtTicket *ticket)
{
  if (ticket->shared != (ticket->category == PT_CATEGORY_CUSTOMER))
    g_string_append (out, ticket->shared ? " shared" : " unshared");
}

void
pt_dump_ticket_members (GString *out, const PtTicket *ticket, gboolean times, const PtDumpNames *names)
{
  for (int i = 0; i < PT_FIELD_N; i++) {
    const PtMember *member = pt_ticket_field ((PtTicketField) i);
    if (i == PT_FIELD_SHARED)
      dump_shared (out, ticket);
    else if (member->flags & PT_MEMBER_DUMPED && (times || member->kind != PT_KIND_TIME))
      pt_dump_member (out, member, ticket, names);
  }
}
