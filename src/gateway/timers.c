#include "gateway/timers.h"

#include "base/log.h"
#include "store/held.h"
#include "store/ticket-query.h"

/* Large enough that a page is written back once for many changes, small enough to be read again quickly after a crash. */
#define WAL_BYTES (16 * 1024 * 1024)

/* Tickets asked about at a time. */
enum { AT_A_TIME = 10000 };

gboolean
pt_timers_checkpoint (PtGateway *gateway, GError **error)
{
  PtStore *store = pt_gateway_store (gateway);
  return pt_store_log_bytes (store) < WAL_BYTES || pt_store_checkpoint (store, error);
}

static gboolean
expire_held (PtStore *store, PtTime now, GError **error)
{
  guint expired = 0;
  if (!pt_store_begin (store, error))
    return FALSE;
  if (!pt_store_held_expire (store, now, &expired, error)) {
    pt_store_rollback (store);
    return FALSE;
  }
  if (expired)
    pt_log (PT_LOG_INFO, "held: %u mails were kept as long as suspended_keep says and are gone now", expired);
  return pt_store_commit (store, error);
}

/* The shortest close_after of any mailbox: what is solved for so long is asked about, and the rules of its own mailbox answer. */
static PtTime
shortest_close_after (const PtPolicy *policy)
{
  PtTime shortest = policy->rules->close_after;
  for (guint i = 0; i < policy->mailboxes->len; i++)
    shortest = MIN (shortest, ((const PtMailbox *) g_ptr_array_index (policy->mailboxes, i))->rules->close_after);
  return shortest;
}

/* A request of time itself; the rules may refuse it. */
static gboolean
ask (PtGateway *gateway, PtRequestKind kind, PtId ticket, GError **error)
{
  g_autoptr (PtRequest) request = pt_request_new (kind, 0);
  g_autoptr (GError) trouble = NULL;
  PtOutcome outcome;
  request->ticket = ticket;
  if (pt_gateway_request (gateway, request, &outcome, &trouble) || g_error_matches (trouble, PT_ERROR, PT_ERROR_REFUSED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}

static gboolean
close_solved (PtGateway *gateway, PtTime now, GError **error)
{
  g_autoptr (GArray) tickets = NULL;
  PtTime before = now - shortest_close_after (pt_gateway_config (gateway)->policy);
  if (!pt_store_ticket_solved_before (pt_gateway_store (gateway), before, AT_A_TIME, &tickets, error))
    return FALSE;
  for (guint i = 0; i < tickets->len; i++)
    if (!ask (gateway, PT_REQUEST_CLOSE, g_array_index (tickets, PtId, i), error))
      return FALSE;
  return TRUE;
}

/* First answers that are nearly overdue, by the rules of each mailbox. */
static gboolean
remind (PtGateway *gateway, const PtMailbox *mailbox, PtTime now, GError **error)
{
  const PtRules *rules = mailbox->rules;
  g_autoptr (GArray) tickets = NULL;
  if (rules->sla_first_response == 0)
    return TRUE;
  PtTime before = now - rules->sla_first_response + MIN (rules->sla_reminder, rules->sla_first_response);
  if (!pt_store_ticket_unanswered (pt_gateway_store (gateway), mailbox->name, before, AT_A_TIME, &tickets, error))
    return FALSE;
  for (guint i = 0; i < tickets->len; i++)
    if (!ask (gateway, PT_REQUEST_REMIND, g_array_index (tickets, PtId, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
remind_all (PtGateway *gateway, PtTime now, GError **error)
{
  const GPtrArray *mailboxes = pt_gateway_config (gateway)->policy->mailboxes;
  for (guint i = 0; i < mailboxes->len; i++)
    if (!remind (gateway, g_ptr_array_index (mailboxes, i), now, error))
      return FALSE;
  return TRUE;
}

gboolean
pt_timers_run (PtGateway *gateway, PtTime now, GError **error)
{
  return close_solved (gateway, now, error) && remind_all (gateway, now, error) && expire_held (pt_gateway_store (gateway), now, error) &&
         pt_timers_checkpoint (gateway, error);
}
