/* Mail of the outbox as commands print it. */
#ifndef PT_CMD_OUTBOX_H
#define PT_CMD_OUTBOX_H

#include <json-glib/json-glib.h>

#include "model/notification.h"

/* The object of `outbox list`, `outbox show` and `ticket show`. */
void pt_json_outbox_item (JsonBuilder *builder, const PtOutboxItem *item);

#endif
