#include "mime/write-file.h"

#include <string.h>

#include "base/text.h"
#include "mime/part.h"

#define LINE_BYTES 57 /* that make 76 characters */
#define TOKEN_MAX 127 /* RFC 6838 section 4.2 */
#define NAME_SHORT 60 /* with the name of its parameter below 78 columns */
#define SEGMENT 54    /* the same for a piece of an encoded name */
#define UNNAMED "attachment"
#define UNKNOWN_TYPE "application/octet-stream"

/* --- what may be said of a file --- */

/* What RFC 6838 section 4.2 leaves of the token of RFC 2045. */
static gboolean
is_token (const char *text, gsize length)
{
  if (length == 0 || length > TOKEN_MAX)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && (text[i] == 0 || !strchr ("!#$&+-.^_", text[i])))
      return FALSE;
  return TRUE;
}

/* A message or a multipart may not be in base64 (RFC 2045 section 6.4), and a reader would look into it. */
static const char *
safe_type (const char *type)
{
  const char *slash = type ? strchr (type, '/') : NULL;
  if (!slash || !is_token (type, (gsize) (slash - type)) || !is_token (slash + 1, strlen (slash + 1))
      || g_ascii_strncasecmp (type, "message/", 8) == 0 || g_ascii_strncasecmp (type, "multipart/", 10) == 0)
    return UNKNOWN_TYPE;
  return type;
}

static const char *
safe_charset (const PtDraftPart *part)
{
  gboolean text = g_ascii_strncasecmp (safe_type (part->type), "text/", 5) == 0;
  return text && part->charset && is_token (part->charset, strlen (part->charset)) ? part->charset : NULL;
}

static char *
safe_name (const PtDraftPart *part)
{
  char *name = pt_part_safe_name (part->name);
  return name ? name : g_strdup (UNNAMED);
}

/* --- writing --- */

static gboolean
is_quotable (const char *name)
{
  for (const char *p = name; *p != 0; p++)
    if (*p < ' ' || *p > '~' || strchr ("\"\\%", *p) || (p[0] == '=' && p[1] == '?'))
      return FALSE;
  return strlen (name) <= NAME_SHORT;
}

static void
append_encoded (GString *out, const char *character, gsize bytes)
{
  for (gsize i = 0; i < bytes; i++)
    if (g_ascii_isalnum (character[i]) || strchr ("-._", character[i]))
      g_string_append_c (out, character[i]);
    else
      g_string_append_printf (out, "%%%02X", (guchar) character[i]);
}

/* RFC 2231 sections 3 and 4: `filename*0*=utf-8''...; filename*1*=...`, cut between characters. */
static void
append_pieces (GString *out, const char *name)
{
  guint piece = 0;
  while (*name != 0) {
    g_autoptr (GString) text = g_string_new (piece == 0 ? "utf-8''" : NULL);
    while (*name != 0 && text->len < SEGMENT) {
      gsize bytes = (gsize) (g_utf8_next_char (name) - name);
      append_encoded (text, name, bytes);
      name += bytes;
    }
    if (piece == 0 && *name == 0)
      g_string_append_printf (out, ";\r\n filename*=%s", text->str);
    else
      g_string_append_printf (out, ";\r\n filename*%u*=%s", piece, text->str);
    piece++;
  }
}

static void
append_base64 (GString *out, GBytes *bytes)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  for (gsize at = 0; at < size; at += LINE_BYTES) {
    char line[LINE_BYTES / 3 * 4 + 8];
    int state = 0, save = 0;
    gsize length = g_base64_encode_step (data + at, MIN (LINE_BYTES, size - at), FALSE, line, &state, &save);
    length += g_base64_encode_close (FALSE, line + length, &state, &save);
    g_string_append_len (out, line, (gssize) length);
    g_string_append (out, "\r\n");
  }
}

gsize
pt_write_file_size (const PtDraftPart *part)
{
  return (g_bytes_get_size (part->bytes) / LINE_BYTES + 1) * 78 + 2048;
}

void
pt_write_file (GString *out, const PtDraftPart *part)
{
  g_autofree char *name = safe_name (part);
  const char *charset = safe_charset (part);
  g_string_append_printf (out, "Content-Type: %s", safe_type (part->type));
  if (charset)
    g_string_append_printf (out, ";\r\n charset=%s", charset);
  g_string_append (out, "\r\nContent-Disposition: attachment");
  if (is_quotable (name))
    g_string_append_printf (out, ";\r\n filename=\"%s\"", name);
  else
    append_pieces (out, name);
  g_string_append (out, "\r\nContent-Transfer-Encoding: base64\r\n\r\n");
  append_base64 (out, part->bytes);
}

/* --- reading it again --- */

static gboolean
same_bytes (GMimePart *read, GBytes *wanted)
{
  GMimeStream *stream = g_mime_stream_mem_new ();
  GMimeDataWrapper *content = g_mime_part_get_content (read);
  GByteArray *bytes = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (wanted, &size);
  g_byte_array_set_size (bytes, (guint) size + 1); /* one piece of memory instead of many growing ones */
  g_byte_array_set_size (bytes, 0);
  if (content)
    g_mime_data_wrapper_write_to_stream (content, stream);
  gboolean same = bytes->len == size && (size == 0 || memcmp (bytes->data, data, size) == 0);
  g_object_unref (stream);
  return same;
}

gboolean
pt_write_file_same (GMimeObject *read, const PtDraftPart *part)
{
  g_autofree char *name = safe_name (part), *type = NULL;
  GMimeContentType *content_type = g_mime_object_get_content_type (read);
  const char *charset = g_mime_content_type_get_parameter (content_type, "charset");
  if (!GMIME_IS_PART (read) || g_strcmp0 (g_mime_object_get_disposition (read), "attachment") != 0
      || g_strcmp0 (charset, safe_charset (part)) != 0)
    return FALSE;
  type = g_mime_content_type_get_mime_type (content_type);
  return g_ascii_strcasecmp (type, safe_type (part->type)) == 0
         && g_strcmp0 (g_mime_part_get_filename (GMIME_PART (read)), name) == 0
         && same_bytes (GMIME_PART (read), part->bytes);
}
