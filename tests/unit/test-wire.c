#include "test.h"

#include "base/error.h"
#include "model/dump.h"
#include "model/wire.h"

#include <math.h>

#define MUTATIONS 20000

static void
fill_header (PtMessage *message)
{
  message->message_id = g_strdup ("a.b@example.org");
  g_ptr_array_add (message->in_reply_to, g_strdup ("c@example.com"));
  g_ptr_array_add (message->references, g_strdup ("d@example.com"));
  g_ptr_array_add (message->references, g_strdup ("c@example.com"));
  g_free (message->subject);
  message->subject = g_strdup ("Gr\xc3\xbc\xc3\x9f" "e");
  message->date = G_GINT64_CONSTANT (1767261600000000);
  message->from = pt_address_new ("Alice", "Alice@example.org");
  g_ptr_array_add (message->to, pt_address_new (NULL, "support@example.com"));
  g_ptr_array_add (message->cc, pt_address_new ("Dan", "dan@b\xc3\xbc" "cher.test"));
  g_ptr_array_add (message->cc, pt_address_new (NULL, "no address at all"));
  g_ptr_array_add (message->reply_to, pt_address_new (NULL, "alice@example.net"));
  message->loop_mark = g_strdup ("w0rd");
  message->thread_index = g_strdup ("AdabcdE=");
  message->ambiguous = TRUE;
}

static PtMessage *
full_message (void)
{
  PtMessage *message = pt_message_new ();
  fill_header (message);
  for (gsize i = 0; i < PT_SHA256_BYTES; i++) {
    message->digest[i] = (guint8) i;
    message->raw_digest[i] = (guint8) (255 - i);
  }
  message->raw_size = 123456;
  g_ptr_array_add (message->auth, pt_auth_result_new ("dmarc", "pass", "example.org"));
  g_ptr_array_add (message->auth, pt_auth_result_new ("spf", "none", NULL));
  PtPart *part = pt_part_new ("image/png");
  part->charset = g_strdup ("utf-8");
  part->name = g_strdup ("b.png");
  part->content_id = g_strdup ("cid@example.org");
  part->attachment = part->is_inline = TRUE;
  part->size = 99;
  part->sha256[3] = 7;
  part->raw_start = 1000;
  part->raw_length = 122456; /* to the very end */
  part->encoding = PT_ENCODING_BASE64;
  part->note = g_strdup ("charset");
  g_ptr_array_add (message->parts, part);
  g_ptr_array_add (message->parts, pt_part_new ("text/plain"));
  g_free (message->text);
  message->text = g_strdup ("new\n> old\n");
  g_free (message->text_new);
  message->text_new = g_strdup ("new\n");
  g_free (message->text_quoted);
  message->text_quoted = g_strdup ("> old\n");
  message->has_plain = TRUE;
  message->automatic = PT_AUTOMATIC_VACATION;
  message->report = PT_REPORT_DELIVERY;
  g_ptr_array_add (message->returned_ids, g_strdup ("e@example.com"));
  g_ptr_array_add (message->statuses, pt_delivery_status_new ("eve@example.net", "failed", "5.1.1", "no such user"));
  g_ptr_array_add (message->statuses, pt_delivery_status_new (NULL, NULL, NULL, NULL));
  message->spam = 0.5;
  pt_message_add_note (message, "forward", "block", "line one\nline two");
  return message;
}

static char *
dump (const PtMessage *message)
{
  GString *out = g_string_new (NULL);
  pt_dump_message (out, message);
  return g_string_free (out, FALSE);
}

/* Through the bytes, as between two processes. */
static PtMessage *
round_trip (const PtMessage *message)
{
  g_autoptr (GByteArray) wire = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  PtMessage *got = NULL;
  pt_wire_from_message (message, wire);
  if (!pt_wire_to_message (wire->data, wire->len, &got, &error))
    fail_msg ("%s", error->message);
  return got;
}

static void
full (void **state)
{
  (void) state;
  g_autoptr (PtMessage) message = full_message ();
  g_autoptr (PtMessage) back = round_trip (message);
  g_autofree char *before = dump (message), *after = dump (back);
  assert_string_equal (after, before);
  assert_string_equal (back->from->key, "alice@example.org");
  assert_string_equal (((PtAddress *) back->cc->pdata[0])->key, "dan@xn--bcher-kva.test");
  assert_null (((PtAddress *) back->cc->pdata[1])->key);
  assert_null (((PtPart *) back->parts->pdata[1])->name);
  assert_null (((PtDeliveryStatus *) back->statuses->pdata[1])->recipient);
}

static void
stopped (void **state)
{
  (void) state;
  g_autoptr (PtMessage) message = pt_message_new ();
  message->gate = PT_GATE_BYTES;
  message->gate_detail = g_strdup ("NUL in the header block");
  g_autoptr (PtMessage) back = round_trip (message);
  g_autofree char *before = dump (message), *after = dump (back);
  assert_string_equal (after, before);
  assert_null (back->from);
  assert_true (back->spam < 0);
}

static void
unsafe (void **state)
{
  (void) state;
  g_autoptr (PtMessage) message = full_message ();
  g_free (message->subject);
  message->subject = g_strdup ("a\r\nBcc: x\xff");
  g_free (message->text);
  message->text = g_strdup ("a\xff\r\n");
  message->spam = NAN;
  g_free (message->from->addr);
  message->from->addr = g_strdup ("ann\x01@example.com");
  g_autoptr (PtMessage) back = round_trip (message);
  assert_string_equal (back->subject, "a\xef\xbf\xbd\xef\xbf\xbd" "Bcc: x\xef\xbf\xbd");
  assert_string_equal (back->text, "a\xef\xbf\xbd\r\n");
  assert_string_equal (back->from->addr, "ann\xef\xbf\xbd@example.com");
  assert_true (back->spam == -1);
}

/* One member of a full message that our own writer would never see. */
typedef struct {
  const char *name;
  void      (*spoil) (PtMessage *message);
} Spoilt;

static PtPart *
first_part (PtMessage *message)
{
  return g_ptr_array_index (message->parts, 0);
}

static void
spoil_gate (PtMessage *message)
{
  message->gate = (PtGate) (PT_GATE_UNREADABLE + 1);
}

static void
spoil_raw_size (PtMessage *message)
{
  message->raw_size = G_MAXSIZE;
}

static void
spoil_from (PtMessage *message)
{
  g_clear_pointer (&message->from, pt_address_free);
}

static void
spoil_part_size (PtMessage *message)
{
  first_part (message)->size = 122457;
}

static void
spoil_part_start (PtMessage *message)
{
  first_part (message)->raw_start = 123457;
}

static void
spoil_part_length (PtMessage *message)
{
  first_part (message)->raw_length = 122457;
}

static void
spoil_part_wrap (PtMessage *message)
{
  first_part (message)->raw_length = G_MAXSSIZE;
}

static void
spoil_part_encoding (PtMessage *message)
{
  first_part (message)->encoding = (PtEncoding) (PT_ENCODING_UUENCODE + 1);
}

static void
spoil_automatic (PtMessage *message)
{
  message->automatic = (PtAutomatic) (PT_AUTOMATIC_NOREPLY + 1);
}

static void
spoil_report (PtMessage *message)
{
  message->report = (PtReportKind) G_MAXINT;
}

static void
refuse (const char *name, const guint8 *data, gsize length)
{
  g_autoptr (GError) error = NULL;
  PtMessage *got = (PtMessage *) 1;
  if (pt_wire_to_message (data, length, &got, &error))
    fail_msg ("%s was taken", name);
  assert_null (got);
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_MALFORMED));
}

static void
out_of_range (void **state)
{
  static const Spoilt cases[] = {
    { "gate", spoil_gate },
    { "raw size", spoil_raw_size },
    { "From", spoil_from },
    { "part size above its bytes", spoil_part_size },
    { "part start behind the end", spoil_part_start },
    { "part length beyond the end", spoil_part_length },
    { "part length that wraps around", spoil_part_wrap },
    { "part encoding", spoil_part_encoding },
    { "automatic", spoil_automatic },
    { "report", spoil_report },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (PtMessage) message = full_message ();
    g_autoptr (GByteArray) wire = g_byte_array_new ();
    cases[i].spoil (message);
    pt_wire_from_message (message, wire);
    refuse (cases[i].name, wire->data, wire->len);
  }
}

/* TEXT stands once in the frame of a full message: as many other bytes in its place, which our writer would have made
 * good. */
static void
texts_that_are_none (void **state)
{
  static const struct {
    const char *name, *text, *bad;
  } cases[] = {
    { "a line end in a line", "eve@example.net", "eve@example.n\n" "t" },
    { "a control character in a line", "eve@example.net", "eve@example.n\x01t" },
    { "a NUL in a text", "line two", "line\0two" },
    { "bytes that are no UTF-8 in a text", "line two", "line\xfftwo" },
  };
  const double scores[] = { 1.5, NAN, -0.5 }, half = 0.5;
  (void) state;
  g_autoptr (PtMessage) message = full_message ();
  g_autoptr (GByteArray) wire = g_byte_array_new ();
  pt_wire_from_message (message, wire);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree guint8 *data = g_memdup2 (wire->data, wire->len);
    guint8 *at = memmem (data, wire->len, cases[i].text, strlen (cases[i].text));
    assert_non_null (at);
    memcpy (at, cases[i].bad, strlen (cases[i].text));
    refuse (cases[i].name, data, wire->len);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (scores); i++) {
    g_autofree guint8 *data = g_memdup2 (wire->data, wire->len);
    guint8 *at = memmem (data, wire->len, &half, sizeof half);
    assert_non_null (at);
    memcpy (at, &scores[i], sizeof half);
    refuse ("spam", data, wire->len);
  }
}

static void
ends_and_versions (void **state)
{
  (void) state;
  g_autoptr (PtMessage) message = full_message ();
  g_autoptr (GByteArray) wire = g_byte_array_new ();
  pt_wire_from_message (message, wire);
  for (guint length = 0; length < wire->len; length++) {
    /* its own size: a byte beyond is noticed */
    g_autofree guint8 *data = g_memdup2 (wire->data, length ? length : 1);
    refuse ("a frame that ends early", data, length);
  }
  g_byte_array_append (wire, (const guint8 *) "x", 1);
  refuse ("a byte too many", wire->data, wire->len);
  g_byte_array_set_size (wire, wire->len - 1);
  wire->data[0]++;
  refuse ("another version", wire->data, wire->len);
}

static void
mutations (void **state)
{
  (void) state;
  g_autoptr (PtMessage) message = full_message ();
  g_autoptr (GByteArray) wire = g_byte_array_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (20260101);
  pt_wire_from_message (message, wire);
  gsize n = wire->len;
  guint taken = 0, refused = 0;
  for (guint i = 0; i < MUTATIONS; i++) {
    gsize length = i % 10 == 0 ? (gsize) g_rand_int_range (random, 0, (gint32) n) : n;
    g_autofree guint8 *whole = g_memdup2 (wire->data, n);
    for (int flips = g_rand_int_range (random, 1, 4); flips > 0; flips--)
      whole[g_rand_int_range (random, 0, (gint32) n)] = (guint8) g_rand_int_range (random, 0, 256);
    g_autofree guint8 *data = g_memdup2 (whole, MAX (length, 1)); /* its own size, so that a byte beyond is noticed */
    g_autoptr (PtMessage) got = NULL;
    g_autoptr (GError) error = NULL;
    if (pt_wire_to_message (data, length, &got, &error)) {
      g_autoptr (PtMessage) again = round_trip (got);
      g_autofree char *a = dump (got), *b = dump (again);
      assert_string_equal (a, b);
      taken++;
    } else {
      assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_MALFORMED));
      refused++;
    }
  }
  assert_true (taken > MUTATIONS / 100);
  assert_true (refused > MUTATIONS / 10);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("a full message comes back as it was, keys computed anew", full),
    TEST ("a message that the gate stopped comes back", stopped),
    TEST ("what should be one valid line is made so before it is sent", unsafe),
    TEST ("every value out of its range is malformed", out_of_range),
    TEST ("a text that is none, and a score that is none, are malformed", texts_that_are_none),
    TEST ("a frame that ends early or late, or of another version, is malformed", ends_and_versions),
    TEST ("mutated bytes are malformed or another valid message", mutations),
  };
  return cmocka_run_group_tests_name ("wire", tests, NULL, NULL);
}
