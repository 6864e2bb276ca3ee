#include "gateway/delivery.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/delivery.h"

/* Mail of which no report came for so long went well; an address that is dead is tried again after so long (J3). */
#define WELL_AFTER  (3 * PT_DAY)
#define AGAIN_AFTER (90 * PT_DAY)

enum { AT_A_TIME = 1000 };

/* Trouble with one is logged, and it is asked again the next time. */
static void
ask (PtGateway *gateway, const PtRequest *request, const char *what, PtId id)
{
  g_autoptr (GError) trouble = NULL;
  PtOutcome outcome;
  if (!pt_gateway_request (gateway, request, &outcome, &trouble)
      && !g_error_matches (trouble, PT_ERROR, PT_ERROR_REFUSED))
    pt_log (PT_LOG_ERROR, "delivery: %s #%" G_GINT64_FORMAT " is left for later: %s", what, id, trouble->message);
}

static void
tell_all (PtGateway *gateway, const GArray *rows)
{
  for (guint i = 0; i < rows->len; i++) {
    g_autoptr (PtRequest) request = pt_request_new (PT_REQUEST_UNSENT, 0);
    request->row = g_array_index (rows, PtId, i);
    ask (gateway, request, "row", request->row);
  }
}

gboolean
pt_delivery_tell (PtGateway *gateway, GError **error)
{
  g_autoptr (GArray) rows = NULL;
  if (!pt_store_delivery_untold (pt_gateway_store (gateway), AT_A_TIME, &rows, error))
    return FALSE;
  tell_all (gateway, rows);
  return TRUE;
}

/* The shortest of all mailboxes: the rules of each say what is late there.  0 if none tells. */
static PtTime
shortest_delay (const PtPolicy *policy)
{
  PtTime shortest = policy->rules->delay_told;
  for (guint i = 0; i < policy->mailboxes->len; i++) {
    PtTime one = ((const PtMailbox *) g_ptr_array_index (policy->mailboxes, i))->rules->delay_told;
    shortest = !shortest || (one && one < shortest) ? one : shortest;
  }
  return shortest;
}

static gboolean
tell_late (PtGateway *gateway, PtTime now, GError **error)
{
  g_autoptr (GArray) rows = NULL;
  PtTime delay = shortest_delay (pt_gateway_config (gateway)->policy);
  if (!delay)
    return TRUE;
  if (!pt_store_delivery_late (pt_gateway_store (gateway), now - delay, AT_A_TIME, &rows, error))
    return FALSE;
  tell_all (gateway, rows);
  return TRUE;
}

static gboolean
note_some (PtStore *store, PtTime now, gboolean *out_more, GError **error)
{
  if (!pt_store_begin (store, error))
    return FALSE;
  if (pt_store_delivery_went_well (store, now - WELL_AFTER, AT_A_TIME, out_more, error))
    return pt_store_commit (store, error);
  pt_store_rollback (store);
  return FALSE;
}

/* A transaction for each thousand: a first look at an old store must not keep mail waiting. */
static gboolean
note_success (PtGateway *gateway, PtTime now, GError **error)
{
  gboolean more = TRUE;
  while (more)
    if (!note_some (pt_gateway_store (gateway), now, &more, error))
      return FALSE;
  return TRUE;
}

static gboolean
try_again (PtGateway *gateway, PtTime now, GError **error)
{
  g_autoptr (GPtrArray) dead = NULL;
  if (!pt_store_delivery_to_try (pt_gateway_store (gateway), now - AGAIN_AFTER, AT_A_TIME, &dead, error))
    return FALSE;
  for (guint i = 0; i < dead->len; i++) {
    const PtDeadAddress *one = g_ptr_array_index (dead, i);
    g_autoptr (PtRequest) request = pt_request_new (PT_REQUEST_DELIVERABLE, 0);
    request->person = one->person;
    request->value = g_strdup (one->address);
    ask (gateway, request, "person", one->person);
  }
  return TRUE;
}

gboolean
pt_delivery_pass (PtGateway *gateway, PtTime now, GError **error)
{
  return pt_delivery_tell (gateway, error) && tell_late (gateway, now, error) && note_success (gateway, now, error)
         && try_again (gateway, now, error);
}
