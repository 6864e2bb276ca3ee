/* The whole state as sorted lines.  Times of rows are left out but those that rules ask for. */
#include "base/clock.h"
#include "tests/lib/memstore.h"

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static const char *
name_of (const PtMemstore *store, PtId person)
{
  const PtPerson *found = person ? pt_memstore_person (store, person) : NULL;
  const PtPersonAddress *address = found ? pt_person_primary (found) : NULL;
  return !person ? "-" : address ? address->address : "?";
}

static void
dump_persons (const PtMemstore *store, GPtrArray *lines)
{
  for (guint i = 0; i < store->persons->len; i++) {
    const PtPerson *person = g_ptr_array_index (store->persons, i);
    g_autoptr (GString) line = g_string_new ("person ");
    g_string_append_printf (line, "%s %s %s company %" G_GINT64_FORMAT " name \"%s\"", name_of (store, person->id),
                            pt_role_name (person->role), pt_person_state_name (person->state), person->company,
                            person->name);
    g_string_append_printf (line, " scope %s", pt_scope_name (person->scope));
    for (guint j = 0; j < person->divisions->len; j++)
      g_string_append_printf (line, " in %" G_GINT64_FORMAT, g_array_index (person->divisions, PtId, j));
    if (person->absent_at)
      g_string_append (line, " absent");
    if (person->muted)
      g_string_append_printf (line, " muted %u", person->muted);
    for (guint j = 0; j < person->addresses->len; j++) {
      const PtPersonAddress *address = g_ptr_array_index (person->addresses, j);
      g_string_append_printf (line, " address %s%s%s%s", address->key, address->primary ? " primary" : "",
                              address->state == PT_ADDRESS_UNDELIVERABLE ? " undeliverable" : "",
                              address->success_at ? " well" : "");
      if (address->reports)
        g_string_append_printf (line, " reports %u", address->reports);
    }
    g_ptr_array_add (lines, g_strdup (line->str));
  }
}

static void
dump_ticket (const PtMemstore *store, const PtTicketView *view, GPtrArray *lines)
{
  const PtTicket *t = view->ticket;
  g_ptr_array_add (lines,
                   g_strdup_printf ("ticket %" G_GINT64_FORMAT
                                    " %s requester %s assignee %s priority %s mailbox %s%s%s merged %" G_GINT64_FORMAT
                                    " followup %" G_GINT64_FORMAT " solved %" G_GINT64_FORMAT
                                    " by %s company %" G_GINT64_FORMAT " subject \"%s\"",
                                    t->id, pt_status_name (t->status), name_of (store, t->requester),
                                    name_of (store, t->assignee), pt_priority_name (t->priority),
                                    t->mailbox ? t->mailbox : "-", t->flagged ? " flagged" : "",
                                    t->deleted ? " deleted" : "", t->merged_into, t->followup_of, t->solved_at,
                                    name_of (store, t->solved_by), t->company, t->subject));
  g_autofree char *tags = g_strescape (t->tags, NULL), *custom = g_strescape (t->custom, NULL);
  g_ptr_array_add (lines,
                   g_strdup_printf ("marks %" G_GINT64_FORMAT " %s %s%s%s%s channel %s division %" G_GINT64_FORMAT
                                    " linked %" G_GINT64_FORMAT " thread %" G_GINT64_FORMAT
                                    " tags \"%s\" custom \"%s\""
                                    " responded %" G_GINT64_FORMAT " reminded %" G_GINT64_FORMAT
                                    " waiting %" G_GINT64_FORMAT " told %u withheld %" G_GINT64_FORMAT,
                                    t->id, pt_type_name (t->type), pt_category_name (t->category),
                                    t->shared ? " shared" : "", t->restricted ? " restricted" : "",
                                    t->machine ? " machine" : "", pt_channel_name (t->channel), t->division,
                                    t->linked_to, t->thread_of, tags, custom, t->responded_at, t->reminded_at,
                                    t->waiting_at, t->waiting_told, t->withheld_told_at));
  for (guint i = 0; i < view->people->len; i++) {
    const PtTicketPerson *entry = &g_array_index (view->people, PtTicketPerson, i);
    g_ptr_array_add (lines, g_strdup_printf ("people %" G_GINT64_FORMAT " %s %s by %s%s", t->id,
                                             pt_relation_name (entry->relation), name_of (store, entry->person),
                                             name_of (store, entry->added_by), entry->brought ? " brought" : ""));
  }
}

static void
dump_comment (const PtMemstore *store, const PtComment *comment, GPtrArray *lines)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_string_append_printf (line, "comment %" G_GINT64_FORMAT " on %" G_GINT64_FORMAT " %s by %s channel %s%s",
                          comment->id,
                          comment->ticket, comment->is_private ? "private" : "public",
                          name_of (store, comment->author), pt_channel_name (comment->channel),
                          comment->is_participant ? " participant" : "");
  for (guint i = 0; i < PT_FLAG_N; i++)
    if (comment->flags & PT_FLAG_BIT (i))
      g_string_append_printf (line, " flag %s", pt_flag_name (i));
  g_string_append_printf (line, " to %s", name_of (store, comment->visible_to));
  for (guint i = 0; comment->visible_cc && i < comment->visible_cc->len; i++)
    g_string_append_printf (line, " cc %s", name_of (store, g_array_index (comment->visible_cc, PtId, i)));
  g_autofree char *text = g_strescape (comment->text ? comment->text : "", NULL);
  if (comment->publishes)
    g_string_append_printf (line, " publishes %" G_GINT64_FORMAT, comment->publishes);
  g_string_append_printf (line, " text \"%s\"", text);
  g_ptr_array_add (lines, g_strdup (line->str));
}

/* When it is due says something only while it is. */
static void
dump_outbox (const PtMemstore *store, const PtOutboxItem *item, GPtrArray *lines)
{
  const PtNotification *n = &item->notification;
  g_autofree char *due = item->state == PT_OUTBOX_DUE ? pt_time_to_iso (n->due_at, FALSE) : NULL;
  g_autoptr (GString) also = g_string_new (NULL);
  for (guint i = 0; n->also && i < n->also->len; i++)
    g_string_append_printf (also, " also %" G_GINT64_FORMAT, g_array_index (n->also, PtId, i));
  g_ptr_array_add (lines, g_strdup_printf (
    "outbox %" G_GINT64_FORMAT " %s %s on %" G_GINT64_FORMAT " comment %" G_GINT64_FORMAT " to %s address "
    "%s%s%s%s%s%s%s",
    item->id, pt_outbox_state_name (item->state), pt_notify_kind_name (n->kind), n->ticket, n->comment,
    name_of (store, n->person), n->address, due ? " at " : "", due ? due : "",
    also->str, item->told == PT_TOLD_ALL ? " told" : item->told == PT_TOLD_DELAY ? " told-late" : "",
    n->ceiling ? " ceiling " : "", n->ceiling ? pt_ceiling_name (n->ceiling) : ""));
}

static void
dump_rest (const PtMemstore *store, PtId ticket, GPtrArray *lines)
{
  for (guint i = 0; i < store->known->len; i++) {
    const PtKnownId *known = g_ptr_array_index (store->known, i);
    if (!ticket || known->ticket == ticket)
      g_ptr_array_add (lines, g_strdup_printf ("known <%s> on %" G_GINT64_FORMAT " %s", known->id, known->ticket,
                                               known->origin == PT_KNOWN_RECEIVED ? "received" : "referenced"));
  }
  for (guint i = 0; i < store->events->len; i++) {
    const PtMemEvent *event = g_ptr_array_index (store->events, i);
    if (!ticket || event->ticket == ticket)
      g_ptr_array_add (lines, g_strdup_printf ("event on %" G_GINT64_FORMAT " %s by %s: %s", event->ticket,
                                               event->kind,
                                               name_of (store, event->actor), event->detail ? event->detail : ""));
  }
  for (guint i = 0; i < store->links->len; i++) {
    const PtMemLink *link = g_ptr_array_index (store->links, i);
    if (!ticket || link->ticket == ticket)
      g_ptr_array_add (lines, g_strdup_printf ("link %" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT, link->ticket,
                                               link->kind, link->other));
  }
}

static void
dump_messages (const PtMemstore *store, GPtrArray *lines)
{
  for (guint i = 0; i < store->messages->len; i++) {
    const PtMemMessage *m = g_ptr_array_index (store->messages, i);
    g_ptr_array_add (lines, g_strdup_printf ("message %" G_GINT64_FORMAT " %s cause %d ticket %" G_GINT64_FORMAT
                                             " comment %" G_GINT64_FORMAT " mailbox %s repeats %u", m->id,
                                             pt_verdict_name (m->verdict), m->cause, m->ticket, m->comment,
                                             m->mailbox, m->repeats));
  }
}

char *
pt_memstore_dump (const PtMemstore *store, PtId ticket)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < store->tickets->len; i++) {
    const PtTicketView *view = g_ptr_array_index (store->tickets, i);
    if (!ticket || view->ticket->id == ticket)
      dump_ticket (store, view, lines);
  }
  for (guint i = 0; i < store->comments->len; i++) {
    const PtComment *comment = g_ptr_array_index (store->comments, i);
    if (!ticket || comment->ticket == ticket)
      dump_comment (store, comment, lines);
  }
  for (guint i = 0; i < store->outbox->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (store->outbox, i);
    if (!ticket || item->notification.ticket == ticket)
      dump_outbox (store, item, lines);
  }
  dump_rest (store, ticket, lines);
  if (!ticket) {
    dump_persons (store, lines);
    dump_messages (store, lines);
  }
  g_ptr_array_sort (lines, compare_lines);
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (out, "%s\n", (const char *) g_ptr_array_index (lines, i));
  return g_string_free (out, FALSE);
}
