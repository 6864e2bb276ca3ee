#include "test.h"

#include "mime/html-text.h"

static void
conversions (void **state)
{
  static const struct {
    const char *name, *html, *wanted;
  } cases[] = {
    { "paragraphs", "<p>a</p><p>b</p>", "a\n\nb" },
    { "line breaks", "a<br>b<br/>c", "a\nb\nc" },
    { "blocks", "<div>a</div><div>b<div>c</div></div>", "a\nb\nc" },
    { "white space is folded", "  a \n\t b  ", "a b" },
    { "words in other elements stay together", "a<b>b</b> <i>c</i>", "ab c" },
    { "preformatted text keeps its lines", "<pre>a\n  b\n</pre>c", "a\n  b\n\nc" },
    { "entities", "&lt;b&gt; &amp; &eacute;", "<b> & \xc3\xa9" },
    { "lists", "<ul><li>a<li>b</ul>", "* a\n* b" },
    { "cells", "<table><tr><td>a<td>b<tr><td>c<td>d</table>", "a b\nc d" },
    { "quotes", "<p>new</p><blockquote>a<br>b<blockquote>c</blockquote></blockquote>", "new\n\n> a\n> b\n>> c" },
    { "paragraphs in a quote", "<blockquote><p>a</p><p>b</p></blockquote><p>c</p>", "> a\n>\n> b\n\nc" },
    { "a link", "<a href=\"https://example.com/x\">here</a>", "here <https://example.com/x>" },
    { "a link that is its text", "<a href=\"https://example.com/\">https://example.com</a>", "https://example.com" },
    { "a mail link that is its text", "<a href=\"mailto:a@example.com\">a@example.com</a>", "a@example.com" },
    { "no link of a script", "<a href=\"javascript:x()\">y</a>", "y" },
    { "scripts, styles and the head", "<head><title>t</title></head><style>s</style>a<script>b</script>c", "ac" },
    { "hidden elements", "<div>a</div><div style=\"Display : none\">x<p>y</p></div><div><span hidden>z</span>b</div>",
      "a\nb" },
    { "text of no size", "a<span style=\"font-size:0\">x</span>b", "ab" },
    { "large text", "a<span style=\"font-size:0.9em\">x</span>b", "axb" },
    { "comments", "a<!-- x -->b", "ab" },
    { "the text of an image", "<img src=x alt=\"logo\">", "logo" },
    { "tags that are not closed", "<div><b>a", "a" },
    { "nothing", "", "" },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *got = pt_html_to_text (cases[i].html, strlen (cases[i].html), &pt_limits_default, NULL);
    assert_text (cases[i].name, got, cases[i].wanted);
  }
}

static void
depths (void **state)
{
  (void) state;
  for (guint levels = 100; levels <= 50000; levels *= 10) {
    g_autoptr (GString) html = g_string_new (NULL);
    for (guint i = 0; i < levels; i++)
      g_string_append (html, "<div>");
    g_string_append (html, "deep");
    g_autofree char *got = pt_html_to_text (html->str, html->len, &pt_limits_default, NULL);
    assert_text ("words at any depth", got, "deep");
  }
}

static void
endless_tag (void **state)
{
  g_autoptr (GString) html = g_string_new ("before <b");
  const char *note = NULL;
  (void) state;
  for (guint i = 0; i < 50000; i++)
    g_string_append_printf (html, " a%u=1", i);
  g_string_append (html, ">after");
  g_autofree char *got = pt_html_to_text (html->str, html->len, &pt_limits_default, &note);
  assert_non_null (note);
  assert_non_null (strstr (got, "before"));
  assert_non_null (strstr (got, "after"));
}

static void
large (void **state)
{
  PtLimits limits = pt_limits_default;
  const char *note = NULL;
  limits.html_bytes = 5;
  g_autofree char *got = pt_html_to_text ("aaaa\xc3\xa9z", 7, &limits, &note);
  (void) state;
  assert_string_equal (got, "aaaa");
  assert_non_null (note);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("HTML becomes the text that a reader sees", conversions),
    TEST ("words are kept at any depth", depths),
    TEST ("a tag with endless attributes is cut out by hand", endless_tag),
    TEST ("HTML over the limit is cut between characters", large),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
