/* A decision carried out on the lists. */
#include "base/text.h"
#include "tests/lib/memstore.h"

/* Where the rows went that a decision names by negative numbers. */
typedef struct {
  PtMemstore *store;
  GHashTable *persons, *tickets, *comments, *events;
  PtTime      now;
  PtOutcome   outcome;
  PtId        first_comment; /* that this decision makes */
} Work;

static PtId
next_id (const GPtrArray *rows, PtId (*id_of) (gconstpointer))
{
  PtId highest = 0;
  for (guint i = 0; i < rows->len; i++)
    highest = MAX (highest, id_of (g_ptr_array_index (rows, i)));
  return highest + 1;
}

static PtId
person_id (gconstpointer row)
{
  return ((const PtPerson *) row)->id;
}

static PtId
ticket_id (gconstpointer row)
{
  return ((const PtTicketView *) row)->ticket->id;
}

static PtId
comment_id (gconstpointer row)
{
  return ((const PtComment *) row)->id;
}

static PtId
outbox_id (gconstpointer row)
{
  return ((const PtOutboxItem *) row)->id;
}

static PtId
message_id (gconstpointer row)
{
  return ((const PtMemMessage *) row)->id;
}

static PtId
event_id (gconstpointer row)
{
  return ((const PtMemEvent *) row)->id;
}

static PtId
resolve (GHashTable *made, PtId id)
{
  if (id >= 0)
    return id;
  const PtId *real = g_hash_table_lookup (made, &id);
  g_assert (real != NULL); /* an action may only name what an earlier one made */
  return *real;
}

static void
remember (GHashTable *made, PtId id, PtId real)
{
  g_hash_table_insert (made, g_memdup2 (&id, sizeof id), g_memdup2 (&real, sizeof real));
}

static PtTicketView *
ticket_of (Work *work, PtId id)
{
  PtTicketView *view = pt_memstore_ticket (work->store, resolve (work->tickets, id));
  g_assert (view != NULL);
  return view;
}

static void
make_person (Work *work, const PtAction *action)
{
  PtPerson *person = pt_person_copy (action->new_person);
  person->id = next_id (work->store->persons, person_id);
  remember (work->persons, action->id, person->id);
  g_ptr_array_add (work->store->persons, person);
}

static void
make_ticket (Work *work, const PtAction *action)
{
  PtTicket *ticket = pt_ticket_copy (action->new_ticket);
  ticket->id = next_id (work->store->tickets, ticket_id);
  ticket->requester = resolve (work->persons, ticket->requester);
  ticket->assignee = resolve (work->persons, ticket->assignee);
  remember (work->tickets, action->id, ticket->id);
  g_ptr_array_add (work->store->tickets, pt_ticket_view_new (ticket));
}

/* Who has written on TICKET unflagged is there by himself (J9). */
static void
note_wrote (Work *work, const PtComment *comment)
{
  GArray *people = pt_memstore_ticket (work->store, comment->ticket)->people;
  for (guint i = 0; !comment->flags && i < people->len; i++) {
    PtTicketPerson *one = &g_array_index (people, PtTicketPerson, i);
    one->brought &= one->person != comment->author || one->relation == PT_RELATION_FOLLOWER;
  }
}

static gboolean
has_written (Work *work, PtId ticket, PtId person)
{
  for (guint i = 0; i < work->store->comments->len; i++) {
    const PtComment *comment = g_ptr_array_index (work->store->comments, i);
    if (comment->ticket == ticket && comment->author == person && !comment->flags)
      return TRUE;
  }
  return FALSE;
}

static void
make_comment (Work *work, const PtAction *action, const PtMessage *message)
{
  const PtComment *wanted = action->comment;
  PtComment *comment = pt_comment_new (next_id (work->store->comments, comment_id), 0, 0);
  comment->ticket = resolve (work->tickets, wanted->ticket);
  comment->author = resolve (work->persons, wanted->author);
  comment->author_address = g_strdup (wanted->author_address);
  comment->is_private = wanted->is_private;
  comment->is_participant = wanted->is_participant;
  comment->publishes = wanted->publishes;
  comment->channel = wanted->channel;
  comment->at = wanted->at;
  comment->flags = wanted->flags;
  g_free (comment->text);
  comment->text = g_strdup (wanted->text ? wanted->text : message ? message->text_new : "");
  comment->visible_to = resolve (work->persons, wanted->visible_to);
  for (guint i = 0; i < wanted->visible_cc->len; i++) {
    const PtId cc = resolve (work->persons, g_array_index (wanted->visible_cc, PtId, i));
    g_array_append_val (comment->visible_cc, cc);
  }
  remember (work->comments, action->id, comment->id);
  pt_memstore_ticket (work->store, comment->ticket)->ticket->updated_at = work->now;
  g_ptr_array_add (work->store->comments, comment);
  note_wrote (work, comment);
}

static void
relate (Work *work, const PtAction *action, gboolean on)
{
  PtTicketView *view = ticket_of (work, action->ticket);
  PtTicketPerson entry = { resolve (work->persons, action->person), (PtRelation) action->value,
                           resolve (work->persons, action->other), action->brought };
  entry.brought = entry.brought && !has_written (work, view->ticket->id, entry.person);
  for (guint i = view->people->len; i > 0; i--) {
    PtTicketPerson *old = &g_array_index (view->people, PtTicketPerson, i - 1);
    if (old->person == entry.person && old->relation == entry.relation && on) {
      if (old->brought && !entry.brought)
        *old = entry;
      return; /* else who came first stays named */
    }
    if (old->person == entry.person && old->relation == entry.relation)
      g_array_remove_index (view->people, i - 1);
  }
  if (on)
    g_array_append_val (view->people, entry);
}

/* Closing keeps the time of solving, any other status but solved ends it (L6, L8). */
static void
set_status (Work *work, const PtAction *action)
{
  PtTicket *ticket = ticket_of (work, action->ticket)->ticket;
  ticket->status = (PtStatus) action->value;
  if (action->person)
    ticket->solved_by = resolve (work->persons, action->person);
  if (ticket->status == PT_STATUS_SOLVED)
    ticket->solved_at = work->now;
  else if (ticket->status != PT_STATUS_CLOSED)
    ticket->solved_at = 0;
  ticket->updated_at = work->now;
}

static void
assign (Work *work, const PtAction *action)
{
  PtTicket *ticket = ticket_of (work, action->ticket)->ticket;
  ticket->assignee = resolve (work->persons, action->person);
  ticket->updated_at = work->now;
}

static void
set_field (Work *work, const PtAction *action)
{
  const PtTicketField field = (PtTicketField) action->value;
  PtId number = action->other;
  if (field == PT_FIELD_REQUESTER)
    number = resolve (work->persons, number);
  else if (field == PT_FIELD_MERGED_INTO || field == PT_FIELD_LINKED_TO)
    number = resolve (work->tickets, number);
  pt_ticket_set (ticket_of (work, action->ticket)->ticket, field, number, action->text);
}

static void
learn_id (Work *work, const PtAction *action)
{
  PtKnownId *known = pt_memstore_known (work->store, action->text);
  if (known)
    known->origin = MAX (known->origin, (PtKnownOrigin) action->value);
  else
    g_ptr_array_add (work->store->known, pt_known_id_new (action->text, resolve (work->tickets, action->ticket),
                                                          (PtKnownOrigin) action->value, work->now));
}

static gboolean
waits_for (const PtOutboxItem *item, PtId ticket, PtId person)
{
  return item->state == PT_OUTBOX_DUE && item->notification.kind == PT_NOTIFY_REPLY
         && item->notification.ticket == ticket && item->notification.person == person;
}

/* What waits for the same person becomes one mail with ITEM, at the time of the first. */
static void
join_waiting (Work *work, PtOutboxItem *item)
{
  item->notification.also = g_array_new (FALSE, FALSE, sizeof (PtId));
  for (guint i = 0; i < work->store->outbox->len; i++) {
    PtOutboxItem *old = g_ptr_array_index (work->store->outbox, i);
    const GArray *also = old->notification.also;
    if (old == item || !waits_for (old, item->notification.ticket, item->notification.person) || old->attempts)
      continue;
    if (also)
      g_array_append_vals (item->notification.also, also->data, also->len);
    g_array_append_val (item->notification.also, old->notification.comment);
    item->notification.due_at = MIN (item->notification.due_at, old->notification.due_at);
    old->state = PT_OUTBOX_DROPPED;
    old->settled_at = work->now;
  }
}

static void
notify (Work *work, const PtAction *action)
{
  const PtNotification *wanted = action->notification;
  PtOutboxItem *item = pt_outbox_item_new ();
  item->id = next_id (work->store->outbox, outbox_id);
  item->notification = *wanted;
  item->notification.address = g_strdup (wanted->address);
  item->notification.ticket = resolve (work->tickets, wanted->ticket);
  item->notification.comment = resolve (work->comments, wanted->comment);
  item->notification.event = resolve (work->events, wanted->event);
  item->notification.person = resolve (work->persons, wanted->person);
  item->state = PT_OUTBOX_DUE;
  item->notification.also = NULL;
  item->created_at = work->now;
  g_ptr_array_add (work->store->outbox, item);
  if (wanted->joins)
    join_waiting (work, item);
  work->outcome.notifications++;
}

static void
see (Work *work, const PtAction *action)
{
  for (guint i = 0; i < work->store->outbox->len; i++) {
    PtOutboxItem *item = g_ptr_array_index (work->store->outbox, i);
    if (!waits_for (item, resolve (work->tickets, action->ticket), resolve (work->persons, action->person))
        || (action->other && item->notification.comment > action->other))
      continue;
    item->state = PT_OUTBOX_DROPPED;
    item->settled_at = work->now;
  }
}

static void
cancel (Work *work, const PtAction *action)
{
  PtOutboxItem *item = pt_memstore_outbox (work->store, action->other);
  if (item && (item->state == PT_OUTBOX_DUE || item->state == PT_OUTBOX_HELD)) {
    item->state = PT_OUTBOX_DROPPED;
    item->settled_at = work->now;
  }
}

static void
keep (Work *work, const PtAction *action)
{
  PtComment *comment = pt_memstore_comment (work->store, action->other);
  comment->is_private = TRUE;
  comment->visible_to = 0;
  g_array_set_size (comment->visible_cc, 0);
}

static void
unjoin (Work *work, const PtAction *action)
{
  PtNotification *row = &pt_memstore_outbox (work->store, action->other)->notification;
  GArray *also = row->also;
  for (guint i = 0; also && i < also->len; i++)
    if (g_array_index (also, PtId, i) == action->id) {
      g_array_remove_index (also, i);
      return;
    }
  row->comment = g_array_index (also, PtId, also->len - 1);
  g_array_set_size (also, also->len - 1);
}

static PtMemReport *
report_on (Work *work, const char *key, PtId outbox)
{
  for (guint i = 0; i < work->store->reports->len; i++) {
    PtMemReport *one = g_ptr_array_index (work->store->reports, i);
    if (g_str_equal (one->key, key) && one->report.outbox == outbox)
      return one;
  }
  PtMemReport *made = g_new0 (PtMemReport, 1);
  made->key = g_strdup (key);
  made->report = (PtReport) { outbox, work->now, FALSE };
  g_ptr_array_add (work->store->reports, made);
  return made;
}

static PtPersonAddress *
address_with (Work *work, const char *key)
{
  for (guint i = 0; i < work->store->persons->len; i++) {
    const PtPerson *person = g_ptr_array_index (work->store->persons, i);
    for (guint j = 0; j < person->addresses->len; j++) {
      PtPersonAddress *address = g_ptr_array_index (person->addresses, j);
      if (g_str_equal (address->key, key))
        return address;
    }
  }
  return NULL;
}

static guint
count_reports (Work *work, const char *key)
{
  guint n = 0;
  for (guint i = 0; i < work->store->reports->len; i++)
    n += g_str_equal (((PtMemReport *) g_ptr_array_index (work->store->reports, i))->key, key);
  return n;
}

static void
bounce (Work *work, const PtAction *action)
{
  PtOutboxItem *item = pt_memstore_outbox (work->store, action->other);
  if (!item)
    return;
  if (item->state != PT_OUTBOX_FAILED && item->state != PT_OUTBOX_DROPPED) {
    item->state = PT_OUTBOX_BOUNCED;
    item->settled_at = item->notification.due_at = work->now;
    g_free (item->answer);
    item->answer = g_strdup (action->text);
  }
  g_autofree char *key = pt_address_key (item->notification.address);
  if (!action->value || !key)
    return;
  PtMemReport *one = report_on (work, key, item->id);
  one->report.gone |= action->value == PT_WEIGHT_GONE;
  PtPersonAddress *address = address_with (work, key);
  if (address)
    address->reports = count_reports (work, key);
}

static void
set_address (Work *work, const PtAction *action)
{
  PtPersonAddress *address = address_with (work, action->text);
  gboolean dead = action->value == PT_NEWS_UNDELIVERABLE;
  g_assert (address != NULL);
  if ((address->state == PT_ADDRESS_UNDELIVERABLE) != dead)
    address->state_at = work->now;
  address->state = dead ? PT_ADDRESS_UNDELIVERABLE : PT_ADDRESS_OK;
  if (action->value == PT_NEWS_HEARD)
    address->success_at = work->now;
  if (dead)
    return;
  address->reports = 0;
  for (guint i = work->store->reports->len; i > 0; i--)
    if (g_str_equal (((PtMemReport *) g_ptr_array_index (work->store->reports, i - 1))->key, action->text))
      g_ptr_array_remove_index (work->store->reports, i - 1);
}

static void
set_told (Work *work, const PtAction *action)
{
  PtOutboxItem *item = pt_memstore_outbox (work->store, action->other);
  if (item)
    item->told = (PtOutboxTold) action->value;
}

static void
set_absent (Work *work, const PtAction *action)
{
  PtPerson *person = pt_memstore_person (work->store, resolve (work->persons, action->person));
  person->absent_at = action->value ? work->now : 0;
}

/* Mail that was sent and of which no report came. */
void
pt_memstore_went_well (PtMemstore *store, PtTime before)
{
  Work work = { .store = store };
  for (guint i = 0; i < store->outbox->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (store->outbox, i);
    g_autofree char *key = pt_address_key (item->notification.address);
    PtPersonAddress *address = key ? address_with (&work, key) : NULL;
    if (address && item->state == PT_OUTBOX_SENT && item->settled_at <= before
        && item->settled_at > address->success_at
        && (address->success_at == 0 || address->reports > 0))
      address->success_at = item->settled_at;
  }
}

static void
know (Work *work, const PtAction *action)
{
  pt_memstore_person (work->store, resolve (work->persons, action->person))->known = TRUE;
}

static void
tell_held (Work *work, const PtAction *action)
{
  for (guint i = 0; i < work->store->messages->len; i++) {
    PtMemMessage *message = g_ptr_array_index (work->store->messages, i);
    if (message->id != action->id || message->telling != PT_TELLING_ASK)
      continue;
    message->at_once = resolve (work->events, action->other);
    message->telling = (PtTelling) action->value;
  }
}

static void
digest_held (Work *work, const PtAction *action)
{
  for (guint i = 0; i < work->store->messages->len; i++) {
    PtMemMessage *message = g_ptr_array_index (work->store->messages, i);
    if (!message->listed && (message->telling == PT_TELLING_LINE || message->telling == PT_TELLING_NUMBER))
      message->listed = resolve (work->events, action->other);
  }
}

static void
note_event (Work *work, const PtAction *action)
{
  const PtId id = next_id (work->store->events, event_id);
  PtMemEvent *event = pt_memstore_add_event (work->store, id, resolve (work->tickets, action->ticket),
                                             resolve (work->persons, action->person),
                                             pt_event_kind_name ((PtEventKind) action->value), action->detail);
  event->about = resolve (work->persons, action->other);
  event->at = work->now;
  if (action->id < 0)
    remember (work->events, action->id, id);
}

/* Whatever happens on a ticket is a change of it. */
static void
touch (Work *work, PtId ticket)
{
  if (ticket)
    ticket_of (work, ticket)->ticket->updated_at = work->now;
}

static void
carry_out (Work *work, const PtAction *action, const PtMessage *message)
{
  switch (action->kind) {
  case PT_ACTION_PERSON: make_person (work, action); break;
  case PT_ACTION_TICKET: make_ticket (work, action); break;
  case PT_ACTION_COMMENT: make_comment (work, action, message); break;
  case PT_ACTION_RELATE: relate (work, action, TRUE); break;
  case PT_ACTION_UNRELATE: relate (work, action, FALSE); break;
  case PT_ACTION_STATUS: set_status (work, action); break;
  case PT_ACTION_ASSIGN: assign (work, action); break;
  case PT_ACTION_SET: set_field (work, action); break;
  case PT_ACTION_EVENT: note_event (work, action); break;
  case PT_ACTION_KNOWN_ID: learn_id (work, action); break;
  case PT_ACTION_LINK:
    pt_memstore_add_link (work->store, resolve (work->tickets, action->ticket),
                          resolve (work->tickets, action->other), action->text);
    break;
  case PT_ACTION_NOTIFY: notify (work, action); break;
  case PT_ACTION_KEEP: keep (work, action); break;
  case PT_ACTION_UNJOIN: unjoin (work, action); break;
  case PT_ACTION_CANCEL: cancel (work, action); break;
  case PT_ACTION_BOUNCE: bounce (work, action); break;
  case PT_ACTION_ADDRESS: set_address (work, action); break;
  case PT_ACTION_TOLD: set_told (work, action); break;
  case PT_ACTION_ABSENT: set_absent (work, action); break;
  case PT_ACTION_SEEN: see (work, action); break;
  case PT_ACTION_TELL_HELD: tell_held (work, action); break;
  case PT_ACTION_DIGEST_HELD: digest_held (work, action); break;
  case PT_ACTION_KNOW: know (work, action); break;
  case PT_ACTION_N_KINDS: break;
  }
}

/* A duplicate is counted on the row it repeats: same digest, same mailbox, the newest. */
static void
count_duplicate (Work *work, const PtMessage *message, const char *mailbox)
{
  for (guint i = work->store->messages->len; i-- > 0;) {
    PtMemMessage *row = g_ptr_array_index (work->store->messages, i);
    if (memcmp (row->digest, message->digest, PT_SHA256_BYTES) == 0 && g_str_equal (row->mailbox, mailbox)) {
      row->repeats++;
      work->outcome.message = row->id;
      return;
    }
  }
}

static PtMemMessage *
row_for (Work *work, const PtEnvelope *envelope, const PtMessage *message, const char *mailbox)
{
  for (guint i = 0; envelope->recovered && i < work->store->messages->len; i++) {
    PtMemMessage *row = g_ptr_array_index (work->store->messages, i);
    if (memcmp (row->digest, message->digest, PT_SHA256_BYTES) == 0 && g_str_equal (row->mailbox, mailbox))
      return row; /* the held row itself gets its new verdict */
  }
  return pt_memstore_add_message (work->store, next_id (work->store->messages, message_id));
}

/* What is told of it while it is held. */
static void
keep_held (PtMemMessage *row, const PtMessage *message, const PtDecision *decision)
{
  const PtAddress *from = message->from;
  gboolean named = from && from->name && *from->name;
  g_free (row->subject);
  g_free (row->from);
  g_free (row->excerpt);
  row->subject = g_strdup (message->subject);
  row->from = named ? g_strdup_printf ("%s <%s>", from->name, from->addr) : g_strdup (from ? from->addr : "");
  row->excerpt = pt_text_head (message->text, PT_HELD_EXCERPT);
  if (!row->telling)
    row->telling = decision->telling;
}

static void
keep_message (Work *work, const PtEnvelope *envelope, const PtMessage *message, const PtDecision *decision)
{
  const char *mailbox = decision->mailbox ? decision->mailbox : "";
  if (decision->verdict == PT_VERDICT_DUP) {
    count_duplicate (work, message, mailbox);
    return;
  }
  PtMemMessage *row = row_for (work, envelope, message, mailbox);
  memcpy (row->digest, message->digest, PT_SHA256_BYTES);
  g_free (row->mailbox);
  g_free (row->sender_key);
  g_free (row->message_id);
  row->mailbox = g_strdup (mailbox);
  row->sender_key = g_strdup (message->from && message->from->key ? message->from->key : "");
  row->message_id = g_strdup (message->message_id);
  row->ticket = resolve (work->tickets, decision->ticket);
  row->comment = resolve (work->comments, decision->comment);
  row->author = resolve (work->persons, decision->author);
  row->first_comment = work->first_comment;
  row->last_comment = next_id (work->store->comments, comment_id) - 1;
  row->verdict = decision->verdict;
  row->cause = decision->cause;
  row->auth = decision->auth;
  row->received_at = envelope->received_at;
  keep_held (row, message, decision);
  work->outcome.message = row->id;
}

static GHashTable *
ids_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
}

void
pt_memstore_apply (PtMemstore *store, const PtEnvelope *envelope, const PtMessage *message,
                   const PtDecision *decision, PtTime now, PtOutcome *out_outcome)
{
  g_autoptr (GHashTable) persons = ids_new ();
  g_autoptr (GHashTable) tickets = ids_new ();
  g_autoptr (GHashTable) comments = ids_new ();
  g_autoptr (GHashTable) events = ids_new ();
  Work work = { store, persons, tickets, comments, events, now, { .verdict = decision->verdict },
                next_id (store->comments, comment_id) };

  for (guint i = 0; i < decision->actions->len; i++)
    carry_out (&work, g_ptr_array_index (decision->actions, i), message);
  for (guint i = 0; i < decision->actions->len; i++)
    touch (&work, ((const PtAction *) g_ptr_array_index (decision->actions, i))->ticket);
  if (message)
    keep_message (&work, envelope, message, decision);
  work.outcome.cause = decision->cause;
  work.outcome.ticket = resolve (tickets, decision->ticket);
  work.outcome.comment = resolve (comments, decision->comment);
  *out_outcome = work.outcome;
}
