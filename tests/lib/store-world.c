#include "tests/lib/store-world.h"

#include "store/check.h"
#include "tests/lib/folder.h"

#include <glib/gstdio.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static PtPolicy *
policy_new (void)
{
  static const char *const staff[] = { "agent", NULL };
  PtPolicy *policy = pt_policy_new ();
  if (!policy->rules)
    policy->rules = pt_rules_new ();
  g_ptr_array_add (policy->mailboxes, pt_mailbox_new ("support", "support@example.com"));
  g_ptr_array_add (policy->mailboxes, pt_mailbox_new ("sales", "sales@example.com"));
  g_strfreev (policy->rules->notify_new);
  policy->rules->notify_new = g_strdupv ((GStrv) staff);
  return policy;
}

PtStore *
pt_store_world_handle (const PtStoreWorld *world)
{
  g_autoptr (GError) error = NULL;
  PtStore *store = NULL;
  if (!pt_store_open (world->uri, world->raw_dir, PT_STORE_CREATE, &store, &error))
    fail_msg ("%s", error->message);
  return store;
}

PtStoreWorld *
pt_store_world_new (void)
{
  PtStoreWorld *world = g_new0 (PtStoreWorld, 1);
  world->dir = g_dir_make_tmp ("postern-store-XXXXXX", NULL);
  world->file = g_build_filename (world->dir, "store.db", NULL);
  world->uri = g_strconcat ("sqlite:", world->file, NULL);
  world->raw_dir = g_build_filename (world->dir, "raw", NULL);
  world->policy = policy_new ();
  world->store = pt_store_world_handle (world);
  return world;
}

void
pt_store_world_free (PtStoreWorld *world)
{
  pt_store_close (world->store);
  pt_folder_remove (world->dir);
  pt_policy_free (world->policy);
  g_free (world->dir);
  g_free (world->file);
  g_free (world->uri);
  g_free (world->raw_dir);
  g_free (world);
}

void
pt_store_world_reopen (PtStoreWorld *world)
{
  pt_store_close (world->store);
  world->store = pt_store_world_handle (world);
}

void
pt_store_world_begin (PtStore *store)
{
  g_autoptr (GError) error = NULL;
  if (!pt_store_begin (store, &error))
    fail_msg ("%s", error->message);
}

void
pt_store_world_commit (PtStore *store)
{
  g_autoptr (GError) error = NULL;
  if (!pt_store_commit (store, &error))
    fail_msg ("%s", error->message);
}

void
pt_store_world_add_person (PtDecision *decision, PtId id, const char *name, PtRole role, const char *address)
{
  PtAction *action = pt_decision_add (decision, PT_ACTION_PERSON, 0);
  action->id = id;
  action->new_person = pt_person_new (id, name, role);
  pt_person_add_address (action->new_person, address);
}

void
pt_store_world_add_ticket (PtDecision *decision, PtId id, PtId requester, PtStatus status)
{
  PtAction *action = pt_decision_add (decision, PT_ACTION_TICKET, 0);
  action->id = id;
  action->new_ticket = pt_ticket_new (id, "support", "The printer is on fire");
  action->new_ticket->requester = requester;
  action->new_ticket->status = status;
}

void
pt_store_world_seed (PtStoreWorld *world)
{
  g_autoptr (PtDecision) decision = pt_decision_new ();
  decision->verdict = PT_VERDICT_DONE;
  pt_store_world_add_person (decision, 1, "Agent", PT_ROLE_AGENT, "agent@example.net");
  pt_store_world_add_person (decision, 2, "Customer", PT_ROLE_END_USER, "Customer@example.org");
  pt_store_world_add_ticket (decision, 1000, 2, PT_STATUS_OPEN);
  pt_store_world_apply (world->store, NULL, NULL, decision);
}

PtMessage *
pt_store_world_message (const char *address, const char *seed)
{
  PtMessage *message = pt_message_new ();
  message->from = pt_address_new ("Customer", address);
  message->message_id = g_strconcat (seed, "@mail.example.org", NULL);
  g_free (message->subject);
  message->subject = g_strdup ("Re: The printer is on fire");
  g_free (message->text);
  g_free (message->text_new);
  message->text = g_strdup ("It still burns.\n> Is it out?\n");
  message->text_new = g_strdup ("It still burns.\n");
  pt_sha256 (seed, strlen (seed), message->digest);
  pt_sha256 ("", 0, message->raw_digest);
  return message;
}

PtEnvelope *
pt_store_world_envelope (void)
{
  PtEnvelope *envelope = pt_envelope_new (PT_ENTRANCE_LMTP, "customer@example.org", PT_WORLD_NOW);
  pt_envelope_add_recipient (envelope, "support@example.com");
  return envelope;
}

GBytes *
pt_store_world_raw (PtMessage *message, gsize size)
{
  guint8 *data = g_malloc (MAX (size, 1));
  guint32 state = 7;
  for (gsize i = 0; i < size; i++) {
    state = state * 1664525u + 1013904223u;
    data[i] = (guint8) (state >> 24);
  }
  if (message) {
    message->raw_size = size;
    pt_sha256 (data, size, message->raw_digest);
  }
  return g_bytes_new_take (data, size);
}

static void
add_notification (PtDecision *decision, PtNotifyKind kind, PtId person, const char *address)
{
  PtAction *action = pt_decision_add (decision, PT_ACTION_NOTIFY, 1000);
  action->notification = pt_notification_new (kind, 1000, person, address);
  action->notification->comment = decision->comment;
  action->notification->due_at = PT_WORLD_NOW;
}

static void
add_comment (PtDecision *decision)
{
  PtAction *action = pt_decision_add (decision, PT_ACTION_COMMENT, 1000);
  action->id = -1;
  action->comment = pt_comment_new (-1, 1000, 2);
  action->comment->author_address = g_strdup ("Customer@example.org");
  action->comment->visible_to = 2;
}

PtDecision *
pt_store_world_reply (const char *seed, guint n_ids, guint n_outbox, guint n_events)
{
  PtDecision *decision = pt_decision_new ();
  decision->verdict = PT_VERDICT_REPLY;
  decision->row = 43;
  decision->cause = PT_CAUSE_NONE;
  decision->mailbox = g_strdup ("support");
  decision->ticket = 1000;
  decision->comment = -1;
  decision->author = 2;
  pt_decision_reason (decision, "P4", "the requester writes on his own ticket");
  add_comment (decision);
  for (guint i = 0; i < n_events; i++) {
    PtAction *action = pt_decision_add (decision, PT_ACTION_EVENT, 1000);
    action->id = -1 - (PtId) i;
    action->person = 2;
    action->value = PT_EVENT_COMMENT_ADDED;
  }
  for (guint i = 0; i < n_ids; i++) {
    PtAction *action = pt_decision_add (decision, PT_ACTION_KNOWN_ID, 1000);
    action->text = i == 0 ? g_strdup_printf ("%s@mail.example.org", seed)
                          : g_strdup_printf ("%s.%u@mail.example.org", seed, i);
    action->value = i == 0 ? PT_KNOWN_RECEIVED : PT_KNOWN_REFERENCED;
  }
  for (guint i = 0; i < n_outbox; i++)
    add_notification (decision, i == 0 ? PT_NOTIFY_NOTICE : PT_NOTIFY_REPLY, i == 0 ? 1 : 2,
                      i == 0 ? "agent@example.net" : "Customer@example.org");
  return decision;
}

PtDecision *
pt_store_world_held (int cause, PtTime expires_at)
{
  PtDecision *decision = pt_decision_new ();
  decision->verdict = PT_VERDICT_HELD;
  decision->row = 16;
  decision->cause = cause;
  decision->expires_at = expires_at;
  decision->mailbox = g_strdup ("support");
  pt_decision_reason (decision, "B1 5.2", "authentication failed");
  return decision;
}

PtOutcome
pt_store_world_apply (PtStore *store, PtMessage *message, GBytes *raw, const PtDecision *decision)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PtEnvelope) envelope = pt_store_world_envelope ();
  PtOutcome outcome = { 0 };
  gboolean mine = pt_store_begin (store, NULL);
  if (!pt_store_apply (store, message ? envelope : NULL, message, raw, decision, PT_WORLD_NOW, &outcome, &error))
    fail_msg ("%s", error->message);
  if (mine)
    pt_store_world_commit (store);
  return outcome;
}

PtSnapshot *
pt_store_world_gather (const PtStoreWorld *world, const PtFirstQuestion *first, const PtSecondQuestion *second)
{
  g_autoptr (GError) error = NULL;
  PtSnapshot *snapshot = pt_snapshot_new ();
  if ((first && !pt_store_gather_first (world->store, first, world->policy, snapshot, &error))
      || (second && !pt_store_gather_second (world->store, second, world->policy, snapshot, &error)))
    fail_msg ("%s", error->message);
  return snapshot;
}

void
pt_store_world_assert_sound (PtStoreWorld *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) findings = NULL;
  if (!pt_store_check (world->store, &findings, &error))
    fail_msg ("%s", error->message);
  for (guint i = 0; i < findings->len; i++)
    print_error ("%s\n", (const char *) g_ptr_array_index (findings, i));
  assert_int_equal (findings->len, 0);
}

gint64
pt_store_world_count (const PtStoreWorld *world, const char *sql)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;
  assert_int_equal (sqlite3_open_v2 (world->file, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
  assert_int_equal (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), SQLITE_OK);
  assert_int_equal (sqlite3_step (statement), SQLITE_ROW);
  gint64 n = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return n;
}

void
pt_store_world_execute (const PtStoreWorld *world, const char *sql)
{
  sqlite3 *db = NULL;
  assert_int_equal (sqlite3_open_v2 (world->file, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
  sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  assert_int_equal (sqlite3_exec (db, sql, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close (db);
}

int
pt_store_world_setup (void **state)
{
  *state = pt_store_world_new ();
  pt_store_world_seed (*state);
  return 0;
}

int
pt_store_world_teardown (void **state)
{
  pt_store_world_free (*state);
  return 0;
}
