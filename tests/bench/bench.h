/* A store to measure in: mail for it, what fills it, and what taking a mail costs. */
#ifndef TESTS_BENCH_BENCH_H
#define TESTS_BENCH_BENCH_H

#include <sqlite3.h>

#include "gateway/gateway.h"

#define DESK "support@example.com"

typedef struct {
  PtConfig  *config;
  PtGateway *gateway;
  char      *file;  /* the database */
  guint64    mails; /* made so far */
  guint      first; /* of the rows that were filled in last */
  guint      last;
  GRand     *random;
} Bench;

/* Microseconds: by the clock, and of the processor, which tells more where other things run too. */
typedef struct {
  double clock, processor;
} Cost;

void bench_die (const char *what, const GError *error) G_GNUC_NORETURN;

/* A store in FOLDER, made by the program POSTERN, with an owner (person 1) and three tickets of first@, second@ and
 * third@example.org (persons 2 to 4), all in use. */
void bench_set_up (Bench *bench, const char *postern, const char *folder);
void bench_clear (Bench *bench);

/* The mail is proven to be from FROM.  REFERENCE, an id, may be NULL: a new ticket; so may CC. */
PtIncoming *bench_mail (Bench *bench, const char *from, const char *reference, const char *cc);

/* Frees INCOMING; ends the program if the verdict is another one. */
Cost bench_accept (Bench *bench, PtIncoming *incoming, PtVerdict wanted);

Cost bench_cost_now (void);
/* Since BEGUN. */
Cost bench_cost_since (Cost begun);
int  bench_compare (gconstpointer a, gconstpointer b); /* two doubles */

/* Copies of ticket 1 with its requester, message, comment and rows, as the numbers FIRST ... LAST, written behind
 * Postern's back.  Its requester is c<number>@d<number % 5000>.example.net, its id k<number>@mail.example.org. */
void bench_fill (Bench *bench, guint first, guint last);
/* Runs SQL behind Postern's back; there is a function hash64 (text). */
void bench_sql (Bench *bench, const char *sql);

#endif
