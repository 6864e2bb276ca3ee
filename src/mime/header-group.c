#include "mime/header-group.h"

#include "base/text.h"
#include "mime/header-address.h"

#include <string.h>

/* The unfolded value of the one field NAME, NULL if there is none or more than one. */
static char *
only_value (const PtSource *source, const GArray *spans, const char *name, gsize *out_length)
{
  const char *bytes = g_bytes_get_data (source->raw, NULL);
  const PtFieldSpan *found = NULL;
  guint n = 0;
  for (guint i = 0; i < spans->len; i++) {
    const PtFieldSpan *span = &g_array_index (spans, PtFieldSpan, i);
    if (!pt_gate_field_is (bytes, span, name))
      continue;
    if (n++ > 0)
      return NULL;
    found = span;
  }
  return found ? pt_gate_unfold (bytes + found->value, found->end - found->value, out_length) : NULL;
}

static gboolean
read_original (PtMessage *message, const PtSource *source, const GArray *spans, const char *name)
{
  gsize length = 0;
  g_autofree char *value = only_value (source, spans, name, &length);
  g_autoptr (PtAddress) address = value ? pt_header_address_single (value, length) : NULL;
  if (!address || !address->key)
    return FALSE;
  pt_message_add_note (message, "group", "address", address->addr);
  if (address->name)
    pt_message_add_note (message, "group", "name", address->name);
  return TRUE;
}

/* The id stands in the last brackets; some write it bare. */
static void
read_list_id (PtMessage *message, const PtSource *source, const GArray *spans)
{
  gsize length = 0;
  g_autofree char *value = only_value (source, spans, "List-Id", &length);
  const char *open = value ? strrchr (value, '<') : NULL;
  g_autofree char *line = value ? pt_text_to_line (open ? open + 1 : value) : NULL;
  if (!line)
    return;
  line[strcspn (line, ">")] = 0;
  g_autofree char *id = g_ascii_strdown (g_strstrip (line), -1);
  if (*id)
    pt_message_add_note (message, "group", "list-id", id);
}

void
pt_header_read_group (PtMessage *message, const PtSource *source, const GArray *spans)
{
  read_list_id (message, source, spans);
  if (!read_original (message, source, spans, "X-Original-From"))
    read_original (message, source, spans, "X-Original-Sender");
}
