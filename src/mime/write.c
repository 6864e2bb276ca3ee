#include "mime/write.h"

#include <string.h>

#include "base/digest.h"
#include "base/error.h"
#include "mime/write-body.h"
#include "mime/write-check.h"
#include "mime/write-fields.h"
#include "mime/write-file.h"
#include "mime/write-verify.h"

#define BOUNDARY_BYTES 15 /* of the digest; 30 characters */

static void
append_part_head (GString *out, const PtWrittenPart *part)
{
  g_string_append_printf (out, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: %s\r\n\r\n", part->type,
                          part->encoding);
}

/* The same draft must become the same bytes (a retry sends what was sent before), so the boundary comes from the
 * Message-ID; the round changes it as long as it stands in a body.  In base64 there is no `=_`, so that files need
 * not be looked through.  HTML may be NULL. */
static char *
boundary_for (const char *kind, const char *message_id, const PtWrittenPart *text, const PtWrittenPart *html)
{
  for (guint round = 0;; round++) {
    g_autofree char *seed = g_strdup_printf ("%s%u %s", kind, round, message_id);
    g_autofree char *hex = NULL, *boundary = NULL;
    guint8 sum[PT_SHA256_BYTES];
    pt_sha256 (seed, strlen (seed), sum);
    hex = pt_hex (sum, BOUNDARY_BYTES);
    boundary = g_strconcat ("=_", hex, NULL);
    if (!strstr (text->bytes->str, boundary) && (!html || !strstr (html->bytes->str, boundary)))
      return g_steal_pointer (&boundary);
  }
}

static void
append_alternative (GString *out, const char *message_id, const PtWrittenPart *text, const PtWrittenPart *html)
{
  g_autofree char *boundary = boundary_for ("", message_id, text, html);
  g_string_append_printf (out, "Content-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n\r\n", boundary);
  g_string_append_printf (out, "--%s\r\n", boundary);
  append_part_head (out, text);
  g_string_append_len (out, text->bytes->str, (gssize) text->bytes->len);
  g_string_append_printf (out, "\r\n--%s\r\n", boundary);
  append_part_head (out, html);
  g_string_append_len (out, html->bytes->str, (gssize) html->bytes->len);
  g_string_append_printf (out, "\r\n--%s--\r\n", boundary);
}

static void
append_texts (GString *out, const char *message_id, const PtWrittenPart *text, const PtWrittenPart *html)
{
  if (html) {
    append_alternative (out, message_id, text, html);
  } else {
    append_part_head (out, text);
    g_string_append_len (out, text->bytes->str, (gssize) text->bytes->len);
  }
}

static void
append_mixed (GString *out, const PtDraft *draft, const PtWrittenPart *text, const PtWrittenPart *html)
{
  g_autofree char *boundary = boundary_for ("mixed ", draft->message_id, text, html);
  g_string_append_printf (out, "Content-Type: multipart/mixed;\r\n boundary=\"%s\"\r\n\r\n", boundary);
  g_string_append_printf (out, "--%s\r\n", boundary);
  append_texts (out, draft->message_id, text, html);
  for (guint i = 0; i < draft->parts->len; i++) {
    g_string_append_printf (out, "\r\n--%s\r\n", boundary);
    pt_write_file (out, g_ptr_array_index (draft->parts, i));
  }
  g_string_append_printf (out, "\r\n--%s--\r\n", boundary);
}

static void
append_body (GString *out, const PtDraft *draft)
{
  g_autoptr (PtWrittenPart) text = pt_written_part_new ("text/plain", draft->text);
  g_autoptr (PtWrittenPart) html = draft->html ? pt_written_part_new ("text/html", draft->html) : NULL;
  g_string_append (out, "MIME-Version: 1.0\r\n");
  if (draft->parts->len > 0)
    append_mixed (out, draft, text, html);
  else
    append_texts (out, draft->message_id, text, html);
}

/* Room for all of it: a mail of many megabytes would else be copied each time that it grows. */
static gsize
size_of (const PtDraft *draft)
{
  gsize size = 8192;
  for (guint i = 0; i < draft->parts->len; i++)
    size += pt_write_file_size (g_ptr_array_index (draft->parts, i));
  return size;
}

gboolean
pt_write_draft (const PtDraft *draft, GBytes **out_bytes, GError **error)
{
  PtHead head = { g_string_sized_new (size_of (draft)), 0 };
  g_autoptr (GBytes) bytes = NULL;
  gboolean ok = pt_write_fields (&head, draft, error) && pt_write_check_body ("text", draft->text, error)
                && (!draft->html || pt_write_check_body ("HTML", draft->html, error));
  if (ok)
    append_body (head.out, draft);
  bytes = g_string_free_to_bytes (head.out);
  if (!ok || !pt_write_verify (bytes, draft, error))
    return FALSE;
  *out_bytes = g_steal_pointer (&bytes);
  return TRUE;
}
