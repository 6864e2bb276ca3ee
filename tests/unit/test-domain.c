#include "test.h"

#include "base/address.h"

static const char *const known[] = { "example.com", "support.example.org", "xn--bcher-kva.test", "modern.test",
                                     NULL };

static void
lookalikes (void **state)
{
  static const struct {
    const char *name, *domain;
    gboolean    wanted;
  } cases[] = {
    { "a known domain is not like itself", "example.com", FALSE },
    { "nor in capitals", "EXAMPLE.COM", FALSE },
    { "nor with its trailing dot", "example.com.", FALSE },
    { "a host of a known domain is its own", "mail.example.com", FALSE },
    { "a stranger is a stranger", "stranger.test", FALSE },
    { "a digit in a stranger's name says nothing", "c0l0r1.test", FALSE },
    { "one for l", "examp1e.com", TRUE },
    { "i for l", "exampie.com", TRUE },
    { "rn for m", "exarnple.com", TRUE },
    { "m for rn", "modem.test", TRUE },
    { "a look-alike host of a look-alike domain", "mail.examp1e.com", TRUE },
    { "a look-alike of a known host's organisation", "examp1e.org", TRUE },
    { "Cyrillic a in a Latin word", "ex\xd0\xb0mple.com", TRUE },
    { "the same as A-label", "xn--exmple-4nf.com", TRUE },
    { "Cyrillic and Latin mixed in a stranger's name", "p\xd0\xb0yer.test", TRUE },
    { "Greek and Latin mixed", "\xce\xb1lpha.test", TRUE },
    { "all Cyrillic is one script", "\xd0\xbf\xd1\x80\xd0\xb8\xd0\xbc\xd0\xb5\xd1\x80.test", FALSE },
    { "scripts may differ between labels", "\xd0\xbf\xd1\x80\xd0\xb8\xd0\xbc\xd0\xb5\xd1\x80.example.net", FALSE },
    { "an accent over a known name", "ex\xc3\xa1mple.com", TRUE },
    { "the known U-label itself", "b\xc3\xbc" "cher.test", FALSE },
    { "a known U-label without its accent", "bucher.test", TRUE },
    { "Han, Kana and Latin go together", "\xe6\x97\xa5\xe6\x9c\xac\xe3\x81\xae" "abc.test", FALSE },
    { "Han and Hangul go together", "\xe5\xa4\xa7\xed\x95\x9c.test", FALSE },
    { "Kana and Hangul do not", "\xe3\x81\xae\xed\x95\x9c.test", TRUE },
    { "an A-label that decodes to nothing", "xn--\x7e\x7e\x7e.test", TRUE },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_number (cases[i].name, pt_domain_is_lookalike (cases[i].domain, known), cases[i].wanted);
  assert_false (pt_domain_is_lookalike ("examp1e.com", NULL));
}

static void
organisations (void **state)
{
  static const struct {
    const char *domain, *organisation;
  } cases[] = {
    { "mail.example.com", "example.com" },
    { "a.b.example.co.uk", "example.co.uk" },
    { "Example.COM.", "example.com" },
    { "com", "com" },
    { "co.uk", "co.uk" },
    { "localhost", "localhost" },
    { "", "" },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *organisation = pt_domain_organisational (cases[i].domain);
    assert_text (cases[i].domain, organisation, cases[i].organisation);
  }
  assert_true (pt_domain_same_organisation ("mail.example.com", "EXAMPLE.com"));
  assert_true (pt_domain_same_organisation ("b\xc3\xbc" "cher.example.com", "xn--bcher-kva.example.com"));
  assert_false (pt_domain_same_organisation ("a.co.uk", "b.co.uk"));
  assert_false (pt_domain_same_organisation ("example.com", "example.org"));
  assert_false (pt_domain_same_organisation ("", ""));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("a domain that mixes scripts or reads like a known one is told", lookalikes),
    TEST ("the organisational domain follows the public suffix list", organisations),
  };
  return cmocka_run_group_tests_name ("domain", tests, NULL, NULL);
}
