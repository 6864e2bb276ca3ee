#include "mime/write-body.h"

#include <string.h>

#define PLAIN_LINE 78  /* RFC 5322 section 2.1.1: longer lines are encoded, which folds them */
#define QP_LINE 76     /* RFC 2045 section 6.7 (5) */
#define BASE64_LINE 57 /* bytes that make 76 characters */

char *
pt_write_line_ends (const char *text)
{
  GString *out = g_string_sized_new (strlen (text) + 1);
  for (const char *p = text; *p != 0; p++) {
    if (*p == '\r' && p[1] == '\n')
      continue;
    g_string_append_c (out, *p == '\r' ? '\n' : *p);
  }
  if (out->len == 0 || out->str[out->len - 1] != '\n')
    g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}

static gboolean
is_printable (char c)
{
  return c >= ' ' && c <= '~';
}

/* Mailboxes in mbox form change a line that begins with `From `; encoded, it is none. */
static gboolean
is_from_line (const char *line)
{
  return strncmp (line, "From ", 5) == 0;
}

static const char *
choose_encoding (const char *text)
{
  gsize escapes = 0, total = 0, column = 0;
  gboolean encode = is_from_line (text);
  for (const char *p = text; *p != 0; p++, total++) {
    column = *p == '\n' ? 0 : column + 1;
    if (*p == '\n')
      encode = encode || is_from_line (p + 1);
    else if (!is_printable (*p) && *p != '\t')
      escapes++;
    encode = encode || column > PLAIN_LINE;
  }
  if (escapes > total / 5)
    return "base64";
  return encode || escapes > 0 ? "quoted-printable" : "7bit";
}

static void
append_7bit (GString *out, const char *text)
{
  for (const char *p = text; *p != 0; p++) {
    if (*p == '\n')
      g_string_append_c (out, '\r');
    g_string_append_c (out, *p);
  }
}

static void
append_base64 (GString *out, const char *text)
{
  g_autoptr (GString) canonical = g_string_new (NULL);
  append_7bit (canonical, text);
  for (gsize i = 0; i < canonical->len; i += BASE64_LINE) {
    g_autofree char *line =
      g_base64_encode ((const guchar *) canonical->str + i, MIN (canonical->len - i, BASE64_LINE));
    g_string_append_printf (out, "%s\r\n", line);
  }
}

/* A dot at the start of a line, and the F of `From `, survive every relay as escapes (RFC 2049 section 3). */
static gboolean
is_literal_in_qp (const char *p, gsize column)
{
  if (*p == ' ' || *p == '\t')
    return p[1] != '\n';
  if (column == 0 && (*p == '.' || is_from_line (p)))
    return FALSE;
  return is_printable (*p) && *p != '=';
}

static void
append_quoted_printable (GString *out, const char *text)
{
  gsize column = 0;
  for (const char *p = text; *p != 0; p++) {
    if (*p == '\n') {
      g_string_append (out, "\r\n");
      column = 0;
      continue;
    }
    gsize width = is_literal_in_qp (p, column) ? 1 : 3;
    if (column + width > QP_LINE - 1) {
      g_string_append (out, "=\r\n");
      column = 0;
      width = is_literal_in_qp (p, column) ? 1 : 3;
    }
    if (width == 1)
      g_string_append_c (out, *p);
    else
      g_string_append_printf (out, "=%02X", (guchar) *p);
    column += width;
  }
}

PtWrittenPart *
pt_written_part_new (const char *type, const char *text)
{
  PtWrittenPart *part = g_new0 (PtWrittenPart, 1);
  part->type = type;
  part->text = pt_write_line_ends (text);
  part->encoding = choose_encoding (part->text);
  part->bytes = g_string_sized_new (strlen (part->text) + 64);
  if (*part->encoding == '7')
    append_7bit (part->bytes, part->text);
  else if (*part->encoding == 'b')
    append_base64 (part->bytes, part->text);
  else
    append_quoted_printable (part->bytes, part->text);
  return part;
}

void
pt_written_part_free (PtWrittenPart *part)
{
  if (!part)
    return;
  g_free (part->text);
  g_string_free (part->bytes, TRUE);
  g_free (part);
}
