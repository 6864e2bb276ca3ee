/* Sets of templates on disk, and the fields they read. */
#include "test.h"

#include <glib/gstdio.h>

#include "base/error.h"
#include "render/fields.h"
#include "render/templates.h"
#include "tests/lib/folder.h"

static char *own; /* a folder of the administrator's templates */

static char *
installed (void)
{
  const char *top = g_getenv ("top_srcdir");
  return g_build_filename (top ? top : ".", "templates", NULL);
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
  pt_folder_remove (own);
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
load_for (const PtPolicy *policy, PtTemplates **out, GError **error)
{
  g_autofree char *standard = installed ();
  const char *folders[] = { own, standard, NULL };
  return pt_templates_load (folders, policy, out, error);
}

static gboolean
load (PtTemplates **out, GError **error)
{
  return load_for (NULL, out, error);
}

static PtTemplates *
load_good_for (const PtPolicy *policy)
{
  g_autoptr (GError) error = NULL;
  PtTemplates *templates = NULL;
  if (!load_for (policy, &templates, &error))
    fail_msg ("%s", error->message);
  return templates;
}

static PtTemplates *
load_good (void)
{
  return load_good_for (NULL);
}

/* Mailboxes support in English and vertrieb in German. */
static PtPolicy *
two_mailboxes (void)
{
  PtPolicy *policy = pt_policy_new ();
  PtMailbox *sales = pt_mailbox_new ("vertrieb", "vertrieb@example.com");
  g_free (sales->language);
  sales->language = g_strdup ("de");
  g_ptr_array_add (policy->mailboxes, pt_mailbox_new ("support", "support@example.com"));
  g_ptr_array_add (policy->mailboxes, sales);
  return policy;
}

static PtRendered *
render_in (const PtTemplates *templates, const char *mailbox, const char *language, const char *name)
{
  g_autoptr (PtValue) fields = pt_fields_sample ();
  g_autoptr (PtMailbox) box = pt_mailbox_new (mailbox, "support@example.com");
  if (!language)
    return pt_templates_render (templates, NULL, name, fields);
  g_free (box->language);
  box->language = g_strdup (language);
  return pt_templates_render (templates, box, name, fields);
}

static void
assert_subject (const PtTemplates *templates, const char *language, PtNotifyKind kind, const char *wanted)
{
  g_autoptr (PtRendered) rendered = render_in (templates, "support", language, pt_notify_kind_name (kind));
  assert_text (language, rendered->subject, wanted);
  assert_true (rendered->text[0] != 0 && rendered->html[0] != 0);
}

/* Every language says everything, in both forms, and no template names what is not there. */
static void
every_language_has_every_template_and_word (void **state)
{
  (void) state;
  static const char *const languages[] = { "en", "de" };
  g_autoptr (PtTemplates) templates = load_good ();
  g_autoptr (GPtrArray) findings = pt_templates_findings (templates);
  g_autofree char *standard = installed ();
  g_auto (GStrv) names = pt_templates_names ();
  if (findings->len > 0)
    fail_msg ("%s", (char *) findings->pdata[0]);
  for (guint i = 0; names[i]; i++)
    for (gsize k = 0; k < G_N_ELEMENTS (languages) * 3; k++) {
      static const char *const endings[] = { "subject", "txt", "html" };
      g_autofree char *file = g_strdup_printf ("%s/%s/%s.%s", standard, languages[k / 3], names[i], endings[k % 3]);
      assert_true (g_file_test (file, G_FILE_TEST_IS_REGULAR));
    }
  for (gsize k = 0; k < G_N_ELEMENTS (languages); k++) {
    g_autoptr (PtWords) words = pt_words_new ();
    g_autoptr (GPtrArray) unknown = g_ptr_array_new_with_free_func (g_free);
    g_autofree char *file = g_build_filename (standard, languages[k], "words", NULL), *text = NULL;
    gsize length;
    assert_true (g_file_get_contents (file, &text, &length, NULL));
    assert_true (pt_words_read (words, file, text, length, unknown, NULL));
    assert_text (languages[k], pt_words_missing (words), NULL);
    assert_number (languages[k], unknown->len, 0);
  }
}

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The fields of LANGUAGE/NAME, sorted, in one line. */
static char *
fields_of (const char *language, const char *name)
{
  g_autofree char *standard = installed (), *file = g_build_filename (standard, language, name, NULL), *text = NULL;
  g_autoptr (PtTemplate) template = NULL;
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  gsize length;
  if (!g_file_get_contents (file, &text, &length, NULL))
    return g_strdup ("no file");
  assert_true (pt_template_parse (file, text, (gssize) length, &template, NULL));
  g_autoptr (GArray) names = pt_template_names (template);
  for (guint i = 0; i < names->len; i++)
    g_ptr_array_add (list, (gpointer) g_array_index (names, PtTemplateName, i).name);
  g_ptr_array_sort (list, by_text);
  g_ptr_array_add (list, NULL);
  return g_strjoinv (" ", (char **) list->pdata);
}

static void
every_language_shows_the_same_fields (void **state)
{
  (void) state;
  g_autofree char *standard = installed (), *folder = g_build_filename (standard, "en", NULL);
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint files = 0;
  assert_non_null (dir);
  while ((name = g_dir_read_name (dir))) {
    if (strcmp (name, "words") == 0)
      continue;
    g_autofree char *english = fields_of ("en", name), *german = fields_of ("de", name);
    assert_text (name, german, english);
    files++;
  }
  g_dir_close (dir);
  assert_true (files >= 3 * PT_NOTIFY_N_KINDS);
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
  put ("nl", "notice.subject", "Zaak {{ticket.id}}");
  put ("en", "note.subject", "own note");
  g_autoptr (PtTemplates) templates = load_good ();
  assert_subject (templates, "de", PT_NOTIFY_NOTICE, "Vorgang 1");
  assert_subject (templates, "de", PT_NOTIFY_NOTE, "[#1] INTERNE NOTIZ: Sample");
  assert_subject (templates, "nl", PT_NOTIFY_NOTICE, "Zaak 1");
  assert_subject (templates, "nl", PT_NOTIFY_NOTE, "own note");
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

static const struct {
  const char *language, *name, *text, *wanted; /* the first finding, without the path of the folder */
} odd[] = {
  { "en", "note.txt", "{{ticket.id}}\n{{ticket.nubmer}}\n", "en/note.txt:2: unknown field ticket.nubmer" },
  { "en", "note.txt", "\n\n{{ticket.titel}}",
    "en/note.txt:3: unknown field ticket.titel, did you mean ticket.title?" },
  { "en", "note.txt", "{{#ticket.cc}}{{label}}{{labl}}{{/ticket.cc}}",
    "en/note.txt:1: unknown field labl, did you mean label?" },
  { "de", "note.html", "{{> footr}}", "de/note.html:1: unknown partial footr" },
  { "support/en", "note.txt", "{{ticket.iid}}",
    "support/en/note.txt:1: unknown field ticket.iid, did you mean ticket.id?" },
  { "en", "footer.txt", "{{wrong_name}}", "en/footer.txt:1: unknown field wrong_name" },
  { "en", "recipt.txt", "x", "en/recipt.txt: no template is called so, did you mean receipt.txt?" },
  { "suport/en", "note.txt", "x", "suport: no mailbox is called so, did you mean support?" },
  { "en", "words", "status-opne = x", "en/words:1: unknown word status-opne, did you mean status-open?" },
  { ".", "note.txt", "x", "note.txt: lies in no folder of a language, so it is not used" },
};

static void
what_no_mail_would_show_is_found_with_its_line (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = two_mailboxes ();
  for (gsize i = 0; i < G_N_ELEMENTS (odd); i++) {
    put (odd[i].language, odd[i].name, odd[i].text);
    g_autoptr (PtTemplates) templates = load_good_for (policy);
    g_autoptr (GPtrArray) findings = pt_templates_findings (templates);
    g_autofree char *line = g_strdup_printf ("%s/%s", own, odd[i].wanted);
    assert_text (odd[i].wanted, findings->len ? findings->pdata[0] : NULL, line);
    assert_number (odd[i].wanted, findings->len, 1);
    pt_folder_remove (own);
    assert_int_equal (g_mkdir (own, 0700), 0);
  }
}

/* --- sets --- */

static const struct {
  const char *folder, *text;
} places[] = {
  /* from the last to the first in the order of search */
  { "en", "own English" },
  { "vertrieb/en", "their English" },
  { "de", "own German" },
  { "vertrieb/de", "their German" },
};

static void
a_mailbox_finds_its_own_file_before_that_of_its_language_and_english (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = two_mailboxes ();
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++) {
    put (places[i].folder, "mark.txt", places[i].text);
    put (places[i].folder, "receipt.subject", places[i].text);
    g_autoptr (PtTemplates) templates = load_good_for (policy);
    g_autoptr (PtRendered) theirs = render_in (templates, "vertrieb", "de", "receipt");
    g_autoptr (PtRendered) ours = render_in (templates, "support", "en", "receipt");
    /* the installed German one stands before anybody's English */
    assert_text (places[i].folder, theirs->subject, i < 2 ? "[#1] Ihre Nachricht ist angekommen" : places[i].text);
    assert_text (places[i].folder, ours->subject, "own English");
    assert_non_null (strstr (theirs->text, i < 2 ? "Ticket #1" : places[i].text)); /* a partial is looked for alike */
  }
}

static void
words_are_taken_one_by_one (void **state)
{
  (void) state;
  g_autoptr (PtPolicy) policy = two_mailboxes ();
  put ("en", "words", "status-open = being looked at\n");
  put ("vertrieb/de", "words", "# ours\nstatus-open = in Arbeit = jetzt");
  g_autoptr (PtTemplates) templates = load_good_for (policy);
  const PtWords *english = pt_templates_words (templates, g_ptr_array_index (policy->mailboxes, 0));
  const PtWords *german = pt_templates_words (templates, g_ptr_array_index (policy->mailboxes, 1));
  assert_text ("English", pt_words_of (english, "status", "open"), "being looked at");
  assert_text ("German", pt_words_of (german, "status", "open"), "in Arbeit = jetzt");
  assert_text ("German", pt_words_of (german, "status", "solved"), "gelöst");
  assert_text ("unknown", pt_words_of (german, "flag", "odd"), "odd");
}

static void
a_line_of_words_without_a_word_is_named (void **state)
{
  (void) state;
  put ("de", "words", "# x\nstatus-open\n");
  g_autoptr (PtTemplates) templates = NULL;
  g_autoptr (GError) error = NULL;
  assert_false (load (&templates, &error));
  assert_non_null (strstr (error->message, "de/words:2: "));
}

/* --- the form of KB Support (H5, H6, H7) --- */

static const struct {
  const char *text, *wanted;
} kb[] = {
  { "##{ticket_id}## {ticket_title}", "##1## Sample" },
  { "{reply_author} of {sitename}", "Sample Person of Sample" },
  { "{name}|{fullname}|{user_email}|{username}", "Sample|Sample Person|sample@example.com|sample@example.com" },
  { "[{department}][{company}][{close_ticket_url}]", "[][][]" },
  { "{no_such_tag} {Ticket_id} {ticket_id {} }", "{no_such_tag} {Ticket_id} {ticket_id {} }" },
  { "{{ticket.id}} {{{ticket_id}}} {{#ticket}}", "{{ticket.id}} {{1}} {{#ticket}}" },
  { "{agent}: {reply_content}", "Sample Person: Sample" },
};

static void
kb_tags_are_fields_and_unknown_ones_stay (void **state)
{
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (kb); i++) {
    put ("en", "notice.subject.kb", kb[i].text);
    g_autoptr (PtTemplates) templates = load_good ();
    g_autoptr (PtRendered) rendered = render_in (templates, "support", "en", "notice");
    assert_text (kb[i].text, rendered->subject, kb[i].wanted);
  }
}

static void
a_kb_template_keeps_its_lines_and_is_html_in_html (void **state)
{
  (void) state;
  put ("en", "notice.html.kb", "\n<p>{reply_content}</p>\n{reply_date}\n");
  g_autoptr (PtTemplates) templates = load_good ();
  g_autoptr (PtRendered) rendered = render_in (templates, "support", "en", "notice");
  assert_text ("html", rendered->html, "\n<p><p>Sample</p>\n</p>\n1970-01-01\n");
  put ("en", "notice.html", "x");
  g_autoptr (PtTemplates) both = NULL;
  g_autoptr (GError) error = NULL;
  assert_false (load (&both, &error));
  assert_non_null (strstr (error->message, "notice.html.kb are there"));
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
  assert_false (pt_templates_load (folders, NULL, &templates, &error));
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
  g_autoptr (PtRendered) rendered = pt_templates_render (templates, NULL, "notice", fields);
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
    g_autofree char *text = pt_fields_text (texts[i].text, "cut");
    assert_text (texts[i].sentence, text, texts[i].wanted);
  }
}

static void
a_text_is_bounded (void **state)
{
  (void) state;
  g_autofree char *text = g_strnfill (PT_FIELDS_TEXT_BYTES + 1, 'x');
  g_autofree char *shown = pt_fields_text (text, "cut");
  g_autofree char *end = g_strdup (shown + PT_FIELDS_TEXT_BYTES);
  assert_text ("what stands after the limit", end, "\n\n[cut]");
}

static void
every_flag_has_a_sentence (void **state)
{
  (void) state;
  g_autoptr (PtTemplates) templates = load_good ();
  const PtWords *words = pt_templates_words (templates, NULL);
  for (guint i = 0; i < PT_FLAG_N; i++)
    assert_true (g_str_has_suffix (pt_words_of (words, "flag", pt_flag_name (i)), "."));
}

#define SET(sentence, function) { sentence, function, make_own, remove_own, NULL }

int
main (void)
{
  static const struct CMUnitTest tests[] = {
    SET ("every language has every template and word", every_language_has_every_template_and_word),
    SET ("every language shows the same fields", every_language_shows_the_same_fields),
    SET ("a file comes from the first folder that has it", a_file_comes_from_the_first_folder_that_has_it),
    SET ("what a language lacks comes from English", what_a_language_lacks_comes_from_english),
    SET ("a subject is one line", a_subject_is_one_line),
    SET ("what no mail would show is found with its line (H6)", what_no_mail_would_show_is_found_with_its_line),
    SET ("a mailbox finds its own file before that of its language and English",
         a_mailbox_finds_its_own_file_before_that_of_its_language_and_english),
    SET ("words are taken one by one", words_are_taken_one_by_one),
    SET ("a line of words without a word is named", a_line_of_words_without_a_word_is_named),
    SET ("KB tags are fields, and unknown ones stay (H5, H6, H7)", kb_tags_are_fields_and_unknown_ones_stay),
    SET ("a KB template keeps its lines, and is HTML in HTML (H5)",
         a_kb_template_keeps_its_lines_and_is_html_in_html),
    SET ("a broken template is named with its line", a_broken_template_is_named_with_its_line),
    SET ("a missing file is named with the folders", a_missing_file_is_named_with_the_folders),
    SET ("raw values that are not ours are escaped in HTML", raw_values_that_are_not_ours_are_escaped_in_html),
    TEST ("a title has neither prefix nor number", a_title_has_neither_prefix_nor_number),
    TEST ("a text is shown without what hides or reorders", a_text_is_shown_without_what_hides_or_reorders),
    TEST ("a text is bounded", a_text_is_bounded),
    SET ("every flag has a sentence", every_flag_has_a_sentence),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
