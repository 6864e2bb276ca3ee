#include "mime/write-verify.h"

#include <string.h>

#include <gmime/gmime.h>

#include "mime/write-body.h"
#include "mime/write-check.h"
#include "mime/write-fields.h"
#include "mime/write-file.h"

#define LINE_MAX_OCTETS 998 /* RFC 5322 section 2.1.1, without CR LF */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeMessage, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeParser, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeStream, g_object_unref)

static gboolean
differs (const char *what, GError **error)
{
  return pt_error_set (error, PT_ERROR_BUG, "mail not written: %s reads differently from what was to be written",
                       what);
}

static gboolean
check_lines (const char *data, gsize size, GError **error)
{
  gsize column = 0;
  for (gsize i = 0; i < size; i++) {
    gboolean end = data[i] == '\r' && i + 1 < size && data[i + 1] == '\n';
    if (end) {
      i++;
      column = 0;
    } else if (data[i] == '\r' || data[i] == '\n' || data[i] == 0 || (guchar) data[i] > 127
               || ++column > LINE_MAX_OCTETS) {
      return differs ("the form of a line", error);
    }
  }
  return (size > 0 && column == 0) || differs ("the last line", error);
}

/* Every field is one of the table and comes after the one before it: so each stands there once at most. */
static gboolean
check_field_names (const char *data, GError **error)
{
  guint next = 0;
  for (const char *line = data; *line != '\r'; line = strstr (line, "\r\n") + 2) {
    const char *colon = strchr (line, ':');
    if (*line == ' ')
      continue;
    while (pt_write_field_names[next]
           && (!colon || strlen (pt_write_field_names[next]) != (gsize) (colon - line)
               || strncmp (pt_write_field_names[next], line, (gsize) (colon - line)) != 0))
      next++;
    if (!pt_write_field_names[next++])
      return differs ("the list of header fields", error);
  }
  return TRUE;
}

static gboolean
same_text (const char *a, const char *b)
{
  return g_strcmp0 (a ? a : "", b ? b : "") == 0;
}

/* White space at the ends of a value means nothing and some readers cut it. */
static gboolean
same_value (const char *read, const char *wanted)
{
  g_autofree char *a = g_strstrip (g_strdup (read ? read : ""));
  g_autofree char *b = g_strstrip (g_strdup (wanted ? wanted : ""));
  return g_strcmp0 (a, b) == 0;
}

/* GMime takes quotes and backslashes out of a name that came as encoded words too. */
static gboolean
same_name (const char *read, const char *wanted)
{
  g_autofree char *unquoted = g_strdup (wanted ? wanted : "");
  g_mime_utils_unquote_string (unquoted);
  return same_value (read, wanted) || same_value (read, unquoted);
}

static gboolean
same_address (InternetAddress *read, const PtAddress *wanted)
{
  g_autofree char *addr = NULL;
  return INTERNET_ADDRESS_IS_MAILBOX (read) && pt_write_check_address ("address", wanted, &addr, NULL)
         && same_text (internet_address_mailbox_get_idn_addr (INTERNET_ADDRESS_MAILBOX (read)), addr)
         && same_name (internet_address_get_name (read), wanted->name);
}

static gboolean
same_addresses (InternetAddressList *read, PtAddress *const *wanted, guint count)
{
  if ((guint) internet_address_list_length (read) != count)
    return FALSE;
  for (guint i = 0; i < count; i++)
    if (!same_address (internet_address_list_get_address (read, (int) i), wanted[i]))
      return FALSE;
  return TRUE;
}

static gboolean
same_list (InternetAddressList *read, const GPtrArray *wanted)
{
  return !wanted ? internet_address_list_length (read) == 0
                        : same_addresses (read, (PtAddress *const *) wanted->pdata, wanted->len);
}

static gboolean
check_addresses (GMimeMessage *message, const PtDraft *draft, GError **error)
{
  if (!same_addresses (g_mime_message_get_from (message), &draft->from, 1))
    return differs ("From", error);
  if (!same_addresses (g_mime_message_get_reply_to (message), &draft->reply_to, draft->reply_to ? 1 : 0))
    return differs ("Reply-To", error);
  if (!same_list (g_mime_message_get_to (message), draft->to))
    return differs ("To", error);
  return same_list (g_mime_message_get_cc (message), draft->cc) || differs ("Cc", error);
}

/* Compared as it stands there, unfolded: readers of ids differ in what they make of odd ones. */
static gboolean
same_ids (GMimeMessage *message, const char *name, char *const *ids, guint count)
{
  GMimeHeader *header = g_mime_header_list_get_header (g_mime_object_get_header_list (GMIME_OBJECT (message)), name);
  GString *wanted = g_string_new (NULL);
  g_autofree char *read = g_mime_utils_header_unfold (header ? g_mime_header_get_raw_value (header) : "");
  g_autofree char *text = NULL;
  for (guint i = 0; i < count; i++)
    g_string_append_printf (wanted, "%s<%s>", i > 0 ? " " : "", ids[i]);
  text = g_string_free (wanted, FALSE);
  return same_text (g_strstrip (read), text);
}

static gboolean
check_ids (GMimeMessage *message, const PtDraft *draft, GError **error)
{
  const GPtrArray *references = draft->references;
  if (!same_ids (message, "Message-ID", &draft->message_id, 1))
    return differs ("Message-ID", error);
  if (!same_ids (message, "In-Reply-To", &draft->in_reply_to, draft->in_reply_to ? 1 : 0))
    return differs ("In-Reply-To", error);
  return same_ids (message, "References", references ? (char *const *) references->pdata : NULL,
                   references ? references->len : 0)
         || differs ("References", error);
}

static gboolean
check_subject (GMimeMessage *message, const PtDraft *draft, GError **error)
{
  return same_value (g_mime_message_get_subject (message), draft->subject) || differs ("Subject", error);
}

/* Decoded bytes of PART with LF line ends. */
static char *
part_text (GMimeObject *part)
{
  g_autoptr (GMimeStream) stream = g_mime_stream_mem_new ();
  GMimeDataWrapper *content = g_mime_part_get_content (GMIME_PART (part));
  GByteArray *bytes = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  if (content)
    g_mime_data_wrapper_write_to_stream (content, stream);
  g_byte_array_append (bytes, (const guint8 *) "", 1);
  return pt_write_line_ends ((const char *) bytes->data);
}

/* A part of a multipart brings the line end that belongs to its boundary line no more; ours keep their own. */
static gboolean
same_part (GMimeObject *part, const char *subtype, const char *wanted)
{
  g_autofree char *text = NULL, *canonical = NULL;
  if (!GMIME_IS_PART (part) || !g_mime_content_type_is_type (g_mime_object_get_content_type (part), "text", subtype))
    return FALSE;
  text = part_text (part);
  canonical = pt_write_line_ends (wanted);
  return same_text (text, canonical);
}

static gboolean
check_texts (GMimeObject *root, const PtDraft *draft, GError **error)
{
  GMimeMultipart *both = GMIME_IS_MULTIPART (root) ? GMIME_MULTIPART (root) : NULL;
  if (!draft->html)
    return same_part (root, "plain", draft->text) || differs ("the text", error);
  if (!both || g_mime_multipart_get_count (both) != 2)
    return differs ("the number of parts", error);
  if (!same_part (g_mime_multipart_get_part (both, 0), "plain", draft->text))
    return differs ("the text", error);
  return same_part (g_mime_multipart_get_part (both, 1), "html", draft->html) || differs ("the HTML", error);
}

static gboolean
check_bodies (GMimeMessage *message, const PtDraft *draft, GError **error)
{
  GMimeObject *root = g_mime_message_get_mime_part (message);
  GMimeMultipart *all = GMIME_IS_MULTIPART (root) ? GMIME_MULTIPART (root) : NULL;
  if (draft->parts->len == 0)
    return check_texts (root, draft, error);
  if (!all || (guint) g_mime_multipart_get_count (all) != 1 + draft->parts->len)
    return differs ("the number of attachments", error);
  for (guint i = 0; i < draft->parts->len; i++)
    if (!pt_write_file_same (g_mime_multipart_get_part (all, (int) i + 1), g_ptr_array_index (draft->parts, i)))
      return differs ("an attachment", error);
  return check_texts (g_mime_multipart_get_part (all, 0), draft, error);
}

/* The parser works on the bytes where they are: VIEW owns nothing. */
static GMimeMessage *
parse (GByteArray *view)
{
  static gsize once = 0;
  g_autoptr (GMimeStream) stream = NULL;
  g_autoptr (GMimeParser) parser = NULL;
  if (g_once_init_enter (&once)) {
    g_mime_init ();
    g_once_init_leave (&once, 1);
  }
  stream = g_mime_stream_mem_new ();
  g_mime_stream_mem_set_byte_array (GMIME_STREAM_MEM (stream), view);
  g_mime_stream_mem_set_owner (GMIME_STREAM_MEM (stream), FALSE);
  parser = g_mime_parser_new_with_stream (stream);
  return g_mime_parser_construct_message (parser, NULL);
}

gboolean
pt_write_verify (GBytes *bytes, const PtDraft *draft, GError **error)
{
  gsize size = g_bytes_get_size (bytes);
  g_autofree char *data = g_strndup (g_bytes_get_data (bytes, NULL), size);
  GByteArray view = { (guint8 *) data, (guint) size };
  g_autoptr (GMimeMessage) message = NULL;
  if (!check_lines (data, size, error) || !check_field_names (data, error))
    return FALSE;
  message = parse (&view);
  if (!message)
    return differs ("the whole", error);
  return check_addresses (message, draft, error) && check_subject (message, draft, error)
         && check_ids (message, draft, error) && check_bodies (message, draft, error);
}
