/* Real threads of two mailing lists: which mails share a ticket, and which tickets a link keeps together, against the
 * labels.  In the order of the dates, and in shuffled orders, since mail overtakes mail. */
#include <glib/gstdio.h>
#include <string.h>

#include "tests/lib/reading.h"
#include "tests/scenario/threading-world.h"

enum { SHUFFLES = 10 };

typedef struct {
  guint64 same;    /* pairs with the same key */
  guint64 joined;  /* pairs that we hold together */
  guint64 both;
} Pairs;

typedef struct {
  guint tickets, repeats, namesakes, links;
  Pairs by_ticket; /* in one ticket */
  Pairs by_link;   /* in one ticket, or in tickets that links connect */
} Result;

/* --- counting --- */

static PtId
find_root (GHashTable *parents, PtId ticket)
{
  gpointer parent;
  while (g_hash_table_lookup_extended (parents, GSIZE_TO_POINTER (ticket), NULL, &parent))
    ticket = (PtId) GPOINTER_TO_SIZE (parent);
  return ticket;
}

static void
join (GHashTable *parents, PtId a, PtId b)
{
  PtId x = find_root (parents, a), y = find_root (parents, b);
  if (x != y)
    g_hash_table_insert (parents, GSIZE_TO_POINTER (x), GSIZE_TO_POINTER (y));
}

static void
count_pair (Pairs *pairs, gboolean same, gboolean joined)
{
  pairs->same += same;
  pairs->joined += joined;
  pairs->both += same && joined;
}

static double
precision (const Pairs *pairs)
{
  return pairs->joined ? (double) pairs->both / (double) pairs->joined : 1;
}

static double
recall (const Pairs *pairs)
{
  return pairs->same ? (double) pairs->both / (double) pairs->same : 1;
}

/* The first pair that is wrong is worth a line; the figures say how many there are. */
static void
print_first (const PtLabelled *a, const PtLabelled *b, gboolean same, guint *said)
{
  if ((*said)++ == 0)
    g_print ("# %s: %s (%s, ticket %" G_GINT64_FORMAT ") and %s (%s, ticket %" G_GINT64_FORMAT ")\n",
             same ? "apart" : "mixed up", a->file, a->key, a->ticket, b->file, b->key, b->ticket);
}

static void
count_pairs (const GPtrArray *mails, GHashTable *parents, Result *result)
{
  guint said = 0;
  for (guint i = 0; i < mails->len; i++)
    for (guint j = i + 1; j < mails->len; j++) {
      const PtLabelled *a = g_ptr_array_index (mails, i), *b = g_ptr_array_index (mails, j);
      gboolean same = strcmp (a->key, b->key) == 0;
      gboolean linked = find_root (parents, a->ticket) == find_root (parents, b->ticket);
      count_pair (&result->by_ticket, same, a->ticket == b->ticket);
      count_pair (&result->by_link, same, linked);
      if (same != linked)
        print_first (a, b, same, &said);
    }
}

static void
count_all (const GPtrArray *mails, const GArray *links, Result *result)
{
  g_autoptr (GHashTable) parents = g_hash_table_new (NULL, NULL), tickets = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i + 1 < links->len; i += 2)
    join (parents, g_array_index (links, PtId, i), g_array_index (links, PtId, i + 1));
  for (guint i = 0; i < mails->len; i++) {
    const PtLabelled *mail = g_ptr_array_index (mails, i);
    g_hash_table_add (tickets, GSIZE_TO_POINTER (mail->ticket));
    result->repeats += mail->repeats;
    result->namesakes += mail->namesake;
  }
  result->tickets = g_hash_table_size (tickets);
  result->links = links->len / 2;
  count_pairs (mails, parents, result);
}

/* --- runs --- */

static void
remove_dir (const char *dir)
{
  g_autoptr (GDir) list = g_dir_open (dir, 0, NULL);
  for (const char *name = list ? g_dir_read_name (list) : NULL; name; name = g_dir_read_name (list)) {
    g_autofree char *path = g_build_filename (dir, name, NULL);
    g_remove (path);
  }
  g_rmdir (dir);
}

static gboolean
run (const PtPolicy *policy, GPtrArray *mails, Result *result)
{
  g_autofree char *dir = g_dir_make_tmp ("postern-threading-XXXXXX", NULL);
  g_autoptr (GArray) links = NULL;
  g_autoptr (GError) error = NULL;
  memset (result, 0, sizeof *result);
  gboolean good = dir && pt_threading_feed (dir, policy, mails, &links, &error);
  if (good)
    count_all (mails, links, result);
  else
    g_print ("# %s\n", error ? error->message : "no temporary folder");
  if (dir)
    remove_dir (dir);
  return good;
}

static void
shuffle (GPtrArray *mails, guint32 seed)
{
  GRand *rand = g_rand_new_with_seed (seed);
  for (guint i = mails->len; i > 1; i--) {
    guint j = (guint) g_rand_int_range (rand, 0, (gint32) i);
    gpointer swap = mails->pdata[i - 1];
    mails->pdata[i - 1] = mails->pdata[j];
    mails->pdata[j] = swap;
  }
  g_rand_free (rand);
}

static void
print_row (const char *order, const Result *r)
{
  g_print ("# %-10s %7u %7u %9u %5u   %9.6f %9.6f   %9.6f %9.6f\n", order, r->tickets, r->repeats, r->namesakes,
           r->links, precision (&r->by_ticket), recall (&r->by_ticket), precision (&r->by_link),
           recall (&r->by_link));
}

static gboolean
is_whole (const Pairs *pairs)
{
  return pairs->both == pairs->joined && pairs->both == pairs->same;
}

/* No ticket and no link holds two threads, and every thread is held together: by a ticket, or, where a mail overtook
 * another or reuses a Message-ID (RULES B6, B10), by links. */
static gboolean
check (guint nth, const char *order, gboolean ran, const Result *result)
{
  gboolean pure = result->by_ticket.both == result->by_ticket.joined;
  gboolean good = ran && pure && is_whole (&result->by_link);
  g_print ("%s %u - %s order: no ticket mixes threads, every thread is held together\n", good ? "ok" : "not ok", nth,
           order);
  return good;
}

static gboolean
check_dated (guint nth, const PtPolicy *policy, GPtrArray *mails)
{
  Result result, rest;
  gboolean good = run (policy, mails, &result);
  print_row ("date", &result);
  good = check (nth, "date", good, &result);
  g_autoptr (GPtrArray) own = g_ptr_array_new ();
  for (guint i = 0; i < mails->len; i++)
    if (!((PtLabelled *) g_ptr_array_index (mails, i))->namesake)
      g_ptr_array_add (own, g_ptr_array_index (mails, i));
  gboolean ran = run (policy, own, &rest);
  print_row ("own ids", &rest);
  gboolean tickets = ran && is_whole (&rest.by_ticket);
  g_print ("%s %u - without the mails that reuse a Message-ID, a thread is one ticket\n", tickets ? "ok" : "not ok",
           nth + 1);
  return good && tickets;
}

static guint
check_all (const PtPolicy *policy, GPtrArray *mails)
{
  g_print ("1..%d\n# %u mails\n# %-10s %7s %7s %9s %5s   %9s %9s   %9s %9s\n", SHUFFLES + 2, mails->len, "order",
           "tickets", "repeats", "namesakes", "links", "precision", "recall", "linked p", "linked r");
  guint failed = !check_dated (1, policy, mails);
  for (guint32 seed = 1; seed <= SHUFFLES; seed++) {
    g_autofree char *order = g_strdup_printf ("seed %u", seed);
    Result result;
    shuffle (mails, seed);
    gboolean ran = run (policy, mails, &result);
    print_row (order, &result);
    failed += !check (seed + 2, order, ran, &result);
  }
  return failed;
}

/* POSTERN_CORPORA is the folder of test data; beside the sources if it is not set. */
static char *
find_corpus (void)
{
  const char *shared = g_getenv ("POSTERN_CORPORA"), *top = g_getenv ("top_srcdir");
  if (shared)
    return g_build_filename (shared, "corpora", "notmuch", NULL);
  return g_build_filename (top ? top : ".", "..", "shared", "corpora", "notmuch", NULL);
}

int
main (void)
{
  g_autofree char *folder = find_corpus ();
  g_autoptr (PtPolicy) policy = pt_threading_policy ();
  g_autoptr (GPtrArray) mails = NULL;
  g_autoptr (GError) error = NULL;
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR)) {
    g_print ("1..0 # SKIP no corpus at %s: set POSTERN_CORPORA\n", folder);
    return 0;
  }
  pt_reading_init ();
  if (!pt_threading_read (folder, policy, &mails, &error)) {
    g_print ("Bail out! %s\n", error->message);
    return 99;
  }
  return check_all (policy, mails) > 0;
}
