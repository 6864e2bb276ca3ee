/* The official cases are read from mustache-spec in POSTERN_CORPORA; without it they are one skipped line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/mustache-json.h"

#define SPEC_CASES 136

static const char *const spec_files[] = {
  "comments", "delimiters", "interpolation", "inverted", "partials", "sections",
};

static void
renders_as_specified (void **state)
{
  JsonObject *test = *state;
  g_autoptr (GHashTable) partials = partials_from_json (
    json_object_has_member (test, "partials") ? json_object_get_object_member (test, "partials") : NULL);
  g_autoptr (PtTemplate) template = template_parse (json_object_get_string_member (test, "template"));
  g_autoptr (PtValue) context = value_from_json (json_object_get_member (test, "data"));
  PtTemplateOptions options = { PT_ESCAPE_HTML, find_partial, partials, 0 };
  g_autofree char *out = pt_template_render (template, context, &options, NULL);
  assert_string_equal (out, json_object_get_string_member (test, "expected"));
}

/* cmocka's own skip () says "not ok", which counts as a failure: the directive stands in the name instead. */
static void
specification_is_not_there (void **state)
{
  (void) state;
}

static void
specification_is_whole (void **state)
{
  assert_true (*(guint *) *state >= SPEC_CASES);
}

static void
add_test (GArray *tests, const char *sentence, CMUnitTestFunction function, const void *row)
{
  struct CMUnitTest test = { sentence, function, NULL, NULL, (void *) row };
  g_array_append_val (tests, test);
}

/* The cases of one file of the specification; PARSER and STRINGS own what the tests point at. */
static guint
add_spec_file (GArray *tests, const char *file, JsonParser *parser, GStringChunk *strings)
{
  JsonArray *array = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "tests");
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonObject *test = json_array_get_object_element (array, i);
    g_autofree char *sentence = g_strdup_printf ("specification, %s: %s", file,
                                                 json_object_get_string_member (test, "name"));
    add_test (tests, g_string_chunk_insert (strings, sentence), renders_as_specified, test);
  }
  return json_array_get_length (array);
}

static void
add_specification (GArray *tests, const char *folder, GPtrArray *parsers, GStringChunk *strings, guint *count)
{
  g_autofree char *missing = g_strdup_printf ("official specification # SKIP no folder %s", folder);
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR)) {
    add_test (tests, g_string_chunk_insert (strings, missing), specification_is_not_there, NULL);
    return;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (spec_files); i++) {
    g_autofree char *path = g_strdup_printf ("%s/%s.json", folder, spec_files[i]);
    JsonParser *parser = json_parser_new ();
    g_ptr_array_add (parsers, parser);
    if (json_parser_load_from_file (parser, path, NULL))
      *count += add_spec_file (tests, spec_files[i], parser, strings);
  }
  add_test (tests, "all cases of the official specification were found", specification_is_whole, count);
}

static char *
spec_folder (void)
{
  const char *corpora = g_getenv ("POSTERN_CORPORA"), *top = g_getenv ("top_srcdir");
  return corpora ? g_build_filename (corpora, "mustache-spec", NULL)
                 : g_build_filename (top ? top : ".", "..", "shared", "mustache-spec", NULL);
}

int
main (void)
{
  g_autoptr (GArray) tests = g_array_new (FALSE, TRUE, sizeof (struct CMUnitTest));
  g_autoptr (GPtrArray) parsers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GStringChunk) strings = g_string_chunk_new (4096);
  g_autofree char *folder = spec_folder ();
  guint count = 0;
  add_specification (tests, folder, parsers, strings, &count);
  return _cmocka_run_group_tests ("mustache specification", (const struct CMUnitTest *) (void *) tests->data,
                                  tests->len, NULL, NULL);
}
