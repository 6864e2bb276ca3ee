/* `postern check`: whose authentication results are believed, and what the last mails bore (RULES J11, J12). */
#include "cmd/check.h"

#include <string.h>

#include "store/held.h"

enum { LAST_MAILS = 100 };

typedef struct {
  guint       mails, results, chain; /* looked at; with results of authserv_id; whose topmost line is received_by's */
  GHashTable *servers, *hosts;       /* what else stood there: name -> how often */
} Seen;

static void
seen_clear (Seen *seen)
{
  g_clear_pointer (&seen->servers, g_hash_table_unref);
  g_clear_pointer (&seen->hosts, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Seen, seen_clear)

static void
count (GHashTable *table, const char *name)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (table, name));
  g_hash_table_insert (table, g_strdup (name), GUINT_TO_POINTER (n + 1));
}

static const char *
most_common (GHashTable *table)
{
  GHashTableIter iter;
  gpointer name, n;
  const char *best = NULL;
  guint most = 0;
  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &name, &n))
    if (GPOINTER_TO_UINT (n) > most) {
      best = name;
      most = GPOINTER_TO_UINT (n);
    }
  return best;
}

/* The first group of PATTERN in HEADER, in small letters; NULL if it is not there. */
static char *
find (const char *header, const char *pattern)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_CASELESS | G_REGEX_MULTILINE | G_REGEX_RAW, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  if (!g_regex_match (regex, header, 0, &match))
    return NULL;
  g_autofree char *word = g_match_info_fetch (match, 1);
  return g_ascii_strdown (word, -1);
}

static char *
header_of (GBytes *raw)
{
  gsize length;
  const char *data = g_bytes_get_data (raw, &length);
  g_autofree char *text = g_strndup (data ? data : "", MIN (length, 256 * 1024));
  char *end = strstr (text, "\n\n"), *other = strstr (text, "\n\r\n");
  if (other && (!end || other < end))
    end = other;
  if (end)
    *end = 0;
  return g_utf8_make_valid (text, -1);
}

static void
look (const PtPolicy *policy, GBytes *raw, Seen *seen)
{
  g_autofree char *header = header_of (raw);
  g_autofree char *server = find (header, "^Authentication-Results:\\s*([^\\s;]+)");
  g_autofree char *host = find (header, "^Received:(?:[^\\n]|\\n[ \\t])*?\\bby\\s+([^\\s;()]+)");
  const char *first = policy->received_by && *policy->received_by ? *policy->received_by : policy->authserv_id;
  seen->mails++;
  if (g_strcmp0 (server, policy->authserv_id) == 0)
    seen->results++;
  else if (server)
    count (seen->servers, server);
  if (g_strcmp0 (host, first) == 0)
    seen->chain++;
  else if (host)
    count (seen->hosts, host);
}

static void
look_at_all (const PtPolicy *policy, PtStore *store, Seen *seen)
{
  g_autoptr (GPtrArray) rows = NULL;
  if (!pt_store_message_list (store, 0, LAST_MAILS, &rows, NULL))
    return;
  for (guint i = 0; i < rows->len; i++) {
    const PtMessageRow *row = g_ptr_array_index (rows, i);
    g_autoptr (GBytes) raw = NULL;
    if (pt_store_raw (store, row->id, &raw, NULL))
      look (policy, raw, seen);
  }
}

static void
say_not_ready (PtCheck *check, const Seen *seen)
{
  const char *server = most_common (seen->servers);
  g_autofree char *advice =
    g_strdup_printf ("let your mail server check DKIM and DMARC, and set authserv_id to the name that it writes into "
                     "Authentication-Results%s%s; see README", server ? ": the last mails bore " : "",
                     server ? server : "");
  pt_check_say (check, PT_FINDING_NOTICE, "sender", advice,
                "not ready for customers: authserv_id is not set, so nobody proves who wrote. Agents see a new mail "
                "of their own counted as a customer's, and only answers to our mail as theirs; customers see answers "
                "without our mark kept as internal comments or as new tickets, few receipts, and few people copied");
}

static void
say_results (PtCheck *check, const Seen *seen)
{
  const PtPolicy *policy = check->config->policy;
  const char *server = most_common (seen->servers), *host = most_common (seen->hosts);
  if (seen->mails && !seen->results)
    pt_check_say (check, PT_FINDING_WARNING, "sender",
                  server ? "correct authserv_id, if that is your mail server"
                         : "look at what your mail server writes",
                  "none of the last %u mails bore results of %s, which are trusted%s%s", seen->mails,
                  policy->authserv_id, server ? "; most common are those of " : "", server ? server : "");
  if (seen->mails && !seen->chain)
    pt_check_say (check, PT_FINDING_WARNING, "sender",
                  "name your mail servers in received_by, the topmost line first",
                  "the topmost Received line of none of the last %u mails is by a host of received_by%s%s, so that "
                  "no results are believed", seen->mails, host ? "; most common is " : "", host ? host : "");
  if (!seen->mails || (seen->results && seen->chain))
    pt_check_say (check, PT_FINDING_OK, "sender", NULL,
                  "results of %s are trusted; %u of the last %u mails bore them",
                  policy->authserv_id, seen->results, seen->mails);
}

void
pt_check_sender (PtCheck *check)
{
  const PtPolicy *policy = check->config->policy;
  g_autoptr (PtStore) store = NULL;
  g_auto (Seen) seen = { .servers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                         .hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  if (pt_store_open (check->config->store, check->config->raw, PT_STORE_READ_ONLY, &store, NULL))
    look_at_all (policy, store, &seen);
  if (policy->authserv_id)
    say_results (check, &seen);
  else
    say_not_ready (check, &seen);
}
