#include "test.h"

#include "mime/auth-results.h"
#include "mime/read.h"

#define OURS "Authentication-Results: mx.example.com"
#define RECEIVED "Received: from out.test (by mx.mallory.test) by mx.example.com with ESMTP id 1; date\n"

/* The results as `method=result/domain` joined by spaces. */
static char *
results (const char *fields, const char *authserv_id)
{
  g_autofree char *text = g_strconcat (fields, "From: ann@example.com\n\nx\n", NULL);
  g_autoptr (GBytes) raw = g_bytes_new (text, strlen (text));
  static const char *const ours[] = { "mx.example.com", NULL };
  PtReadOptions options = { &pt_limits_default, authserv_id, ours, NULL };
  g_autoptr (PtMessage) message = pt_read_message (raw, &options, NULL);
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < message->auth->len; i++) {
    const PtAuthResult *result = g_ptr_array_index (message->auth, i);
    g_string_append_printf (out, "%s%s=%s/%s", i > 0 ? " " : "", result->method, result->result,
                            result->domain ? result->domain : "-");
  }
  return g_string_free (out, FALSE);
}

/* J11: several servers of ours, each with its line, in their order. */
static void
several_servers (void **state)
{
  static const struct {
    const char *name, *fields;
    guint       trusted;
  } cases[] = {
    { "both", "A: 1\nReceived: by scan.test\nB: 2\nReceived: by mx.test\nC: 3\n", 3 },
    { "the first alone", "A: 1\nReceived: by scan.test\nB: 2\nReceived: by other.test\n", 0 },
    { "the second alone", "A: 1\nReceived: by mx.test\nB: 2\n", 0 },
    { "the other order", "Received: by mx.test\nReceived: by scan.test\n", 0 },
    { "a stranger between", "Received: by scan.test\nReceived: by other.test\nReceived: by mx.test\n", 0 },
    { "one twice", "Received: by scan.test\nReceived: by scan.test\nReceived: by mx.test\n", 0 },
  };
  static const char *const ours[] = { "scan.test", "mx.test", NULL };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strconcat (cases[i].fields, "From: ann@example.com\n\nx\n", NULL);
    g_autoptr (GBytes) raw = g_bytes_new (text, strlen (text));
    PtReadOptions options = { &pt_limits_default, "mx.test", ours, NULL };
    g_autoptr (PtSource) source = NULL;
    g_autoptr (PtMessage) message = pt_read_message (raw, &options, &source);
    assert_number (cases[i].name, source->trusted, cases[i].trusted);
  }
}

static void
fields (void **state)
{
  static const struct {
    const char *name, *fields, *wanted;
  } cases[] = {
    { "a plain field", OURS "; dmarc=pass header.from=Example.COM\n" RECEIVED, "dmarc=pass/example.com" },
    { "several results", OURS "; dkim=pass header.d=a.test; spf=pass smtp.mailfrom=u@B.test\n" RECEIVED,
      "dkim=pass/a.test spf=pass/b.test" },
    { "the domain of header.i if there is no header.d", OURS "; dkim=pass header.i=@c.test\n" RECEIVED,
      "dkim=pass/c.test" },
    { "header.d before header.i", OURS "; dkim=pass header.i=@c.test header.d=d.test\n" RECEIVED,
      "dkim=pass/d.test" },
    { "version 1", OURS " 1; dmarc=pass header.from=a.test\n" RECEIVED, "dmarc=pass/a.test" },
    { "another version", OURS " 2; dmarc=pass header.from=a.test\n" RECEIVED, "" },
    { "the authserv-id in another case",
      "Authentication-Results: MX.Example.com; dmarc=pass header.from=a.test\n" RECEIVED, "dmarc=pass/a.test" },
    { "a longer authserv-id", "Authentication-Results: mx.example.com.test; dmarc=pass header.from=a.test\n" RECEIVED,
      "" },
    { "no authserv-id", "Authentication-Results: dmarc=pass header.from=a.test\n" RECEIVED, "" },
    { "below our Received", RECEIVED OURS "; dmarc=pass header.from=a.test\n", "" },
    { "J11: below a foreign Received but above ours: a line of ours is missing above it",
      "Received: by other.test\n" OURS "; dmarc=pass header.from=a.test\n" RECEIVED, "" },
    { "J11: a forged Received line of ours below the real one",
      RECEIVED OURS "; dmarc=pass header.from=a.test\n" RECEIVED, "" },
    { "without our Received", OURS "; dmarc=pass header.from=a.test\nReceived: by other.test\n", "" },
    { "our host in a comment of a foreign Received",
      OURS "; dmarc=pass header.from=a.test\nReceived: from x (y by mx.example.com) by other.test\n", "" },
    { "a result in a comment", OURS "; spf=fail (dmarc=pass (header.from=a.test)) smtp.mailfrom=b.test\n" RECEIVED,
      "spf=fail/b.test" },
    { "a result in a quoted string", OURS "; spf=fail smtp.mailfrom=\"x; dmarc=pass\"@b.test\n" RECEIVED,
      "spf=fail/b.test" },
    { "the worse of two results of one field",
      OURS "; dmarc=pass header.from=a.test; dmarc=fail header.from=a.test\n" RECEIVED, "dmarc=fail/a.test" },
    { "the worse of two fields",
      OURS "; dmarc=fail header.from=a.test\n" OURS "; dmarc=pass header.from=a.test\n" RECEIVED,
      "dmarc=fail/a.test" },
    { "softfail is not pass", OURS "; spf=softfail smtp.mailfrom=a.test\n" RECEIVED, "spf=softfail/a.test" },
    { "an unknown result is ignored", OURS "; dmarc=passed header.from=a.test\n" RECEIVED, "" },
    { "an unknown method is ignored", OURS "; dmarcx=pass header.from=a.test; spf=none\n" RECEIVED, "spf=none/-" },
    { "dkim of two domains", OURS "; dkim=pass header.d=a.test; dkim=fail header.d=b.test\n" RECEIVED,
      "dkim=pass/a.test dkim=fail/b.test" },
    { "the domain as A-label",
      OURS "; dmarc=pass header.from=b\xc3\xbc"
           "cher.test\n" RECEIVED,
      "dmarc=pass/xn--bcher-kva.test" },
    { "no result", OURS "; none\n" RECEIVED, "" },
    { "an open comment spoils the field", OURS "; dmarc=pass header.from=a.test (x\n" RECEIVED, "" },
    { "an open quote spoils the field", OURS "; dmarc=pass header.from=\"a.test\n" RECEIVED, "" },
    { "white space around the signs", OURS " ; dmarc = pass header.from = a.test\n" RECEIVED, "dmarc=pass/a.test" },
    { "folded lines", OURS ";\n dmarc=pass\n\theader.from=a.test\n" RECEIVED, "dmarc=pass/a.test" },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *got = results (cases[i].fields, "mx.example.com"), *off = results (cases[i].fields, NULL);
    assert_text (cases[i].name, got, cases[i].wanted);
    assert_text ("without a trusted authserv-id", off, "");
  }
}

static void
limits (void **state)
{
  g_autoptr (GString) many = g_string_new (OURS), deep = g_string_new (OURS "; dmarc=pass ");
  (void) state;
  for (guint i = 0; i < 33; i++)
    g_string_append (many, "; spf=pass");
  g_string_append (many, "\n" RECEIVED);
  for (guint i = 0; i < 7000; i++)
    g_string_append_c (deep, '(');
  for (guint i = 0; i < 7000; i++)
    g_string_append_c (deep, ')');
  g_string_append (deep, " header.from=a.test\n" RECEIVED);
  g_autofree char *got = results (many->str, "mx.example.com"), *nested = results (deep->str, "mx.example.com");
  assert_text ("33 results are too many", got, "");
  assert_text ("deep comments are read", nested, "dmarc=pass/a.test");
  g_string_insert (deep, (gssize) strlen (OURS "; dmarc=pass "), "(");
  for (guint i = 0; i < 3000; i++)
    g_string_insert (deep, (gssize) strlen (OURS "; dmarc=pass "), "x ");
  g_autofree char *large = results (deep->str, "mx.example.com");
  assert_text ("a field over 16 KiB says nothing", large, "");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("J11: the Received lines must be those of our servers, from the top", several_servers),
    TEST ("only trusted, well formed results are taken, the worse one wins", fields),
    TEST ("results are limited in number and size", limits),
  };
  pt_read_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
