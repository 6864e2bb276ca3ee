#include "core/mails.h"

/* The order in which causes have their mail: where several concern one person, the first one writes to them (S8). */
static void (*const causes[]) (PtMails *) = {
  pt_mails_changes,  /* assignment, division; reopened, status of a linked ticket; shared */
  pt_mails_report,   /* report */
  pt_mails_left,     /* left */
  pt_mails_due,      /* reminder */
  pt_mails_held,     /* held, held-digest */
  pt_mails_comments, /* reopened, notice, note; reply, receipt */
  pt_mails_followed, /* followed */
  pt_mails_named,    /* notice, note */
  pt_mails_copies,   /* note */
  pt_mails_status,   /* reopened, status */
  pt_mails_undelivered, /* undelivered, withheld */
};

/* Who is told the same by another way is not left out, and nothing says that they are not mailed. */
static void
drop_told (PtMails *mails)
{
  guint kept = 0;
  for (guint i = 0; i < mails->left_out->len; i++) {
    PtLeftOut one = g_array_index (mails->left_out, PtLeftOut, i);
    const PtNotification *row = g_hash_table_lookup (mails->told, &one.person);
    if (row && (one.reason == PT_LEFT_OUT_HAS_IT || one.reason == PT_LEFT_OUT_REQUESTER))
      one.reason = PT_LEFT_OUT_JOINED;
    if (!row || row->kind != one.kind)
      g_array_index (mails->left_out, PtLeftOut, kept++) = one;
  }
  g_array_set_size (mails->left_out, kept);
}

static void
log_suppressed (const PtMails *mails, PtWork *work)
{
  for (guint i = 0; i < mails->suppressed->len; i++) {
    const PtMailsSuppressed *one = &g_array_index (mails->suppressed, PtMailsSuppressed, i);
    if (!g_hash_table_contains (mails->told, &one->person))
      pt_work_event_of (work, one->ticket, 0, PT_EVENT_NOTIFY_SUPPRESSED, one->person, pt_left_out_text (one->why));
  }
}

PtMails *
pt_mails_find (const PtWork *work)
{
  PtMails *mails = g_new0 (PtMails, 1);
  mails->work = work;
  mails->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_notification_free);
  mails->left_out = g_array_new (FALSE, FALSE, sizeof (PtLeftOut));
  mails->daily = g_array_new (FALSE, FALSE, sizeof (PtId));
  mails->suppressed = g_array_new (FALSE, FALSE, sizeof (PtMailsSuppressed));
  mails->reasons = g_array_new (FALSE, FALSE, sizeof (PtMailsReason));
  mails->told = g_hash_table_new (g_int64_hash, g_int64_equal);
  mails->left = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (causes); i++)
    causes[i](mails);
  drop_told (mails);
  return mails;
}

void
pt_mails_free (PtMails *mails)
{
  if (!mails)
    return;
  g_ptr_array_unref (mails->rows);
  g_array_unref (mails->left_out);
  g_array_unref (mails->daily);
  g_array_unref (mails->suppressed);
  g_array_unref (mails->reasons);
  g_hash_table_unref (mails->told);
  g_hash_table_unref (mails->left);
  g_clear_pointer (&mails->on_mail, g_hash_table_unref);
  g_free (mails);
}

void
pt_mails_write (PtWork *work)
{
  PtDecision *decision = work->decision;
  for (guint i = 0; i < work->comments->len; i++)
    pt_mails_show (work, g_array_index (work->comments, PtWorkComment, i).comment);
  g_autoptr (PtMails) mails = pt_mails_find (work);
  pt_mails_withheld (mails, work);
  g_ptr_array_set_free_func (mails->rows, NULL); /* they become the decision's */
  for (guint i = 0; i < mails->rows->len; i++)
    pt_work_notify (work, g_ptr_array_index (mails->rows, i));
  for (guint i = 0; i < mails->daily->len; i++)
    pt_work_set_number (work, g_array_index (mails->daily, PtId, i), PT_FIELD_WITHHELD_TOLD_AT, work->c->now);
  log_suppressed (mails, work);
  for (guint i = 0; i < mails->reasons->len; i++) {
    const PtMailsReason *reason = &g_array_index (mails->reasons, PtMailsReason, i);
    pt_decision_reason (decision, reason->rules, "%s", reason->why);
  }
  g_array_append_vals (decision->left_out, mails->left_out->data, mails->left_out->len);
}
