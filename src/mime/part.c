#include "mime/part.h"

#include <nettle/sha2.h>
#include <string.h>

#include "base/digest.h"
#include "base/text.h"
#include "mime/decode.h"

#define NAME_BYTES 150

void
pt_part_add_note (PtPart *part, const char *note)
{
  g_autofree char *old = part->note;
  part->note = old ? g_strconcat (old, "; ", note, NULL) : g_strdup (note);
}

/* What a strict base64 decoder stops at: other characters, or data behind the padding.  *out_tail tells the latter.
 */
static gboolean
base64_is_strict (const guint8 *data, gsize length, gboolean *out_tail)
{
  static const guint8 class_of[256] = { /* 1 alphabet, 2 white space, 3 padding */
    ['\t'] = 2, ['\n'] = 2, ['\r'] = 2, [' '] = 2, ['='] = 3, ['+'] = 1, ['/'] = 1,
    ['0' ... '9'] = 1, ['A' ... 'Z'] = 1, ['a' ... 'z'] = 1,
  };
  gboolean strict = TRUE;
  gsize i = 0;
  while (i < length && class_of[data[i]] != 3) {
    strict &= class_of[data[i]] != 0;
    i++;
  }
  *out_tail = FALSE;
  for (; i < length; i++) {
    *out_tail |= class_of[data[i]] == 1;
    strict &= class_of[data[i]] > 1;
  }
  return strict;
}

static gboolean
quoted_is_strict (const guint8 *data, gsize length)
{
  for (const guint8 *at = data, *end = data + length; (at = memchr (at, '=', (gsize) (end - at))); at++) {
    gboolean hex = end - at > 2 && g_ascii_isxdigit ((char) at[1]) && g_ascii_isxdigit ((char) at[2]);
    gsize blank = 1;
    while (!hex && at + blank < end && (at[blank] == ' ' || at[blank] == '\t' || at[blank] == '\r'))
      blank++;
    if (!hex && at + blank < end && at[blank] != '\n')
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_strict (PtPart *part, const guint8 *data)
{
  gboolean tail = FALSE;
  if (part->encoding == PT_ENCODING_BASE64 && !base64_is_strict (data, part->raw_length, &tail)) {
    pt_part_add_note (part, tail ? "base64 data behind its end" : "characters that are no base64");
    return FALSE;
  }
  if (part->encoding == PT_ENCODING_QUOTED_PRINTABLE && !quoted_is_strict (data, part->raw_length)) {
    pt_part_add_note (part, "broken quoted-printable");
    return FALSE;
  }
  return TRUE;
}

typedef struct {
  PtPart           *part;
  struct sha256_ctx sum;
  GByteArray       *keep; /* may be NULL */
  gsize             cap;
} Taking;

static gboolean
take (const guint8 *data, gsize length, gpointer user)
{
  Taking *taking = user;
  taking->part->size += length;
  sha256_update (&taking->sum, length, data);
  if (taking->keep && taking->keep->len < taking->cap)
    g_byte_array_append (taking->keep, data, (guint) MIN (length, taking->cap - taking->keep->len));
  return TRUE;
}

static PtEncoding
encoding_from (GMimeContentEncoding encoding)
{
  static const PtEncoding encodings[] = {
    [GMIME_CONTENT_ENCODING_7BIT] = PT_ENCODING_7BIT,
    [GMIME_CONTENT_ENCODING_8BIT] = PT_ENCODING_8BIT,
    [GMIME_CONTENT_ENCODING_BINARY] = PT_ENCODING_BINARY,
    [GMIME_CONTENT_ENCODING_BASE64] = PT_ENCODING_BASE64,
    [GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE] = PT_ENCODING_QUOTED_PRINTABLE,
    [GMIME_CONTENT_ENCODING_UUENCODE] = PT_ENCODING_UUENCODE,
  };
  return (guint) encoding < G_N_ELEMENTS (encodings) ? encodings[encoding] : PT_ENCODING_UNKNOWN;
}

gboolean
pt_part_decode (PtPart *part, const guint8 *raw, gsize start, gsize length, GMimeContentEncoding encoding,
                GByteArray *keep, gsize cap)
{
  Taking taking = { .part = part, .keep = keep, .cap = cap };
  part->raw_start = start;
  part->raw_length = length;
  part->encoding = encoding_from (encoding);
  part->size = 0;
  gboolean strict = check_strict (part, raw + start);
  sha256_init (&taking.sum);
  pt_decode (part->encoding, raw + start, length, take, &taking);
  sha256_digest (&taking.sum, PT_SHA256_BYTES, part->sha256);
  return strict;
}

static gboolean
is_device_name (const char *name)
{
  static const char *const devices[] = { "con", "prn", "aux", "nul", "clock$", "conin$", "conout$" };
  gsize stem = strcspn (name, ".");
  while (stem > 0 && name[stem - 1] == ' ')
    stem--;
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    if (strlen (devices[i]) == stem && g_ascii_strncasecmp (name, devices[i], stem) == 0)
      return TRUE;
  return stem == 4 && g_ascii_isdigit (name[3])
         && (g_ascii_strncasecmp (name, "com", 3) == 0 || g_ascii_strncasecmp (name, "lpt", 3) == 0);
}

/* Cuts at a character, keeps an extension of up to 16 bytes. */
static char *
cut_name (const char *name)
{
  const char *dot = strrchr (name, '.');
  gsize extension = dot && dot != name ? strlen (dot) : 0;
  if (strlen (name) <= NAME_BYTES)
    return g_strdup (name);
  if (extension > 16)
    extension = 0;
  gsize keep = pt_text_prefix (name, NAME_BYTES - extension);
  g_autofree char *stem = g_strndup (name, keep);
  return g_strconcat (stem, extension > 0 ? dot : "", NULL);
}

char *
pt_part_safe_name (const char *name)
{
  g_autofree char *valid = NULL, *line = NULL;
  char *start, *slash;
  gsize length;
  if (!name)
    return NULL;
  valid = pt_text_to_utf8 (name, strlen (name), NULL);
  line = pt_text_to_line (valid);
  start = line;
  length = strlen (start);
  while (length > 0 && strchr (" ./\\", start[length - 1]))
    start[--length] = 0;
  for (slash = start; (slash = strpbrk (start, "/\\"));)
    start = slash + 1;
  if (g_ascii_isalpha (start[0]) && start[1] == ':')
    start += 2;
  while (*start == '.' || *start == ' ')
    start++;
  for (char *at = start; *at != 0; at++)
    if (strchr (":*?\"<>|", *at))
      *at = '_';
  if (*start == 0)
    return NULL;
  g_autofree char *cut = g_strchomp (cut_name (start)); /* a cut may end behind a space */
  return is_device_name (cut) ? g_strconcat ("_", cut, NULL) : g_steal_pointer (&cut);
}
