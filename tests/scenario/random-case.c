#include "tests/scenario/random-case.h"

guint
random_below (RandomCase *c, guint n)
{
  return n > 1 ? (guint) g_rand_int_range (c->rand, 0, (gint32) n) : 0;
}

gboolean
random_percent (RandomCase *c, guint percent)
{
  return random_below (c, 100) < percent;
}

char *
random_word (RandomCase *c, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  return g_strdup (words[random_below (c, g_strv_length (words))]);
}

void
random_say (RandomCase *c, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_string_append_vprintf (c->lines, format, args);
  va_end (args);
}

gboolean
random_is_agent (const PtPerson *person)
{
  return pt_person_is_internal (person) && person->role != PT_ROLE_LIGHT_AGENT;
}

gboolean
random_is_internal (const PtPerson *person)
{
  return pt_person_is_internal (person);
}

gboolean
random_is_end_user (const PtPerson *person)
{
  return person->role == PT_ROLE_END_USER;
}

gboolean
random_is_anybody (const PtPerson *person)
{
  (void) person;
  return TRUE;
}

const PtPerson *
random_person (RandomCase *c, RandomFits fits)
{
  const GPtrArray *persons = c->world->rows->persons;
  const guint start = random_below (c, persons->len);
  for (guint i = 0; i < persons->len; i++) {
    const PtPerson *person = g_ptr_array_index (persons, (start + i) % persons->len);
    if (fits (person))
      return person;
  }
  return NULL;
}

const PtPerson *
random_related (RandomCase *c, const PtTicketView *view)
{
  const guint n = random_below (c, view->people->len + 2);
  const PtId id = n == 0   ? view->ticket->requester
                  : n == 1 ? view->ticket->assignee
                           : g_array_index (view->people, PtTicketPerson, n - 2).person;
  return pt_memstore_person (c->world->rows, id ? id : view->ticket->requester);
}

PtTicketView *
random_ticket (RandomCase *c)
{
  const GPtrArray *tickets = c->world->rows->tickets;
  return tickets->len ? g_ptr_array_index (tickets, random_below (c, tickets->len)) : NULL;
}
