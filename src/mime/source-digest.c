#include "mime/source-digest.h"

#include <nettle/sha2.h>
#include <string.h>

#include "base/digest.h"

static const char *const digest_fields[] = { "From",       "To",          "Cc",         "Subject", "Date",
                                             "Message-ID", "In-Reply-To", "References", "Reply-To" };

/* A relay may fold again where white space stands, so a run of it counts as one space. */
static void
add_value (struct sha256_ctx *sum, const char *text, gsize length)
{
  gboolean pending = FALSE, any = FALSE;
  for (gsize i = 0, start; i < length; i++) {
    if (strchr (" \t\r\n", text[i])) {
      pending = any;
      continue;
    }
    for (start = i; i + 1 < length && !strchr (" \t\r\n", text[i + 1]);)
      i++;
    if (pending)
      sha256_update (sum, 1, (const guint8 *) " ");
    sha256_update (sum, i + 1 - start, (const guint8 *) text + start);
    pending = FALSE;
    any = TRUE;
  }
}

static void
add_body (struct sha256_ctx *sum, const char *body, gsize length)
{
  const char *at = body, *end;
  while (length > 0 && (body[length - 1] == '\n' || body[length - 1] == '\r'))
    length--;
  end = body + length;
  while (at < end) {
    const char *stop = at;
    do {
      stop = memchr (stop, '\r', (gsize) (end - stop));
      if (!stop)
        stop = end;
      else if (stop + 1 < end && stop[1] != '\n')
        stop++;
      else
        break;
    } while (stop < end);
    sha256_update (sum, (gsize) (stop - at), (const guint8 *) at);
    at = stop < end ? stop + 1 : end;
  }
}

void
pt_source_content_digest (const PtSource *source, const GArray *spans, guint8 out[PT_SHA256_BYTES])
{
  gsize size = 0;
  const char *bytes = g_bytes_get_data (source->raw, &size);
  struct sha256_ctx sum;
  sha256_init (&sum);
  for (guint i = 0; i < G_N_ELEMENTS (digest_fields); i++) {
    const PtFieldSpan *span = pt_gate_find_field (bytes, spans, digest_fields[i]);
    if (span)
      add_value (&sum, bytes + span->value, span->end - span->value);
    sha256_update (&sum, 1, (const guint8 *) "\n");
  }
  add_body (&sum, bytes + source->body_start, size - source->body_start);
  sha256_digest (&sum, PT_SHA256_BYTES, out);
}
