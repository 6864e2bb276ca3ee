/* Random worlds, mails and requests, written as the lines of a scenario, for random-run.c.  Every text that somebody
 * writes holds a word of its own that begins with `canary`, and so do names and addresses:
 *   canarytN  a comment's or mail's text      canarywN  the name of person N
 *   canaryaN  local part of N's address       canarydN  its domain (N from 900: nobody known yet)
 *   canarybN  an address in Bcc */
#ifndef TESTS_SCENARIO_RANDOM_CASE_H
#define TESTS_SCENARIO_RANDOM_CASE_H

#include "tests/lib/world.h"

typedef struct {
  GRand   *rand;
  PtWorld *world;
  guint    words;     /* texts so far */
  GString *lines;     /* being written */
} RandomCase;

enum { RANDOM_STRANGER = 900, RANDOM_STRANGERS = 4, RANDOM_FIRST_TICKET = 1001 };

/* 0 ... N - 1. */
guint    random_below (RandomCase *c, guint n);
gboolean random_percent (RandomCase *c, guint percent);
/* One of the words of TEXT, between blanks.  Free with g_free. */
char    *random_word (RandomCase *c, const char *text);
void     random_say (RandomCase *c, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Persons are called pN by their id.  NULL if nobody fits. */
typedef gboolean (*RandomFits) (const PtPerson *person);
const PtPerson *random_person (RandomCase *c, RandomFits fits);
gboolean        random_is_agent (const PtPerson *person); /* active, no light agent */
gboolean        random_is_internal (const PtPerson *person);
gboolean        random_is_end_user (const PtPerson *person);
gboolean        random_is_anybody (const PtPerson *person);
/* Somebody who has to do with the ticket; NULL if there is nobody. */
const PtPerson *random_related (RandomCase *c, const PtTicketView *view);
PtTicketView   *random_ticket (RandomCase *c);

/* Writes the lines of `given`, one by one into the world as well.  FALSE and a message in LINES if one is wrong. */
gboolean random_given (RandomCase *c);

/* Writes the lines of one mail, or of one request, into LINES. */
void random_mail (RandomCase *c);
void random_request (RandomCase *c);

#endif
