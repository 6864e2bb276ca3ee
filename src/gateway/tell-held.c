#include "gateway/tell-held.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/held.h"

/* So many are looked at one by one in a minute; what comes beside them in a flood would be over everybody's limit. */
enum { MOST_AT_ONCE = 200 };

static guint
days_kept (PtGateway *gateway)
{
  return (guint) MAX (pt_gateway_config (gateway)->policy->rules->suspended_keep / PT_DAY, 1);
}

static gboolean
in_transaction (PtStore *store, gboolean (*step) (PtStore *store, gpointer data, GError **error), gpointer data,
                GError **error)
{
  if (!pt_store_begin (store, error))
    return FALSE;
  if (step (store, data, error))
    return pt_store_commit (store, error);
  pt_store_rollback (store);
  return FALSE;
}

static gboolean
tell_one (PtGateway *gateway, const PtHeldAsked *asked, GError **error)
{
  g_autoptr (PtRequest) request = pt_request_new (PT_REQUEST_TELL_HELD, 0);
  PtOutcome outcome;
  request->number = asked->message;
  request->ticket = asked->ticket;
  request->value = g_strdup (asked->sender);
  return pt_gateway_request (gateway, request, &outcome, error);
}

static gboolean
tell_later (PtStore *store, gpointer data, GError **error)
{
  (void) data;
  return pt_store_held_tell_later (store, error);
}

static gboolean
tell_at_once (PtGateway *gateway, GError **error)
{
  g_autoptr (GPtrArray) asked = NULL;
  PtStore *store = pt_gateway_store (gateway);
  if (!pt_store_held_to_tell (store, MOST_AT_ONCE, &asked, error))
    return FALSE;
  for (guint i = 0; i < asked->len; i++)
    if (!tell_one (gateway, g_ptr_array_index (asked, i), error))
      return FALSE;
  return asked->len < MOST_AT_ONCE || in_transaction (store, tell_later, NULL, error);
}

typedef struct {
  PtTime      now;
  guint       kept;
  guint       day;
  guint       expired;
  PtHeldWaits waits;
} PtHeldDay;

static gboolean
look (PtStore *store, gpointer data, GError **error)
{
  PtHeldDay *day = data;
  return pt_store_run_day (store, day->now, &day->day, error)
         && pt_store_held_waits (store, day->kept, &day->waits, error);
}

static gboolean
is_due (const PtHeldDay *day, PtTime period)
{
  const PtHeldWaits *waits = &day->waits;
  return waits->again || (waits->line_since && day->now - waits->line_since >= period)
         || (waits->number_since && day->now - waits->number_since >= MAX (period, PT_DAY)); /* they can wait */
}

/* That nobody can be told is no trouble of the store: `postern check` says it. */
static gboolean
send_digest (PtGateway *gateway, GError **error)
{
  g_autoptr (PtRequest) request = pt_request_new (PT_REQUEST_DIGEST_HELD, 0);
  g_autoptr (GError) trouble = NULL;
  PtOutcome outcome;
  if (pt_gateway_request (gateway, request, &outcome, &trouble)
      || g_error_matches (trouble, PT_ERROR, PT_ERROR_REFUSED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}

static gboolean
expire (PtStore *store, gpointer data, GError **error)
{
  PtHeldDay *day = data;
  return pt_store_held_expire (store, day->day, day->kept, day->now, &day->expired, error);
}

gboolean
pt_tell_held (PtGateway *gateway, PtTime now, GError **error)
{
  PtHeldDay day = { .now = now, .kept = days_kept (gateway) };
  PtStore *store = pt_gateway_store (gateway);
  if (!in_transaction (store, look, &day, error) || !tell_at_once (gateway, error)
      || (is_due (&day, pt_gateway_config (gateway)->policy->rules->held_digest) && !send_digest (gateway, error))
      || !in_transaction (store, expire, &day, error))
    return FALSE;
  if (day.expired)
    pt_log (PT_LOG_INFO, "held: %u mails were kept as long as suspended_keep says and are gone now", day.expired);
  return TRUE;
}
