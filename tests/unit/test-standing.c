/* Lists ask one predicate in SQL, everything else pt_standing_make: both say the same of everybody beside every
 * ticket. */
#include "tests/unit/test.h"

#include "core/standing.h"
#include "store/person.h"
#include "store/ticket-query.h"
#include "tests/lib/store-world.h"

enum { VIEWER = 1, OTHER = 2, FIRST_TICKET = 2000, DIVISIONS = 3, RELATIONS = 8 };

static int
setup (void **state)
{
  PtStoreWorld *world = pt_store_world_new ();
  pt_store_world_seed (world);
  *state = world;
  return 0;
}

static int
teardown (void **state)
{
  pt_store_world_free (*state);
  return 0;
}

/* --- every ticket that a person can stand beside --- */

static void
relate (PtDecision *decision, PtId ticket, guint relations)
{
  for (guint relation = 0; relation < 3; relation++) {
    if (!(relations >> relation & 1))
      continue;
    PtAction *action = pt_decision_add (decision, PT_ACTION_RELATE, ticket);
    action->person = VIEWER;
    action->value = (int) relation;
  }
}

/* Assignee nobody, the viewer, somebody else; division none, 1, 2; relation any of three; requester, restricted,
 * shared. */
static guint
add_tickets (PtDecision *decision)
{
  const PtId assignees[] = { 0, VIEWER, OTHER };
  guint n = 0;
  for (gsize a = 0; a < G_N_ELEMENTS (assignees); a++)
    for (guint division = 0; division < DIVISIONS; division++)
      for (guint relations = 0; relations < RELATIONS; relations++)
        for (guint bits = 0; bits < 8; bits++) {
          PtId id = FIRST_TICKET + n++;
          pt_store_world_add_ticket (decision, id, bits & 1 ? VIEWER : OTHER, PT_STATUS_OPEN);
          PtTicket *ticket = ((PtAction *) g_ptr_array_index (decision->actions,
                                                              decision->actions->len - 1))->new_ticket;
          ticket->assignee = assignees[a];
          ticket->division = division;
          ticket->restricted = (bits & 2) != 0;
          ticket->shared = (bits & 4) != 0;
          relate (decision, id, relations);
        }
  return n;
}

static PtSnapshot *
all_tickets (const PtStoreWorld *world, guint n)
{
  g_autoptr (PtSecondQuestion) second = pt_second_question_new (PT_WORLD_NOW);
  for (guint i = 0; i < n; i++) {
    PtId id = FIRST_TICKET + i;
    g_array_append_val (second->tickets, id);
  }
  return pt_store_world_gather (world, NULL, second);
}

/* --- every person --- */

typedef struct {
  PtRole        role;
  PtScope       scope;
  guint         division; /* 0 = in none */
  PtPersonState state;
} Viewer;

static PtPerson *
become (PtStoreWorld *world, const Viewer *v)
{
  g_autoptr (PtPerson) person = pt_person_new (VIEWER, "Viewer", v->role);
  PtPerson *loaded = NULL;
  person->scope = v->scope;
  person->state = v->state;
  pt_person_join_division (person, v->division);
  pt_store_world_begin (world->store);
  assert_true (pt_store_person_update (world->store, person, NULL));
  pt_store_world_commit (world->store);
  assert_true (pt_store_person_load (world->store, VIEWER, &loaded, NULL));
  return loaded;
}

/* The tickets that VIEWER is shown. */
static GHashTable *
list_for (PtStoreWorld *world, const PtPerson *viewer)
{
  g_autoptr (GPtrArray) tickets = NULL;
  GHashTable *shown = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  const PtTicketFilter filter = { .viewer = viewer, .limit = 100000 };
  assert_true (pt_store_ticket_list (world->store, &filter, &tickets, NULL));
  for (guint i = 0; i < tickets->len; i++)
    g_hash_table_add (shown, g_memdup2 (&((PtTicketView *) g_ptr_array_index (tickets, i))->ticket->id,
                                        sizeof (PtId)));
  return shown;
}

static guint
compare (PtStoreWorld *world, const PtSnapshot *all, const Viewer *v)
{
  g_autoptr (PtPerson) viewer = become (world, v);
  g_autoptr (GHashTable) shown = list_for (world, viewer);
  guint n = 0;
  for (guint i = 0; i < all->tickets->len; i++) {
    const PtTicketView *view = g_ptr_array_index (all->tickets, i);
    const PtTicket *t = view->ticket;
    gboolean wanted = pt_standing_of (NULL, view, viewer).access != PT_ACCESS_NONE;
    if (wanted != g_hash_table_contains (shown, &t->id))
      fail_msg ("%s, scope %d, division %u, %s, beside a ticket with requester %d, assignee %d, division %d%s: "
                "wanted %s",
                pt_role_name (v->role), v->scope, v->division, v->state == PT_PERSON_ACTIVE ? "active" : "disabled",
                (int) t->requester, (int) t->assignee, (int) t->division, t->restricted ? ", restricted" : "",
                wanted ? "shown" : "not shown");
    n += wanted;
  }
  return n;
}

static void
the_list_shows_what_a_person_has_access_to (void **state)
{
  static const PtRole roles[] = { PT_ROLE_END_USER, PT_ROLE_LIGHT_AGENT, PT_ROLE_AGENT, PT_ROLE_ADMIN,
                                  PT_ROLE_OWNER };
  PtStoreWorld *world = *state;
  g_autoptr (PtDecision) decision = pt_decision_new ();
  decision->verdict = PT_VERDICT_DONE;
  guint n = add_tickets (decision), all_shown = 0, none_shown = 0, some_shown = 0;
  pt_store_world_apply (world->store, NULL, NULL, decision);
  g_autoptr (PtSnapshot) all = all_tickets (world, n);
  assert_int_equal (all->tickets->len, n);
  for (gsize r = 0; r < G_N_ELEMENTS (roles); r++)
    for (PtScope scope = PT_SCOPE_ALL; scope <= PT_SCOPE_OWN; scope++)
      for (guint division = 0; division < DIVISIONS; division++)
        for (guint disabled = 0; disabled < 2; disabled++) {
          const Viewer v = { roles[r], scope, division, disabled ? PT_PERSON_DISABLED : PT_PERSON_ACTIVE };
          guint shown = compare (world, all, &v);
          *(shown == n ? &all_shown : shown == 0 ? &none_shown : &some_shown) += 1;
        }
  /* end users and whoever is disabled see nothing, admins and owners all, the others what their scope has */
  assert_number ("viewers who see all", all_shown, 2 * 9);
  assert_number ("viewers who see nothing", none_shown, 2 * 9 + 4 * 9);
  assert_number ("viewers who see some", some_shown, 2 * 9);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    { "a list shows what pt_standing_make gives access to", the_list_shows_what_a_person_has_access_to, setup,
      teardown, NULL },
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
