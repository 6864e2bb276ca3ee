#include "mime/body-leaf.h"

#include <string.h>

#include "base/text.h"
#include "mime/part.h"

static PtLeafKind
leaf_kind (GMimeContentType *type)
{
  static const char *const no_words[] = { "calendar", "vcard", "x-vcard", "directory", "csv", "xml", "css",
                                          "rfc822-headers", "javascript", "x-diff", "x-patch" };
  const char *subtype = g_mime_content_type_get_media_subtype (type);
  if (!type || g_ascii_strcasecmp (g_mime_content_type_get_media_type (type), "text") != 0)
    return PT_LEAF_OTHER;
  if (g_ascii_strcasecmp (subtype, "html") == 0)
    return PT_LEAF_HTML;
  for (guint i = 0; i < G_N_ELEMENTS (no_words); i++)
    if (g_ascii_strcasecmp (subtype, no_words[i]) == 0)
      return PT_LEAF_OTHER;
  return PT_LEAF_PLAIN;
}

static void
find_message_start (PtLeaf *leaf)
{
  GMimeMessage *inner = g_mime_message_part_get_message (GMIME_MESSAGE_PART (leaf->object));
  GMimeHeaderList *headers = inner ? g_mime_object_get_header_list (GMIME_OBJECT (inner)) : NULL;
  if (headers && g_mime_header_list_get_count (headers) > 0) {
    gint64 offset = g_mime_header_get_offset (g_mime_header_list_get_header_at (headers, 0));
    leaf->start = offset > 0 ? (gsize) offset : 0;
  }
}

void
pt_leaf_init (PtLeaf *leaf, GMimeObject *object, gsize size)
{
  *leaf = (PtLeaf){ .object = object, .kind = leaf_kind (g_mime_object_get_content_type (object)) };
  if (GMIME_IS_MESSAGE_PART (object)) {
    leaf->kind = PT_LEAF_OTHER;
    find_message_start (leaf);
    return;
  }
  if (!GMIME_IS_PART (object))
    return;
  GMimeDataWrapper *content = g_mime_part_get_content (GMIME_PART (object));
  GMimeStream *stream = content ? g_mime_data_wrapper_get_stream (content) : NULL;
  leaf->encoding = g_mime_part_get_content_encoding (GMIME_PART (object));
  if (!stream || stream->bound_start < 0 || (gsize) stream->bound_start > size)
    return;
  gsize end = stream->bound_end < 0 || (gsize) stream->bound_end > size ? size : (gsize) stream->bound_end;
  leaf->start = (gsize) stream->bound_start;
  leaf->length = end > leaf->start ? end - leaf->start : 0;
}

gboolean
pt_leaf_is_attached (const PtLeaf *leaf, gboolean *out_named)
{
  const char *disposition = g_mime_object_get_disposition (leaf->object);
  *out_named = g_mime_object_get_content_disposition_parameter (leaf->object, "filename")
               || g_mime_object_get_content_type_parameter (leaf->object, "name");
  return disposition && g_ascii_strcasecmp (disposition, "attachment") == 0;
}

static char *
leaf_name (const PtLeaf *leaf)
{
  const char *name = g_mime_object_get_content_disposition_parameter (leaf->object, "filename");
  char *safe = pt_part_safe_name (name);
  if (!safe)
    safe = pt_part_safe_name (g_mime_object_get_content_type_parameter (leaf->object, "name"));
  return safe;
}

static char *
leaf_line (const char *value)
{
  g_autofree char *valid = value ? pt_text_to_utf8 (value, strlen (value), NULL) : NULL;
  g_autofree char *line = valid ? pt_text_to_line (valid) : NULL;
  return line && *line != 0 ? g_steal_pointer (&line) : NULL;
}

PtPart *
pt_leaf_part (const PtLeaf *leaf)
{
  GMimeContentType *content_type = g_mime_object_get_content_type (leaf->object);
  g_autofree char *type = g_mime_content_type_get_mime_type (content_type);
  g_autofree char *lower = g_ascii_strdown (type, -1), *clean = leaf_line (lower);
  PtPart *part = pt_part_new (clean ? clean : "application/octet-stream");
  part->charset = leaf_line (g_mime_object_get_content_type_parameter (leaf->object, "charset"));
  part->content_id = leaf_line (g_mime_object_get_content_id (leaf->object));
  part->name = leaf_name (leaf);
  return part;
}
