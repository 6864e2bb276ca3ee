#include "render/fields-held.h"

#include "base/text.h"
#include "render/fields-source.h"
#include "render/html.h"

#include <string.h>

/* What mail programs make links of, even in plain text, is not one any more. */
static char *
without_links (const char *text)
{
  static const struct { const char *from, *to; } breaks[] = {
    { "://", "[:]//" }, { "www.", "www[.]" }, { "mailto:", "mailto[:]" }, { "WWW.", "WWW[.]" }, { "tel:", "tel[:]" },
  };
  GString *out = g_string_new (text);
  for (gsize i = 0; i < G_N_ELEMENTS (breaks); i++)
    g_string_replace (out, breaks[i].from, breaks[i].to, 0);
  return g_string_free (out, FALSE);
}

/* As the sender's, line by line. */
static char *
quoted (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *out = g_string_new (NULL);
  for (guint i = 0; lines[i] && (lines[i + 1] || *lines[i]); i++)
    g_string_append_printf (out, "> %s\n", lines[i]);
  return g_string_free (out, FALSE);
}

static char *
mailto (const char *address, const char *words, PtId number, const char *body)
{
  g_autofree char *subject = g_strdup_printf ("%s %" G_GINT64_FORMAT, words, number);
  g_autofree char *to = g_uri_escape_string (address ? address : "", "@+", FALSE);
  g_autofree char *about = g_uri_escape_string (subject, NULL, FALSE);
  g_autofree char *text = g_uri_escape_string (body, NULL, FALSE);
  return g_strdup_printf ("mailto:%s?subject=%s&body=%s", to, about, text);
}

static const char *
nth (const GPtrArray *addresses, guint i)
{
  return addresses && i < addresses->len ? g_ptr_array_index (addresses, i) : NULL;
}

static void
set_text (PtValue *map, const PtHeldMail *mail, const PtWords *words)
{
  g_autofree char *shown = pt_fields_text (mail->excerpt, pt_words_of (words, "text", "cut"));
  g_autofree char *text = without_links (shown);
  pt_value_map_set (map, "text", pt_value_new_take (quoted (text)));
  pt_value_map_set (map, "html", pt_value_new_html (pt_html_from_text (text, -1)));
}

static PtValue *
held_value (const PtFieldsHeldInput *input, const PtHeldMail *mail, guint i)
{
  PtValue *map = pt_value_new_map ();
  const PtWords *words = input->words;
  g_autofree char *cause = g_strdup_printf ("%d", mail->cause);
  const char *body = pt_words_of (words, "text", "as-it-is");
  pt_value_map_set_int (map, "id", mail->id);
  pt_value_map_set_string (map, "cause", pt_words_of (words, "cause", cause));
  pt_value_map_set (map, "from", pt_value_new_take (pt_text_to_line (mail->from)));
  pt_value_map_set (map, "subject", pt_value_new_take (pt_text_to_line (mail->subject)));
  pt_fields_set_time (map, "", mail->received_at);
  pt_value_map_set_int (map, "ticket", mail->ticket);
  pt_value_map_set_bool (map, "is_of_ticket", mail->ticket > 0);
  pt_value_map_set_bool (map, "is_again", mail->again);
  const char *let_in = pt_words_of (words, "text", "let-in"), *drop = pt_words_of (words, "text", "drop");
  pt_value_map_set (map, "let_in", pt_value_new_take (mailto (nth (input->let_in, i), let_in, mail->id, body)));
  pt_value_map_set (map, "drop", pt_value_new_take (mailto (nth (input->drop, i), drop, mail->id, body)));
  set_text (map, mail, words);
  return map;
}

static void
set_counts (PtValue *map, const PtNotice *notice)
{
  static const char *const names[PT_HELD_N_COUNTS] = { "held_spam", "held_loops", "held_blocked", "held_rejected" };
  gboolean any = FALSE;
  for (guint i = 0; i < PT_HELD_N_COUNTS; i++) {
    any |= notice->held_counts[i] > 0;
    pt_value_map_set_int (map, names[i], notice->held_counts[i]);
  }
  pt_value_map_set_bool (map, "has_counts", any);
  pt_value_map_set_int (map, "held_more", notice->held_more);
  pt_value_map_set_bool (map, "has_more", notice->held_more > 0);
  pt_value_map_set_int (map, "held_lines", notice->held->len);
}

enum { LINE_CHARACTERS = 300 };

static PtValue *
line_value (const PtFieldsHeldInput *input, const PtFieldsLine *shown)
{
  PtValue *map = pt_value_new_map ();
  const PtTicket *ticket = shown->line->view->ticket;
  const PtComment *comment = shown->line->comment;
  const char *address = comment->author_address ? comment->author_address : "";
  g_autofree char *name = shown->line->author ? pt_fields_name (shown->line->author) : NULL;
  g_autofree char *text = pt_fields_text (comment->text, pt_words_of (input->words, "text", "cut"));
  g_autofree char *from = name ? g_strdup_printf ("%s <%s>", name, address) : g_strdup (address);
  pt_value_map_set_int (map, "id", ticket->id);
  pt_value_map_set (map, "title", pt_value_new_take (pt_fields_title (ticket)));
  pt_value_map_set (map, "from", pt_value_new_take (pt_text_to_line (from)));
  pt_fields_set_time (map, "", comment->at);
  pt_value_map_set (map, "text", pt_value_new_take (pt_text_excerpt (text, LINE_CHARACTERS)));
  pt_value_map_set_bool (map, "is_private", comment->is_private);
  pt_value_map_set_string (map, "answer", shown->answer);
  pt_value_map_set_string (map, "note", shown->note);
  return map;
}

/* What a digest has, and what waits below a ceiling (J10). */
static void
set_lines (PtValue *map, const PtNotice *notice, const PtFieldsHeldInput *input)
{
  PtValue *lines = pt_value_new_list ();
  g_auto (GStrv) waits = g_strsplit (notice->event_detail ? notice->event_detail : "", " since ", 2);
  for (guint i = 0; input->lines && i < input->lines->len; i++)
    pt_value_list_add (lines, line_value (input, &g_array_index (input->lines, PtFieldsLine, i)));
  pt_value_map_set_int (map, "lines_count", pt_value_list_length (lines));
  pt_value_map_set (map, "lines", lines);
  pt_value_map_set_string (map, "waiting_count", waits[0]);
  pt_value_map_set_string (map, "waiting_since", waits[0] ? waits[1] : NULL);
}

/* Those told a second time in a list of their own: they will be deleted soon. */
void
pt_fields_set_held (PtValue *map, const PtNotice *notice, const PtFieldsHeldInput *input)
{
  PtValue *held = pt_value_new_list (), *again = pt_value_new_list ();
  for (guint i = 0; i < notice->held->len; i++) {
    const PtHeldMail *mail = g_ptr_array_index (notice->held, i);
    pt_value_list_add (mail->again ? again : held, held_value (input, mail, i));
  }
  pt_value_map_set_bool (map, "has_held", pt_value_list_length (held) > 0);
  pt_value_map_set_bool (map, "has_held_again", pt_value_list_length (again) > 0);
  pt_value_map_set (map, "held", held);
  pt_value_map_set (map, "held_again", again);
  set_counts (map, notice);
  set_lines (map, notice, input);
}

PtValue *
pt_fields_held (const PtNotice *notice, const PtFieldsHeldInput *input)
{
  PtValue *map = pt_value_new_map (), *mailbox = pt_value_new_map ();
  pt_value_map_set (mailbox, "name", pt_value_new_take (pt_text_to_line (input->mailbox->display)));
  pt_value_map_set_string (mailbox, "address", input->mailbox->address);
  pt_value_map_set (map, "mailbox", mailbox);
  pt_fields_set_held (map, notice, input);
  return map;
}
