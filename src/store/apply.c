#include "store/apply.h"

static gboolean
carry_out (PtApply *apply, GBytes *raw, GError **error)
{
  const PtDecision *decision = apply->decision;
  PtOutcome *outcome = &apply->outcome;
  outcome->verdict = decision->verdict;
  outcome->cause = decision->cause;
  return pt_apply_number (apply, error)
         && pt_apply_resolve (apply, PT_COUNT_TICKET, decision->ticket, &outcome->ticket, error)
         && pt_apply_resolve (apply, PT_COUNT_COMMENT, decision->comment, &outcome->comment, error)
         && (!apply->message || pt_apply_message (apply, raw, error)) && pt_apply_actions (apply, error);
}

gboolean
pt_store_apply (PtStore *store, const PtEnvelope *envelope, const PtMessage *message, GBytes *raw,
                const PtDecision *decision, PtTime now, PtOutcome *out_outcome, GError **error)
{
  g_autoptr (GArray) made = g_array_new (FALSE, FALSE, sizeof (PtMade));
  g_autoptr (GArray) changed = g_array_new (FALSE, FALSE, sizeof (PtId));
  g_autoptr (GArray) dated = g_array_new (FALSE, FALSE, sizeof (PtId));
  PtApply apply = { .store = store, .envelope = envelope, .message = message, .decision = decision, .now = now,
                    .made = made, .changed = changed, .dated = dated };
  if (store->state != PT_STORE_WRITING)
    return pt_error_set (error, PT_ERROR_BUG, "a decision can be applied inside a transaction only");
  if (!carry_out (&apply, raw, error))
    return FALSE;
  *out_outcome = apply.outcome;
  return TRUE;
}
