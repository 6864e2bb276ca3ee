#include "gateway/timers.h"

#include "base/clock.h"
#include "base/log.h"
#include "gateway/delivery.h"
#include "gateway/drain.h"
#include "gateway/tell-ceiling.h"
#include "gateway/tell-held.h"
#include "store/outbox.h"
#include "store/ticket-query.h"

/* Large enough that a page is written back once for many changes, small enough to be read again quickly after a
 * crash. */
#define WAL_BYTES (16 * 1024 * 1024)

enum {
  AT_A_TIME = 10000,  /* tickets listed at a time */
  MOST_IN_A_ROW = 10, /* tickets that fail one after the other until it is taken for trouble of the store */
};

gboolean
pt_timers_checkpoint (PtGateway *gateway, GError **error)
{
  PtStore *store = pt_gateway_store (gateway);
  return pt_store_log_bytes (store) < WAL_BYTES || pt_store_checkpoint (store, error);
}

/* A clock that jumps makes rows due in years; none of them waits longer than the longest delay that there is (J5). */
static gboolean
clip_outbox (PtGateway *gateway, PtTime now, GError **error)
{
  const PtPolicy *policy = pt_gateway_config (gateway)->policy;
  PtStore *store = pt_gateway_store (gateway);
  PtTime longest = MAX (policy->rules->reply_delay, PT_DRAIN_LONGEST_WAIT);
  guint clipped = 0;
  for (guint i = 0; i < policy->mailboxes->len; i++)
    longest = MAX (longest, ((const PtMailbox *) g_ptr_array_index (policy->mailboxes, i))->rules->reply_delay);
  if (!pt_store_begin (store, error))
    return FALSE;
  if (!pt_store_outbox_clip (store, now, now + longest, &clipped, error)) {
    pt_store_rollback (store);
    return FALSE;
  }
  if (clipped)
    pt_log (PT_LOG_WARNING,
            "outbox: %u rows were due later than any delay allows, as after a wrong clock; they are due now",
            clipped);
  return pt_store_commit (store, error);
}

/* The shortest close_after of any mailbox: what is solved for so long is looked at, by the rules of its own mailbox.
 */
static PtTime
shortest_close_after (const PtPolicy *policy)
{
  PtTime shortest = policy->rules->close_after;
  for (guint i = 0; i < policy->mailboxes->len; i++)
    shortest = MIN (shortest, ((const PtMailbox *) g_ptr_array_index (policy->mailboxes, i))->rules->close_after);
  return shortest;
}

/* Requests of one timer. */
typedef struct {
  PtGateway    *gateway;
  PtRequestKind kind;
  guint         failed; /* one after the other */
} PtAsking;

/* A request of time itself; the rules may refuse it.  A ticket that fails is asked about again the next time, and the
 * others go on without it. */
static gboolean
ask (PtAsking *asking, PtId ticket, GError **error)
{
  g_autoptr (PtRequest) request = pt_request_new (asking->kind, 0);
  g_autoptr (GError) trouble = NULL;
  PtOutcome outcome;
  request->ticket = ticket;
  if (pt_gateway_request (asking->gateway, request, &outcome, &trouble)
      || g_error_matches (trouble, PT_ERROR, PT_ERROR_REFUSED)) {
    asking->failed = 0;
    return TRUE;
  }
  if (g_error_matches (trouble, PT_ERROR, PT_ERROR_CONFIG) || ++asking->failed == MOST_IN_A_ROW) {
    g_propagate_error (error, g_steal_pointer (&trouble));
    return FALSE;
  }
  pt_log (PT_LOG_ERROR, "timers: ticket #%" G_GINT64_FORMAT " is left for later: %s", ticket, trouble->message);
  return TRUE;
}

static gboolean
close_those (PtAsking *asking, const GPtrArray *solved, PtTime now, GError **error)
{
  const PtPolicy *policy = pt_gateway_config (asking->gateway)->policy;
  for (guint i = 0; i < solved->len; i++) {
    const PtSolvedTicket *ticket = g_ptr_array_index (solved, i);
    if (now - ticket->since >= pt_policy_rules_for (policy, ticket->mailbox)->close_after
        && !ask (asking, ticket->id, error))
      return FALSE;
  }
  return TRUE;
}

/* Page by page to the last: whatever the tickets of one mailbox wait for, those of the others are seen. */
static gboolean
close_solved (PtGateway *gateway, PtTime now, GError **error)
{
  g_autoptr (GPtrArray) solved = NULL;
  PtAsking asking = { gateway, PT_REQUEST_CLOSE, 0 };
  PtTime before = now - shortest_close_after (pt_gateway_config (gateway)->policy);
  do {
    g_autoptr (GPtrArray) page = g_steal_pointer (&solved);
    const PtSolvedTicket *last = page ? g_ptr_array_index (page, page->len - 1) : NULL;
    if (!pt_store_ticket_solved_before (pt_gateway_store (gateway), before, last, AT_A_TIME, &solved, error)
        || !close_those (&asking, solved, now, error))
      return FALSE;
  } while (solved->len == AT_A_TIME);
  return TRUE;
}

/* First answers that are nearly overdue, by the rules of each mailbox. */
static gboolean
remind (PtGateway *gateway, const PtMailbox *mailbox, PtTime now, GError **error)
{
  const PtRules *rules = mailbox->rules;
  g_autoptr (GArray) tickets = NULL;
  PtAsking asking = { gateway, PT_REQUEST_REMIND, 0 };
  if (rules->sla_first_response == 0)
    return TRUE;
  PtTime before = now - rules->sla_first_response + MIN (rules->sla_reminder, rules->sla_first_response);
  if (!pt_store_ticket_unanswered (pt_gateway_store (gateway), mailbox->name, before, AT_A_TIME, &tickets, error))
    return FALSE;
  for (guint i = 0; i < tickets->len; i++)
    if (!ask (&asking, g_array_index (tickets, PtId, i), error))
      return FALSE;
  return TRUE;
}

/* Customers who wait for an answer, by the rules of each mailbox (J29). */
static gboolean
remind_waiting (PtGateway *gateway, const PtMailbox *mailbox, PtTime now, GError **error)
{
  const PtTime after = mailbox->rules->unanswered_after;
  g_autoptr (GArray) tickets = NULL;
  PtAsking asking = { gateway, PT_REQUEST_UNANSWERED, 0 };
  if (after == 0)
    return TRUE;
  if (!pt_store_ticket_waiting (pt_gateway_store (gateway), mailbox->name, now, after, AT_A_TIME, &tickets, error))
    return FALSE;
  for (guint i = 0; i < tickets->len; i++)
    if (!ask (&asking, g_array_index (tickets, PtId, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
remind_all (PtGateway *gateway, PtTime now, GError **error)
{
  const GPtrArray *mailboxes = pt_gateway_config (gateway)->policy->mailboxes;
  for (guint i = 0; i < mailboxes->len; i++)
    if (!remind (gateway, g_ptr_array_index (mailboxes, i), now, error)
        || !remind_waiting (gateway, g_ptr_array_index (mailboxes, i), now, error))
      return FALSE;
  return TRUE;
}

static gboolean
fold (PtGateway *gateway, PtTime now, GError **error)
{
  (void) now;
  return pt_timers_checkpoint (gateway, error);
}

static gboolean (*const timers[]) (PtGateway *gateway, PtTime now, GError **error) = {
  pt_delivery_pass,
  close_solved,
  remind_all,
  pt_tell_held,
  pt_tell_ceiling,
  clip_outbox,
  fold,
};

/* The trouble of one is no reason to leave out the others. */
gboolean
pt_timers_run (PtGateway *gateway, PtTime now, GError **error)
{
  g_autoptr (GError) first = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (timers); i++) {
    g_autoptr (GError) trouble = NULL;
    if (timers[i](gateway, now, &trouble))
      continue;
    if (!first)
      first = g_steal_pointer (&trouble);
    else
      pt_log (PT_LOG_ERROR, "timers: %s", trouble->message);
  }
  if (!first)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&first));
  return FALSE;
}
