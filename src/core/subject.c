#include "core/subject.h"

#include <string.h>

enum { MOST_DIGITS = 15 };

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
