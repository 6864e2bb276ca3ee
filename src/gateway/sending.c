#include "gateway/sending.h"

#include "base/clock.h"
#include "base/log.h"
#include "gateway/delivery.h"
#include "gateway/drain.h"
#include "gateway/loop.h"
#include "gateway/sender-lock.h"
#include "gateway/senders.h"
#include "store/outbox.h"

#include <unistd.h>

enum {
  CLAIM = 64,             /* outbox rows a claim */
  MOST_WAIT_SECONDS = 60, /* a row that another process made due is found no later */
  RETRY_SECONDS = 5,
  /* trouble that passes must not cost a result: a mail that was sent and not settled is sent again */
  FIRST_BACKOFF_MS = 4,
  MOST_BACKOFF_MS = 30000,
  MOST_TRIES = 8,       /* to write results before it is told as trouble */
};

struct PtSending {
  PtGateway          *gateway;
  PtRunStats         *stats;
  PtSendingHooks      hooks;
  PtSenders          *senders;
  PtTemplates        *templates;
  PtTransportOptions *transport;
  int                 lock;      /* sender-lock.h */
  GPtrArray          *claimed;   /* PtMailing * to be written when the senders have room */
  GPtrArray          *unsettled; /* PtMailing * done, their results not in the store yet */
  PtAttachCache       files;
  GSource            *due_source;
  GSource            *settle_source;
  guint               backoff;   /* milliseconds until the results are written again, 0 = the store is well */
  guint               tries;     /* to write them, that failed */
  gboolean            doubt;     /* a claim failed: rows may be `sending` that nobody sends */
  gboolean            finishing;
};

static gboolean
is_empty (const PtSending *sending)
{
  return sending->claimed->len == 0 && sending->unsettled->len == 0 && pt_senders_pending (sending->senders) == 0;
}

gboolean
pt_sending_is_idle (const PtSending *sending)
{
  return is_empty (sending);
}

static void
tell (PtSending *sending, const GError *trouble)
{
  pt_log (PT_LOG_ERROR, "outbox: %s", trouble->message);
  sending->hooks.trouble (trouble, sending->hooks.data);
}

/* --- out --- */

static gboolean
on_due (gpointer data)
{
  PtSending *sending = data;
  pt_loop_clear (&sending->due_source);
  pt_sending_pump (sending);
  return G_SOURCE_REMOVE;
}

static void
wait_until (PtSending *sending, PtTime due, PtTime now)
{
  PtTime wait = MAX (due - now, 0) / 1000 + 1;
  pt_loop_clear (&sending->due_source);
  if (due)
    sending->due_source = pt_loop_after ((guint) MIN (wait, MOST_WAIT_SECONDS * 1000), on_due, sending);
}

/* What finds no room waits until something is sent: on_sent comes here again.  While results cannot be written
 * nothing more goes out, so that no more than those can be doubled. */
static void
write_claimed (PtSending *sending)
{
  while (sending->claimed->len && sending->unsettled->len == 0 && !pt_senders_full (sending->senders)) {
    PtMailing *mailing = g_ptr_array_steal_index (sending->claimed, 0);
    pt_drain_prepare (sending->gateway, sending->templates, &sending->files, mailing);
    pt_senders_push (sending->senders, mailing);
  }
  if (sending->claimed->len == 0)
    pt_attach_cache_clear (&sending->files);
}

/* A commit that gave no answer may have been made all the same. */
static gboolean
claim (PtSending *sending, PtTime now, GError **error)
{
  g_autoptr (GPtrArray) mailings = NULL;
  sending->doubt = !pt_drain_claim (sending->gateway, now, CLAIM, &mailings, error);
  if (sending->doubt)
    return FALSE;
  g_ptr_array_extend_and_steal (sending->claimed, g_steal_pointer (&mailings));
  write_claimed (sending);
  return TRUE;
}

/* All that is due may have to wait (J10), and then nothing of it is sent.  *OUT_DUE: when the next row is. */
static gboolean
claim_due (PtSending *sending, PtTime now, PtTime *out_due, GError **error)
{
  do
    if (!pt_store_outbox_next_due (pt_gateway_store (sending->gateway), out_due, error)
        || (*out_due && *out_due <= now && !claim (sending, now, error)))
      return FALSE;
  while (*out_due && *out_due <= now && is_empty (sending));
  return TRUE;
}

/* Nothing is under way: every row that is `sending` was left by a claim in doubt. */
static gboolean
clear_doubt (PtSending *sending, GError **error)
{
  if (sending->doubt && !pt_sender_lock_recover (sending->gateway, error))
    return FALSE;
  sending->doubt = FALSE;
  return TRUE;
}

void
pt_sending_pump (PtSending *sending)
{
  g_autoptr (GError) trouble = NULL;
  PtTime now = pt_clock_now (), due = 0;
  if (sending->finishing || sending->unsettled->len || (sending->doubt && !is_empty (sending))
      || sending->claimed->len + pt_senders_pending (sending->senders) >= CLAIM / 2)
    return;
  if (!clear_doubt (sending, &trouble) || !claim_due (sending, now, &due, &trouble)) {
    tell (sending, trouble);
    due = now + RETRY_SECONDS * PT_SECOND;
  }
  if (pt_senders_pending (sending->senders) == 0)
    wait_until (sending, due, now);
  if (is_empty (sending))
    sending->hooks.idle (sending->hooks.data);
}

/* --- back --- */

static gboolean on_settle (gpointer data);

static void
settle (PtSending *sending)
{
  g_autoptr (GError) trouble = NULL;
  if (pt_drain_settle (sending->gateway, sending->unsettled, pt_clock_now (), sending->stats, &trouble)) {
    g_ptr_array_set_size (sending->unsettled, 0);
    sending->backoff = sending->tries = 0;
    if (!pt_delivery_tell (sending->gateway, &trouble))
      tell (sending, trouble);
    return;
  }
  sending->backoff = MIN (sending->backoff ? sending->backoff * 2 : FIRST_BACKOFF_MS, MOST_BACKOFF_MS);
  sending->settle_source = pt_loop_after (sending->backoff, on_settle, sending);
  pt_log (PT_LOG_WARNING, "outbox: %u results wait for the store, and are written again in %u ms: %s",
          sending->unsettled->len, sending->backoff, trouble->message);
  if (++sending->tries >= MOST_TRIES)
    tell (sending, trouble);
}

static void
settle_and_go_on (PtSending *sending)
{
  settle (sending);
  write_claimed (sending);
  pt_sending_pump (sending);
  if (sending->finishing && is_empty (sending))
    sending->hooks.idle (sending->hooks.data);
}

static gboolean
on_settle (gpointer data)
{
  PtSending *sending = data;
  pt_loop_clear (&sending->settle_source);
  settle_and_go_on (sending);
  return G_SOURCE_REMOVE;
}

static void
keep_done (PtSending *sending)
{
  g_ptr_array_extend_and_steal (sending->unsettled, pt_senders_take (sending->senders));
}

static void
on_sent (gpointer data)
{
  PtSending *sending = data;
  keep_done (sending);
  if (!sending->settle_source)
    settle_and_go_on (sending);
}

/* --- life --- */

static gboolean
start (PtSending *sending, GError **error)
{
  const PtConfig *config = pt_gateway_config (sending->gateway);
  pt_transport_init ();
  return pt_drain_templates (config, &sending->templates, error)
         && pt_drain_transport_options (config, &sending->transport, error)
         && pt_senders_start (sending->transport, on_sent, sending, &sending->senders, error);
}

/* LOCK is the sending's from now on. */
static gboolean
start_locked (PtGateway *gateway, int lock, PtRunStats *stats, const PtSendingHooks *hooks, PtSending **out_sending,
              GError **error)
{
  PtSending *sending = g_new0 (PtSending, 1);
  sending->gateway = gateway;
  sending->stats = stats;
  sending->hooks = *hooks;
  sending->lock = lock;
  sending->claimed = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_mailing_free);
  sending->unsettled = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_mailing_free);
  if (!start (sending, error)) {
    pt_sending_stop (sending);
    return FALSE;
  }
  *out_sending = sending;
  return TRUE;
}

gboolean
pt_sending_start (PtGateway *gateway, PtRunStats *stats, const PtSendingHooks *hooks, PtSending **out_sending,
                  GError **error)
{
  int lock = -1;
  if (!pt_sender_lock_take (gateway, &lock, error))
    return FALSE;
  if (lock < 0)
    return pt_error_set (error, PT_ERROR_BUSY, "another postern is serving from %s: end that one first",
                         pt_gateway_config (gateway)->state);
  return start_locked (gateway, lock, stats, hooks, out_sending, error);
}

void
pt_sending_finish (PtSending *sending)
{
  sending->finishing = TRUE;
}

void
pt_sending_resume (PtSending *sending)
{
  sending->finishing = FALSE;
  pt_sending_pump (sending);
}

static void
settle_last (PtSending *sending)
{
  g_autoptr (GError) trouble = NULL;
  pt_senders_join (sending->senders);
  keep_done (sending);
  if (!pt_drain_settle (sending->gateway, sending->unsettled, pt_clock_now (), sending->stats, &trouble))
    pt_log (PT_LOG_ERROR, "outbox: %u results are not written (those mails may go twice, with one Message-ID): %s",
            sending->unsettled->len, trouble->message);
}

void
pt_sending_stop (PtSending *sending)
{
  if (!sending)
    return;
  if (sending->senders)
    settle_last (sending);
  pt_loop_clear (&sending->due_source);
  pt_loop_clear (&sending->settle_source);
  pt_senders_stop (sending->senders);
  if (sending->lock >= 0)
    close (sending->lock);
  pt_templates_free (sending->templates);
  pt_transport_options_free (sending->transport);
  pt_attach_cache_clear (&sending->files);
  g_ptr_array_unref (sending->claimed);
  g_ptr_array_unref (sending->unsettled);
  g_free (sending);
}

/* --- one pass --- */

typedef struct {
  gboolean idle;
  GError  *error; /* the first */
} PtPass;

static void
on_pass_trouble (const GError *error, gpointer data)
{
  PtPass *pass = data;
  if (!pass->error)
    pass->error = g_error_copy (error);
}

static void
on_pass_idle (gpointer data)
{
  ((PtPass *) data)->idle = TRUE;
}

/* In the context of this thread.  There is no later for trouble. */
static gboolean
send_due (PtGateway *gateway, int lock, PtRunStats *stats, GMainContext *context, GError **error)
{
  PtPass pass = { FALSE, NULL };
  PtSendingHooks hooks = { on_pass_trouble, on_pass_idle, &pass };
  PtSending *sending = NULL;
  if (!start_locked (gateway, lock, stats, &hooks, &sending, error))
    return FALSE;
  pt_sending_pump (sending);
  while (!pass.idle && !pass.error)
    g_main_context_iteration (context, TRUE);
  pt_sending_stop (sending);
  if (!pass.error)
    return TRUE;
  g_propagate_error (error, pass.error);
  return FALSE;
}

gboolean
pt_sending_once (PtGateway *gateway, PtRunStats *stats, GError **error)
{
  int lock = -1;
  if (!pt_sender_lock_take (gateway, &lock, error))
    return FALSE;
  if (lock < 0) {
    pt_log (PT_LOG_INFO, "outbox: another postern is sending, so this one leaves it to that");
    return TRUE;
  }
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_main_context_push_thread_default (context);
  gboolean ok = send_due (gateway, lock, stats, context, error);
  g_main_context_pop_thread_default (context);
  return ok;
}
