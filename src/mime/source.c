#include "mime/source.h"

static void
field_free (gpointer data)
{
  PtField *field = data;
  g_free (field->name);
  g_free (field->value);
  g_free (field);
}

PtSource *
pt_source_new (GBytes *raw)
{
  PtSource *source = g_new0 (PtSource, 1);
  source->raw = g_bytes_ref (raw);
  source->fields = g_ptr_array_new_full (32, field_free);
  return source;
}

void
pt_source_free (PtSource *source)
{
  if (!source)
    return;
  g_bytes_unref (source->raw);
  g_ptr_array_unref (source->fields);
  g_free (source);
}

const char *
pt_source_field (const PtSource *source, const char *name)
{
  for (guint i = 0; i < source->fields->len; i++) {
    const PtField *field = g_ptr_array_index (source->fields, i);
    if (((field->name[0] ^ name[0]) & 0x5f) == 0 && g_ascii_strcasecmp (field->name, name) == 0)
      return field->value;
  }
  return NULL;
}
