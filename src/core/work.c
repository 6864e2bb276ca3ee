#include "core/work.h"

/* One ticket. */
typedef struct {
  const PtTicketView *before; /* NULL if the decision makes it */
  const PtRules      *rules;
  const PtTicket     *ticket; /* as it is by now: that of BEFORE or of the decision, or OWN */
  PtTicket           *own;    /* NULL until it is changed */
  GArray             *people; /* PtTicketPerson, as BEFORE's until somebody comes or goes */
  gboolean            own_people;
  GHashTable         *on;     /* PtTicketPerson *: those people, NULL until many of them were asked for */
  guint               asked;
} Ticket;

enum { FEW = 16 }; /* questions that are answered by looking through the people */

static void
ticket_free (gpointer data)
{
  Ticket *one = data;
  pt_ticket_free (one->own);
  if (one->people)
    g_array_unref (one->people);
  g_clear_pointer (&one->on, g_hash_table_unref);
  g_free (one);
}

static Ticket *
add (PtWork *work, const PtTicket *ticket, const PtTicketView *before)
{
  Ticket *one = g_new0 (Ticket, 1);
  one->before = before;
  one->ticket = ticket;
  one->rules = pt_policy_rules_for (work->c->policy, ticket->mailbox);
  one->people = before ? g_array_ref (before->people) : g_array_new (FALSE, FALSE, sizeof (PtTicketPerson));
  one->own_people = !before;
  g_hash_table_insert (work->tickets, (gpointer) &ticket->id, one);
  return one;
}

PtWork *
pt_work_new (const PtCase *a_case, PtDecision *decision)
{
  PtWork *work = g_new0 (PtWork, 1);
  const GPtrArray *tickets = a_case->snapshot->tickets;
  work->c = a_case;
  work->decision = decision;
  work->comments = g_array_new (FALSE, FALSE, sizeof (PtWorkComment));
  work->happened = g_array_new (FALSE, FALSE, sizeof (PtHappened));
  work->tickets = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, ticket_free);
  work->persons = g_hash_table_new (g_int64_hash, g_int64_equal);
  work->keys = g_hash_table_new (g_str_hash, g_str_equal);
  work->cancelled = g_hash_table_new (g_int64_hash, g_int64_equal);
  for (guint i = 0; i < tickets->len; i++) {
    const PtTicketView *view = g_ptr_array_index (tickets, i);
    if (!g_hash_table_contains (work->tickets, &view->ticket->id))
      add (work, view->ticket, view);
  }
  return work;
}

void
pt_work_free (PtWork *work)
{
  if (!work)
    return;
  g_hash_table_unref (work->tickets);
  g_hash_table_unref (work->persons);
  g_hash_table_unref (work->keys);
  g_hash_table_unref (work->cancelled);
  g_array_unref (work->comments);
  g_array_unref (work->happened);
  g_free (work);
}

/* --- tickets --- */

static Ticket *
find (const PtWork *work, PtId ticket)
{
  return g_hash_table_lookup (work->tickets, &ticket);
}

const PtTicket *
pt_work_ticket (const PtWork *work, PtId ticket)
{
  const Ticket *one = find (work, ticket);
  return one ? one->ticket : NULL;
}

const PtTicketView *
pt_work_before (const PtWork *work, PtId ticket)
{
  const Ticket *one = find (work, ticket);
  return one ? one->before : NULL;
}

const PtRules *
pt_work_rules (const PtWork *work, PtId ticket)
{
  return find (work, ticket)->rules;
}

PtTicket *
pt_work_own_ticket (PtWork *work, PtId ticket)
{
  Ticket *one = find (work, ticket);
  if (!one->own)
    one->ticket = one->own = pt_ticket_copy (one->ticket);
  one->own->updated_at = work->c->now;
  return one->own;
}

void
pt_work_add_ticket (PtWork *work, PtTicket *ticket)
{
  add (work, ticket, NULL);
}

/* --- the people on them --- */

static guint
relation_hash (gconstpointer data)
{
  const PtTicketPerson *one = data;
  return g_int64_hash (&one->person) * 3 + (guint) one->relation;
}

static gboolean
relation_equal (gconstpointer a, gconstpointer b)
{
  const PtTicketPerson *x = a, *y = b;
  return x->person == y->person && x->relation == y->relation;
}

static void
fill_on (Ticket *one)
{
  one->on = g_hash_table_new_full (relation_hash, relation_equal, g_free, NULL);
  for (guint i = 0; i < one->people->len; i++)
    g_hash_table_add (one->on, g_memdup2 (&g_array_index (one->people, PtTicketPerson, i), sizeof (PtTicketPerson)));
}

static gboolean
find_person (const GArray *people, const PtTicketPerson *wanted, guint *out_at)
{
  for (*out_at = 0; *out_at < people->len; (*out_at)++)
    if (relation_equal (&g_array_index (people, PtTicketPerson, *out_at), wanted))
      return TRUE;
  return FALSE;
}

/* NULL if there is none.  Good until the people change. */
static const PtTicketPerson *
entry_like (Ticket *one, const PtTicketPerson *wanted)
{
  guint at;
  if (!one->on && one->asked++ < FEW)
    return find_person (one->people, wanted, &at) ? &g_array_index (one->people, PtTicketPerson, at) : NULL;
  if (!one->on)
    fill_on (one);
  return g_hash_table_lookup (one->on, wanted);
}

const PtTicketPerson *
pt_work_entry (const PtWork *work, PtId ticket, PtId person, PtRelation relation)
{
  const PtTicketPerson wanted = { .person = person, .relation = relation };
  return entry_like (find (work, ticket), &wanted);
}

gboolean
pt_work_has (const PtWork *work, PtId ticket, PtId person, PtRelation relation)
{
  return pt_work_entry (work, ticket, person, relation) != NULL;
}

GArray *
pt_work_people (const PtWork *work, PtId ticket, PtRelation relation)
{
  const GArray *people = find (work, ticket)->people;
  GArray *found = g_array_new (FALSE, FALSE, sizeof (PtId));
  for (guint i = 0; i < people->len; i++) {
    const PtTicketPerson *one = &g_array_index (people, PtTicketPerson, i);
    if (one->relation == relation)
      g_array_append_val (found, one->person);
  }
  return found;
}

PtStanding
pt_work_standing (const PtWork *work, PtId id, PtId person)
{
  const PtTicket *ticket = pt_work_ticket (work, id);
  const PtPlace place = { .requester = ticket->requester, .assignee = ticket->assignee, .division = ticket->division,
                          .company = ticket->company, .restricted = ticket->restricted,
                          .cc = pt_work_has (work, id, person, PT_RELATION_CC),
                          .participant = pt_work_has (work, id, person, PT_RELATION_PARTICIPANT),
                          .follower = pt_work_has (work, id, person, PT_RELATION_FOLLOWER),
                          .participants = pt_work_rules (work, id)->participants };
  return pt_standing_make (pt_work_person (work, person), &place);
}

static GArray *
own_people (Ticket *one)
{
  if (!one->own_people) {
    GArray *copy = g_array_copy (one->people);
    g_array_unref (one->people);
    one->people = copy;
    one->own_people = TRUE;
  }
  return one->people;
}

/* J9: one of us adds whom somebody outside brought in. */
static gboolean
take_over (Ticket *one, const PtTicketPerson *entry)
{
  guint at;
  if (entry->brought || entry->relation == PT_RELATION_FOLLOWER || !find_person (one->people, entry, &at)
      || !g_array_index (one->people, PtTicketPerson, at).brought)
    return FALSE;
  g_array_index (own_people (one), PtTicketPerson, at) = *entry;
  if (one->on)
    g_hash_table_add (one->on, g_memdup2 (entry, sizeof *entry));
  return TRUE;
}

gboolean
pt_work_put_person (PtWork *work, PtId ticket, const PtTicketPerson *entry, gboolean on)
{
  Ticket *one = find (work, ticket);
  guint at;
  if (!entry_like (one, entry) == !on)
    return on && take_over (one, entry);
  GArray *people = own_people (one);
  if (on)
    g_array_append_vals (people, entry, 1);
  else if (find_person (people, entry, &at))
    g_array_remove_index (people, at);
  if (one->on && on)
    g_hash_table_add (one->on, g_memdup2 (entry, sizeof *entry));
  else if (one->on)
    g_hash_table_remove (one->on, entry);
  return TRUE;
}

/* --- persons --- */

const PtPerson *
pt_work_person (const PtWork *work, PtId person)
{
  return person > 0 ? pt_snapshot_person (work->c->snapshot, person) : g_hash_table_lookup (work->persons, &person);
}

const PtPerson *
pt_work_person_by_key (const PtWork *work, const char *key)
{
  const PtPerson *known = pt_snapshot_person_by_key (work->c->snapshot, key);
  return known ? known : g_hash_table_lookup (work->keys, key);
}

gboolean
pt_work_is_from_outside (const PtWork *work)
{
  const PtPerson *person = pt_work_person (work, work->author.id);
  return work->author.id != 0 && !work->author.internal && !(person && pt_person_is_internal (person));
}
