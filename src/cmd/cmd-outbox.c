#include "cmd/argument.h"

#include "cmd/outbox.h"
#include "cmd/print.h"
#include "gateway/outbox.h"
#include "store/outbox.h"

enum { SETTLED_WELL = 1u << PT_OUTBOX_SENT | 1u << PT_OUTBOX_DROPPED, EVERY = (1u << PT_OUTBOX_N_STATES) - 1 };

static void
print_items (const GPtrArray *items)
{
  static const char *const titles[] = { "ROW", "STATE", "KIND", "TICKET", "TO", "DUE", "TRIES", "ANSWER", NULL };
  g_autoptr (PtColumns) columns = pt_columns_new (titles);
  for (guint i = 0; i < items->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (items, i);
    const PtNotification *n = &item->notification;
    g_autofree char *id = pt_print_id (item->id), *ticket = pt_print_id (n->ticket), *due = pt_print_time (n->due_at);
    g_autofree char *tries = g_strdup_printf ("%u", item->attempts);
    pt_columns_add (columns, id, pt_outbox_state_name (item->state), pt_notify_kind_name (n->kind), ticket,
                    n->address, due, tries, item->answer ? item->answer : "-", NULL);
  }
  pt_columns_print (columns);
}

static void
print_items_json (const GPtrArray *items)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_array (builder);
  for (guint i = 0; i < items->len; i++)
    pt_json_outbox_item (builder, g_ptr_array_index (items, i));
  json_builder_end_array (builder);
  pt_json_print (builder);
}

gboolean
pt_cmd_outbox_list (PtCall *call, GError **error)
{
  const PtCallOptions *o = &call->options;
  g_autoptr (GPtrArray) items = NULL;
  PtOutboxFilter filter = { .states = o->all ? EVERY : EVERY & ~SETTLED_WELL, .limit = G_MAXINT32 };
  PtOutboxState state = PT_OUTBOX_DUE;
  if (o->state) {
    if (!pt_argument_outbox_state (o->state, &state, error))
      return FALSE;
    filter.states = 1u << state;
  }
  if (!pt_store_outbox_list (call->store, &filter, &items, error))
    return FALSE;
  if (o->json)
    print_items_json (items);
  else
    print_items (items);
  return TRUE;
}

static void
print_notice (const PtNotice *notice)
{
  const PtOutboxItem *item = notice->item;
  g_autoptr (PtColumns) columns = pt_columns_new (NULL);
  g_autofree char *id = pt_print_id (item->id), *ticket = pt_print_id (notice->ticket->id);
  g_autofree char *due = pt_print_time (item->notification.due_at), *settled = pt_print_time (item->settled_at);
  g_autofree char *created = pt_print_time (item->created_at), *tries = g_strdup_printf ("%u", item->attempts);
  pt_columns_add (columns, "row", id, NULL);
  pt_columns_add (columns, "state", pt_outbox_state_name (item->state), NULL);
  pt_columns_add (columns, "kind", pt_notify_kind_name (item->notification.kind), NULL);
  pt_columns_add (columns, "ticket", ticket, NULL);
  pt_columns_add (columns, "subject", notice->ticket->subject, NULL);
  pt_columns_add (columns, "to", item->notification.address, NULL);
  pt_columns_add (columns, "recipient", pt_person_label (notice->recipient), NULL);
  pt_columns_add (columns, "author", notice->actor ? pt_person_label (notice->actor) : "Postern", NULL);
  pt_columns_add (columns, "created", created, NULL);
  pt_columns_add (columns, "due", due, NULL);
  pt_columns_add (columns, "settled", settled, NULL);
  pt_columns_add (columns, "tries", tries, NULL);
  pt_columns_add (columns, "message-id", item->message_id ? item->message_id : "-", NULL);
  pt_columns_add (columns, "answer", item->answer ? item->answer : "-", NULL);
  pt_columns_print (columns);
  if (notice->comment && notice->comment->text)
    pt_print_text (notice->comment->text, "  ");
}

gboolean
pt_cmd_outbox_show (PtCall *call, GError **error)
{
  g_autoptr (PtNotice) notice = NULL;
  PtId id = 0;
  if (!pt_argument_id ("row", pt_call_word (call, 0), &id, error)
      || !pt_store_outbox_load (call->store, id, &notice, error))
    return FALSE;
  if (!call->options.json) {
    print_notice (notice);
    return TRUE;
  }
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  pt_json_outbox_item (builder, notice->item);
  pt_json_print (builder);
  return TRUE;
}
