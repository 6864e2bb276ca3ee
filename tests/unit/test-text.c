#include "test.h"

#include "base/text.h"

#define REPLACED "\xef\xbf\xbd"

typedef char *(*Change) (const char *text);

typedef struct {
  const char *name, *text, *wanted;
} Case;

static void
check (Change change, const Case *cases, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    g_autofree char *got = change (cases[i].text);
    assert_text (cases[i].name, got, cases[i].wanted);
  }
}

static void
utf8 (void **state)
{
  static const struct {
    const char *name, *bytes;
    gsize       length;
    const char *wanted;
    gboolean    repaired;
  } cases[] = {
    { "valid text stays", "Z\xc3\xbcrich", 7, "Z\xc3\xbcrich", FALSE },
    { "nothing stays nothing", "", 0, "", FALSE },
    { "a lone byte is replaced", "a\xff" "b", 3, "a" REPLACED "b", TRUE },
    { "a NUL is replaced", "a\0b", 3, "a" REPLACED "b", TRUE },
    { "a cut character at the end is replaced", "a\xe2\x82", 3, "a" REPLACED REPLACED, TRUE },
    { "an overlong slash is replaced", "\xc0\xaf", 2, REPLACED REPLACED, TRUE },
    { "a surrogate is replaced", "\xed\xa0\x80", 3, REPLACED REPLACED REPLACED, TRUE },
    { "text after the fault is kept", "\xff\xc3\xbc", 3, REPLACED "\xc3\xbc", TRUE },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    gboolean repaired = 2;
    g_autofree char *got = pt_text_to_utf8 (cases[i].bytes, cases[i].length, &repaired);
    assert_text (cases[i].name, got, cases[i].wanted);
    assert_number (cases[i].name, repaired, cases[i].repaired);
  }
  g_autofree char *nothing = pt_text_to_utf8 (NULL, 0, NULL);
  assert_string_equal (nothing, "");
}

static void
utf8_speed (void **state)
{
  (void) state;
  gsize n = 8 * 1024 * 1024;
  g_autofree char *bytes = g_malloc (n);
  for (gsize i = 0; i < n; i++)
    bytes[i] = i % 2 ? 'a' : (char) 0xff;
  gint64 start = g_get_monotonic_time ();
  g_autofree char *got = pt_text_to_utf8 (bytes, n, NULL);
  assert_int_equal (strlen (got), 2 * n);
  assert_true (g_get_monotonic_time () - start < 10 * G_USEC_PER_SEC);
}

static void
lines (void **state)
{
  static const Case cases[] = {
    { "white space runs become one space", "  a \t b\r\n\tc  ", "a b c" },
    { "a no-break space is a space",
      "a\xc2\xa0"
      "b",
      "a b" },
    { "controls are dropped",
      "a\x01"
      "b\x7f"
      "c\xc2\x85"
      "d",
      "abcd" },
    { "a line separator is dropped",
      "a\xe2\x80\xa8"
      "b",
      "ab" },
    { "bidi controls are dropped",
      "abc\xe2\x80\xae"
      "fdp.exe",
      "abcfdp.exe" },
    { "zero-width characters are dropped",
      "a\xe2\x80\x8b"
      "b\xef\xbb\xbf"
      "c\xc2\xad"
      "d",
      "abcd" },
    { "tags are dropped",
      "a\xf3\xa0\x81\xa1"
      "b",
      "ab" },
    { "invalid bytes are replaced",
      "a\xff"
      "b",
      "a" REPLACED "b" },
    { "nothing is left of white space", " \n ", "" },
    { "letters of all scripts stay",
      "Gr\xc3\xbc\xc3\x9f"
      "e \xe6\x97\xa5\xe6\x9c\xac \xd7\xa9\xd7\x9c",
      "Gr\xc3\xbc\xc3\x9f"
      "e \xe6\x97\xa5\xe6\x9c\xac \xd7\xa9\xd7\x9c" },
  };
  (void) state;
  check (pt_text_to_line, cases, G_N_ELEMENTS (cases));
}

static void
terminal (void **state)
{
  static const Case cases[] = {
    { "newline and tab stay", "a\n\tb", "a\n\tb" },
    { "an escape sequence shows", "\x1b[31mred", "\\x1b[31mred" },
    { "a carriage return shows", "a\rb", "a\\x0db" },
    { "DEL and C1 show", "\x7f\xc2\x9b", "\\x7f\\x9b" },
    { "a bidi control shows", "a\xe2\x80\xae" "b", "a\\u{202e}b" },
  };
  (void) state;
  check (pt_text_to_terminal, cases, G_N_ELEMENTS (cases));
}

static void
header_values (void **state)
{
  static const struct {
    const char *value;
    gboolean    wanted;
  } cases[] = {
    { "plain", TRUE }, { "", TRUE },     { "a\tb", TRUE },         { "Z\xc3\xbcrich", TRUE }, { "a\nb", FALSE },
    { "a\r", FALSE },  { "\x01", FALSE }, { "a\xc2\x85" "b", FALSE }, { "a\xff", FALSE },        { NULL, FALSE },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_number (cases[i].value, pt_text_is_header_value (cases[i].value), cases[i].wanted);
}

static void
prefixes (void **state)
{
  static const struct {
    const char *text;
    gsize       bytes, wanted;
  } cases[] = {
    { "abc", 5, 3 }, { "abc", 3, 3 }, { "abc", 2, 2 }, { "a\xc3\xbc", 2, 1 }, { "a\xc3\xbc", 3, 3 },
    { "\xf0\x9f\x98\x80", 3, 0 }, { "", 0, 0 }, { "abc", 0, 0 },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_number (cases[i].text, (gint64) pt_text_prefix (cases[i].text, cases[i].bytes), (gint64) cases[i].wanted);
}

static void
widths (void **state)
{
  (void) state;
  assert_int_equal (pt_text_width ("abc"), 3);
  assert_int_equal (pt_text_width ("\xe6\x97\xa5\xe6\x9c\xac"), 4);
  assert_int_equal (pt_text_width ("e\xcc\x81"), 1);
  assert_int_equal (pt_text_width (""), 0);
}

static void
subjects (void **state)
{
  static const Case cases[] = {
    { "a bare subject stays", "Printer broken", "Printer broken" },
    { "one reply", "Re: Printer", "Printer" },
    { "a heap of prefixes of many programs", "RE: Fwd: AW: WG: SV: VS: Antw: TR: RV: Odp: YNT: x", "x" },
    { "a count in brackets", "RE[2]: x", "x" },
    { "a count in parentheses or after a caret", "Re(3): Re^4: x", "x" },
    { "a space before the colon", "RE : x", "x" },
    { "no space after it", "re:x", "x" },
    { "Chinese with a full width colon", "\xe5\x9b\x9e\xe5\xa4\x8d\xef\xbc\x9a\xe8\xbd\xac\xe5\x8f\x91: x", "x" },
    { "Greek in capitals", "\xce\x91\xce\xa0: x", "x" },
    { "Turkish forward", "\xc4\xb0LT: x", "x" },
    { "our tag in front", "[#1042] x", "x" },
    { "our tag between prefixes", "Re: [#1042] AW: [#7] x", "x" },
    { "another tag stays", "[list] x", "[list] x" },
    { "another tag stops the stripping", "Re: [list] Re: x", "[list] Re: x" },
    { "a tag without a number stays", "[#] x", "[#] x" },
    { "a tag in the middle stays", "x [#12] y", "x [#12] y" },
    { "a word before a colon is no prefix", "Invoice: x", "Invoice: x" },
    { "a prefix without a colon is a word", "Re x", "Re x" },
    { "a prefix inside a word is a word", "Core: x", "Core: x" },
    { "nothing left", "Re: Re:", "" },
    { "line ends never survive", "Re: a\r\n b", "a b" },
  };
  (void) state;
  check (pt_text_base_subject, cases, G_N_ELEMENTS (cases));
}

static void
excerpts (void **state)
{
  static const struct {
    const char *text;
    gsize       characters;
    const char *wanted;
  } cases[] = {
    { "short", 10, "short" },
    { "exactly 10", 10, "exactly 10" },
    { "eleven char", 10, "eleven..." },
    { "a\n\nb\n", 10, "a b" },
    { "\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc", 4, "\xc3\xbc..." },
    { "trailing      ", 8, "trailing" },
    { "abc", 2, ".." },
    { "", 5, "" },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *got = pt_text_excerpt (cases[i].text, cases[i].characters);
    assert_text (cases[i].text, got, cases[i].wanted);
  }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("any bytes become valid UTF-8", utf8),
    TEST ("eight megabytes of broken UTF-8 take linear time", utf8_speed),
    TEST ("a line is one line and shows all it holds", lines),
    TEST ("a terminal is never commanded", terminal),
    TEST ("a header value holds no line end", header_values),
    TEST ("a prefix ends between characters", prefixes),
    TEST ("wide and combining characters have their width", widths),
    TEST ("a subject loses prefixes of every language and our tag, nothing else", subjects),
    TEST ("an excerpt is one line of a given length", excerpts),
  };
  return cmocka_run_group_tests_name ("text", tests, NULL, NULL);
}
