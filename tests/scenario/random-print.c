#include "tests/scenario/random-print.h"

#include <string.h>

#define ID "%" G_GINT64_FORMAT

void
random_printed_init (RandomPrinted *printed)
{
  *printed = (RandomPrinted) { .tickets = g_hash_table_new_full (NULL, NULL, NULL, g_free),
                               .outbox = g_array_new (FALSE, FALSE, sizeof (PtOutboxState)) };
}

void
random_printed_clear (RandomPrinted *printed)
{
  g_hash_table_unref (printed->tickets);
  g_array_unref (printed->outbox);
}

/* --- canary words --- */

/* Each word of TEXT that begins with `canary`, once, in small letters. */
static void
print_words (GString *out, const char *text, const char *end)
{
  const gsize start = out->len;
  for (const char *at = text; (at = memchr (at, 'a', (gsize) (end - at))); at++) {
    /* the second letter is looked for: the first may be a capital */
    if (at == text || end - at < 5 || g_ascii_strncasecmp (at - 1, "canary", 6) != 0)
      continue;
    gsize length = 6;
    while (at - 1 + length < end && g_ascii_isalnum (at[-1 + (gssize) length]))
      length++;
    g_autofree char *word = g_ascii_strdown (at - 1, (gssize) length);
    g_autofree char *with_blanks = g_strdup_printf (" %s ", word);
    g_string_append_c (out, ' ');
    if (!strstr (out->str + start, with_blanks))
      g_string_append (out, word);
    else
      g_string_truncate (out, out->len - 1);
  }
}

static void
print_text (GString *out, const char *text)
{
  if (text)
    print_words (out, text, text + strlen (text));
}

/* The header without the subject, which templates fill as they fill the body. */
static void
print_header (GString *out, GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  const char *end = g_strstr_len (data, (gssize) length, "\r\n\r\n");
  g_autoptr (GString) header = g_string_new_len (data, end ? end - data : (gssize) length);
  g_string_replace (header, "\r\n ", " ", 0);
  g_string_replace (header, "\r\n\t", " ", 0);
  const char *subject = strstr (header->str, "\r\nSubject:");
  if (subject)
    g_string_erase (header, subject - header->str, (gssize) strcspn (subject + 2, "\r") + 2);
  print_text (out, header->str);
}

void
random_print_mail (GString *out, const PtOutboxItem *item, const PtRendering *rendering)
{
  const PtDraft *draft = rendering->draft;
  const PtNotification *n = &item->notification;
  g_autoptr (GString) body = g_string_new (draft->text);
  g_string_append_printf (out, "= sent " ID " %s on " ID " comment " ID " also", item->id,
                          pt_notify_kind_name (n->kind), n->ticket, n->comment);
  for (guint i = 0; n->also && i < n->also->len; i++)
    g_string_append_printf (out, " " ID, g_array_index (n->also, PtId, i));
  g_string_append_printf (out, " to p" ID " as", n->person);
  print_text (out, draft->recipient);
  g_string_append (out, " head");
  print_header (out, rendering->bytes);
  g_string_append_printf (body, "\n%s\n%s", draft->html ? draft->html : "", draft->subject);
  g_string_append (out, " body");
  print_text (out, body->str);
  g_string_append_c (out, '\n');
}

/* --- rows --- */

void
random_print_person (GString *out, const PtPerson *person)
{
  const PtPersonAddress *address = pt_person_primary (person);
  g_string_append_printf (out, "= person p" ID " %s %s %s %s company " ID " in", person->id,
                          pt_role_name (person->role), pt_person_state_name (person->state),
                          pt_scope_name (person->scope),
                          address->state == PT_ADDRESS_UNDELIVERABLE ? "undeliverable" : "deliverable",
                          person->company);
  for (guint i = 0; i < person->divisions->len; i++)
    g_string_append_printf (out, " " ID, g_array_index (person->divisions, PtId, i));
  g_string_append_printf (out, " words");
  print_text (out, address->address);
  print_text (out, person->name);
  g_string_append_c (out, '\n');
}

static int
compare_people (gconstpointer a, gconstpointer b)
{
  const PtTicketPerson *x = a, *y = b;
  if (x->relation != y->relation)
    return (x->relation > y->relation) - (x->relation < y->relation);
  return (x->person > y->person) - (x->person < y->person);
}

static char *
ticket_line (const PtTicketView *view)
{
  const PtTicket *t = view->ticket;
  g_autoptr (GArray) people = g_array_copy (view->people);
  g_autofree char *custom = g_strdelimit (g_strdup (*t->custom ? t->custom : "-"), "\n ", ',');
  g_autofree char *tags = g_strdelimit (g_strdup (*t->tags ? t->tags : "-"), " ", ',');
  g_autofree char *subject = g_strdelimit (g_strdup (t->subject), " ", '_');
  GString *out = g_string_new (NULL);
  g_string_append_printf (out, "status %s requester p" ID " assignee p" ID " priority %s type %s division " ID,
                          pt_status_name (t->status), t->requester, t->assignee, pt_priority_name (t->priority),
                          pt_type_name (t->type), t->division);
  g_string_append_printf (out, " category %s shared %d restricted %d deleted %d merged_into " ID " linked_to " ID,
                          pt_category_name (t->category), t->shared != 0, t->restricted != 0, t->deleted != 0,
                          t->merged_into, t->linked_to);
  g_string_append_printf (out, " followup_of " ID " company " ID " tags %s custom %s subject %s mailbox %s",
                          t->followup_of, t->company, tags, custom, subject, t->mailbox);
  g_string_append_printf (out, " responded %d reminded %d people", t->responded_at != 0, t->reminded_at != 0);
  g_array_sort (people, compare_people);
  for (guint i = 0; i < people->len; i++) {
    const PtTicketPerson *one = &g_array_index (people, PtTicketPerson, i);
    g_string_append_printf (out, " %s:p" ID, pt_relation_name (one->relation), one->person);
  }
  return g_string_free (out, FALSE);
}

static void
print_tickets (RandomPrinted *printed, GString *out, const PtWorld *world)
{
  for (guint i = 0; i < world->rows->tickets->len; i++) {
    const PtTicketView *view = g_ptr_array_index (world->rows->tickets, i);
    gpointer key = GINT_TO_POINTER ((int) view->ticket->id);
    const char *before = g_hash_table_lookup (printed->tickets, key);
    g_autofree char *line = ticket_line (view);
    if (before && strcmp (before, line) == 0)
      continue;
    g_string_append_printf (out, "= ticket " ID " %s\n", view->ticket->id, line);
    g_hash_table_insert (printed->tickets, key, g_steal_pointer (&line));
  }
}

static void
print_comment (GString *out, const PtComment *comment)
{
  g_string_append_printf (out, "= comment " ID " on " ID " by p" ID " %s %s words", comment->id, comment->ticket,
                          comment->author, comment->is_private ? "private" : "public",
                          comment->flags ? "flagged" : "plain");
  print_text (out, comment->text);
  g_string_append_c (out, '\n');
}

static void
print_outbox (RandomPrinted *printed, GString *out, const PtWorld *world)
{
  for (guint i = 0; i < world->rows->outbox->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (world->rows->outbox, i);
    const PtNotification *n = &item->notification;
    if (i < printed->outbox->len && g_array_index (printed->outbox, PtOutboxState, i) == item->state)
      continue;
    if (i < printed->outbox->len)
      g_array_index (printed->outbox, PtOutboxState, i) = item->state;
    else
      g_array_append_val (printed->outbox, item->state);
    g_string_append_printf (out, "= outbox " ID " %s %s on " ID " comment " ID " event " ID " to p" ID "\n", item->id,
                            pt_outbox_state_name (item->state), pt_notify_kind_name (n->kind), n->ticket, n->comment,
                            n->event, n->person);
  }
}

void
random_print_changes (RandomPrinted *printed, GString *out, const PtWorld *world)
{
  const PtMemstore *rows = world->rows;
  for (; printed->persons < rows->persons->len; printed->persons++)
    random_print_person (out, g_ptr_array_index (rows->persons, printed->persons));
  print_tickets (printed, out, world);
  for (; printed->comments < rows->comments->len; printed->comments++)
    print_comment (out, g_ptr_array_index (rows->comments, printed->comments));
  for (; printed->events < rows->events->len; printed->events++) {
    const PtMemEvent *event = g_ptr_array_index (rows->events, printed->events);
    g_autofree char *detail = event->detail ? g_strescape (event->detail, NULL) : NULL;
    g_string_append_printf (out, "= event " ID " on " ID " %s by p" ID " about p" ID "%s%s\n", event->id,
                            event->ticket, event->kind, event->actor, event->about, detail ? " # " : "",
                            detail ? detail : "");
  }
  print_outbox (printed, out, world);
}

void
random_print_decision (GString *out, const PtDecision *decision, const PtOutcome *outcome)
{
  const PtId author = decision->author < 0 ? -1 : decision->author; /* -1: he is new */
  g_string_append_printf (out, "= verdict %s row %u cause %d evidence %s auth %s",
                          pt_verdict_name (decision->verdict), decision->row, decision->cause,
                          pt_evidence_name (decision->evidence), pt_auth_name (decision->auth));
  g_string_append_printf (out, " by p" ID " on " ID " comment " ID "\n", author, outcome->ticket, outcome->comment);
  for (guint i = 0; i < decision->reasons->len; i++) {
    const PtReason *reason = g_ptr_array_index (decision->reasons, i);
    g_string_append_printf (out, "# %s [%s]\n", reason->text, reason->rule);
  }
}
