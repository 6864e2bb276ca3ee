#include "cmd/outbox.h"

#include "cmd/print.h"
#include "gateway/outbox.h"

void
pt_json_outbox_item (JsonBuilder *builder, const PtOutboxItem *item)
{
  json_builder_begin_object (builder);
  pt_json_id (builder, "row", item->id);
  pt_json_members (builder, &pt_outbox_members, item, PT_MEMBER_SHOWN);
  pt_json_bool (builder, "undelivered", pt_outbox_state_is_dead (item->state));
  json_builder_end_object (builder);
}
