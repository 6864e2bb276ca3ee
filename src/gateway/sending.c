#include "gateway/sending.h"

#include "base/clock.h"
#include "base/log.h"
#include "gateway/drain.h"
#include "gateway/sender-lock.h"
#include "gateway/senders.h"
#include "store/outbox.h"

#include <unistd.h>

enum {
  CLAIM = 64,             /* outbox rows a claim */
  MOST_WAIT_SECONDS = 60, /* a row that another process made due is found no later */
  RETRY_SECONDS = 5,
  MOST_BACKOFF_SECONDS = 30,
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
  guint               due_source;
  guint               settle_source;
  guint               backoff;   /* seconds until the results are written again, 0 = the store is well */
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
  sending->due_source = 0;
  pt_sending_pump (sending);
  return G_SOURCE_REMOVE;
}

static void
wait_until (PtSending *sending, PtTime due, PtTime now)
{
  PtTime wait = MAX (due - now, 0) / 1000 + 1;
  g_clear_handle_id (&sending->due_source, g_source_remove);
  if (due)
    sending->due_source = g_timeout_add ((guint) MIN (wait, MOST_WAIT_SECONDS * 1000), on_due, sending);
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
  if (sending->finishing || sending->unsettled->len || (sending->doubt && !is_empty (sending)) ||
      sending->claimed->len + pt_senders_pending (sending->senders) >= CLAIM / 2)
    return;
  if (!clear_doubt (sending, &trouble) ||
      !pt_store_outbox_next_due (pt_gateway_store (sending->gateway), &due, &trouble) ||
      (due && due <= now && !claim (sending, now, &trouble))) {
    tell (sending, trouble);
    due = now + RETRY_SECONDS * PT_SECOND;
  }
  if (pt_senders_pending (sending->senders) == 0)
    wait_until (sending, due, now);
}

/* --- back --- */

static gboolean on_settle (gpointer data);

static void
settle (PtSending *sending)
{
  g_autoptr (GError) trouble = NULL;
  if (pt_drain_settle (sending->gateway, sending->unsettled, pt_clock_now (), sending->stats, &trouble)) {
    g_ptr_array_set_size (sending->unsettled, 0);
    sending->backoff = 0;
    return;
  }
  sending->backoff = MIN (sending->backoff ? sending->backoff * 2 : 1, MOST_BACKOFF_SECONDS);
  sending->settle_source = g_timeout_add_seconds (sending->backoff, on_settle, sending);
  pt_log (PT_LOG_WARNING, "outbox: %u results wait for the store; next try in %u s", sending->unsettled->len,
          sending->backoff);
  tell (sending, trouble);
}

static void
settle_and_go_on (PtSending *sending)
{
  settle (sending);
  write_claimed (sending);
  pt_sending_pump (sending);
  if (is_empty (sending))
    sending->hooks.idle (sending->hooks.data);
}

static gboolean
on_settle (gpointer data)
{
  PtSending *sending = data;
  sending->settle_source = 0;
  settle_and_go_on (sending);
  return G_SOURCE_REMOVE;
}

static void
keep_done (PtSending *sending)
{
  g_ptr_array_extend_and_steal (sending->unsettled, pt_senders_take (sending->senders, FALSE));
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
take_lock (PtSending *sending, GError **error)
{
  if (!pt_sender_lock_take (sending->gateway, &sending->lock, error))
    return FALSE;
  return sending->lock >= 0 ||
         pt_error_set (error, PT_ERROR_BUSY, "another postern is serving from %s: end that one first",
                       pt_gateway_config (sending->gateway)->state);
}

static gboolean
start (PtSending *sending, GError **error)
{
  const PtConfig *config = pt_gateway_config (sending->gateway);
  pt_transport_init ();
  return take_lock (sending, error) && pt_drain_templates (config, &sending->templates, error) &&
         pt_drain_transport_options (config, &sending->transport, error) &&
         pt_senders_start (sending->transport, on_sent, sending, &sending->senders, error);
}

gboolean
pt_sending_start (PtGateway *gateway, PtRunStats *stats, const PtSendingHooks *hooks, PtSending **out_sending,
                  GError **error)
{
  PtSending *sending = g_new0 (PtSending, 1);
  sending->gateway = gateway;
  sending->stats = stats;
  sending->hooks = *hooks;
  sending->lock = -1;
  sending->claimed = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_mailing_free);
  sending->unsettled = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_mailing_free);
  if (!start (sending, error)) {
    pt_sending_stop (sending);
    return FALSE;
  }
  *out_sending = sending;
  return TRUE;
}

void
pt_sending_finish (PtSending *sending)
{
  sending->finishing = TRUE;
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
  g_clear_handle_id (&sending->due_source, g_source_remove);
  g_clear_handle_id (&sending->settle_source, g_source_remove);
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
