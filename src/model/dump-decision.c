#include "model/dump-line.h"

#include <string.h>

typedef void (*DumpAction) (GString *out, const PtAction *action, const PtDumpNames *names);

static void
append_ticket (GString *out, PtId ticket, const PtDumpNames *names)
{
  g_string_append_c (out, ' ');
  pt_dump_row (out, ticket, PT_ACTION_TICKET, names);
}

static void
ticket_field (GString *out, const char *name, PtId ticket, const PtDumpNames *names)
{
  if (!ticket)
    return;
  g_string_append_printf (out, " %s", name);
  append_ticket (out, ticket, names);
}

static void
dump_person (GString *out, const PtAction *action, const PtDumpNames *names)
{
  const PtPerson *person = action->new_person;
  g_autofree char *name = pt_dump_person (person->id, names);
  g_string_append_printf (out, " %s ", name);
  pt_dump_quoted (out, person->name, strlen (person->name));
  pt_dump_members (out, &pt_person_members, person, PT_MEMBER_MADE, names);
  for (guint i = 0; i < person->addresses->len; i++) {
    const PtPersonAddress *address = g_ptr_array_index (person->addresses, i);
    if (!address->primary)
      pt_dump_field (out, "also", address->address);
  }
}

static void
dump_ticket (GString *out, const PtAction *action, const PtDumpNames *names)
{
  const PtTicket *ticket = action->new_ticket;
  append_ticket (out, ticket->id, names);
  pt_dump_person_field (out, "requester", ticket->requester, names);
  if (ticket->assignee)
    pt_dump_person_field (out, "assignee", ticket->assignee, names);
  pt_dump_members (out, &pt_ticket_members, ticket, PT_MEMBER_MADE, names);
}

static gboolean
is_first_comment (PtId comment, const PtDumpNames *names)
{
  g_autoptr (GString) name = g_string_new (NULL);
  pt_dump_row (name, comment, PT_ACTION_COMMENT, names);
  return !strcmp (name->str, "new");
}

static void
dump_comment (GString *out, const PtAction *action, const PtDumpNames *names)
{
  const PtComment *comment = action->comment;
  append_ticket (out, comment->ticket, names);
  if (names && names->decision && !is_first_comment (comment->id, names)) {
    g_string_append (out, " as ");
    pt_dump_row (out, comment->id, PT_ACTION_COMMENT, names);
  }
  g_string_append (out, comment->is_private ? " private" : " public");
  pt_dump_person_field (out, "by", comment->author, names);
  pt_dump_members (out, &pt_comment_members, comment, PT_MEMBER_MADE, names);
}

static void
dump_relation (GString *out, const PtAction *action, const PtDumpNames *names)
{
  append_ticket (out, action->ticket, names);
  pt_dump_person_field (out, pt_relation_name ((PtRelation) action->value), action->person, names);
}

static void
dump_status (GString *out, const PtAction *action, const PtDumpNames *names)
{
  append_ticket (out, action->ticket, names);
  g_string_append_printf (out, " %s", pt_status_name ((PtStatus) action->value));
}

static void
dump_assign (GString *out, const PtAction *action, const PtDumpNames *names)
{
  append_ticket (out, action->ticket, names);
  g_autofree char *person = pt_dump_person (action->person, names);
  g_string_append_printf (out, " %s", person);
}

static void
dump_set (GString *out, const PtAction *action, const PtDumpNames *names)
{
  const PtMember *member = pt_ticket_field ((PtTicketField) action->value);
  append_ticket (out, action->ticket, names);
  if (pt_member_is_text (member))
    pt_dump_text (out, member->name, action->text);
  else if (member->kind == PT_KIND_PERSON)
    pt_dump_person_field (out, member->name, action->other, names);
  else if (member->kind == PT_KIND_TICKET)
    ticket_field (out, member->name, action->other, names);
  else if (member->kind == PT_KIND_ENUM)
    pt_dump_field (out, member->name, pt_word_at (member->names, action->other));
  else
    g_string_append_printf (out, " %s %" G_GINT64_FORMAT, member->name, action->other);
}

static void
dump_event (GString *out, const PtAction *action, const PtDumpNames *names)
{
  append_ticket (out, action->ticket, names);
  g_string_append_printf (out, " %s", pt_event_kind_name ((PtEventKind) action->value));
  pt_dump_person_field (out, "by", action->person, names);
  if (action->other)
    pt_dump_person_field (out, "about", action->other, names);
  pt_dump_text (out, "detail", action->detail);
}

static void
dump_known (GString *out, const PtAction *action, const PtDumpNames *names)
{
  append_ticket (out, action->ticket, names);
  g_string_append_c (out, ' ');
  pt_dump_id (out, action->text ? action->text : "");
  g_string_append (out, action->value == PT_KNOWN_RECEIVED ? " received" : " referenced");
}

static void
dump_link (GString *out, const PtAction *action, const PtDumpNames *names)
{
  append_ticket (out, action->ticket, names);
  append_ticket (out, action->other, names);
  g_string_append_c (out, ' ');
  pt_dump_word (out, action->text);
}

static void
dump_notify (GString *out, const PtAction *action, const PtDumpNames *names)
{
  const PtNotification *notification = action->notification;
  const PtOutboxItem item = { .notification = *notification };
  g_autofree char *person = pt_dump_person (notification->person, names);
  g_autoptr (GString) address = g_string_new (NULL);
  pt_dump_word (address, notification->address);
  g_string_append_printf (out, " %s %s", pt_notify_kind_name (notification->kind), person);
  if (strcmp (address->str, g_str_has_prefix (person, "new:") ? person + 4 : person))
    g_string_append_printf (out, " at %s", address->str);
  append_ticket (out, notification->ticket, names);
  pt_dump_members (out, &pt_outbox_members, &item, PT_MEMBER_MADE, names);
  if (notification->joins)
    g_string_append (out, " joins");
}

static void
dump_cancel (GString *out, const PtAction *action, const PtDumpNames *names)
{
  (void) names;
  g_string_append_printf (out, " %" G_GINT64_FORMAT, action->other);
}

static void
dump_seen (GString *out, const PtAction *action, const PtDumpNames *names)
{
  append_ticket (out, action->ticket, names);
  pt_dump_person_field (out, "by", action->person, names);
  if (action->other)
    g_string_append_printf (out, " comment %" G_GINT64_FORMAT, action->other);
}

static void
dump_know (GString *out, const PtAction *action, const PtDumpNames *names)
{
  g_autofree char *person = pt_dump_person (action->person, names);
  g_string_append_printf (out, " %s", person);
}

static void
dump_tell_held (GString *out, const PtAction *action, const PtDumpNames *names)
{
  static const char *const tellings[] = { "nothing", "ask", "line", "number", "done" };
  (void) names;
  g_string_append_printf (out, " %" G_GINT64_FORMAT " %s", action->id, tellings[action->value]);
}

static void
dump_digest_held (GString *out, const PtAction *action, const PtDumpNames *names)
{
  (void) names;
  g_string_append_printf (out, " days %d", action->value);
}

static void
dump_keep (GString *out, const PtAction *action, const PtDumpNames *names)
{
  append_ticket (out, action->ticket, names);
  g_string_append_printf (out, " comment %" G_GINT64_FORMAT, action->other);
}

static void
dump_unjoin (GString *out, const PtAction *action, G_GNUC_UNUSED const PtDumpNames *names)
{
  g_string_append_printf (out, " %" G_GINT64_FORMAT " comment %" G_GINT64_FORMAT, action->other, action->id);
}

static void
dump_bounce (GString *out, const PtAction *action, const PtDumpNames *names)
{
  dump_cancel (out, action, names);
  pt_dump_person_field (out, "person", action->person, names);
  pt_dump_field (out, "said", action->text);
  ticket_field (out, "ticket", action->ticket, names);
  if (action->value)
    g_string_append (out, action->value == PT_WEIGHT_GONE ? " gone" : " refused");
}

static void
dump_address (GString *out, const PtAction *action, const PtDumpNames *names)
{
  static const char *const news[] = { "undeliverable", "deliverable", "heard" };
  pt_dump_person_field (out, "of", action->person, names);
  g_string_append_printf (out, " %s %s", action->text, news[action->value]);
}

static void
dump_told (GString *out, const PtAction *action, G_GNUC_UNUSED const PtDumpNames *names)
{
  g_string_append_printf (out, " %" G_GINT64_FORMAT " %s", action->other,
                          action->value == PT_TOLD_DELAY ? "delay" : "all");
}

static void
dump_absent (GString *out, const PtAction *action, const PtDumpNames *names)
{
  pt_dump_person_field (out, action->value ? "since-now" : "no-more", action->person, names);
}

static const DumpAction dumps[PT_ACTION_N_KINDS] = {
  [PT_ACTION_PERSON] = dump_person,     [PT_ACTION_TICKET] = dump_ticket,   [PT_ACTION_COMMENT] = dump_comment,
  [PT_ACTION_RELATE] = dump_relation,   [PT_ACTION_UNRELATE] = dump_relation, [PT_ACTION_STATUS] = dump_status,
  [PT_ACTION_ASSIGN] = dump_assign,     [PT_ACTION_SET] = dump_set, [PT_ACTION_EVENT] = dump_event,
  [PT_ACTION_KNOWN_ID] = dump_known,    [PT_ACTION_LINK] = dump_link,       [PT_ACTION_NOTIFY] = dump_notify,
  [PT_ACTION_KEEP] = dump_keep,         [PT_ACTION_UNJOIN] = dump_unjoin,
  [PT_ACTION_CANCEL] = dump_cancel,     [PT_ACTION_BOUNCE] = dump_bounce,
  [PT_ACTION_SEEN] = dump_seen,         [PT_ACTION_ADDRESS] = dump_address, [PT_ACTION_TOLD] = dump_told,
  [PT_ACTION_ABSENT] = dump_absent,
  [PT_ACTION_TELL_HELD] = dump_tell_held, [PT_ACTION_DIGEST_HELD] = dump_digest_held,
  [PT_ACTION_KNOW] = dump_know,
};

char *
pt_dump_action (const PtAction *action, const PtDumpNames *names)
{
  gboolean stamp = action->kind == PT_ACTION_SET
                   && pt_ticket_field ((PtTicketField) action->value)->kind == PT_KIND_TIME;
  GString *out = g_string_new (stamp ? "stamp" : pt_action_kind_name (action->kind));
  dumps[action->kind](out, action, names);
  return g_string_free (out, FALSE);
}

static void
dump_first_line (GString *out, const PtDecision *decision, const PtDumpNames *names)
{
  g_string_append_printf (out, "verdict %s", pt_verdict_name (decision->verdict));
  if (decision->row)
    g_string_append_printf (out, " row %u", decision->row);
  if (decision->cause != PT_CAUSE_NONE)
    g_string_append_printf (out, " cause %d", decision->cause);
  pt_dump_time (out, "expires", decision->expires_at);
  ticket_field (out, "ticket", decision->ticket, names);
  if (decision->comment) {
    g_string_append (out, " comment ");
    pt_dump_row (out, decision->comment, PT_ACTION_COMMENT, names);
  }
  if (decision->auth != PT_AUTH_NONE)
    pt_dump_field (out, "auth", pt_auth_name (decision->auth));
  if (decision->evidence != PT_EVIDENCE_NONE)
    pt_dump_field (out, "evidence", pt_evidence_name (decision->evidence));
  if (decision->via != PT_VIA_NONE)
    pt_dump_field (out, "via", pt_via_name (decision->via));
  if (decision->author)
    pt_dump_person_field (out, "author", decision->author, names);
  pt_dump_field (out, "mailbox", decision->mailbox);
  g_string_append_c (out, '\n');
}

static void
dump_reason (GString *out, const PtReason *reason)
{
  g_string_append (out, "reason ");
  if (*reason->rule) {
    g_string_append_c (out, '[');
    pt_dump_escaped (out, reason->rule);
    g_string_append (out, "] ");
  }
  pt_dump_escaped (out, reason->text);
  g_string_append_c (out, '\n');
}

static void
dump_left_out (GString *out, const PtLeftOut *one, const PtDumpNames *names)
{
  g_autofree char *person = pt_dump_person (one->person, names);
  g_string_append_printf (out, "left-out %s %s %s\n", person, pt_notify_kind_name (one->kind),
                          pt_left_out_name (one->reason));
}

void
pt_dump_decision (GString *out, const PtDecision *decision, const PtDumpNames *names)
{
  PtDumpNames all = { names ? names->snapshot : NULL, decision };
  dump_first_line (out, decision, &all);
  for (guint i = 0; i < PT_FLAG_N; i++)
    if (decision->flags & PT_FLAG_BIT (i))
      g_string_append_printf (out, "flag %s\n", pt_flag_name (i));
  for (guint i = 0; i < decision->actions->len; i++) {
    g_autofree char *line = pt_dump_action (g_ptr_array_index (decision->actions, i), &all);
    g_string_append_printf (out, "%s\n", line);
  }
  if (decision->asks.message) {
    g_string_append_printf (out, "ask %s %" G_GINT64_FORMAT, decision->asks.drop ? "drop" : "let-in",
                            decision->asks.message);
    pt_dump_person_field (out, "by", decision->asks.actor, &all);
    g_string_append_c (out, '\n');
  }
  for (guint i = 0; i < decision->left_out->len; i++)
    dump_left_out (out, &g_array_index (decision->left_out, PtLeftOut, i), &all);
  for (guint i = 0; i < decision->reasons->len; i++)
    dump_reason (out, g_ptr_array_index (decision->reasons, i));
}
