/* The lines of `given`: each kind of thing is one word with the function that reads the rest. */
#include <string.h>

#include "base/clock.h"
#include "core/token.h"
#include "tests/lib/world.h"

typedef gboolean (*LineFunc) (PtWorld *world, char *const *words, char **out_error);

static gboolean G_GNUC_PRINTF (2, 3)
bad (char **out_error, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  *out_error = g_strdup_vprintf (format, args);
  va_end (args);
  return FALSE;
}

static PtId
number (const char *word)
{
  return word ? g_ascii_strtoll (word, NULL, 10) : 0;
}

/* The person of that name, or an error. */
static gboolean
find (const PtWorld *world, const char *name, PtId *out_id, char **out_error)
{
  const PtPerson *person = name ? pt_world_person (world, name) : NULL;
  if (!person)
    return bad (out_error, "no person is called %s", name ? name : "(nothing)");
  *out_id = person->id;
  return TRUE;
}

static gboolean
line_now (PtWorld *world, char *const *words, char **out_error)
{
  if (words[0] && pt_time_from_iso (words[0], &world->now))
    return TRUE;
  return bad (out_error, "now wants a time like 2026-01-01T10:00:00Z");
}

static gboolean
line_setting (PtWorld *world, char *const *words, char **out_error)
{
  if (!words[0])
    return bad (out_error, "setting wants a name and a value");
  g_autofree char *value = g_strjoinv (" ", (char **) words + 1);
  return pt_world_setting (world, words[0], value, out_error);
}

static gboolean
line_mailbox (PtWorld *world, char *const *words, char **out_error)
{
  if (!words[0] || !words[1])
    return bad (out_error, "mailbox wants a name and an address");
  PtMailbox *mailbox = pt_mailbox_new (words[0], words[1]);
  mailbox->enabled = !words[2] || !g_str_equal (words[2], "disabled");
  if (words[2] && g_str_equal (words[2], "language") && words[3]) {
    g_free (mailbox->language);
    mailbox->language = g_strdup (words[3]);
  }
  pt_rules_free (mailbox->rules);
  mailbox->rules = pt_rules_copy (world->policy->rules);
  g_ptr_array_add (world->policy->mailboxes, mailbox);
  return TRUE;
}

/* MAIL is the name of a follower's switch, which is off then. */
static gboolean
mute (PtPerson *person, const char *mail)
{
  for (guint i = 0; i < PT_FOLLOW_N; i++)
    if (g_str_equal (pt_follow_mail_name ((PtFollowMail) i), mail)) {
      person->muted |= 1u << i;
      return TRUE;
    }
  return FALSE;
}

static void
mark_dead (PtPersonAddress *address, PtTime now)
{
  address->state = PT_ADDRESS_UNDELIVERABLE;
  address->state_at = now;
}

/* person NAME ROLE ADDRESS... [state STATE] [company N] [called "NAME"] [scope SCOPE] [in DIVISION]...
 * [undeliverable] [well] [muted MAIL]... */
static gboolean
line_person (PtWorld *world, char *const *words, char **out_error)
{
  PtRole role;
  if (!words[0] || !words[1] || !words[2] || !pt_role_from_name (words[1], &role))
    return bad (out_error, "person wants a name, a role and an address");
  const PtId id = world->rows->persons->len + 1;
  PtPerson *person = pt_person_new (id, "", role);
  g_ptr_array_add (world->rows->persons, person);
  g_hash_table_insert (world->names, g_strdup (words[0]), g_memdup2 (&id, sizeof id));
  for (guint i = 2; words[i]; i++) {
    if (strchr (words[i], '@'))
      pt_person_add_address (person, words[i]);
    else if (g_str_equal (words[i], "known"))
      person->known = TRUE;
    else if (g_str_equal (words[i], "undeliverable"))
      mark_dead (g_ptr_array_index (person->addresses, 0), world->now);
    else if (g_str_equal (words[i], "well"))
      ((PtPersonAddress *) g_ptr_array_index (person->addresses, 0))->success_at = world->now - 10 * PT_DAY;
    else if (!words[i + 1])
      return bad (out_error, "%s wants a value", words[i]);
    else if (g_str_equal (words[i], "muted") && mute (person, words[i + 1]))
      i++;
    else if (g_str_equal (words[i], "state") && pt_person_state_from_name (words[i + 1], &person->state))
      i++;
    else if (g_str_equal (words[i], "company"))
      person->company = number (words[++i]);
    else if (g_str_equal (words[i], "in"))
      pt_person_join_division (person, number (words[++i]));
    else if (g_str_equal (words[i], "formerly")) {
      const PtId old = number (words[++i]);
      g_array_append_val (person->formerly, old);
    } else if (g_str_equal (words[i], "scope") && pt_scope_from_name (words[i + 1], &person->scope))
      i++;
    else if (g_str_equal (words[i], "called")) {
      g_free (person->name);
      person->name = g_strdup (words[++i]);
    } else
      return bad (out_error, "%s is nothing that a person has", words[i]);
  }
  return TRUE;
}

/* division N "NAME" */
static gboolean
line_division (PtWorld *world, char *const *words, char **out_error)
{
  if (!words[0] || !words[1] || number (words[0]) <= 0)
    return bad (out_error, "division wants a number and a name");
  g_ptr_array_add (world->rows->divisions, pt_division_new (number (words[0]), words[1]));
  return TRUE;
}

/* company N "NAME" [contact NAME] */
static gboolean
line_company (PtWorld *world, char *const *words, char **out_error)
{
  PtId contact = 0;
  if (!words[0] || !words[1] || number (words[0]) <= 0)
    return bad (out_error, "company wants a number and a name");
  if (words[2] && !find (world, words[3], &contact, out_error))
    return FALSE;
  g_ptr_array_add (world->rows->companies, pt_company_new (number (words[0]), words[1], contact));
  return TRUE;
}

static void
relate (PtTicketView *view, PtId person, PtRelation relation, PtId brought_by)
{
  const PtTicketPerson entry = { person, relation, brought_by, brought_by != 0 };
  g_array_append_val (view->people, entry);
}

/* A word of a ticket that names a person; FALSE if it is another word. */
static gboolean
ticket_person (PtTicketView *view, const char *word, PtId person)
{
  PtRelation relation;
  if (g_str_equal (word, "requester"))
    view->ticket->requester = person;
  else if (g_str_equal (word, "assignee"))
    view->ticket->assignee = person;
  else if (pt_relation_from_name (word, &relation))
    relate (view, person, relation, 0);
  else if (g_str_equal (word, "brought"))
    relate (view, person, PT_RELATION_CC, view->ticket->requester);
  else
    return FALSE;
  return TRUE;
}

/* A word that says something of a ticket by itself; FALSE if it is another word. */
static gboolean
ticket_mark (PtTicket *ticket, const char *word)
{
  if (g_str_equal (word, "deleted"))
    ticket->deleted = TRUE;
  else if (g_str_equal (word, "restricted"))
    ticket->restricted = TRUE;
  else if (g_str_equal (word, "shared") || g_str_equal (word, "unshared"))
    ticket->shared = g_str_equal (word, "shared");
  else if (g_str_equal (word, "machine"))
    ticket->machine = TRUE;
  else
    return FALSE;
  return TRUE;
}

static gboolean
ticket_value (PtTicket *ticket, const char *word, const char *value, PtTime now)
{
  PtTime ago;
  if (g_str_equal (word, "status"))
    return pt_status_from_name (value, &ticket->status);
  if (g_str_equal (word, "priority"))
    return pt_priority_from_name (value, &ticket->priority);
  if (g_str_equal (word, "type"))
    return pt_type_from_name (value, &ticket->type);
  if (g_str_equal (word, "linked-to"))
    return (ticket->linked_to = number (value)) > 0;
  if (g_str_equal (word, "thread-of"))
    return (ticket->thread_of = number (value)) > 0;
  if (g_str_equal (word, "channel"))
    return pt_channel_from_name (value, &ticket->channel);
  if (g_str_equal (word, "category")) {
    ticket->shared = g_str_equal (value, "customer");
    return pt_category_from_name (value, &ticket->category);
  }
  if (g_str_equal (word, "tags") || g_str_equal (word, "custom")) {
    pt_ticket_set (ticket, g_str_equal (word, "tags") ? PT_FIELD_TAGS : PT_FIELD_CUSTOM, 0, value);
    return TRUE;
  }
  if (g_str_equal (word, "merged-into"))
    return (ticket->merged_into = number (value)) > 0;
  if (g_str_equal (word, "division"))
    return (ticket->division = number (value)) > 0;
  if (g_str_equal (word, "company"))
    return (ticket->company = number (value)) > 0;
  if (g_str_equal (word, "solved-for") && pt_duration_from_text (value, &ago)) {
    ticket->solved_at = now - ago;
    return TRUE;
  }
  g_free (g_str_equal (word, "mailbox") ? ticket->mailbox : g_str_equal (word, "subject") ? ticket->subject : NULL);
  if (g_str_equal (word, "mailbox"))
    ticket->mailbox = g_strdup (value);
  else if (g_str_equal (word, "subject"))
    ticket->subject = g_strdup (value);
  else
    return FALSE;
  return TRUE;
}

/* ticket NUMBER requester NAME [cc|participant|follower NAME]... [assignee NAME] [status S] [deleted] ... */
static gboolean
line_ticket (PtWorld *world, char *const *words, char **out_error)
{
  const PtMailbox *first = world->policy->mailboxes->len ? g_ptr_array_index (world->policy->mailboxes, 0) : NULL;
  if (number (words[0]) <= 0 || !first)
    return bad (out_error, "ticket wants a number, and a mailbox before it");
  PtTicket *ticket = pt_ticket_new (number (words[0]), first->name, "Printer");
  PtTicketView *view = pt_ticket_view_new (ticket);
  g_ptr_array_add (world->rows->tickets, view);
  ticket->status = PT_STATUS_OPEN;
  ticket->created_at = ticket->updated_at = world->now - 10 * PT_DAY;
  for (guint i = 1; words[i]; i++) {
    PtId person = 0;
    g_autofree char *ignored = NULL;
    if (ticket_mark (ticket, words[i]))
      continue;
    if (!words[i + 1])
      return bad (out_error, "%s wants a value", words[i]);
    else if (find (world, words[i + 1], &person, &ignored) && ticket_person (view, words[i], person))
      i++;
    else if (ticket_value (ticket, words[i], words[i + 1], world->now))
      i++;
    else
      return bad (out_error, "%s %s is nothing that a ticket has", words[i], words[i + 1]);
  }
  return ticket->requester > 0 || bad (out_error, "a ticket wants a requester");
}

/* Who stands in To and Cc of a public comment: requester and CCs of its ticket. */
static void
make_visible (const PtWorld *world, PtComment *comment)
{
  const PtTicketView *view = pt_memstore_ticket (world->rows, comment->ticket);
  comment->visible_to = view->ticket->requester;
  for (guint i = 0; i < view->people->len; i++) {
    const PtTicketPerson *entry = &g_array_index (view->people, PtTicketPerson, i);
    if (entry->relation == PT_RELATION_CC)
      g_array_append_val (comment->visible_cc, entry->person);
  }
}

/* comment N on TICKET by NAME public|private "TEXT" */
static gboolean
line_comment (PtWorld *world, char *const *words, char **out_error)
{
  PtId author = 0;
  if (g_strv_length ((char **) words) < 6 || !g_str_equal (words[1], "on") || !g_str_equal (words[3], "by"))
    return bad (out_error, "comment wants: N on TICKET by NAME public|private");
  if (!pt_memstore_ticket (world->rows, number (words[2])))
    return bad (out_error, "there is no ticket %s", words[2]);
  if (!find (world, words[4], &author, out_error))
    return FALSE;
  PtComment *comment = pt_comment_new (number (words[0]), number (words[2]), author);
  g_ptr_array_add (world->rows->comments, comment);
  comment->is_private = g_str_equal (words[5], "private");
  comment->author_address = g_strdup (pt_person_primary (pt_memstore_person (world->rows, author))->address);
  comment->at = world->now - 5 * PT_DAY;
  g_free (comment->text);
  comment->text = g_strcompress (words[6] ? words[6] : "Text.");
  if (!comment->is_private)
    make_visible (world, comment);
  return TRUE;
}

static PtMailedAs
as_what (PtNotifyKind kind)
{
  if (kind == PT_NOTIFY_REPLY)
    return PT_AS_READER;
  return kind == PT_NOTIFY_STATUS ? PT_AS_REQUESTER : PT_AS_ANYBODY;
}

/* [at TIME] [tried DURATION] [said "WORDS"]: when it is due, since when it is tried, the server's last answer. */
static void
take_outbox_words (PtWorld *world, char *const *words, PtOutboxItem *item)
{
  PtTime tried = 0;
  for (guint i = 4; words[i] && words[i + 1]; i++)
    if (g_str_equal (words[i], "at") && pt_time_from_iso (words[i + 1], &item->notification.due_at)) {
      item->created_at = world->now;
      item->settled_at = item->settled_at ? item->notification.due_at : 0;
    } else if (g_str_equal (words[i], "tried") && pt_duration_from_text (words[i + 1], &tried)) {
      item->attempts = 1;
      item->tried_at = world->now - tried;
    } else if (g_str_equal (words[i], "said")) {
      g_free (item->answer);
      item->answer = g_strdup (words[i + 1]);
    }
}

/* sent|due|failed|dropped N KIND comment N [of TICKET] to NAME */
static gboolean
add_outbox (PtWorld *world, char *const *words, PtOutboxState state, char **out_error)
{
  PtNotifyKind kind;
  const char *to = NULL;
  PtId person = 0;
  if (!words[0] || !words[1] || !words[2] || !words[3] || !pt_notify_kind_from_name (words[1], &kind))
    return bad (out_error, "sent wants: N KIND comment N to NAME");
  for (guint i = 4; words[i] && words[i + 1]; i++)
    if (g_str_equal (words[i], "to"))
      to = words[i + 1];
  const PtComment *comment = pt_memstore_comment (world->rows, number (words[3]));
  if (!comment || !find (world, to, &person, out_error))
    return comment ? FALSE : bad (out_error, "there is no comment %s", words[3]);
  PtOutboxItem *item = pt_outbox_item_new ();
  item->id = number (words[0]);
  item->state = state;
  item->notification.kind = kind;
  item->notification.ticket = comment->ticket;
  item->notification.comment = comment->id;
  item->notification.person = person;
  item->notification.address = g_strdup (pt_person_primary (pt_memstore_person (world->rows, person))->address);
  item->created_at = item->notification.due_at = comment->at;
  item->notification.as = as_what (kind);
  item->settled_at = state == PT_OUTBOX_DUE ? 0 : comment->at;
  item->told = state == PT_OUTBOX_FAILED || state == PT_OUTBOX_DROPPED ? PT_TOLD_WAITS : PT_TOLD_NOTHING;
  take_outbox_words (world, words, item);
  if (state == PT_OUTBOX_SENT)
    item->message_id = pt_token_message_id (world->policy, &item->notification);
  g_ptr_array_add (world->rows->outbox, item);
  return TRUE;
}

static gboolean
line_sent (PtWorld *world, char *const *words, char **out_error)
{
  return add_outbox (world, words, PT_OUTBOX_SENT, out_error);
}

static gboolean
line_due (PtWorld *world, char *const *words, char **out_error)
{
  return add_outbox (world, words, PT_OUTBOX_DUE, out_error);
}

static gboolean
line_failed (PtWorld *world, char *const *words, char **out_error)
{
  return add_outbox (world, words, PT_OUTBOX_FAILED, out_error);
}

static gboolean
line_dropped (PtWorld *world, char *const *words, char **out_error)
{
  return add_outbox (world, words, PT_OUTBOX_DROPPED, out_error);
}

/* known <ID> on TICKET received|referenced [for DURATION] */
static gboolean
line_known (PtWorld *world, char *const *words, char **out_error)
{
  PtTime age = 5 * PT_DAY;
  const gsize length = words[0] ? strlen (words[0]) : 0;
  if (length < 3 || words[0][0] != '<' || !words[1] || !words[2] || !words[3])
    return bad (out_error, "known wants: <ID> on TICKET received|referenced");
  if (words[4] && words[5] && !pt_duration_from_text (words[5], &age))
    return bad (out_error, "%s is no duration", words[5]);
  g_autofree char *id = g_strndup (words[0] + 1, length - 2);
  const PtKnownOrigin origin = g_str_equal (words[3], "received") ? PT_KNOWN_RECEIVED : PT_KNOWN_REFERENCED;
  g_ptr_array_add (world->rows->known, pt_known_id_new (id, number (words[2]), origin, world->now - age));
  return TRUE;
}

static PtAuth
auth_of (const PtWorld *world, const char *word)
{
  for (PtAuth auth = PT_AUTH_NONE; word && auth <= PT_AUTH_FAIL; auth++)
    if (g_str_equal (pt_auth_name (auth), word))
      return auth;
  return world->policy->authserv_id ? PT_AUTH_PASS : PT_AUTH_NONE;
}

/* mails N from ADDRESS [over DURATION] [auth RESULT]: accepted, one after the other, until a moment ago */
static gboolean
line_mails (PtWorld *world, char *const *words, char **out_error)
{
  PtTime over = 58 * PT_MINUTE;
  PtAuth auth = auth_of (world, NULL);
  if (!words[0] || !words[1] || !words[2])
    return bad (out_error, "mails wants: N from ADDRESS");
  for (guint i = 3; words[i] && words[i + 1]; i += 2)
    if (g_str_equal (words[i], "auth"))
      auth = auth_of (world, words[i + 1]);
    else if (!pt_duration_from_text (words[i + 1], &over))
      return bad (out_error, "%s is no duration", words[i + 1]);
  g_autofree char *key = pt_address_key (words[2]);
  for (PtId i = 0; i < number (words[0]); i++) {
    PtMemMessage *row = pt_memstore_add_message (world->rows, world->rows->messages->len + 1);
    g_autofree char *seed = g_strdup_printf ("earlier mail %" G_GINT64_FORMAT, row->id);
    pt_sha256 (seed, strlen (seed), row->digest);
    row->mailbox = g_strdup (((PtMailbox *) g_ptr_array_index (world->policy->mailboxes, 0))->name);
    row->sender_key = g_strdup (key);
    row->verdict = PT_VERDICT_REPLY;
    row->cause = PT_CAUSE_NONE;
    row->auth = auth;
    row->received_at = world->now - over + over / number (words[0]) * i;
  }
  return TRUE;
}

/* A new key signs from now on, as after `postern key rotate`. */
static gboolean
line_rotate (PtWorld *world, char *const *words, char **out_error)
{
  GPtrArray *keys = world->policy->keys;
  PtKey *newest = g_ptr_array_index (keys, 0);
  g_autofree char *secret = g_strnfill (32, (char) ('a' + newest->number % 26));
  g_autoptr (GBytes) bytes = g_bytes_new (secret, 32);
  if (words[0])
    return bad (out_error, "rotate stands alone");
  newest->retired_at = world->now;
  g_ptr_array_insert (keys, 0, pt_key_new (newest->number + 1, bytes, world->now));
  return TRUE;
}

static gboolean
line_wait (PtWorld *world, char *const *words, char **out_error)
{
  PtTime duration;
  if (!words[0] || !pt_duration_from_text (words[0], &duration))
    return bad (out_error, "wait wants a duration");
  world->now += duration;
  return TRUE;
}

static const struct {
  const char *word;
  LineFunc    func;
} lines[] = {
  { "rotate", line_rotate },     { "now", line_now },         { "wait", line_wait },     { "setting", line_setting },
  { "mailbox", line_mailbox },   { "person", line_person },   { "ticket", line_ticket }, { "comment", line_comment },
  { "sent", line_sent },         { "due", line_due },         { "failed", line_failed },
  { "dropped", line_dropped },           { "known", line_known },   { "mails", line_mails },
  { "division", line_division }, { "company", line_company },
};

gboolean
pt_world_line (PtWorld *world, char *const *words, char **out_error)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (g_str_equal (words[0], lines[i].word))
      return lines[i].func (world, words + 1, out_error);
  return bad (out_error, "given knows no %s", words[0]);
}
