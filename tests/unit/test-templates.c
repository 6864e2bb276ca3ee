/* Sets of templates on disk, and the fields they read. */
#include "test.h"

#include <glib/gstdio.h>

#include "base/error.h"
#include "render/fields.h"
#include "render/templates.h"

static char *own; /* a folder of the administrator's templates */

static char *
installed (void)
{
  const char *top = g_getenv ("top_srcdir");
  return g_build_filename (top ? top : ".", "templates", NULL);
}

static void
remove_folder (const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      remove_folder (path);
    else
      g_unlink (path);
  }
  g_clear_pointer (&dir, g_dir_close);
  g_rmdir (folder);
}

static int
make_own (void **state)
{
  (void) state;
  own = g_dir_make_tmp ("postern-templates-XXXXXX", NULL);
  return own ? 0 : -1;
}

static int
remove_own (void **state)
{
  (void) state;
  remove_folder (own);
  g_clear_pointer (&own, g_free);
  return 0;
}

static void
put (const char *language, const char *name, const char *text)
{
  g_autofree char *folder = g_build_filename (own, language, NULL), *path = g_build_filename (folder, name, NULL);
  assert_int_equal (g_mkdir_with_parents (folder, 0700), 0);
  assert_true (g_file_set_contents (path, text, -1, NULL));
}

static gboolean
load (PtTemplates **out, GError **error)
{
  g_autofree char *standard = installed ();
  const char *folders[] = { own, standard, NULL };
  return pt_templates_load (folders, out, error);
}

static PtTemplates *
load_good (void)
{
  g_autoptr (GError) error = NULL;
  PtTemplates *templates = NULL;
  if (!load (&templates, &error))
    fail_msg ("%s", error->message);
  return templates;
}

static void
assert_subject (const PtTemplates *templates, const char *language, PtNotifyKind kind, const char *wanted)
{
  g_autoptr (PtValue) fields = pt_fields_sample ();
  g_autoptr (PtRendered) rendered = pt_templates_render (templates, language, kind, fields);
  assert_text (language, rendered->subject, wanted);
  assert_true (rendered->text[0] != 0 && rendered->html[0] != 0);
}

static void
the_installed_set_has_every_kind_and_knows_every_field (void **state)
{
  (void) state;
  g_autoptr (PtTemplates) templates = load_good ();
  g_autoptr (GPtrArray) unknown = pt_templates_unknown (templates);
  if (unknown->len > 0)
    fail_msg ("%s", (char *) unknown->pdata[0]);
  for (guint kind = 0; kind < PT_NOTIFY_N_KINDS; kind++) {
    g_autoptr (PtValue) fields = pt_fields_sample ();
    g_autoptr (PtRendered) rendered = pt_templates_render (templates, "en", (PtNotifyKind) kind, fields);
    assert_true (rendered->subject[0] && rendered->text[0] && rendered->html[0]);
  }
}

static void
a_file_comes_from_the_first_folder_that_has_it (void **state)
{
  (void) state;
  put ("en", "notice.subject", "own {{ticket.id}}\n");
  g_autoptr (PtTemplates) templates = load_good ();
  assert_subject (templates, "en", PT_NOTIFY_NOTICE, "own 1");
  assert_subject (templates, "en", PT_NOTIFY_NOTE, "[#1] INTERNAL NOTE: Sample");
}

static void
what_a_language_lacks_comes_from_english (void **state)
{
  (void) state;
  put ("de", "notice.subject", "Vorgang {{ticket.id}}");
  put ("en", "note.subject", "own note");
  g_autoptr (PtTemplates) templates = load_good ();
  assert_subject (templates, "de", PT_NOTIFY_NOTICE, "Vorgang 1");
  assert_subject (templates, "de", PT_NOTIFY_NOTE, "own note");
  assert_subject (templates, "fr", PT_NOTIFY_NOTICE, "[#1] Sample");
  assert_subject (templates, NULL, PT_NOTIFY_NOTICE, "[#1] Sample");
}

static void
a_subject_is_one_line (void **state)
{
  (void) state;
  put ("en", "notice.subject", "{{#ticket}}\none\r\nBcc: two\n{{/ticket}}\n  three \n");
  g_autoptr (PtTemplates) templates = load_good ();
  assert_subject (templates, "en", PT_NOTIFY_NOTICE, "one Bcc: two three");
}

static void
names_that_no_field_has_are_found_with_their_line (void **state)
{
  (void) state;
  put ("en", "note.txt",
       "{{ticket.id}}\n{{ticket.nubmer}}\n{{#ticket.cc}}{{label}}{{wrong}}{{/ticket.cc}}\n{{> footer}}\n");
  g_autoptr (PtTemplates) templates = load_good ();
  g_autoptr (GPtrArray) unknown = pt_templates_unknown (templates);
  g_autofree char *path = g_build_filename (own, "en", "note.txt", NULL);
  static const char *const wanted[] = { "2: unknown field ticket.nubmer", "3: unknown field wrong",
                                        "4: unknown partial footer" };
  assert_number ("lines", unknown->len, G_N_ELEMENTS (wanted));
  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++) {
    g_autofree char *line = g_strdup_printf ("%s:%s", path, wanted[i]);
    assert_text ("line", unknown->pdata[i], line);
  }
}

static void
a_broken_template_is_named_with_its_line (void **state)
{
  (void) state;
  put ("fr", "reply.html", "<p>\n{{#ticket}}\n");
  g_autoptr (PtTemplates) templates = NULL;
  g_autoptr (GError) error = NULL;
  assert_false (load (&templates, &error));
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_CONFIG));
  assert_non_null (strstr (error->message, "fr/reply.html:2: "));
}

static void
a_missing_file_is_named_with_the_folders (void **state)
{
  (void) state;
  const char *folders[] = { own, NULL };
  g_autoptr (PtTemplates) templates = NULL;
  g_autoptr (GError) error = NULL;
  assert_false (pt_templates_load (folders, &templates, &error));
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_CONFIG));
  assert_non_null (strstr (error->message, "en/receipt.subject"));
  assert_non_null (strstr (error->message, own));
}

static void
raw_values_that_are_not_ours_are_escaped_in_html (void **state)
{
  (void) state;
  put ("en", "notice.html", "{{{text}}}{{{comment.html}}}");
  g_autoptr (PtTemplates) templates = load_good ();
  g_autoptr (PtValue) fields = pt_fields_sample ();
  pt_value_map_set_string (fields, "text", "<b>");
  g_autoptr (PtRendered) rendered = pt_templates_render (templates, "en", PT_NOTIFY_NOTICE, fields);
  assert_text ("html", rendered->html, "&lt;b&gt;<p>Sample</p>\n");
}

/* --- strings of fields --- */

static const struct {
  const char *subject, *wanted;
} titles[] = {
  { "Printer on fire", "Printer on fire" },
  { "Re: AW: Fwd: Printer on fire", "Printer on fire" },
  { "Re: Printer on fire [#1042]", "Printer on fire" },
  { "[#1042] Re: [#7] Printer", "Printer" },
  { "Invoice [#] [#12a] #7", "Invoice [#] [#12a] #7" },
  { "a\r\nBcc: b", "a Bcc: b" },
  { "", "" },
  { "Re: [#1]", "" },
};

static void
a_title_has_neither_prefix_nor_number (void **state)
{
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++) {
    PtTicket *ticket = pt_ticket_new (1042, "support", titles[i].subject);
    g_autofree char *title = pt_fields_title (ticket);
    assert_text (titles[i].subject, title, titles[i].wanted);
    pt_ticket_free (ticket);
  }
}

static const struct {
  const char *sentence, *text, *wanted;
} texts[] = {
  { "nothing", NULL, "" },
  { "line ends are LF", "a\r\nb\rc\n", "a\nb\nc" },
  { "an override of direction is taken out", "a\xe2\x80\xae" "b", "ab" },
  { "a joiner stays", "a\xe2\x80\x8d" "b\tc", "a\xe2\x80\x8d" "b\tc" },
  { "escapes are taken out", "a\x1b[1m\x07", "a[1m" },
  { "a line separator ends a line", "a\xe2\x80\xa8" "b", "a\nb" },
};

static void
a_text_is_shown_without_what_hides_or_reorders (void **state)
{
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *text = pt_fields_text (texts[i].text);
    assert_text (texts[i].sentence, text, texts[i].wanted);
  }
}

static void
a_text_is_bounded (void **state)
{
  (void) state;
  g_autofree char *text = g_strnfill (PT_FIELDS_TEXT_BYTES + 1, 'x');
  g_autofree char *shown = pt_fields_text (text);
  g_autofree char *end = g_strdup (shown + PT_FIELDS_TEXT_BYTES);
  assert_text ("what stands after the limit", end, PT_FIELDS_CUT);
}

static void
every_flag_has_a_sentence (void **state)
{
  (void) state;
  static const char *const words[] = { "third-party", "sender-without-proof", "agent-without-proof",
                                       "reply-to-differs", "display-name", "look-alike-domain", "broken-mac",
                                       "retired-key",
                                       "message-id-reused", "ambiguous-structure", "envelope-only",
                                       "unmailable-author", "without-requester", "quotes-private", "released" };
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    assert_true (g_str_has_suffix (pt_fields_flag_sentence (words[i]), "."));
  assert_text ("unknown", pt_fields_flag_sentence ("odd"), "odd");
}

#define SET(sentence, function) { sentence, function, make_own, remove_own, NULL }

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    SET ("the installed set has every kind and knows every field",
         the_installed_set_has_every_kind_and_knows_every_field),
    SET ("a file comes from the first folder that has it", a_file_comes_from_the_first_folder_that_has_it),
    SET ("what a language lacks comes from English", what_a_language_lacks_comes_from_english),
    SET ("a subject is one line", a_subject_is_one_line),
    SET ("names that no field has are found with their line", names_that_no_field_has_are_found_with_their_line),
    SET ("a broken template is named with its line", a_broken_template_is_named_with_its_line),
    SET ("a missing file is named with the folders", a_missing_file_is_named_with_the_folders),
    SET ("raw values that are not ours are escaped in HTML", raw_values_that_are_not_ours_are_escaped_in_html),
    TEST ("a title has neither prefix nor number", a_title_has_neither_prefix_nor_number),
    TEST ("a text is shown without what hides or reorders", a_text_is_shown_without_what_hides_or_reorders),
    TEST ("a text is bounded", a_text_is_bounded),
    TEST ("every flag has a sentence", every_flag_has_a_sentence),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
