#include "gateway/intake.h"

#include "base/log.h"
#include "gateway/loop.h"
#include "gateway/remove-behind.h"
#include "gateway/spool.h"

#include <string.h>

/* Mail is committed in the order of its arrival; one that takes its reader longer than this is overtaken. */
enum { PATIENCE_MS = 1000 };

/* One file from when it was begun until it was seen to. */
typedef struct {
  char       *name;     /* as it is called now, with its count of attempts */
  char       *plain;    /* without it */
  gboolean    counted;  /* this attempt is in the name: the mark could not be written */
  gboolean    overtaken;
  gsize       bytes;
  PtIncoming *incoming; /* message NULL until it is read; itself NULL while the committer has it */
} PtSpoolItem;

struct PtIntake {
  const PtConfig *config;
  PtWorkers      *workers;
  PtCommitter    *committer;
  PtIntakeOptions options;
  PtCommitClient  client;
  PtRunStats     *stats;
  PtRemoveBehind *behind;
  gboolean        news;      /* there may be names that the backlog does not hold */
  GPtrArray      *backlog;   /* names listed and not begun, in order */
  guint           next;      /* the first of them */
  GHashTable     *begun;     /* plain name -> PtSpoolItem *, owned */
  gsize           begun_bytes;
  GQueue          order;     /* PtSpoolItem * begun and not yet given to the committer */
  GSource        *patience;
  PtSpoolItem    *slowest;   /* head of the order when patience was last looked at */
  gboolean        finishing;
};

static void
item_free (PtSpoolItem *item)
{
  g_free (item->name);
  g_free (item->plain);
  pt_incoming_free (item->incoming);
  g_free (item);
}

gboolean
pt_intake_is_idle (const PtIntake *intake)
{
  return g_hash_table_size (intake->begun) == 0
         && (intake->finishing || (intake->next == intake->backlog->len && !intake->news));
}

/* --- after the commit --- */

/* Where a mail went is asked for by its sender or by the queue of the mail server. */
static void
log_taken (const PtIncoming *incoming)
{
  const PtOutcome *outcome = &incoming->outcome;
  const char *sender = incoming->envelope->sender, *cause = pt_cause_text (outcome->cause);
  g_autofree char *ticket = outcome->ticket ? g_strdup_printf (", ticket #%" G_GINT64_FORMAT, outcome->ticket) : NULL;
  pt_log (PT_LOG_INFO, "in: message #%" G_GINT64_FORMAT " from <%s> is %s%s%s%s, notifications: %u", outcome->message,
          sender ? sender : "", pt_verdict_name (outcome->verdict), ticket ? ticket : "", cause ? ": " : "",
          cause ? cause : "", outcome->notifications);
}

static void
finish_taken (PtIntake *intake, const PtSpoolItem *item)
{
  intake->stats->taken++;
  log_taken (item->incoming);
  pt_remove_behind_add (intake->behind, item->name);
}

/* The message is at fault: the attempt counts. */
static void
finish_failed (PtIntake *intake, const PtSpoolItem *item)
{
  g_autofree char *counted = NULL;
  g_autoptr (GError) error = NULL;
  intake->stats->failed++;
  pt_log (PT_LOG_ERROR, "spool: %s stays: %s", item->name, item->incoming->error->message);
  if (!item->counted && !pt_spool_begin (intake->config->spool, item->name, &counted, &error))
    pt_log (PT_LOG_WARNING, "spool: %s", error->message);
}

/* The trouble was ours: it does not count. */
static void
leave (PtIntake *intake, const PtSpoolItem *item)
{
  intake->stats->failed++;
  intake->news = TRUE;
  if (item->counted)
    pt_spool_unbegin (intake->config->spool, item->name);
}

static void
forget (PtIntake *intake, PtSpoolItem *item)
{
  intake->begun_bytes -= item->bytes;
  g_hash_table_remove (intake->begun, item->plain);
}

static void
on_done (PtIncoming *incoming, const GError *trouble, gpointer mark, gpointer data)
{
  PtIntake *intake = data;
  PtSpoolItem *item = mark;
  item->incoming = incoming;
  if (trouble)
    leave (intake, item);
  else if (incoming->accepted)
    finish_taken (intake, item);
  else
    finish_failed (intake, item);
  forget (intake, item);
  pt_intake_go_on (intake);
}

/* --- the mark, in the committer's thread --- */

/* Without the mark each file is counted by its name. */
static void
count_each (PtIntake *intake, const GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++) {
    PtSpoolItem *item = g_ptr_array_index (items, i);
    char *counted = NULL;
    if (!pt_spool_begin (intake->config->spool, item->name, &counted, NULL) || !counted)
      continue; /* whoever has taken it away, its mail is read */
    g_free (item->name);
    item->name = counted;
    item->counted = TRUE;
  }
}

static void
on_begin (const GPtrArray *items, gpointer data)
{
  PtIntake *intake = data;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  for (guint i = 0; i < items->len; i++)
    g_ptr_array_add (names, ((PtSpoolItem *) g_ptr_array_index (items, i))->name);
  if (pt_spool_mark (intake->config->spool, names, &error))
    return;
  pt_log (PT_LOG_WARNING, "spool: %s; each file is counted by its name", error->message);
  pt_spool_unmark (intake->config->spool);
  count_each (intake, items);
}

static void
on_end (gpointer data)
{
  pt_spool_unmark (((PtIntake *) data)->config->spool);
}

/* --- from the workers to the committer --- */

static void
give (PtIntake *intake, PtSpoolItem *item)
{
  PtIncoming *incoming = g_steal_pointer (&item->incoming);
  pt_committer_add (intake->committer, &intake->client, incoming, pt_spool_attempts (item->name) > 0, item);
}

static gboolean
is_read (const PtSpoolItem *item)
{
  return item->incoming->message != NULL;
}

static void
give_in_order (PtIntake *intake)
{
  for (PtSpoolItem *item = g_queue_peek_head (&intake->order); item && is_read (item);
       item = g_queue_peek_head (&intake->order))
    give (intake, g_queue_pop_head (&intake->order));
}

static gboolean
on_patience (gpointer data)
{
  PtIntake *intake = data;
  PtSpoolItem *item = g_queue_peek_head (&intake->order);
  if (item && item == intake->slowest) {
    item->overtaken = TRUE;
    g_queue_pop_head (&intake->order);
    give_in_order (intake);
  }
  intake->slowest = g_queue_peek_head (&intake->order);
  if (intake->slowest)
    return G_SOURCE_CONTINUE;
  pt_loop_clear (&intake->patience);
  return G_SOURCE_REMOVE;
}

static void
on_read (PtMessage *message, GBytes *raw, gpointer mark, gpointer data)
{
  PtIntake *intake = data;
  PtSpoolItem *item = mark;
  (void) raw;
  item->incoming->message = message;
  if (item->overtaken)
    give (intake, item);
  else
    give_in_order (intake);
  pt_intake_go_on (intake);
}

/* --- from the spool to the workers --- */

static gboolean
put_aside (PtIntake *intake, const char *name, const char *why, GError **error)
{
  pt_log (PT_LOG_ERROR, "spool: %s goes to poison/ and is kept there: %s", name, why);
  intake->stats->poisoned++;
  return pt_spool_poison (intake->config->spool, name, error);
}

/* *out_incoming is NULL, without an error, if the file went to poison/. */
static gboolean
open_file (PtIntake *intake, const char *name, PtIncoming **out_incoming, GError **error)
{
  const PtConfig *config = intake->config;
  g_autoptr (GBytes) file = NULL, raw = NULL;
  g_autoptr (GError) trouble = NULL;
  PtEnvelope *envelope = NULL;
  gsize most = pt_spool_most (config->policy->limits.message_bytes);
  *out_incoming = NULL;
  if (pt_spool_attempts (name) >= PT_SPOOL_ATTEMPTS) {
    g_autofree char *why = g_strdup_printf ("it was begun %d times and never finished", PT_SPOOL_ATTEMPTS);
    return put_aside (intake, name, why, error);
  }
  if (!pt_spool_read (config->spool, name, most, &file, &trouble)
      || !pt_spool_parse (file, &envelope, &raw, &trouble)) {
    if (!pt_error_is_later (trouble))
      return put_aside (intake, name, trouble->message, error);
    g_propagate_error (error, g_steal_pointer (&trouble));
    return FALSE;
  }
  envelope->source = g_strdup (name);
  *out_incoming = pt_incoming_new (envelope, NULL, raw);
  return TRUE;
}

static char *
plain_name (const char *name)
{
  return g_strndup (name, strcspn (name, ","));
}

static void
remember (PtIntake *intake, const char *name, PtIncoming *incoming)
{
  PtSpoolItem *item = g_new0 (PtSpoolItem, 1);
  item->name = g_strdup (name);
  item->plain = plain_name (name);
  item->bytes = g_bytes_get_size (incoming->raw);
  item->incoming = incoming;
  g_hash_table_insert (intake->begun, item->plain, item);
  intake->begun_bytes += item->bytes;
  g_queue_push_tail (&intake->order, item);
  if (!intake->patience)
    intake->patience = pt_loop_after (PATIENCE_MS, on_patience, intake);
  pt_workers_read (intake->workers, incoming->raw, incoming->envelope, on_read, item, intake);
}

static void
begin (PtIntake *intake, const char *name)
{
  g_autoptr (GError) trouble = NULL;
  g_autofree char *plain = plain_name (name);
  PtIncoming *incoming = NULL;
  if (g_hash_table_contains (intake->begun, plain))
    return;
  if (!open_file (intake, name, &incoming, &trouble)) {
    pt_log (PT_LOG_WARNING, "spool: %s", trouble->message);
    intake->stats->failed++;
  }
  if (incoming)
    remember (intake, name, incoming);
}

static void
list (PtIntake *intake)
{
  g_autoptr (GError) trouble = NULL;
  g_autoptr (GPtrArray) names = NULL;
  intake->news = FALSE;
  pt_remove_behind_wait (intake->behind);
  if (!pt_spool_list (intake->config->spool, 0, &names, &trouble)) {
    pt_log (PT_LOG_ERROR, "spool: %s", trouble->message);
    return;
  }
  g_ptr_array_unref (intake->backlog);
  intake->backlog = g_steal_pointer (&names);
  intake->next = 0;
}

static gboolean
has_room (const PtIntake *intake)
{
  return g_hash_table_size (intake->begun) < intake->options.most
    && intake->begun_bytes < intake->options.most_bytes
         && !pt_workers_is_full (intake->workers) && pt_committer_has_room (intake->committer);
}

/* A bulk committer waits for whole batches: when nothing more comes to the last one, it is told. */
void
pt_intake_go_on (PtIntake *intake)
{
  if (!intake->finishing && intake->next == intake->backlog->len && intake->news
      && pt_committer_has_room (intake->committer))
    list (intake);
  while (!intake->finishing && intake->next < intake->backlog->len && has_room (intake))
    begin (intake, g_ptr_array_index (intake->backlog, intake->next++));
  if ((intake->finishing || intake->next == intake->backlog->len) && g_queue_is_empty (&intake->order))
    pt_committer_flush (intake->committer);
  if (intake->options.idle && pt_intake_is_idle (intake))
    intake->options.idle (intake->options.data);
}

void
pt_intake_news (PtIntake *intake)
{
  intake->news = TRUE;
  pt_intake_go_on (intake);
}

void
pt_intake_finish (PtIntake *intake)
{
  intake->finishing = TRUE;
  pt_intake_go_on (intake);
}

void
pt_intake_resume (PtIntake *intake)
{
  intake->finishing = FALSE;
  pt_intake_go_on (intake);
}

/* --- life --- */

PtIntake *
pt_intake_new (const PtConfig *config, PtWorkers *workers, PtCommitter *committer, const PtIntakeOptions *options,
               GPtrArray *names, PtRunStats *stats)
{
  PtIntake *intake = g_new0 (PtIntake, 1);
  intake->config = config;
  intake->workers = workers;
  intake->committer = committer;
  intake->options = *options;
  intake->client = (PtCommitClient) { on_done, on_begin, on_end, intake };
  intake->stats = stats;
  intake->news = names == NULL;
  intake->backlog = names ? names : g_ptr_array_new_with_free_func (g_free);
  intake->begun = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) item_free);
  g_queue_init (&intake->order);
  intake->behind = pt_remove_behind_new (config->spool);
  return intake;
}

void
pt_intake_free (PtIntake *intake)
{
  if (!intake)
    return;
  pt_loop_clear (&intake->patience);
  pt_remove_behind_free (intake->behind);
  g_queue_clear (&intake->order);
  g_hash_table_unref (intake->begun);
  g_ptr_array_unref (intake->backlog);
  g_free (intake);
}
