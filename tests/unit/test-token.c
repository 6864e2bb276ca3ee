/* Addresses with a purpose: each is read as what it was made for, and as nothing else (T024-T026, J2). */
#include "tests/unit/test.h"

#include "base/clock.h"
#include "base/digest.h"
#include "core/token.h"
#include "tests/lib/world.h"

#define UNTIL (G_GINT64_CONSTANT (1780000000) * PT_SECOND)

static const PtToken all[] = {
  { .purpose = PT_PURPOSE_REPLY, .ticket = 1042, .person = 7 },
  { .purpose = PT_PURPOSE_ANSWER, .ticket = 1042, .person = 7 },
  { .purpose = PT_PURPOSE_NOTE, .ticket = 1042, .person = 7 },
  { .purpose = PT_PURPOSE_PUBLISH, .ticket = 1042, .comment = 55, .person = 7, .until = UNTIL },
  { .purpose = PT_PURPOSE_LEAVE, .ticket = 1042, .person = 7 },
  { .purpose = PT_PURPOSE_LETIN, .held = 1042, .person = 7 },
  { .purpose = PT_PURPOSE_DROP, .held = 1042, .person = 7 },
  { .purpose = PT_PURPOSE_STOP, .comment = 1042, .person = 7 },
  { .purpose = PT_PURPOSE_BACK, .ticket = 1042, .person = 7, .event = 99 },
};
G_STATIC_ASSERT (G_N_ELEMENTS (all) == PT_PURPOSE_N);

static void
assert_token (const PtToken *got, const PtToken *wanted)
{
  assert_number ("purpose", got->purpose, wanted->purpose);
  assert_number ("ticket", got->ticket, wanted->ticket);
  assert_number ("person", got->person, wanted->person);
  assert_number ("comment", got->comment, wanted->comment);
  assert_number ("held", got->held, wanted->held);
  assert_number ("event", got->event, wanted->event);
  assert_number ("outbox", got->outbox, wanted->outbox);
  assert_number ("until", got->until, wanted->until);
}

static void
each_is_read_as_it_was_made (void **state)
{
  (void) state;
  g_autoptr (PtWorld) world = pt_world_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++) {
    PtToken read, largest = all[i];
    g_autofree char *detail = pt_token_address (world->policy, &all[i]);
    g_autofree char *upper = g_ascii_strup (detail, -1);
    assert_int_equal (pt_token_read_address (world->policy, detail, world->now, &read), PT_TOKEN_GOOD);
    assert_token (&read, &all[i]);
    assert_int_equal (pt_token_read_address (world->policy, upper, world->now, &read), PT_TOKEN_GOOD);
    assert_true (strlen (detail) <= 40);
    const PtId most = all[i].until ? (G_GINT64_CONSTANT (1) << 49) - 1 : G_MAXINT64;
    largest.person = most;
    largest.ticket = largest.ticket ? most : 0;
    largest.comment = largest.comment ? most : 0;
    largest.held = largest.held ? most : 0;
    largest.event = largest.event ? most : 0;
    g_autofree char *longest = pt_token_address (world->policy, &largest);
    assert_int_equal (pt_token_read_address (world->policy, longest, world->now, &read), PT_TOKEN_GOOD);
    assert_token (&read, &largest);
    assert_true (strlen (longest) <= 64);
  }
}

/* The first byte says what it is for: the one of another purpose in its place is no good. */
static void
none_passes_as_another (void **state)
{
  (void) state;
  g_autoptr (PtWorld) world = pt_world_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (all); j++) {
      PtToken read;
      g_autofree char *one = pt_token_address (world->policy, &all[i]);
      g_autofree char *other = pt_token_address (world->policy, &all[j]);
      g_autoptr (GByteArray) forged = pt_base32_decode (one, -1), donor = pt_base32_decode (other, -1);
      forged->data[0] = donor->data[0];
      g_autofree char *detail = pt_base32_encode (forged->data, forged->len);
      PtTokenState got = pt_token_read_address (world->policy, detail, world->now, &read);
      if (i == j)
        assert_int_equal (got, PT_TOKEN_GOOD);
      else
        assert_true (got == PT_TOKEN_BROKEN || got == PT_TOKEN_NOT);
    }
}

static void
no_bit_may_change (void **state)
{
  (void) state;
  g_autoptr (PtWorld) world = pt_world_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++) {
    g_autofree char *detail = pt_token_address (world->policy, &all[i]);
    g_autoptr (GByteArray) data = pt_base32_decode (detail, -1);
    for (guint bit = 0; bit < 8 * data->len; bit++) {
      PtToken read;
      data->data[bit / 8] ^= (guint8) (1 << bit % 8);
      g_autofree char *forged = pt_base32_encode (data->data, data->len);
      PtTokenState got = pt_token_read_address (world->policy, forged, world->now, &read);
      data->data[bit / 8] ^= (guint8) (1 << bit % 8);
      if (got != PT_TOKEN_BROKEN && got != PT_TOKEN_NOT)
        fail_msg ("purpose %u, bit %u: state %d", (guint) i, bit, (int) got);
    }
  }
}

/* As mail that went out before there were purposes bears it: byte 0x7c, key, ticket 1042, person 7, MAC. */
static void
an_address_of_before_is_one_to_reply_to (void **state)
{
  (void) state;
  PtToken read;
  g_autoptr (PtWorld) world = pt_world_new ();
  const PtKey *key = g_ptr_array_index (world->policy->keys, 0);
  guint8 bytes[15] = { 0x7c, (guint8) key->number, 0x92, 0x08, 7 }, mac[PT_SHA256_BYTES];
  pt_hmac_sha256 (key->secret, bytes, 5, mac);
  memcpy (bytes + 5, mac, 10);
  g_autofree char *detail = pt_base32_encode (bytes, sizeof bytes);
  assert_int_equal (pt_token_read_address (world->policy, detail, world->now, &read), PT_TOKEN_GOOD);
  assert_token (&read, &(PtToken) { .purpose = PT_PURPOSE_REPLY, .ticket = 1042, .person = 7 });
}

/* A return path and a body token are under other bytes, whatever they hold. */
static void
other_tokens_are_no_addresses (void **state)
{
  (void) state;
  PtToken read;
  g_autoptr (PtWorld) world = pt_world_new ();
  g_autofree char *body = pt_token_body (world->policy, 1042, 7, 3);
  g_autofree char *path = pt_token_return_path (world->policy, 77);
  g_autofree char *packed = g_strndup (body + 4, strlen (body) - 5);
  g_auto (GStrv) halves = g_strsplit_set (path, "+@", 3);
  assert_int_equal (pt_token_read_address (world->policy, packed, world->now, &read), PT_TOKEN_NOT);
  assert_int_equal (pt_token_read_address (world->policy, halves[1], world->now, &read), PT_TOKEN_NOT);
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++) {
    g_autofree char *detail = pt_token_address (world->policy, &all[i]);
    assert_int_equal (pt_token_read_body (world->policy, detail, world->now, &read), PT_TOKEN_NOT);
    assert_int_equal (pt_token_read_return_path (world->policy, detail, world->now, &read), PT_TOKEN_NOT);
  }
}

static void
what_people_write_behind_the_plus_is_none (void **state)
{
  static const char *const details[] = { "", "billing", "oa", "pa", "p", "oaaaaaaaaaaaaaaaaaaaaaaa", "2026-11-30" };
  (void) state;
  PtToken read;
  g_autoptr (PtWorld) world = pt_world_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (details); i++)
    assert_int_not_equal (pt_token_read_address (world->policy, details[i], world->now, &read), PT_TOKEN_GOOD);
  assert_int_equal (pt_token_read_address (world->policy, NULL, world->now, &read), PT_TOKEN_NOT);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("an address of each purpose is read as it was made, and fits", each_is_read_as_it_was_made),
    TEST ("none of one purpose passes as another", none_passes_as_another),
    TEST ("one with any bit changed is none", no_bit_may_change),
    TEST ("one from before there were purposes is one to reply to", an_address_of_before_is_one_to_reply_to),
    TEST ("return paths and body tokens are none, and the other way round", other_tokens_are_no_addresses),
    TEST ("what people write behind the plus is none", what_people_write_behind_the_plus_is_none),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
