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
  g_ptr_array_add (message->statuses, pt_delivery_status_new ("eve@example.net", "failed", "5.1.1"));
  g_ptr_array_add (message->statuses, pt_delivery_status_new (NULL, NULL, NULL));
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
  g_autoptr (GVariant) wire = g_variant_ref_sink (pt_wire_from_message (message));
  g_autoptr (GBytes) bytes = g_bytes_new (g_variant_get_data (wire), g_variant_get_size (wire));
  g_autoptr (GVariant) back = g_variant_ref_sink (g_variant_new_from_bytes (pt_wire_type (), bytes, FALSE));
  g_autoptr (GError) error = NULL;
  PtMessage *got = NULL;
  if (!pt_wire_to_message (back, &got, &error))
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

static void
apart (void **state)
{
  (void) state;
  g_autoptr (PtMessage) message = full_message ();
  g_autofree char *before = dump (message);
  g_autoptr (GVariant) wire = g_variant_ref_sink (pt_wire_from_message (message));
  memset (message->text, 'X', strlen (message->text));
  g_autoptr (PtMessage) back = NULL;
  assert_true (pt_wire_to_message (wire, &back, NULL));
  g_autofree char *after = dump (back);
  assert_string_equal (after, before);
}

/* A frame whose child at PATH (indices, ended by -1) is replaced by VALUE. */
static GVariant *
replaced (GVariant *tuple, const int *path, GVariant *value)
{
  gsize n = g_variant_n_children (tuple);
  g_autoptr (GPtrArray) children = g_ptr_array_new ();
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GVariant) child = g_variant_get_child_value (tuple, i);
    gboolean here = (int) i == path[0];
    g_ptr_array_add (children, here ? (path[1] < 0 ? value : replaced (child, path + 1, value)) : g_variant_ref (child));
  }
  gboolean list = g_variant_is_of_type (tuple, G_VARIANT_TYPE_ARRAY);
  GVariant *const *made_of = (GVariant *const *) children->pdata;
  GVariant *made = list ? g_variant_new_array (NULL, made_of, n) : g_variant_new_tuple (made_of, n);
  for (gsize i = 0; i < n; i++)
    if ((int) i != path[0])
      g_variant_unref (children->pdata[i]);
  return made;
}

static void
out_of_range (void **state)
{
  const struct {
    const char *name;
    int         path[4];
    GVariant   *value;
  } cases[] = {
    { "version", { 0, -1 }, g_variant_new_uint16 (2) },
    { "gate", { 1, 0, -1 }, g_variant_new_uint32 (PT_GATE_UNREADABLE + 1) },
    { "gate detail", { 1, 1, -1 }, g_variant_new ("ms", "a\nb") },
    { "digest", { 1, 2, -1 }, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, "abc", 3, 1) },
    { "raw size", { 1, 4, -1 }, g_variant_new_uint64 (G_MAXUINT64) },
    { "Message-ID", { 2, 0, -1 }, g_variant_new ("ms", "a\r\nb") },
    { "Subject", { 2, 3, -1 }, g_variant_new_string ("a\nBcc: x") },
    { "From", { 2, 5, -1 }, g_variant_new_maybe (G_VARIANT_TYPE ("(mss)"), NULL) },
    { "name", { 2, 5, -1 }, g_variant_new_maybe (NULL, g_variant_new ("(mss)", "a\xe2\x80\xae", "a@example.com")) },
    { "part size above its bytes", { 4, 0, 6, -1 }, g_variant_new_uint64 (122457) },
    { "part start behind the end", { 4, 0, 8, -1 }, g_variant_new_uint64 (123457) },
    { "part length beyond the end", { 4, 0, 9, -1 }, g_variant_new_uint64 (122457) },
    { "part length that wraps around", { 4, 0, 9, -1 }, g_variant_new_uint64 (G_MAXSSIZE) },
    { "part encoding", { 4, 0, 10, -1 }, g_variant_new_uint32 (PT_ENCODING_UUENCODE + 1) },
    { "automatic", { 6, 0, -1 }, g_variant_new_uint32 (PT_AUTOMATIC_NOREPLY + 1) },
    { "report", { 6, 1, -1 }, g_variant_new_uint32 (G_MAXUINT32) },
    { "spam above one", { 6, 4, -1 }, g_variant_new_double (1.5) },
    { "spam not a number", { 6, 4, -1 }, g_variant_new_double (NAN) },
  };
  (void) state;
  g_autoptr (PtMessage) message = full_message ();
  g_autoptr (GVariant) wire = g_variant_ref_sink (pt_wire_from_message (message));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GVariant) bad = g_variant_ref_sink (replaced (wire, cases[i].path, cases[i].value));
    g_autoptr (GError) error = NULL;
    PtMessage *got = (PtMessage *) 1;
    if (pt_wire_to_message (bad, &got, &error))
      fail_msg ("%s was taken", cases[i].name);
    assert_null (got);
    assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_MALFORMED));
  }
  g_autoptr (GVariant) other = g_variant_ref_sink (g_variant_new_string ("x"));
  PtMessage *got = NULL;
  assert_false (pt_wire_to_message (other, &got, NULL));
}

static void
mutations (void **state)
{
  (void) state;
  g_autoptr (PtMessage) message = full_message ();
  g_autoptr (GVariant) wire = g_variant_ref_sink (pt_wire_from_message (message));
  g_autoptr (GRand) random = g_rand_new_with_seed (20260101);
  gsize n = g_variant_get_size (wire);
  guint taken = 0, refused = 0;
  for (guint i = 0; i < MUTATIONS; i++) {
    gsize length = i % 10 == 0 ? (gsize) g_rand_int_range (random, 0, (gint32) n) : n;
    guint8 *data = g_memdup2 (g_variant_get_data (wire), n);
    for (int flips = g_rand_int_range (random, 1, 4); flips > 0; flips--)
      data[g_rand_int_range (random, 0, (gint32) n)] = (guint8) g_rand_int_range (random, 0, 256);
    g_autoptr (GBytes) bytes = g_bytes_new (data, length); /* its own size, so that a byte beyond is noticed */
    g_free (data);
    g_autoptr (GVariant) back = g_variant_ref_sink (g_variant_new_from_bytes (pt_wire_type (), bytes, FALSE));
    g_autoptr (PtMessage) got = NULL;
    g_autoptr (GError) error = NULL;
    if (pt_wire_to_message (back, &got, &error)) {
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
    TEST ("a frame holds nothing of the message it was made from", apart),
    TEST ("every value out of its range is malformed", out_of_range),
    TEST ("mutated bytes are malformed or another valid message", mutations),
  };
  return cmocka_run_group_tests_name ("wire", tests, NULL, NULL);
}
