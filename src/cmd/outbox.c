#include "cmd/outbox.h"

#include "cmd/print.h"
#include "gateway/outbox.h"

static void
json_undelivered (JsonBuilder *builder, const char *name, gconstpointer of)
{
  const PtOutboxItem *item = of;
  pt_json_bool (builder, name, pt_outbox_state_is_dead (item->state));
}

static const PtJsonMore item_more[] = { { "undelivered", json_undelivered, NULL } };
static const PtJsonForm item_form = PT_JSON_FORM (pt_outbox_members, PT_MEMBER_SHOWN, item_more);

void
pt_json_outbox_item (JsonBuilder *builder, const PtOutboxItem *item)
{
  pt_json_object (builder, &item_form, item, item);
}
