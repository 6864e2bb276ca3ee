/* Everything in a mail that counts is read once: calls of the HMAC and of the reader of commands are counted by the
 * linker's --wrap, from the keys to the decision. */
#include "tests/unit/test.h"

#include "base/digest.h"
#include "core/decide.h"
#include "core/facts.h"
#include "core/question.h"
#include "core/ruling.h"
#include "tests/lib/world.h"

static struct {
  guint hmacs, readings;
} counted;

void        __real_pt_hmac_sha256 (GBytes *key, const void *data, gsize length, guint8 out[PT_SHA256_BYTES]);
void        __wrap_pt_hmac_sha256 (GBytes *key, const void *data, gsize length, guint8 out[PT_SHA256_BYTES]);
PtCommands *__real_pt_commands_read (const char *text);
PtCommands *__wrap_pt_commands_read (const char *text);

void
__wrap_pt_hmac_sha256 (GBytes *key, const void *data, gsize length, guint8 out[PT_SHA256_BYTES])
{
  counted.hmacs++;
  __real_pt_hmac_sha256 (key, data, length, out);
}

PtCommands *
__wrap_pt_commands_read (const char *text)
{
  counted.readings += *text != 0;
  return __real_pt_commands_read (text);
}

/* --- a desk, and an agent who answers what it sent --- */

static PtWorld *
make_world (void)
{
  static const char *const lines[] = {
    "mailbox support support@desk.example.com", "setting authserv_id mx.test",
    "person alice end-user alice@west.test", "person bob agent bob@desk.example.com",
    "ticket 1 requester alice assignee bob", "comment 1 on 1 by alice public",
  };
  PtWorld *world = pt_world_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);
    g_autofree char *error = NULL;
    if (!pt_world_line (world, words, &error))
      fail_msg ("%s: %s", lines[i], error);
  }
  return world;
}

static PtMessage *
answer_by (const PtWorld *world, const char *name, const char *text)
{
  const PtPerson *person = pt_world_person (world, name);
  const char *address = pt_person_primary (person)->address;
  PtMessage *message = pt_message_new ();
  g_autofree char *reply = pt_token_whole_address (world->policy, g_ptr_array_index (world->policy->mailboxes, 0),
                                                   &(PtToken) { .ticket = 1, .person = person->id });
  char *id = pt_world_message_id (world, PT_NOTIFY_NOTICE, 1, person->id);
  g_ptr_array_add (message->in_reply_to, id);
  g_ptr_array_add (message->references, pt_token_anchor_id (world->policy, 1));
  g_ptr_array_add (message->references, g_strdup (id));
  g_ptr_array_add (message->to, pt_address_new (NULL, reply));
  g_ptr_array_add (message->auth, pt_auth_result_new ("dmarc", "pass", strchr (address, '@') + 1));
  message->from = pt_address_new (NULL, address);
  message->message_id = g_strdup ("1@west.test");
  g_free (message->text);
  g_free (message->text_new);
  g_free (message->text_quoted);
  message->has_plain = TRUE;
  message->text_new = g_strdup (text);
  message->text_quoted = pt_token_body (world->policy, 1, person->id, 1);
  message->text = g_strconcat (message->text_new, "\n", message->text_quoted, NULL);
  return message;
}

/* The keys of MESSAGE and the answers to both questions; counting begins with the keys. */
static PtSnapshot *
ask (const PtWorld *world, PtCase *a_case, PtEnvelope **out_envelope, PtKeys **out_keys, PtMessage *message)
{
  const char *to = ((const PtAddress *) g_ptr_array_index (message->to, 0))->addr;
  *out_envelope = pt_envelope_new (PT_ENTRANCE_LMTP, message->from->addr, world->now);
  pt_envelope_add_recipient (*out_envelope, to);
  *a_case = (PtCase) { .policy = world->policy, .envelope = *out_envelope, .message = message, .now = world->now };
  counted.hmacs = counted.readings = 0;
  a_case->keys = *out_keys = pt_keys_make (a_case);
  return pt_memstore_ask (world->rows, a_case);
}

/* --- tests --- */

static void
each_token_is_verified_once (void **state)
{
  (void) state;
  PtCase a_case;
  g_autoptr (PtWorld) world = make_world ();
  g_autoptr (PtEnvelope) envelope = NULL;
  g_autoptr (PtKeys) keys = NULL;
  g_autoptr (PtMessage) message = answer_by (world, "bob", "#priority high\nDone.");
  g_autoptr (PtSnapshot) snapshot = ask (world, &a_case, &envelope, &keys, message);
  g_autoptr (PtDecision) decision = pt_decide (&a_case);
  assert_int_equal (decision->verdict, PT_VERDICT_REPLY);
  assert_int_equal (decision->evidence, PT_EVIDENCE_OWN);
  assert_int_equal (decision->commands_done, 1);
  assert_number ("tokens as they stand: address twice, text", keys->tokens->len, 3);
  assert_number ("ids as they stand: own, answered, anchor, answered", keys->ids->len, 4);
  assert_number ("HMACs: address, answered id, anchor, text", counted.hmacs, 4);
  assert_number ("readings of commands, but for that of no text", counted.readings, 1);
}

static void
a_broken_token_is_verified_once_too (void **state)
{
  (void) state;
  PtCase a_case;
  g_autoptr (PtWorld) world = make_world ();
  g_autoptr (PtEnvelope) envelope = NULL;
  g_autoptr (PtKeys) keys = NULL;
  g_autoptr (PtMessage) message = answer_by (world, "bob", "Done.");
  for (guint i = 0; i < 2; i++) {
    char **place = i ? (char **) &g_ptr_array_index (message->references, 1)
                   : (char **) &g_ptr_array_index (message->in_reply_to, 0);
    char *broken = pt_world_break (*place);
    g_free (*place);
    *place = broken;
  }
  g_autoptr (PtSnapshot) snapshot = ask (world, &a_case, &envelope, &keys, message);
  g_autoptr (PtFacts) facts = pt_facts_find (&a_case);
  assert_true (facts->match->broken_mac);
  assert_number ("HMACs", counted.hmacs, 4);
}

/* People of tickets that are only named are not asked for. */
static void
the_second_question_is_about_the_ticket_chosen (void **state)
{
  (void) state;
  PtCase a_case;
  g_autoptr (PtWorld) world = make_world ();
  g_autoptr (PtEnvelope) envelope = NULL;
  g_autoptr (PtKeys) keys = NULL;
  g_autofree char *error = NULL;
  g_auto (GStrv) other = g_strsplit ("ticket 2 requester alice assignee bob", " ", -1);
  assert_true (pt_world_line (world, other, &error));
  g_autoptr (PtMessage) message = answer_by (world, "bob", "Done.");
  g_free (message->subject);
  message->subject = g_strdup ("[#2]");
  g_autoptr (PtSnapshot) snapshot = ask (world, &a_case, &envelope, &keys, message);
  g_autoptr (PtSecondQuestion) second = pt_question_second (&a_case);
  assert_non_null (pt_snapshot_ticket (snapshot, 2));
  assert_int_equal (second->tickets->len, 1);
  assert_int_equal (g_array_index (second->tickets, PtId, 0), 1);
}

/* The same mail judged as if it named no ticket, without another look at the message. */
static void
facts_are_made_again_without_the_match (void **state)
{
  (void) state;
  PtCase a_case;
  g_autoptr (PtWorld) world = make_world ();
  g_autoptr (PtEnvelope) envelope = NULL;
  g_autoptr (PtKeys) keys = NULL;
  g_autoptr (PtMessage) message = answer_by (world, "alice", "It is broken again.");
  g_autoptr (PtSnapshot) snapshot = ask (world, &a_case, &envelope, &keys, message);
  g_autoptr (PtFacts) facts = pt_facts_find (&a_case);
  guint before = counted.hmacs;
  g_autoptr (PtFacts) again = pt_facts_of_match (&a_case, pt_match_new ());
  PtRuling first = pt_rule (facts), second = pt_rule (again);
  assert_true (facts->standing.requester);
  assert_int_equal (pt_ruling_verdict (&first), PT_VERDICT_REPLY);
  assert_false (again->standing.requester);
  assert_null (again->match->view);
  assert_int_equal (pt_ruling_verdict (&second), PT_VERDICT_NEW);
  assert_int_equal (counted.hmacs, before);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST ("one agent's reply with four tokens costs four HMACs and one reading of commands",
          each_token_is_verified_once),
    TEST ("a broken token is verified once, too", a_broken_token_is_verified_once_too),
    TEST ("people are asked for of the ticket chosen alone", the_second_question_is_about_the_ticket_chosen),
    TEST ("facts are made again without the match", facts_are_made_again_without_the_match),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
