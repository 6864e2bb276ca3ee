#include "render/fields-source.h"

#include "base/clock.h"
#include "base/text.h"
#include "render/html.h"

#include <string.h>

void
pt_fields_set_time (PtValue *map, const char *prefix, PtTime time)
{
  g_autofree char *iso = pt_time_to_iso (time, FALSE);
  g_autofree char *at = g_strconcat (prefix, "at", NULL), *date = g_strconcat (prefix, "date", NULL);
  g_autofree char *hour = g_strconcat (prefix, "time", NULL);
  const char *clock = strlen (iso) > 16 ? iso + 11 : "";
  pt_value_map_set (map, at, pt_value_new_take (g_strdup_printf ("%.10s %.5s UTC", iso, clock)));
  pt_value_map_set (map, date, pt_value_new_take (g_strdup_printf ("%.10s", iso)));
  pt_value_map_set (map, hour, pt_value_new_take (g_strdup_printf ("%.5s UTC", clock)));
}

PtValue *
pt_fields_formatted (const char *text)
{
  return pt_value_new_formatted (g_strdup (text), pt_html_from_text (text, -1));
}

#define WHOLE G_MAXSIZE /* as much of a text as pt_fields_text lets through */

/* --- attachments --- */

gboolean
pt_fields_may_show_private (const PtNotice *notice, PtNotifyKind kind)
{
  return !pt_notify_kind_is_outside (kind) && notice->comment && notice->comment->is_private
         && notice->recipient->id != notice->ticket->requester;
}

/* `812 bytes`, `1.5 KiB`: the same on every machine and in every locale, but for the words of the language. */
static char *
size_text (const PtWords *words, gsize size)
{
  static const char *const units[] = { "KiB", "MiB", "GiB" };
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  double value = (double) size / 1024;
  gsize unit = 0;
  if (size < 1024)
    return g_strdup_printf ("%" G_GSIZE_FORMAT " %s", size,
                            pt_words_of (words, "text", size == 1 ? "byte" : "bytes"));
  for (; value >= 1024 && unit + 1 < G_N_ELEMENTS (units); unit++)
    value /= 1024;
  g_ascii_formatd (number, sizeof number, "%.1f", value);
  char *point = strchr (number, '.');
  *point = 0;
  return g_strdup_printf ("%s%s%s %s", number, pt_words_of (words, "text", "point"), point + 1, units[unit]);
}

static PtValue *
attachment_value (const PtWords *words, const PtAttachment *attachment)
{
  const PtPart *part = attachment->part;
  PtValue *map = pt_value_new_map ();
  pt_value_map_set_bool (map, "is_sent", attachment->fate == PT_ATTACHMENT_SENT);
  pt_value_map_set_bool (map, "is_too_large", attachment->fate == PT_ATTACHMENT_TOO_LARGE);
  pt_value_map_set_bool (map, "is_lost", attachment->fate == PT_ATTACHMENT_LOST);
  const char *name = part->name ? part->name : pt_words_of (words, "text", "unnamed");
  pt_value_map_set (map, "name", pt_value_new_take (pt_text_to_line (name)));
  pt_value_map_set (map, "size", pt_value_new_take (size_text (words, part->size)));
  pt_value_map_set (map, "type", pt_value_new_take (pt_text_to_line (part->type ? part->type : "")));
  return map;
}

static void
set_attachments (const PtFieldsSource *s, PtValue *map)
{
  PtValue *list = pt_value_new_list ();
  GString *names = g_string_new (NULL);
  for (guint i = 0; i < s->notice->attachments->len; i++) {
    PtValue *one = attachment_value (s->input->words, g_ptr_array_index (s->notice->attachments, i));
    g_string_append_printf (names, "%s%s (%s)", i ? "\n" : "", pt_value_text (pt_value_map_get (one, "name"), NULL),
                            pt_value_text (pt_value_map_get (one, "size"), NULL));
    pt_value_list_add (list, one);
  }
  pt_value_map_set (map, "attachments", list);
  pt_value_map_set_bool (map, "has_attachments", s->notice->attachments->len > 0);
  pt_value_map_set (map, "files", pt_fields_formatted (names->str));
  g_string_free (names, TRUE);
}

/* --- one comment --- */

static PtValue *
flags_value (const PtFieldsSource *s, const PtComment *comment)
{
  PtValue *list = pt_value_new_list ();
  for (guint i = 0; i < PT_FLAG_N; i++) {
    if (!(comment->flags & PT_FLAG_BIT (i)))
      continue;
    const char *word = pt_flag_name (i);
    PtValue *map = pt_value_new_map ();
    pt_value_map_set_string (map, "word", word);
    pt_value_map_set_string (map, "sentence", pt_words_of (s->input->words, "flag", word));
    pt_value_list_add (list, map);
  }
  return list;
}

static char *
show (const PtFieldsSource *s, const char *raw)
{
  return s->input->show ? s->input->show (raw, s->input->words)
                        : pt_fields_text (raw, pt_words_of (s->input->words, "text", "cut"));
}

/* Of its text at most MOST bytes, and then that the rest is left out. */
static char *
show_at_most (const PtFieldsSource *s, const char *raw, gsize most)
{
  if (!raw || strlen (raw) <= most)
    return show (s, raw);
  g_autofree char *begin = g_strndup (raw, pt_text_prefix (raw, most)), *shown = show (s, begin);
  return g_strdup_printf ("%s\n\n[%s]", shown, pt_words_of (s->input->words, "text", "cut"));
}

static PtValue *
comment_value (const PtFieldsSource *s, const PtComment *comment, const PtPerson *author, gsize most)
{
  g_autofree char *text = show_at_most (s, comment->text, most);
  PtValue *map = pt_value_new_map ();
  pt_value_map_set_self (map, g_strdup (text), pt_html_from_text (text, -1));
  pt_value_map_set_string (map, "text", text);
  pt_value_map_set (map, "html", pt_value_new_html (pt_html_from_text (text, -1)));
  pt_fields_set_time (map, "", comment->at);
  pt_value_map_set (map, "created_at", pt_value_ref ((PtValue *) pt_value_map_get (map, "at")));
  if (author) {
    pt_value_map_set (map, "author", pt_fields_person (s, author));
    pt_value_map_set (map, "author_or_address", pt_value_new_take (pt_fields_name_or_address (s, author)));
  }
  pt_value_map_set_bool (map, "is_private", comment->is_private);
  pt_value_map_set_bool (map, "is_participant", comment->is_participant); /* T8 */
  if (s->outside)
    return map;
  pt_value_map_set (map, "flags", flags_value (s, comment));
  pt_value_map_set (map, "from",
                    pt_value_new_take (pt_text_to_line (comment->author_address ? comment->author_address : "")));
  return map;
}

static PtValue *
kept_out (const PtFieldsSource *s)
{
  PtValue *list = pt_value_new_list ();
  for (guint i = 0; i < s->notice->kept_out->len; i++)
    pt_value_list_add (list, pt_fields_person (s, g_ptr_array_index (s->notice->kept_out, i)));
  return list;
}

PtValue *
pt_fields_comment (const PtFieldsSource *s)
{
  PtValue *map = comment_value (s, s->notice->comment, s->notice->author, WHOLE);
  if (!s->outside)
    pt_value_map_set (map, "kept_out", kept_out (s));
  set_attachments (s, map);
  return map;
}

static gboolean
may_show (const PtFieldsSource *s, const PtComment *comment)
{
  return !comment->is_private || pt_fields_may_show_private (s->notice, s->kind);
}

PtValue *
pt_fields_earlier (const PtFieldsSource *s)
{
  PtValue *list = pt_value_new_list ();
  for (guint i = 0; i < s->notice->earlier->len; i++) {
    const PtNoticeComment *one = g_ptr_array_index (s->notice->earlier, i);
    if (may_show (s, one->comment))
      pt_value_list_add (list, comment_value (s, one->comment, one->author, WHOLE));
  }
  return list;
}

/* --- all comments --- */

/* ` as a participant`, ` - internal note`: what a comment's author was, and who does not see it (T8, J17). */
static char *
marks_of (const PtFieldsSource *s, const PtValue *comment)
{
  gboolean participant = pt_value_is_true (pt_value_map_get (comment, "is_participant"));
  gboolean private = pt_value_is_true (pt_value_map_get (comment, "is_private"));
  return g_strconcat (participant ? " " : "", participant ? pt_words_of (s->input->words, "text", "participant") : "",
                      private ? " - " : "", private ? pt_words_of (s->input->words, "text", "internal") : "", NULL);
}

static void
append_warnings (GString *text, GString *html, const PtValue *comment)
{
  const PtValue *flags = pt_value_map_get (comment, "flags");
  for (guint i = 0; flags && i < pt_value_list_length (flags); i++) {
    const char *sentence = pt_value_text (pt_value_map_get (pt_value_list_item (flags, i), "sentence"), NULL);
    g_string_append_printf (text, "[%s]\n", sentence);
    g_string_append (html, "<p><b>");
    pt_html_escape (html, sentence, strlen (sentence));
    g_string_append (html, "</b></p>\n");
  }
}

static void
append_formatted (const PtFieldsSource *s, GString *text, GString *html, const PtValue *comment)
{
  gsize length;
  const char *name = pt_value_text (pt_value_map_get (comment, "author_or_address"), NULL);
  const char *at = pt_value_text (pt_value_map_get (comment, "at"), NULL);
  const char *as_html = pt_value_html (comment, &length);
  g_autofree char *marks = marks_of (s, comment);
  g_string_append_printf (text, "%s%s%s, %s\n", text->len ? "\n" : "", name ? name : "Postern", marks, at);
  g_string_append (html, "<p><b>");
  pt_html_escape (html, name ? name : "Postern", strlen (name ? name : "Postern"));
  g_string_append (html, "</b>");
  pt_html_escape (html, marks, strlen (marks));
  g_string_append_printf (html, ", %s</p>\n", at);
  append_warnings (text, html, comment);
  g_string_append_printf (text, "\n%s\n", pt_value_text (comment, NULL));
  g_string_append (html, as_html ? as_html : "");
}

static void
set_list (const PtFieldsSource *s, PtValue *ticket, const char *name, const GPtrArray *comments, guint from)
{
  g_autofree char *formatted = g_strconcat (name, "_formatted", NULL);
  GString *text = g_string_new (NULL), *html = g_string_new (NULL);
  PtValue *list = pt_value_new_list ();
  for (guint i = from; i < comments->len; i++) {
    PtValue *comment = g_ptr_array_index (comments, i);
    pt_value_list_add (list, pt_value_ref (comment));
    append_formatted (s, text, html, comment);
  }
  pt_value_map_set (ticket, name, list);
  pt_value_map_set (ticket, formatted,
                    pt_value_new_formatted (g_string_free (text, FALSE), g_string_free (html, FALSE)));
}

/* Zendesk has one name for each way of writing it; here the template's own form decides (H1). */
static void
set_latest (PtValue *ticket, const char *name, const GPtrArray *comments)
{
  static const char *const endings[] = { "", "_formatted", "_html", "_rich" };
  for (gsize i = 0; comments->len > 0 && i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *whole = g_strconcat (name, endings[i], NULL);
    pt_value_map_set (ticket, whole, pt_value_ref (g_ptr_array_index (comments, 0)));
  }
}

/* The other comments, newest first; the one at which it is enough is cut, and says so.  A machine gets none, and
 * nobody on its ticket gets old ones (H9). */
static void
add_history (const PtFieldsSource *s, GPtrArray *comments)
{
  const GPtrArray *history = s->notice->history;
  gsize left = PT_FIELDS_HISTORY_BYTES;
  for (guint i = history->len; i > 0 && !s->machine; i--) {
    const PtNoticeComment *one = g_ptr_array_index (history, i - 1);
    gsize size = one->comment->text ? strlen (one->comment->text) : 0;
    if (!may_show (s, one->comment))
      continue;
    g_ptr_array_add (comments, comment_value (s, one->comment, one->author, left));
    if (size >= left)
      return;
    left -= size;
  }
}

static GPtrArray *
only_public (const GPtrArray *comments)
{
  GPtrArray *list = g_ptr_array_new ();
  for (guint i = 0; i < comments->len; i++)
    if (!pt_value_is_true (pt_value_map_get (g_ptr_array_index (comments, i), "is_private")))
      g_ptr_array_add (list, g_ptr_array_index (comments, i));
  return list;
}

static void
set_description (const PtFieldsSource *s, PtValue *ticket, PtValue *comment)
{
  const PtNoticeComment *opening = s->notice->opening;
  if (s->machine)
    return;
  if (s->notice->first_comment && comment)
    pt_value_map_set (ticket, "description", pt_value_ref (comment));
  else if (opening && may_show (s, opening->comment))
    pt_value_map_set (ticket, "description", comment_value (s, opening->comment, opening->author, WHOLE));
}

void
pt_fields_set_comments (const PtFieldsSource *s, PtValue *ticket, PtValue *comment)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_value_unref);
  if (s->without_text)
    return;
  gboolean blank = s->machine && s->notice->recipient->id == s->notice->ticket->requester;
  if (comment && !blank)
    g_ptr_array_add (all, pt_value_ref (comment));
  add_history (s, all);
  g_autoptr (GPtrArray) public_ones = only_public (all);
  set_list (s, ticket, "comments", all, 0);
  set_list (s, ticket, "earlier_comments", all, comment && !blank ? 1 : 0);
  set_list (s, ticket, "public_comments", public_ones, 0);
  set_latest (ticket, "latest_comment", all);
  set_latest (ticket, "latest_public_comment", public_ones);
  set_description (s, ticket, comment);
  if (s->notice->first_comment && comment)
    pt_value_map_set (ticket, "files", pt_value_ref ((PtValue *) pt_value_map_get (comment, "files")));
}
