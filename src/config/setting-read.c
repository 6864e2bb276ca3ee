/* The types of settings: one row each with how it is called, read and shown. */
#include "config/setting.h"

#include <string.h>

#include "base/address.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "config/setting-text.h"
#include "model/ticket.h"

#define FILE_MAX_BYTES (64 * 1024)

typedef gboolean (*PtReader) (const PtSetting *setting, const char *text, gpointer field);

static gboolean
keep (gpointer field, char *text)
{
  char **place = field;
  if (!text)
    return FALSE;
  g_free (*place);
  *place = text;
  return TRUE;
}

static gboolean
keep_list (gpointer field, GPtrArray *list)
{
  GStrv *place = field;
  g_ptr_array_add (list, NULL);
  g_strfreev (*place);
  *place = (GStrv) g_ptr_array_steal (list, NULL);
  return TRUE;
}

static gboolean
in_range (const PtSetting *setting, gint64 value)
{
  return value >= setting->min && value <= setting->max;
}

static gboolean
read_yes_no (G_GNUC_UNUSED const PtSetting *setting, const char *text, gpointer field)
{
  static const char *const words[] = { "no", "yes", "false", "true", "off", "on" };
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (text, words[i]) == 0) {
      *(gboolean *) field = i % 2;
      return TRUE;
    }
  return FALSE;
}

static gboolean
read_number (const PtSetting *setting, const char *text, gpointer field)
{
  gint64 number;
  if (!pt_number_from_text (text, &number) || !in_range (setting, number))
    return FALSE;
  *(guint *) field = (guint) number;
  return TRUE;
}

static gboolean
read_rate (const PtSetting *setting, const char *text, gpointer field)
{
  g_autofree char *figure = g_strdup (text);
  if (g_str_has_suffix (figure, setting->type == PT_SETTING_BURST ? "/m" : "/h"))
    figure[strlen (figure) - 2] = 0;
  return read_number (setting, figure, field);
}

static gboolean
read_duration (const PtSetting *setting, const char *text, gpointer field)
{
  PtTime duration;
  if (!pt_duration_from_text (text, &duration) || !in_range (setting, duration))
    return FALSE;
  *(PtTime *) field = duration;
  return TRUE;
}

static gboolean
read_seconds (const PtSetting *setting, const char *text, gpointer field)
{
  PtTime duration;
  if (!read_duration (setting, text, &duration))
    return FALSE;
  *(guint *) field = (guint) (duration / PT_SECOND);
  return TRUE;
}

static gboolean
read_size (const PtSetting *setting, const char *text, gpointer field)
{
  gint64 bytes;
  if (!pt_size_from_text (text, &bytes) || !in_range (setting, bytes))
    return FALSE;
  *(gsize *) field = (gsize) bytes;
  return TRUE;
}

static gboolean
read_word (const PtSetting *setting, const char *text, gpointer field)
{
  for (int i = 0; setting->words[i]; i++)
    if (g_ascii_strcasecmp (text, setting->words[i]) == 0) {
      *(int *) field = i;
      return TRUE;
    }
  return FALSE;
}

static gboolean
read_choice (const PtSetting *setting, const char *text, gpointer field)
{
  int word = 0;
  return read_word (setting, text, &word) && keep (field, g_strdup (setting->words[word]));
}

static gboolean
read_name (G_GNUC_UNUSED const PtSetting *setting, const char *text, gpointer field)
{
  gboolean good = g_ascii_isalnum (text[0]);
  for (const char *c = text; *c && good; c++)
    good = g_ascii_isalnum (*c) || strchr ("-_", *c);
  return good && keep (field, g_strdup (text));
}

static gboolean
read_line (G_GNUC_UNUSED const PtSetting *setting, const char *text, gpointer field)
{
  return pt_text_is_header_value (text) && keep (field, g_strdup (text));
}

static gboolean
read_lines (G_GNUC_UNUSED const PtSetting *setting, const char *text, gpointer field)
{
  for (const char *c = text; *c; c++)
    if (g_ascii_iscntrl (*c) && !strchr ("\n\t", *c))
      return FALSE;
  return g_utf8_validate (text, -1, NULL) && keep (field, g_strdup (text));
}

/* The A-label form of DOMAIN, which base knows as the domain of a key; NULL if it has none. */
static char *
domain_key (const char *domain)
{
  g_autofree char *addr = g_strconcat ("x@", domain, NULL);
  g_autofree char *key = strchr (domain, '@') ? NULL : pt_address_key (addr);
  return key ? g_strdup (pt_address_domain (key)) : NULL;
}

static gboolean
read_host (G_GNUC_UNUSED const PtSetting *setting, const char *text, gpointer field)
{
  gboolean literal = text[0] == ':' || strchr (text, ':'); /* an IPv6 address */
  gboolean good = text[0] != 0 && text[0] != '-' && strlen (text) <= 255;
  for (const char *c = text; *c && good; c++)
    good = literal ? g_ascii_isxdigit (*c) || *c == ':' || *c == '.' : g_ascii_isalnum (*c) || strchr ("-._", *c);
  return good && keep (field, g_ascii_strdown (text, -1));
}

static gboolean
read_address (G_GNUC_UNUSED const PtSetting *setting, const char *text, gpointer field)
{
  return pt_address_is_mailable (text, FALSE) && keep (field, g_strdup (text));
}

/* What one entry of a list becomes, NULL if it is not allowed. */
static char *
list_entry (const PtSetting *setting, const char *entry)
{
  if (setting->type == PT_SETTING_HOSTS)
    return domain_key (entry);
  if (setting->type == PT_SETTING_ADDRESSES)
    return strchr (entry, '@') ? pt_address_key (entry) : domain_key (entry);
  g_autofree char *word = g_ascii_strdown (entry, -1);
  return g_strv_contains (setting->words, word) ? g_steal_pointer (&word) : NULL;
}

static gboolean
read_list (const PtSetting *setting, const char *text, gpointer field)
{
  g_auto (GStrv) entries = g_strsplit_set (text, " \t,", -1);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  for (gsize i = 0; entries[i]; i++) {
    char *entry = entries[i][0] ? list_entry (setting, entries[i]) : NULL;
    if (entry)
      g_ptr_array_add (list, entry);
    else if (entries[i][0])
      return FALSE;
  }
  return keep_list (field, list);
}

/* closed=solved on-hold=open */
static gboolean
read_statuses (G_GNUC_UNUSED const PtSetting *setting, const char *text, gpointer field)
{
  g_auto (GStrv) pairs = g_strsplit_set (text, " \t,", -1);
  PtStatus shown[PT_STATUS_N], *place = field;
  for (guint i = 0; i < PT_STATUS_N; i++)
    shown[i] = (PtStatus) i;
  for (gsize i = 0; pairs[i]; i++) {
    g_auto (GStrv) pair = g_strsplit (pairs[i], "=", 2);
    PtStatus from;
    if (!pairs[i][0])
      continue;
    if (!pair[1] || !pt_status_from_name (pair[0], &from) || !pt_status_from_name (pair[1], &shown[from]))
      return FALSE;
  }
  memcpy (place, shown, sizeof shown);
  return TRUE;
}

static gboolean
read_character (G_GNUC_UNUSED const PtSetting *setting, const char *text, gpointer field)
{
  if (strlen (text) != 1 || !strchr ("+-=_.#~", text[0]))
    return FALSE;
  *(char *) field = text[0];
  return TRUE;
}

static const struct {
  const char *name;
  PtReader    read; /* NULL: the type needs the folder */
  const char *allowed;
} types[] = {
  [PT_SETTING_YES_NO] = { "yes or no", read_yes_no, "yes or no" },
  [PT_SETTING_NUMBER] = { "number", read_number, "a number" },
  [PT_SETTING_RATE] = { "rate", read_rate, "a number an hour, such as 20/h," },
  [PT_SETTING_BURST] = { "burst", read_rate, "a number a minute, such as 10/m," },
  [PT_SETTING_DURATION] = { "duration", read_duration, "a duration, such as 300s or 7d," },
  [PT_SETTING_SECONDS] = { "duration", read_seconds, "a duration, such as 300s or 5m," },
  [PT_SETTING_SIZE] = { "size", read_size, "a size, such as 7MB or 64KiB," },
  [PT_SETTING_WORD] = { "word", read_word, "one of" },
  [PT_SETTING_CHOICE] = { "word", read_choice, "one of" },
  [PT_SETTING_WORDS] = { "words", read_list, "a list, divided by spaces, of" },
  [PT_SETTING_STATUSES] = { "pairs", read_statuses, "pairs of statuses, divided by spaces, such as closed=solved" },
  [PT_SETTING_NAME] = { "name", read_name, "letters, digits, - and _" },
  [PT_SETTING_LINE] = { "text", read_line, "text without control characters" },
  [PT_SETTING_LINES] = { "text", read_lines, "text, with \\n for a new line" },
  [PT_SETTING_FILE] = { "path", NULL, "the path of a text file of at most 64KiB" },
  [PT_SETTING_HOST] = { "host", read_host, "the name of a host or domain" },
  [PT_SETTING_HOSTS] = { "domains", read_list, "domains divided by spaces" },
  [PT_SETTING_ADDRESS] = { "address", read_address,
                           "a mail address without quotes or brackets, such as support@example.com" },
  [PT_SETTING_ADDRESSES] = { "addresses", read_list, "addresses and domains divided by spaces" },
  [PT_SETTING_PATH] = { "path", NULL, "a path without control characters" },
  [PT_SETTING_CHARACTER] = { "character", read_character, "one of + - = _ . # ~" },
};

char *
pt_setting_type_text (const PtSetting *setting)
{
  g_autofree char *words = setting->words ? g_strjoinv (" ", (GStrv) setting->words) : NULL;
  return words ? g_strconcat (types[setting->type].name, ": ", words, NULL) : g_strdup (types[setting->type].name);
}

const char *
pt_setting_default_text (const PtSetting *setting)
{
  if (!setting->initial)
    return setting->derived;
  return *setting->initial ? setting->initial : "none";
}

/* A bound in the notation of the type. */
static char *
bound (const PtSetting *setting, gint64 value)
{
  if (setting->type == PT_SETTING_DURATION || setting->type == PT_SETTING_SECONDS)
    return pt_duration_to_text (value);
  return setting->type == PT_SETTING_SIZE ? pt_size_to_text (value) : g_strdup_printf ("%" G_GINT64_FORMAT, value);
}

char *
pt_setting_allowed (const PtSetting *setting)
{
  const char *allowed = types[setting->type].allowed;
  if (setting->words) {
    g_autofree char *words = g_strjoinv (" ", (GStrv) setting->words);
    return g_strconcat (allowed, " ", words, NULL);
  }
  if (setting->max == 0)
    return g_strdup (allowed);
  g_autofree char *from = bound (setting, setting->min);
  g_autofree char *to = bound (setting, setting->max);
  return g_strconcat (allowed, " from ", from, " to ", to, NULL);
}

static char *
path_from (const char *folder, const char *text)
{
  for (const char *c = text; *c; c++)
    if (g_ascii_iscntrl (*c))
      return NULL;
  return text[0] ? g_canonicalize_filename (text, folder) : NULL;
}

static gboolean
read_file (const char *path, gpointer field, GError **error)
{
  g_autofree char *content = NULL;
  g_autoptr (GError) problem = NULL;
  gsize length = 0;
  if (!g_file_get_contents (path, &content, &length, &problem))
    return pt_error_set (error, PT_ERROR_IO, "%s", problem->message);
  if (length > FILE_MAX_BYTES || strlen (content) != length)
    return FALSE;
  return read_lines (NULL, content, field);
}

gboolean
pt_setting_read (const PtSetting *setting, const char *folder, const char *text, gpointer field, GError **error)
{
  if (types[setting->type].read)
    return types[setting->type].read (setting, text, field);
  g_autofree char *path = path_from (folder, text);
  if (!path)
    return FALSE;
  return setting->type == PT_SETTING_FILE ? read_file (path, field, error) : keep (field, g_steal_pointer (&path));
}

/* As a key file writes it. */
static char *
escaped (const char *text)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_key_file_set_string (file, "g", "k", text);
  return g_key_file_get_value (file, "g", "k", NULL);
}

static char *
show_statuses (const PtStatus *shown)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < PT_STATUS_N; i++)
    if (shown[i] != (PtStatus) i)
      g_string_append_printf (out, "%s%s=%s", out->len ? " " : "", pt_status_name ((PtStatus) i),
                              pt_status_name (shown[i]));
  return g_string_free (out, FALSE);
}

char *
pt_setting_show (const PtSetting *setting, gconstpointer field)
{
  const char *text = NULL;
  switch (setting->type) {
  case PT_SETTING_YES_NO:
    return g_strdup (*(const gboolean *) field ? "yes" : "no");
  case PT_SETTING_NUMBER:
    return g_strdup_printf ("%u", *(const guint *) field);
  case PT_SETTING_RATE:
    return g_strdup_printf ("%u/h", *(const guint *) field);
  case PT_SETTING_BURST:
    return g_strdup_printf ("%u/m", *(const guint *) field);
  case PT_SETTING_DURATION:
    return pt_duration_to_text (*(const PtTime *) field);
  case PT_SETTING_SECONDS:
    return pt_duration_to_text (*(const guint *) field * PT_SECOND);
  case PT_SETTING_SIZE:
    return pt_size_to_text ((gint64) * (const gsize *) field);
  case PT_SETTING_WORD:
    return g_strdup (setting->words[*(const int *) field]);
  case PT_SETTING_STATUSES:
    return show_statuses (field);
  case PT_SETTING_CHARACTER:
    return g_strndup (field, 1);
  case PT_SETTING_WORDS:
  case PT_SETTING_HOSTS:
  case PT_SETTING_ADDRESSES:
    return *(const GStrv *) field ? g_strjoinv (" ", *(const GStrv *) field) : g_strdup ("");
  default:
    text = *(char *const *) field;
    return setting->type == PT_SETTING_LINES && text ? escaped (text) : g_strdup (text ? text : "");
  }
}
