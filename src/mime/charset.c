#include "mime/charset.h"

#include <gmime/gmime.h>
#include <string.h>
#include <uchardet.h>

#include "base/text.h"

#define GUESS_BYTES (64 * 1024)
#define CONVERTERS 16

/* What senders write and what they mean by it. */
static const struct {
  const char *name;
  const char *means;
} charset_names[] = {
  { "iso-8859-1", "windows-1252" }, { "latin1", "windows-1252" },    { "gb2312", "gb18030" },
  { "gbk", "gb18030" },             { "x-gbk", "gb18030" },          { "ks_c_5601-1987", "cp949" },
  { "ksc5601", "cp949" },           { "euc-kr", "cp949" },           { "shift_jis", "cp932" },
  { "x-sjis", "cp932" },            { "iso-2022-jp", "iso-2022-jp-3" }, { "tis-620", "cp874" },
  { "iso-8859-8-i", "iso-8859-8" }, { "x-mac-roman", "macintosh" },  { "unicode-1-1-utf-8", "utf-8" },
  { "utf8", "utf-8" },              { "cp-850", "cp850" },           { "ansi_x3.4-1968", "us-ascii" },
};

static const char *
charset_meant (const char *declared)
{
  for (guint i = 0; i < G_N_ELEMENTS (charset_names); i++)
    if (g_ascii_strcasecmp (charset_names[i].name, declared) == 0)
      return charset_names[i].means;
  return declared;
}

static gboolean
is_utf7 (const char *charset)
{
  return g_ascii_strcasecmp (charset, "utf-7") == 0 || g_ascii_strcasecmp (charset, "utf7") == 0
         || g_ascii_strcasecmp (charset, "unicode-1-1-utf-7") == 0 || g_ascii_strcasecmp (charset, "utf-7-imap") == 0
         || g_ascii_strcasecmp (charset, "csunicode11utf7") == 0;
}

/* A name that may go to iconv: no options such as //TRANSLIT, no paths. */
static gboolean
is_plain_name (const char *charset)
{
  gsize length = strlen (charset);
  return length > 0 && length < 40 && strspn (charset, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                        "0123456789-_.:+") == length;
}

static void
close_converter (gpointer data)
{
  iconv_close ((iconv_t) data);
}

static void
free_converters (gpointer data)
{
  g_hash_table_unref (data);
}

/* A converter of this thread, kept open: the C library loads and unloads a module for each, which takes longer than a
 * message.  (iconv_t) -1 if there is no such charset. */
static iconv_t
converter (const char *charset)
{
  static GPrivate open_converters = G_PRIVATE_INIT (free_converters);
  GHashTable *table = g_private_get (&open_converters);
  g_autofree char *name = g_ascii_strdown (charset, -1);
  gpointer handle;
  if (!table) {
    table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, close_converter);
    g_private_set (&open_converters, table);
  }
  if (g_hash_table_lookup_extended (table, name, NULL, &handle)) {
    iconv ((iconv_t) handle, NULL, NULL, NULL, NULL);
    return (iconv_t) handle;
  }
  handle = iconv_open ("UTF-8", name);
  if (handle == (gpointer) -1)
    return (iconv_t) -1;
  if (g_hash_table_size (table) >= CONVERTERS)
    g_hash_table_remove_all (table);
  g_hash_table_insert (table, g_steal_pointer (&name), handle);
  return (iconv_t) handle;
}

/* The text as it is, but NUL as U+FFFD: one that ends there would hide what follows (T066). */
static char *
without_nul (GString *text)
{
  const char *at = text->str, *end = text->str + text->len, *nul = memchr (at, 0, text->len);
  if (!nul)
    return g_string_free (text, FALSE);
  GString *out = g_string_sized_new (text->len + 16);
  for (; nul; at = nul + 1, nul = memchr (at, 0, (gsize) (end - at))) {
    g_string_append_len (out, at, nul - at);
    g_string_append (out, "\xef\xbf\xbd");
  }
  g_string_append_len (out, at, end - at);
  g_string_free (text, TRUE);
  return g_string_free (out, FALSE);
}

/* Converts all of BYTES; *out_bad counts the bytes that became U+FFFD.  NULL if there is no such charset. */
static char *
convert (const char *bytes, gsize length, const char *charset, gsize *out_bad)
{
  iconv_t handle = is_plain_name (charset) ? converter (charset_meant (charset)) : (iconv_t) -1;
  char buffer[4096], *in = (char *) bytes;
  gsize left = length;
  GString *out;
  *out_bad = 0;
  if (handle == (iconv_t) -1)
    return NULL;
  out = g_string_sized_new (length + length / 2 + 16);
  while (left > 0) {
    char *to = buffer;
    gsize room = sizeof buffer;
    gsize done = iconv (handle, &in, &left, &to, &room);
    g_string_append_len (out, buffer, to - buffer);
    if (done == (gsize) -1 && errno != E2BIG) {
      g_string_append (out, "\xef\xbf\xbd");
      ++*out_bad;
      in++;
      left--;
    }
  }
  char *to = buffer;
  gsize room = sizeof buffer;
  iconv (handle, NULL, NULL, &to, &room);
  g_string_append_len (out, buffer, to - buffer);
  return without_nul (out);
}

static char *
guess_charset (const char *bytes, gsize length)
{
  uchardet_t detector = uchardet_new ();
  char *name = NULL;
  if (uchardet_handle_data (detector, bytes, MIN (length, GUESS_BYTES)) == 0) {
    uchardet_data_end (detector);
    name = g_strdup (uchardet_get_charset (detector));
  }
  uchardet_delete (detector);
  if (name && (*name == 0 || is_utf7 (name)))
    g_clear_pointer (&name, g_free);
  return name;
}

static void
set_note (char **out_note, const char *declared, const char *used, gsize bad)
{
  g_autofree char *line = declared ? pt_text_excerpt (declared, 40) : NULL;
  if (!out_note)
    return;
  if (bad > 0)
    *out_note = g_strdup_printf ("charset %s read as %s, %" G_GSIZE_FORMAT " bytes replaced",
                                 line ? line : "not given", used, bad);
  else
    *out_note = g_strdup_printf ("charset %s read as %s", line ? line : "not given", used);
}

/* UTF-8 with some damage is still UTF-8 if more characters are right than wrong. */
static gboolean
is_mostly_utf8 (const char *bytes, gsize length)
{
  gsize good = 0, bad = 0;
  for (const char *at = bytes, *end = bytes + length; at < end;) {
    if ((guchar) *at < 0x80) {
      at++;
      continue;
    }
    gunichar c = g_utf8_get_char_validated (at, end - at);
    if (c == (gunichar) -1 || c == (gunichar) -2) {
      bad++;
      at++;
    } else {
      good++;
      at += g_unichar_to_utf8 (c, NULL);
    }
  }
  return good > bad;
}

static char *
guess (const char *bytes, gsize length, const char *declared, char **out_note)
{
  g_autofree char *name = guess_charset (bytes, length);
  gsize bad = 0;
  char *text = name ? convert (bytes, length, name, &bad) : NULL;
  if (text && bad == 0) {
    set_note (out_note, declared, name, 0);
    return text;
  }
  g_free (text);
  text = convert (bytes, length, "windows-1252", &bad);
  if (!text)
    text = pt_text_to_utf8 (bytes, length, NULL);
  set_note (out_note, declared, "windows-1252", bad);
  return text;
}

char *
pt_charset_to_utf8 (const char *bytes, gsize length, const char *declared, char **out_note)
{
  gboolean repaired = FALSE, utf7 = declared && is_utf7 (declared);
  gsize bad = 0;
  if (out_note)
    *out_note = NULL;
  if (declared && !utf7 && g_ascii_strcasecmp (charset_meant (declared), "utf-8") != 0
      && g_ascii_strcasecmp (charset_meant (declared), "us-ascii") != 0) {
    char *text = convert (bytes, length, declared, &bad);
    if (text && bad <= length / 20) {
      if (bad > 0)
        set_note (out_note, declared, declared, bad);
      return text;
    }
    g_free (text);
  }
  if (g_utf8_validate (bytes, (gssize) length, NULL)) {
    if (utf7 || (declared && bad > 0))
      set_note (out_note, declared, "utf-8", 0);
    return g_strndup (bytes, length);
  }
  if (is_mostly_utf8 (bytes, length) || memchr (bytes, 0, length)) {
    char *text = pt_text_to_utf8 (bytes, length, &repaired);
    if (repaired)
      set_note (out_note, declared, "utf-8", 1);
    return text;
  }
  return guess (bytes, length, declared, out_note);
}
