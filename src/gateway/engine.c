#include "gateway/engine.h"

#include "base/log.h"
#include "config/keyfile.h"
#include "gateway/jobs.h"
#include "gateway/spool.h"

#include <malloc.h>
#include <unistd.h>

enum {
  BATCH = 64,       /* messages a commit */
  BULK_BATCH = 512, /* of a pass over a full spool */
  MANY = 64,        /* messages that come as a batch, whose raw bytes the store keeps in its packs */
};
#define BATCH_BYTES ((gsize) 16 * 1024 * 1024)
#define KEPT_MEMORY (8 * 1024 * 1024)

/* --- what happens --- */

static void
on_room (gpointer data)
{
  PtEngine *engine = data;
  if (engine->intake)
    pt_intake_go_on (engine->intake);
  if (engine->lmtp)
    pt_lmtp_go_on (engine->lmtp);
}

static void
on_trouble (const GError *error, gpointer data)
{
  PtEngine *engine = data;
  if (engine->options.trouble)
    engine->options.trouble (error, engine->options.data);
}

static void
on_made (gpointer data)
{
  PtEngine *engine = data;
  if (engine->options.made)
    engine->options.made (engine->options.data);
}

static void
on_idle (gpointer data)
{
  PtEngine *engine = data;
  if (engine->options.idle)
    engine->options.idle (engine->options.data);
}

static void
tell_no_workers (PtEngine *engine, const char *what)
{
  g_autoptr (GError) trouble = NULL;
  pt_error_set (&trouble, PT_ERROR_UNAVAILABLE, "%s; mail waits in the spool", what);
  if (engine->options.lost)
    engine->options.lost (trouble, engine->options.data);
}

static void
on_lost (gpointer data)
{
  tell_no_workers (data, "the reading workers cannot be started any more");
}

/* A service waits for better times; who runs once has only this one. */
static void
on_stalled (gpointer data)
{
  if (((PtEngine *) data)->options.once)
    tell_no_workers (data, "the reading workers end before they have read anything");
}

/* --- opening --- */

static gboolean
lock_spool (PtEngine *engine, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  const char *spool = engine->config->spool;
  if (engine->options.no_spool)
    return TRUE;
  if (!pt_spool_is_there (spool, error))
    return FALSE;
  if (pt_spool_lock (spool, FALSE, &engine->spool_lock, &trouble))
    return pt_spool_count_marked (spool, error);
  if (engine->options.once && g_error_matches (trouble, PT_ERROR, PT_ERROR_BUSY)) {
    pt_log (PT_LOG_INFO, "spool: another postern reads it, so this one leaves it to that");
    return TRUE;
  }
  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}

static gboolean
start_workers (PtEngine *engine, guint count, GError **error)
{
  const PtPolicy *policy = engine->config->policy;
  PtWorkerOptions options = { .count = count,
                              .cpu_seconds = 5,
                              .wall_seconds = 20,
                              .memory = (gsize) 512 * 1024 * 1024,
                              .read = { &policy->limits, policy->authserv_id,
                                        (const char *const *) policy->received_by,
                                        (const char *const *) policy->spam_headers },
                              .lost = on_lost,
                              .stalled = on_stalled,
                              .data = engine };
  return pt_workers_start (&options, &engine->workers, error);
}

/* *out_names: what is to be read; NULL if that is not known yet, or nobody's business here.  One worker is there for
 * jobs alone. */
static gboolean
prepare_reading (PtEngine *engine, GPtrArray **out_names, GError **error)
{
  guint workers = engine->config->workers;
  *out_names = NULL;
  if (engine->options.no_spool)
    return start_workers (engine, 1, error);
  if (engine->spool_lock < 0)
    return TRUE;
  if (engine->options.once) {
    if (!pt_spool_list (engine->config->spool, 0, out_names, error))
      return FALSE;
    workers = CLAMP ((*out_names)->len, 1, workers);
  }
  return start_workers (engine, workers, error);
}

static gboolean
start_committer (PtEngine *engine, gboolean bulk, GError **error)
{
  PtCommitterOptions options = { .batch = bulk ? BULK_BATCH : BATCH,
                                 .batch_bytes = BATCH_BYTES,
                                 .bulk = bulk,
                                 .room = on_room,
                                 .trouble = on_trouble,
                                 .made = on_made,
                                 .data = engine };
  pt_store_set_bulk (pt_gateway_store (engine->gateway), bulk);
  return pt_committer_start (engine->gateway, &options, &engine->committer, error);
}

static void
start_intake (PtEngine *engine, gboolean bulk, GPtrArray *names)
{
  PtIntakeOptions options = { .most = bulk ? 2 * BULK_BATCH + BATCH : 2 * BATCH,
                              .most_bytes = 3 * BATCH_BYTES,
                              .idle = on_idle,
                              .data = engine };
  engine->intake = pt_intake_new (engine->config, engine->workers, engine->committer, &options, names,
                                  &engine->stats);
}

/* Whoever reads the spool has the entrances, too. */
static gboolean
start_lmtp (PtEngine *engine, GError **error)
{
  const PtLmtpOptions options = { on_idle, engine };
  if (engine->options.once || engine->spool_lock < 0)
    return TRUE;
  return pt_lmtp_new (engine->config, engine->workers, engine->committer, &options, &engine->stats, &engine->lmtp,
                      error);
}

/* What a batch has used the next one can have: to give memory back to the system and to take it again costs more than
 * reading. */
static void
keep_memory (void)
{
  mallopt (M_TRIM_THRESHOLD, KEPT_MEMORY);
  mallopt (M_TOP_PAD, KEPT_MEMORY / 8);
}

gboolean
pt_engine_open (const PtConfig *config, const PtEngineOptions *options, PtEngine **out_engine, GError **error)
{
  g_autoptr (PtEngine) engine = g_new0 (PtEngine, 1);
  g_autoptr (GPtrArray) names = NULL;
  engine->config = config;
  engine->options = *options;
  engine->spool_lock = -1;
  keep_memory ();
  if (!lock_spool (engine, error) || !prepare_reading (engine, &names, error)
      || !pt_keyfile_load (config->key_file, config->policy, error)
      || !pt_gateway_open (config, PT_STORE_MUST_EXIST, &engine->gateway, error))
    return FALSE;
  gboolean bulk = names && names->len >= MANY;
  if (!start_committer (engine, bulk, error))
    return FALSE;
  if (engine->spool_lock >= 0 && (!names || names->len > 0))
    start_intake (engine, bulk, g_steal_pointer (&names));
  if (!start_lmtp (engine, error))
    return FALSE;
  *out_engine = g_steal_pointer (&engine);
  return TRUE;
}

/* The committer answers for what it has, and the workers ask nobody any more, before the intake goes. */
void
pt_engine_close (PtEngine *engine)
{
  if (!engine)
    return;
  engine->options = (PtEngineOptions) { 0 };
  if (engine->intake)
    pt_intake_finish (engine->intake);
  pt_committer_stop (engine->committer);
  pt_workers_stop (engine->workers);
  pt_intake_free (engine->intake);
  pt_lmtp_free (engine->lmtp);
  pt_jobs_free (engine->jobs);
  pt_gateway_close (engine->gateway);
  if (engine->spool_lock >= 0)
    close (engine->spool_lock);
  g_free (engine);
}
