/* One request, by somebody who may or may not. */
#include "tests/scenario/random-case.h"

typedef void (*SayFunc) (RandomCase *c, const PtTicketView *view);

static void
say_to (RandomCase *c, RandomFits fits)
{
  const PtPerson *person = random_person (c, fits);
  if (person)
    random_say (c, " to p%d", (int) person->id);
}

static void
say_text (RandomCase *c, const PtTicketView *view)
{
  (void) view;
  random_say (c, " text \"These are the words canaryt%u that somebody wrote.\"", ++c->words);
}

static void
say_new (RandomCase *c, const PtTicketView *view)
{
  random_say (c, " subject Printer");
  if (random_percent (c, 75))
    say_to (c, random_is_end_user);
  say_text (c, view);
}

static void
say_assign (RandomCase *c, const PtTicketView *view)
{
  (void) view;
  if (random_percent (c, 20))
    random_say (c, " to nobody");
  else
    say_to (c, random_percent (c, 90) ? random_is_agent : random_is_anybody);
}

static void
say_status (RandomCase *c, const PtTicketView *view)
{
  g_autofree char *status = random_word (c, "new open pending on-hold solved solved closed");
  (void) view;
  random_say (c, " status %s", status);
}

static void
say_field (RandomCase *c, const PtTicketView *view)
{
  g_autofree char *field = random_word (c, "subject requester requester priority type division restricted restricted "
                                           "category shared shared");
  (void) view;
  random_say (c, " field %s", field);
  if (g_str_equal (field, "subject"))
    random_say (c, " value \"Printer %u\"", random_below (c, 10));
  else if (g_str_equal (field, "requester"))
    say_to (c, random_percent (c, 90) ? random_is_end_user : random_is_anybody);
  else if (g_str_equal (field, "division"))
    random_say (c, " name %s", random_percent (c, 30) ? "none" : random_percent (c, 50) ? "North" : "South");
  else if (g_str_equal (field, "restricted") || g_str_equal (field, "shared"))
    random_say (c, " number %u", random_below (c, 2));
  else
    random_say (c, " number %u", random_below (c, g_str_equal (field, "category") ? 3 : 5));
}

static void
say_merge (RandomCase *c, const PtTicketView *view)
{
  random_say (c, " into %d number %u", (int) random_ticket (c)->ticket->id, random_below (c, 4));
  if (random_percent (c, 60))
    say_text (c, view);
}

static void
say_nothing (RandomCase *c, const PtTicketView *view)
{
  (void) c;
  (void) view;
}

static void
say_tag (RandomCase *c, const PtTicketView *view)
{
  (void) view;
  random_say (c, " value tag%u number %u", random_below (c, 3), random_below (c, 2));
}

static void
say_custom (RandomCase *c, const PtTicketView *view)
{
  (void) view;
  random_say (c, " name size value %u", random_below (c, 3));
}

static void
say_relate (RandomCase *c, const PtTicketView *view)
{
  g_autofree char *relation = random_word (c, "cc participant follower");
  (void) view;
  random_say (c, " as %s", relation);
  if (random_percent (c, 15))
    random_say (c, " value canarya%u@canaryd%u.test", RANDOM_STRANGER, RANDOM_STRANGER);
  else
    say_to (c, g_str_equal (relation, "follower") ? random_is_internal : random_is_anybody);
}

/* Mostly somebody who is it. */
static void
say_unrelate (RandomCase *c, const PtTicketView *view)
{
  const guint n = view->people->len;
  const PtTicketPerson *one = n ? &g_array_index (view->people, PtTicketPerson, random_below (c, n)) : NULL;
  if (!one || random_percent (c, 10))
    say_relate (c, view);
  else
    random_say (c, " as %s to p%d", pt_relation_name (one->relation), (int) one->person);
}

static void
say_seen (RandomCase *c, const PtTicketView *view)
{
  random_say (c, " to p%d", (int) random_related (c, view)->id);
}

static void
say_link (RandomCase *c, const PtTicketView *view)
{
  (void) view;
  if (random_percent (c, 80))
    random_say (c, " into %d", (int) random_ticket (c)->ticket->id);
}

static const struct {
  const char *name; /* of model/request.c */
  guint       weight;
  SayFunc     say;
} kinds[] = {
  { "new", 5, say_new },         { "reply", 14, say_text },        { "note", 12, say_text },
  { "assign", 12, say_assign },  { "status", 12, say_status },     { "set", 14, say_field },
  { "followup", 3, say_text },   { "merge", 6, say_merge },        { "delete", 2, say_nothing },
  { "tag", 2, say_tag },         { "custom", 2, say_custom },      { "relate", 12, say_relate },
  { "unrelate", 12, say_unrelate }, { "seen", 3, say_seen },       { "link", 3, say_link },
};

void
random_request (RandomCase *c)
{
  const PtPerson *actor = random_person (c, random_percent (c, 85) ? random_is_agent : random_is_anybody);
  const PtTicketView *view = random_ticket (c);
  guint total = 0, kind = 0;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    total += kinds[i].weight;
  for (guint n = random_below (c, total); n >= kinds[kind].weight; kind++)
    n -= kinds[kind].weight;
  if (random_percent (c, 50)) {
    const PtPerson *related = random_related (c, view);
    if (random_is_internal (related))
      actor = related;
  }
  random_say (c, "command %s by p%d on %d", kinds[kind].name, actor ? (int) actor->id : 1, (int) view->ticket->id);
  kinds[kind].say (c, view);
  random_say (c, "%s\n", random_percent (c, 12) ? " api yes" : "");
}
