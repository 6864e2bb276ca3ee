#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "render/html.h"

#define LINK(url) "<a rel=\"noreferrer noopener\" href=\"" url "\">" url "</a>"

typedef struct {
  const char *sentence;
  const char *text;
  const char *wanted;
} Case;

static const Case cases[] = {
  { "an empty text is an empty fragment", "", "" },
  { "blank lines alone are an empty fragment", "\n \r\n\t\n", "" },
  { "a line is a paragraph", "Hello", "<p>Hello</p>\n" },
  { "line ends inside a paragraph are kept", "a\nb\r\nc\n", "<p>a<br>\nb<br>\nc</p>\n" },
  { "an empty line ends a paragraph", "a\n\n\nb", "<p>a</p>\n<p>b</p>\n" },
  { "leading blanks are kept", "if x:\n  y\n\tz",
    "<p>if x:<br>\n&nbsp;&nbsp;y<br>\n&nbsp;&nbsp;&nbsp;&nbsp;z</p>\n" },
  { "markup is text", "<script>alert(\"1\")</script> & 'x'",
    "<p>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;</p>\n" },
  { "an image is text and nothing is fetched", "<img src=x onerror=y>", "<p>&lt;img src=x onerror=y&gt;</p>\n" },
  { "quoted lines stand in a blockquote", "> a\n> b\nc", "<blockquote>\n<p>a<br>\nb</p>\n</blockquote>\n<p>c</p>\n" },
  { "each mark is a level", ">> a\n> > b\n> c\n",
    "<blockquote>\n<blockquote>\n<p>a<br>\nb</p>\n</blockquote>\n<p>c</p>\n</blockquote>\n" },
  { "an empty quoted line ends a paragraph of the quote", "> a\n>\n> b",
    "<blockquote>\n<p>a</p>\n<p>b</p>\n</blockquote>\n" },
  { "a mark inside a line is text", "a > b", "<p>a &gt; b</p>\n" },
  { "an address becomes a link", "see https://example.com/a?b=c&d=e now",
    "<p>see " LINK ("https://example.com/a?b=c&amp;d=e") " now</p>\n" },
  { "the scheme may be in capitals", "HTTP://example.com", "<p>" LINK ("HTTP://example.com") "</p>\n" },
  { "punctuation after an address is not part of it", "(http://example.com/x), http://example.com.",
    "<p>(" LINK ("http://example.com/x") "), " LINK ("http://example.com") ".</p>\n" },
  { "brackets of the address itself are", "http://example.com/a_(b)",
    "<p>" LINK ("http://example.com/a_(b)") "</p>\n" },
  { "angle brackets end an address", "<http://example.com>", "<p>&lt;" LINK ("http://example.com") "&gt;</p>\n" },
  { "a quote cannot leave the attribute", "http://example.com/\"onclick=x",
    "<p>" LINK ("http://example.com/") "&quot;onclick=x</p>\n" },
  { "nor can an apostrophe", "http://example.com/a'b", "<p>" LINK ("http://example.com/a&#39;b") "</p>\n" },
  { "letters of any script are part of an address", "http://example.com/\xc3\xbc!",
    "<p>" LINK ("http://example.com/\xc3\xbc") "!</p>\n" },
  { "a mark of direction is not", "http://example.com/\xe2\x80\xaegpj",
    "<p>" LINK ("http://example.com/") "\xe2\x80\xaegpj</p>\n" },
  { "a mail address with its scheme is a link", "mailto:ann@example.com.",
    "<p>" LINK ("mailto:ann@example.com") ".</p>\n" },
  { "fields of a mailto address are left out of the link", "mailto:ann@example.com?bcc=bob@example.org",
    "<p>" LINK ("mailto:ann@example.com") "?bcc=bob@example.org</p>\n" },
  { "a mailto without an address is text", "mailto:nobody mailto:@", "<p>mailto:nobody mailto:@</p>\n" },
  { "a scheme alone is text", "http:// https:///x http", "<p>http:// https:///x http</p>\n" },
  { "other schemes are text", "javascript:alert(1) data:text/html,x ftp://example.com file:///etc",
    "<p>javascript:alert(1) data:text/html,x ftp://example.com file:///etc</p>\n" },
  { "a scheme inside a word is text", "xhttp://example.com", "<p>xhttp://example.com</p>\n" },
};

static void
renders_as_wanted (void **state)
{
  const Case *c = *state;
  g_autofree char *html = pt_html_from_text (c->text, -1);
  assert_string_equal (html, c->wanted);
}

static void
reads_no_further_than_the_length (void **state)
{
  (void) state;
  static const char text[] = "see https://example.com";
  for (gsize length = 0; length < sizeof text; length++) {
    g_autofree char *exact = g_malloc (length + 1); /* the address sanitizer watches its end */
    memcpy (exact, text, length);
    exact = g_realloc (exact, length ? length : 1);
    g_autofree char *html = pt_html_from_text (exact, (gssize) length);
    assert_int_equal (strstr (html, "<a ") != NULL, length > strlen ("see https://"));
  }
}

static void
quote_levels_are_bounded (void **state)
{
  (void) state;
  g_autofree char *marks = g_strnfill (500, '>');
  g_autofree char *html = pt_html_from_text (marks, -1);
  g_auto (GStrv) opened = g_strsplit (html, "<blockquote>", -1);
  g_auto (GStrv) closed = g_strsplit (html, "</blockquote>", -1);
  g_auto (GStrv) shown = g_strsplit (html, "&gt;", -1);
  assert_int_equal (g_strv_length (opened) - 1, PT_HTML_MAX_QUOTE);
  assert_int_equal (g_strv_length (closed) - 1, PT_HTML_MAX_QUOTE);
  assert_int_equal (g_strv_length (shown) - 1, 500 - PT_HTML_MAX_QUOTE);
}

/* A mebibyte each of what would take minutes, and so be seen without a clock, if half a link were looked through to
 * the end each time. */
static void
half_links_cost_no_more_than_text (void **state)
{
  (void) state;
  static const char *const pieces[] = { "mailto:", "http://", "http://,", "(", ">", "\n>", " mailto:a", "[http://a" };
  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++) {
    GString *text = g_string_new (NULL);
    while (text->len < 1024 * 1024)
      g_string_append (text, pieces[i]);
    g_autofree char *html = pt_html_from_text (text->str, (gssize) text->len);
    assert_true (strlen (html) < 40 * text->len);
    g_string_free (text, TRUE);
  }
}

static void
escapes_all_five_and_nothing_else (void **state)
{
  (void) state;
  GString *out = g_string_new ("x");
  pt_html_escape (out, "a&b<c>d\"e'f\xc3\xa9{{g}}%s", strlen ("a&b<c>d\"e'f\xc3\xa9{{g}}%s"));
  assert_string_equal (out->str, "xa&amp;b&lt;c&gt;d&quot;e&#39;f\xc3\xa9{{g}}%s");
  g_string_free (out, TRUE);
}

int
main (void)
{
  g_autoptr (GArray) tests = g_array_new (FALSE, TRUE, sizeof (struct CMUnitTest));
  static const struct CMUnitTest others[] = {
    cmocka_unit_test (reads_no_further_than_the_length),
    cmocka_unit_test (quote_levels_are_bounded),
    cmocka_unit_test (half_links_cost_no_more_than_text),
    cmocka_unit_test (escapes_all_five_and_nothing_else),
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    struct CMUnitTest test = { cases[i].sentence, renders_as_wanted, NULL, NULL, (void *) &cases[i] };
    g_array_append_val (tests, test);
  }
  g_array_append_vals (tests, others, G_N_ELEMENTS (others));
  return _cmocka_run_group_tests ("html", (const struct CMUnitTest *) (void *) tests->data, tests->len, NULL, NULL);
}
