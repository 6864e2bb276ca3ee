#include "test.h"

#include "base/address.h"

static void
keys (void **state)
{
  static const struct {
    const char *name, *addr, *key;
  } cases[] = {
    { "a plain address is its own key", "ann@example.com", "ann@example.com" },
    { "ASCII letters of both sides are folded", "Ann.B@EXAMPLE.Com", "ann.b@example.com" },
    { "the dotless i stays another letter", "m\xc4\xb1ke@example.org", "m\xc4\xb1ke@example.org" },
    { "the dotted capital I is not folded", "\xc4\xb0nes@example.org", "\xc4\xb0nes@example.org" },
    { "the Kelvin sign stays apart from k in the local part", "\xe2\x84\xaa@example.org",
      "\xe2\x84\xaa@example.org" },
    { "the Kelvin sign in a domain is nobody's",
      "mike@\xe2\x84\xaa"
      "example.org",
      NULL },
    { "a sharp s in a domain is not folded into ss",
      "a@stra\xc3\x9f"
      "e.test",
      "a@xn--strae-oqa.test" },
    { "full width letters are not folded into ASCII", "a@\xef\xbd\x85xample.com", NULL },
    { "a U-label becomes an A-label",
      "a@B\xc3\xbc"
      "cher.test",
      "a@xn--bcher-kva.test" },
    { "an A-label is lowered", "a@XN--BCHER-KVA.test", "a@xn--bcher-kva.test" },
    { "the trailing dot of the domain is cut", "a@example.com.", "a@example.com" },
    { "a quoted local part has a key", "\"a b\"@example.com", "\"a b\"@example.com" },
    { "a quoted @ does not count", "\"a@b\"@example.com", "\"a@b\"@example.com" },
    { "a quote that is not closed has none", "\"a@example.com", NULL },
    { "text after the quote has none", "\"a\"b@example.com", NULL },
    { "two @ have none", "a@b@example.com", NULL },
    { "an empty local part has none", "@example.com", NULL },
    { "an empty domain has none", "a@", NULL },
    { "a domain of one dot has none", "a@.", NULL },
    { "an empty label has none", "a@example..com", NULL },
    { "a space has none", "a b@example.com", NULL },
    { "a no-break space has none",
      "a\xc2\xa0"
      "b@example.com",
      NULL },
    { "a control character has none", "a\x01@example.com", NULL },
    { "a line end has none", "a@example.com\r\nX: y", NULL },
    { "a zero-width space has none", "a\xe2\x80\x8b@example.com", NULL },
    { "a bidi control has none", "a\xe2\x80\xae@example.com", NULL },
    { "brackets have none", "<a@example.com>", NULL },
    { "an address literal has none", "a@[192.0.2.1]", NULL },
    { "invalid UTF-8 has none", "a\xff@example.com", NULL },
    { "no @ has none", "ann", NULL },
    { "nothing has none", "", NULL },
    { "a hash in the domain has none", "a@ex#ample.com", NULL },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *key = pt_address_key (cases[i].addr);
    assert_text (cases[i].name, key, cases[i].key);
  }
  assert_null (pt_address_key (NULL));
}

static char *
address_of (gsize local, gsize label, const char *rest)
{
  g_autofree char *l = g_strnfill (local, 'a'), *d = g_strnfill (label, 'b');
  return g_strconcat (l, "@", d, rest, NULL);
}

static void
mailable (void **state)
{
  static const struct {
    const char *name, *addr;
    gboolean    ascii, utf8;
  } cases[] = {
    { "a dot-atom", "ann.b+x=1@example.com", TRUE, TRUE },
    { "a leading dot", ".ann@example.com", FALSE, FALSE },
    { "a trailing dot of the local part", "ann.@example.com", FALSE, FALSE },
    { "two dots", "a..b@example.com", FALSE, FALSE },
    { "a quoted local part", "\"ann\"@example.com", FALSE, FALSE },
    { "ESMTP words after a bracket", "a>SIZE=1@example.com", FALSE, FALSE },
    { "a space", "a b@example.com", FALSE, FALSE },
    { "a line end", "a@example.com\n", FALSE, FALSE },
    { "an address literal", "a@[192.0.2.1]", FALSE, FALSE },
    { "a source route", "@relay.test:a@example.com", FALSE, FALSE },
    { "UTF-8 in the local part", "j\xc3\xb6rg@example.com", FALSE, TRUE },
    { "UTF-8 in the domain", "a@b\xc3\xbc" "cher.test", FALSE, TRUE },
    { "an A-label", "a@xn--bcher-kva.test", TRUE, TRUE },
    { "an underscore in the domain", "a@ex_ample.com", FALSE, FALSE },
    { "a hyphen at the start of a label", "a@-example.com", FALSE, FALSE },
    { "a hyphen at the end of a label", "a@example-.com", FALSE, FALSE },
    { "a domain that ends with a dot", "a@example.com.", FALSE, FALSE },
    { "no domain", "a@", FALSE, FALSE },
    { "two @", "a@b@example.com", FALSE, FALSE },
    { "a bidi control", "a\xe2\x80\xae" "b@example.com", FALSE, FALSE },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    assert_number (cases[i].name, pt_address_is_mailable (cases[i].addr, FALSE), cases[i].ascii);
    assert_number (cases[i].name, pt_address_is_mailable (cases[i].addr, TRUE), cases[i].utf8);
  }
}

static void
lengths (void **state)
{
  (void) state;
  g_autofree char *local64 = address_of (64, 10, ".test"), *local65 = address_of (65, 10, ".test");
  g_autofree char *label63 = address_of (5, 63, ".test"), *label64 = address_of (5, 64, ".test");
  g_autofree char *b60 = g_strnfill (60, 'c');
  g_autofree char *rest = g_strconcat (".", b60, ".", b60, ".", b60, NULL);
  g_autofree char *whole254 = address_of (10, 60, rest);  /* 10 + 1 + 60 + 183 */
  g_autofree char *whole255 = address_of (11, 60, rest);
  assert_true (pt_address_is_mailable (local64, FALSE));
  assert_false (pt_address_is_mailable (local65, FALSE));
  assert_true (pt_address_is_mailable (label63, FALSE));
  assert_false (pt_address_is_mailable (label64, FALSE));
  assert_int_equal (strlen (whole254), 254);
  assert_true (pt_address_is_mailable (whole254, FALSE));
  assert_false (pt_address_is_mailable (whole255, FALSE));
  g_autofree char *huge = address_of (2000, 10, ".test");
  assert_null (pt_address_key (huge));
}

static void
machines (void **state)
{
  static const struct {
    const char *key;
    gboolean    machine;
  } cases[] = {
    { "mailer-daemon@example.com", TRUE }, { "postmaster@example.com", TRUE },
    { "no-reply@example.com", TRUE },      { "noreply@example.com", TRUE },
    { "no_reply@example.com", TRUE },      { "do.not.reply@example.com", TRUE },
    { "bounces+123@example.com", TRUE },   { "orders-noreply@example.com", TRUE },
    { "noreply+42@example.com", TRUE },    { "ann@example.com", FALSE },
    { "noreplyson@example.com", FALSE },   { "ann@noreply.example.com", FALSE },
    { "reply@example.com", FALSE },        { "bouncer@example.com", FALSE },
    { "not-an-address", FALSE },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_number (cases[i].key, pt_address_is_machine (cases[i].key), cases[i].machine);
}

static void
unread (void **state)
{
  static const struct {
    const char *key;
    gboolean    unread;
  } cases[] = {
    { "noreply@example.com", TRUE },         { "no_reply@example.com", TRUE },  { "do.not.reply@example.com", TRUE },
    { "noreply+42@example.com", TRUE },      { "postmaster@example.com", TRUE }, { "bounces+123@example.com", TRUE },
    { "orders-noreply@example.com", FALSE }, { "noreply-team@example.com", FALSE }, { "ann@example.com", FALSE },
    { "daemon.smith@example.com", FALSE },   { NULL, FALSE },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_number (cases[i].key ? cases[i].key : "none", pt_address_is_unread (cases[i].key), cases[i].unread);
}

static void
values (void **state)
{
  (void) state;
  g_autoptr (PtAddress) address = pt_address_new (" Ann\r\nBcc: x@example.net ", "Ann@Example.com");
  g_autoptr (PtAddress) copy = pt_address_copy (address);
  g_autoptr (PtAddress) bare = pt_address_new ("  ", "nobody");
  assert_string_equal (copy->name, "Ann Bcc: x@example.net");
  assert_string_equal (copy->addr, "Ann@Example.com");
  assert_string_equal (copy->key, "ann@example.com");
  assert_string_equal (pt_address_domain (copy->key), "example.com");
  assert_string_equal (pt_address_domain ("\"a@b\"@example.org"), "example.org");
  assert_string_equal (pt_address_domain (NULL), "");
  assert_null (bare->name);
  assert_null (bare->key);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("two spellings of an address have one key, look-alikes have two", keys),
    TEST ("only our own grammar enters an envelope", mailable),
    TEST ("an address is mailable up to its limits of length and not beyond", lengths),
    TEST ("addresses that nobody reads are told from people", machines),
    TEST ("J6: a part of a local part says nothing about its reader", unread),
    TEST ("an address keeps its spelling and a safe name", values),
  };
  return cmocka_run_group_tests_name ("address", tests, NULL, NULL);
}
