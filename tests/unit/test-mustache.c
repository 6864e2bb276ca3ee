#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "render/mustache.h"
#include "tests/unit/mustache-json.h"

static char *
render (const char *text, const char *context_json, const char *partials_json, PtTemplateEscape escape)
{
  g_autoptr (JsonNode) json = json_from_string (partials_json ? partials_json : "{}", NULL);
  g_autoptr (GHashTable) partials = partials_from_json (json_node_get_object (json));
  g_autoptr (PtTemplate) template = template_parse (text);
  g_autoptr (PtValue) context = value_parse (context_json);
  PtTemplateOptions options = { escape, find_partial, partials, 0 };
  gboolean cut = TRUE;
  char *out = pt_template_render (template, context, &options, &cut);
  assert_false (cut);
  return out;
}

typedef struct {
  const char *sentence;
  const char *text;
  const char *context;
  const char *partials;
  const char *wanted;
} Case;

static const Case cases[] = {
  { "an empty template renders as nothing", "", "{}", NULL, "" },
  { "a value is never scanned for tags", "{{a}}{{{a}}}{{#a}}{{.}}{{/a}}",
    "{\"a\": \"{{b}}{{{b}}}{{>p}}\", \"b\": \"no\"}", "{\"p\": \"no\"}",
    "{{b}}{{{b}}}{{&gt;p}}{{b}}{{{b}}}{{>p}}{{b}}{{{b}}}{{&gt;p}}" },
  { "a value that opens a tag cannot join with the text after it", "{{a}}b}}",
    "{\"a\": \"{{\", \"b\": \"no\"}", NULL, "{{b}}" },
  { "format strings are text", "%s{{a}}%n", "{\"a\": \"%s%n\"}", NULL, "%s%s%n%n" },
  { "an apostrophe is escaped too, for attributes in single quotes", "<a title='{{a}}'>", "{\"a\": \"' x='\"}", NULL,
    "<a title='&#39; x=&#39;'>" },
  { "truths render as words", "{{a}} {{b}}", "{\"a\": true, \"b\": false}", NULL, "true false" },
  { "lists and maps render as nothing by themselves", "[{{a}}{{b}}]", "{\"a\": [1], \"b\": {\"c\": 1}}", NULL, "[]" },
  { "an empty string is false", "{{#a}}yes{{/a}}{{^a}}no{{/a}}", "{\"a\": \"\"}", NULL, "no" },
  { "an empty map is true", "{{#a}}yes{{/a}}", "{\"a\": {}}", NULL, "yes" },
  { "a false inner name hides an outer one", "{{#a}}{{b}}{{/a}}",
    "{\"a\": {\"b\": \"\"}, \"b\": \"outer\"}", NULL, "" },
  { "a name is not looked up inside a string", "{{a.b}}", "{\"a\": \"b\"}", NULL, "" },
  { "white space in front of the sign of a tag is allowed", "{{ # a }}{{ . }}{{ / a }}",
    "{\"a\": \"x\"}", NULL, "x" },
  { "a single brace is text", "{a} }} { {", "{\"a\": \"x\"}", NULL, "{a} }} { {" },
  { "three braces work with other delimiters", "{{=<% %>=}}<%{ a }%>", "{\"a\": \"<\"}", NULL, "<" },
  { "delimiters of the longest length work", "{{=12345678 abcdefgh=}}12345678aabcdefgh",
    "{\"a\": \"x\"}", NULL, "x" },
  { "a byte order mark at the start is dropped", "\xef\xbb\xbf{{#a}}\nx\n{{/a}}\n", "{\"a\": true}", NULL, "x\n" },
  { "an empty section has no body", "[{{#a}}{{/a}}]", "{\"a\": [1, 2]}", NULL, "[]" },
  { "indentation goes in front of a tag at the start of a line", " {{>p}}",
    "{\"a\": \"x\"}", "{\"p\": \"{{a}}\\n{{a}}\\n\"}", " x\n x\n" },
  { "indentation adds up over partials", " {{>p}}\n", "{}", "{\"p\": \"a\\n  {{>q}}\\nb\\n\", \"q\": \"c\\nd\\n\"}",
    " a\n   c\n   d\n b\n" },
  { "a partial inside a line takes no indentation from around", " {{>p}}\n", "{}",
    "{\"p\": \"a {{>q}}\\nb\\n\", \"q\": \"c\\nd\"}", " a c\nd\n b\n" },
  { "indentation stands once in front of a section that starts inside a line", "  {{>p}}", "{\"a\": [1, 2]}",
    "{\"p\": \"{{#a}}x\\n{{/a}}\\n\"}", "  x\nx\n" },
  { "indentation repeats with the lines of a section", "  {{>p}}", "{\"a\": [1, 2]}",
    "{\"p\": \"{{#a}}\\nx\\n\\n{{/a}}\\n\"}", "  x\n  \n  x\n  \n" },
  { "indentation ends with its partial", " {{>p}}\nb\n{{>p}}\n", "{}", "{\"p\": \"a\\n\"}", " a\nb\na\n" },
};

static void
renders_as_wanted (void **state)
{
  const Case *c = *state;
  g_autofree char *out = render (c->text, c->context, c->partials, PT_ESCAPE_HTML);
  assert_string_equal (out, c->wanted);
}

typedef struct {
  const char *sentence;
  const char *text;
  const char *wanted;
} ErrorCase;

static const ErrorCase errors[] = {
  { "an unclosed tag is an error", "a\n{{b", "t:2: tag is never closed, add }}" },
  { "an unclosed raw tag is an error", "\n\n{{{b}}", "t:3: tag is never closed, add }}}" },
  { "an unclosed change of delimiters is an error", "{{=<% %>}}", "t:1: tag is never closed, add =}}" },
  { "an unclosed comment is an error", "{{! x\n", "t:1: tag is never closed, add }}" },
  { "an unclosed section is an error at its start", "\n{{#a}}\n{{#b}}{{/b}}\n",
    "t:2: section 'a' is never closed, add {{/a}}" },
  { "a wrong end is an error", "{{#a}}\n{{#b}}\n{{/a}}",
    "t:3: 'a' is closed but 'b' of line 2 is open, close that first" },
  { "an end without a start is an error", "{{/a}}",
    "t:1: 'a' is closed but not open, remove the tag or open the section" },
  { "delimiters with an equals sign are an error", "{{== ==}}",
    "t:1: '= =' are not delimiters, give two of 1 to 8 bytes with a space between and without '='" },
  { "three delimiters are an error", "{{=a b c=}}",
    "t:1: 'a b c' are not delimiters, give two of 1 to 8 bytes with a space between and without '='" },
  { "delimiters too long are an error", "{{=123456789 b=}}",
    "t:1: '123456789 b' are not delimiters, give two of 1 to 8 bytes with a space between and without '='" },
  { "a tag without a name is an error", "{{ }}", "t:1: tag has no name, write one or remove the tag" },
  { "a name with a space is an error", "{{a b}}", "t:1: 'a b' is not a name, use letters, digits, '_' and '.'" },
  { "inheritance is an error", "{{<a}}", "t:1: '<a' is not a name, use letters, digits, '_' and '.'" },
  { "a dot too many is an error", "{{a..b}}", "t:1: 'a..b' has an empty part, remove the dot too many" },
  { "a dot at the end is an error", "{{a.}}", "t:1: 'a.' has an empty part, remove the dot too many" },
  { "text that is not UTF-8 is an error", "a\n\xff", "t:2: text is not UTF-8, save the file as UTF-8" },
};

static void
fails_as_wanted (void **state)
{
  const ErrorCase *c = *state;
  g_autoptr (PtTemplate) template = NULL;
  g_autoptr (GError) error = NULL;
  assert_false (pt_template_parse ("t", c->text, -1, &template, &error));
  assert_null (template);
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_CONFIG));
  assert_string_equal (error->message, c->wanted);
}

static char *
repeat (const char *piece, guint times)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < times; i++)
    g_string_append (text, piece);
  return g_string_free (text, FALSE);
}

static void
sections_nest_up_to_the_limit (void **state)
{
  (void) state;
  for (guint over = 0; over < 2; over++) {
    g_autofree char *open = repeat ("{{#a}}", PT_TEMPLATE_MAX_SECTIONS + over);
    g_autofree char *close = repeat ("{{/a}}", PT_TEMPLATE_MAX_SECTIONS + over);
    g_autofree char *text = g_strconcat (open, close, NULL);
    g_autoptr (PtTemplate) template = NULL;
    assert_int_equal (pt_template_parse ("t", text, -1, &template, NULL), over == 0);
  }
}

static void
templates_are_taken_up_to_the_limit (void **state)
{
  (void) state;
  g_autofree char *text = g_strnfill (PT_TEMPLATE_MAX_BYTES + 1, 'x');
  g_autoptr (PtTemplate) template = NULL, larger = NULL;
  assert_true (pt_template_parse ("t", text, PT_TEMPLATE_MAX_BYTES, &template, NULL));
  assert_false (pt_template_parse ("t", text, PT_TEMPLATE_MAX_BYTES + 1, &larger, NULL));
}

static void
escaping_follows_the_mode (void **state)
{
  (void) state;
  static const char *const wanted[] = {
    [PT_ESCAPE_NONE] = "<b><b><i><i>",
    [PT_ESCAPE_HTML] = "&lt;b&gt;<b>&lt;i&gt;<i>",
    [PT_ESCAPE_GUARDED] = "&lt;b&gt;&lt;b&gt;&lt;i&gt;<i>",
  };
  g_autoptr (PtTemplate) template = template_parse ("{{text}}{{{text}}}{{html}}{{{html}}}");
  g_autoptr (PtValue) context = pt_value_new_map ();
  pt_value_map_set_string (context, "text", "<b>");
  pt_value_map_set (context, "html", pt_value_new_html (g_strdup ("<i>")));
  for (guint mode = PT_ESCAPE_NONE; mode <= PT_ESCAPE_GUARDED; mode++) {
    PtTemplateOptions options = { .escape = mode };
    g_autofree char *out = pt_template_render (template, context, &options, NULL);
    assert_string_equal (out, wanted[mode]);
  }
}

static void
defaults_are_plain_text_without_context (void **state)
{
  (void) state;
  g_autoptr (PtTemplate) template = template_parse ("a{{b}}{{.}}{{>c}}{{#d}}{{/d}}{{^d}}e{{/d}}");
  g_autofree char *out = pt_template_render (template, NULL, NULL, NULL);
  assert_string_equal (out, "ae");
}

typedef struct {
  gsize       max_bytes;
  const char *wanted;
  gboolean    cut;
} CutCase;

static void
output_is_cut_at_a_whole_character (void **state)
{
  (void) state;
  static const CutCase rows[] = {
    { 17, "ab\xc3\xa9&amp;xyz.....", FALSE }, { 16, "ab\xc3\xa9&amp;xyz....", TRUE },
    { 9, "ab\xc3\xa9&amp;", TRUE },          { 8, "ab\xc3\xa9", TRUE },
    { 5, "ab\xc3\xa9", TRUE },               { 4, "ab\xc3\xa9", TRUE },
    { 3, "ab", TRUE },                       { 2, "ab", TRUE },
    { 1, "a", TRUE },
  };
  g_autoptr (PtTemplate) template = template_parse ("ab{{v}}.....");
  g_autoptr (PtValue) context = value_parse ("{\"v\": \"\\u00e9&xyz\"}");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    PtTemplateOptions options = { .escape = PT_ESCAPE_HTML, .max_bytes = rows[i].max_bytes };
    gboolean cut = !rows[i].cut;
    g_autofree char *out = pt_template_render (template, context, &options, &cut);
    assert_string_equal (out, rows[i].wanted);
    assert_int_equal (cut, rows[i].cut);
  }
}

static void
a_partial_of_itself_ends (void **state)
{
  (void) state;
  g_autoptr (GHashTable) partials = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_template);
  g_autoptr (PtValue) context = pt_value_new_map ();
  PtTemplateOptions options = { PT_ESCAPE_HTML, find_partial, partials, 0 };
  gboolean cut = TRUE;
  g_hash_table_insert (partials, g_strdup ("p"), template_parse ("x{{>p}}"));
  g_hash_table_insert (partials, g_strdup ("q"), template_parse ("{{>q}}{{>q}}{{>q}}"));
  g_autofree char *out = pt_template_render (g_hash_table_lookup (partials, "p"), context, &options, &cut);
  assert_int_equal (strlen (out), PT_TEMPLATE_MAX_PARTIALS + 1);
  assert_false (cut);
  g_autofree char *none = pt_template_render (g_hash_table_lookup (partials, "q"), context, &options, &cut);
  assert_string_equal (none, "");
  assert_true (cut);
}

static void
sections_of_sections_end (void **state)
{
  (void) state;
  g_autoptr (PtTemplate) template = template_parse ("{{#a}}{{#a}}{{#a}}{{#a}}{{/a}}{{/a}}{{/a}}{{/a}}");
  g_autoptr (PtValue) context = pt_value_new_map ();
  PtValue *list = pt_value_new_list ();
  gboolean cut = FALSE;
  for (guint i = 0; i < 1000; i++)
    pt_value_list_add (list, pt_value_new_bool (TRUE));
  pt_value_map_set (context, "a", list);
  g_autofree char *out = pt_template_render (template, context, NULL, &cut);
  assert_string_equal (out, "");
  assert_true (cut);
}

static char *
names_to_text (GArray *names)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < names->len; i++) {
    const PtTemplateName *name = &g_array_index (names, PtTemplateName, i);
    g_string_append_printf (text, "%u:%d:%s ", name->line, (int) name->use, name->name);
  }
  return g_string_free (text, FALSE);
}

static void
names_come_with_line_and_use (void **state)
{
  (void) state;
  g_autoptr (PtTemplate) template = template_parse (
    "{{a}}\n{{{b.c}}} {{&d}}\n{{#e}}\n{{.}}\n{{/e}}\n{{^f}}{{! g }}{{/f}}\n{{> h/i}}\n");
  g_autoptr (GArray) names = pt_template_names (template);
  g_autofree char *text = names_to_text (names);
  assert_string_equal (text, "1:0:a 2:1:b.c 2:1:d 3:2:e 4:0:. 6:3:f 7:4:h/i ");
  assert_string_equal (pt_template_name (template), "test");
}

static void
unknown_names_are_found_inside_sections (void **state)
{
  (void) state;
  g_autoptr (PtTemplate) template = template_parse (
    "{{ticket.title}} {{ticket.titel}}\n{{#comments}}\n{{author}} {{text}} {{ticket.id}}\n{{/comments}}\n"
    "{{#ticket}}{{^title}}{{x}}{{/title}}{{/ticket}}\n{{#nothing}}{{y}}{{/nothing}}{{> p}}{{.}}"
    "{{#empty}}{{z}}{{/empty}}");
  g_autoptr (PtValue) sample = value_parse (
    "{\"ticket\": {\"title\": \"\", \"id\": 1}, \"comments\": [{\"text\": \"\"}], \"empty\": \"\"}");
  g_autoptr (GArray) names = pt_template_unknown (template, sample, NULL);
  g_autofree char *text = names_to_text (names);
  assert_string_equal (text, "1:0:ticket.titel 3:0:author 5:0:x 6:2:nothing 6:0:z ");
}

static void
a_value_lives_as_long_as_its_last_reference (void **state)
{
  (void) state;
  PtValue *shared = pt_value_new_string ("x");
  PtValue *map = pt_value_new_map ();
  pt_value_map_set (map, "a", pt_value_ref (shared));
  pt_value_map_set_bool (map, "b", TRUE);
  pt_value_map_set_int (map, "b", -7);
  assert_string_equal (pt_value_text (pt_value_map_get (map, "b"), NULL), "-7");
  assert_null (pt_value_map_get (shared, "a"));
  assert_null (pt_value_list_item (map, 0));
  pt_value_unref (map);
  assert_string_equal (pt_value_text (shared, NULL), "x");
  pt_value_unref (shared);
  pt_value_unref (NULL);
}

static const struct CMUnitTest others[] = {
  cmocka_unit_test (sections_nest_up_to_the_limit),
  cmocka_unit_test (templates_are_taken_up_to_the_limit),
  cmocka_unit_test (escaping_follows_the_mode),
  cmocka_unit_test (defaults_are_plain_text_without_context),
  cmocka_unit_test (output_is_cut_at_a_whole_character),
  cmocka_unit_test (a_partial_of_itself_ends),
  cmocka_unit_test (sections_of_sections_end),
  cmocka_unit_test (names_come_with_line_and_use),
  cmocka_unit_test (unknown_names_are_found_inside_sections),
  cmocka_unit_test (a_value_lives_as_long_as_its_last_reference),
};

static void
add_test (GArray *tests, const char *sentence, CMUnitTestFunction function, const void *row)
{
  struct CMUnitTest test = { sentence, function, NULL, NULL, (void *) row };
  g_array_append_val (tests, test);
}

static void
add_own_cases (GArray *tests)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    add_test (tests, cases[i].sentence, renders_as_wanted, &cases[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    add_test (tests, errors[i].sentence, fails_as_wanted, &errors[i]);
  g_array_append_vals (tests, others, G_N_ELEMENTS (others));
}

int
main (void)
{
  g_autoptr (GArray) tests = g_array_new (FALSE, TRUE, sizeof (struct CMUnitTest));
  add_own_cases (tests);
  return _cmocka_run_group_tests ("mustache", (const struct CMUnitTest *) (void *) tests->data,
                                  tests->len, NULL, NULL);
}
