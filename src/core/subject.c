#include "core/subject.h"

#include <string.h>

enum { MOST_TAGS = 4, MOST_DIGITS = 15 };

guint
pt_subject_tickets (const char *subject, PtId *out_tickets, guint size)
{
  guint n = 0;
  for (const char *at = subject; n < size && (at = strstr (at, "[#")); ) {
    PtId number = 0;
    gsize digits = strspn (at += 2, "0123456789");
    if (digits == 0 || digits > MOST_DIGITS || at[digits] != ']')
      continue;
    for (gsize i = 0; i < digits; i++)
      number = number * 10 + (at[i] - '0');
    if (number > 0)
      out_tickets[n++] = number;
  }
  return n;
}

void
pt_subject_add_tickets (const char *subject, PtLookup *lookup)
{
  PtId tickets[MOST_TAGS];
  guint n = pt_subject_tickets (subject, tickets, MOST_TAGS);
  for (guint i = 0; i < n; i++)
    pt_lookup_add_ticket (lookup, tickets[i]);
}
