#include "tests/scenario/threading-world.h"

#include <json-glib/json-glib.h>
#include <sqlite3.h>
#include <string.h>

#include "base/clock.h"
#include "core/effects.h"
#include "core/keys.h"
#include "gateway/gather.h"
#include "core/match.h"
#include "store/store.h"
#include "tests/lib/reading.h"

enum { AUTHOR = 1 };

static void
labelled_free (gpointer data)
{
  PtLabelled *mail = data;
  g_free (mail->file);
  g_free (mail->key);
  pt_envelope_free (mail->envelope);
  pt_message_free (mail->message);
  g_free (mail);
}

PtPolicy *
pt_threading_policy (void)
{
  PtPolicy *policy = pt_policy_new ();
  PtMailbox *mailbox = pt_mailbox_new ("support", "support@example.com");
  g_autofree char *secret = g_strnfill (32, 's');
  g_autoptr (GBytes) bytes = g_bytes_new (secret, 32);
  g_ptr_array_add (policy->keys, pt_key_new (7, bytes, 0));
  g_free (policy->id_domain);
  policy->id_domain = g_strdup ("desk.example.com");
  policy->recipient_delimiter = '+';
  if (!mailbox->rules)
    mailbox->rules = pt_rules_new ();
  mailbox->rules->header_match_days = policy->rules->header_match_days = 0;
  g_ptr_array_add (policy->mailboxes, mailbox);
  return policy;
}

/* --- labels and messages --- */

static PtLabelled *
read_mail (const char *folder, const char *file, const char *thread, const PtPolicy *policy, GError **error)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *first = g_strndup (file, strcspn (file, "/"));
  char *data;
  gsize length;
  if (!g_file_get_contents (path, &data, &length, error))
    return NULL;
  g_autoptr (GBytes) raw = g_bytes_new_take (data, length);
  PtLabelled *mail = g_new0 (PtLabelled, 1);
  mail->file = g_strdup (file);
  mail->key = g_strdup_printf ("%s/%s", first, thread);
  mail->envelope = pt_envelope_new (PT_ENTRANCE_MAILDIR, NULL, 0);
  pt_envelope_add_recipient (mail->envelope, "support@example.com");
  mail->message = pt_reading (raw, mail->envelope, policy);
  return mail;
}

static gint
by_date (gconstpointer a, gconstpointer b)
{
  const PtLabelled *left = *(const PtLabelled *const *) a, *right = *(const PtLabelled *const *) b;
  PtTime x = left->message->date, y = right->message->date;
  return x != y ? (x < y ? -1 : 1) : strcmp (left->file, right->file);
}

static gboolean
read_line (const char *folder, const char *line, const PtPolicy *policy, GPtrArray *mails, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, line, -1, error))
    return FALSE;
  JsonObject *labels = json_node_get_object (json_parser_get_root (parser));
  if (!json_object_has_member (labels, "thread") || strcmp (json_object_get_string_member (labels, "format"), "eml"))
    return TRUE;
  PtLabelled *mail = read_mail (folder, json_object_get_string_member (labels, "file"),
                                json_object_get_string_member (labels, "thread"), policy, error);
  if (mail)
    g_ptr_array_add (mails, mail);
  return mail != NULL;
}

gboolean
pt_threading_read (const char *folder, const PtPolicy *policy, GPtrArray **out_mails, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "expected.jsonl", NULL), *text = NULL;
  g_autoptr (GPtrArray) mails = g_ptr_array_new_with_free_func (labelled_free);
  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    if (*lines[i] && !read_line (folder, lines[i], policy, mails, error))
      return FALSE;
  g_ptr_array_sort (mails, by_date);
  *out_mails = g_steal_pointer (&mails);
  return TRUE;
}

/* --- the way of one message --- */

static gboolean
make_author (PtStore *store, PtTime now, GError **error)
{
  g_autoptr (PtDecision) decision = pt_decision_new ();
  PtOutcome outcome;
  PtAction *action = pt_decision_add (decision, PT_ACTION_PERSON, 0);
  decision->verdict = PT_VERDICT_DONE;
  action->id = AUTHOR;
  action->new_person = pt_person_new (AUTHOR, "", PT_ROLE_END_USER);
  pt_person_add_address (action->new_person, "author@example.org");
  return pt_store_apply (store, NULL, NULL, NULL, decision, now, &outcome, error);
}

static void
make_ticket (PtDecision *decision, const PtCase *c)
{
  PtAction *action = pt_decision_add (decision, PT_ACTION_TICKET, -1);
  action->id = -1;
  action->new_ticket = pt_ticket_new (-1, "support", c->message->subject);
  action->new_ticket->requester = AUTHOR;
}

static void
make_comment (PtDecision *decision, const PtCase *c)
{
  PtAction *action = pt_decision_add (decision, PT_ACTION_COMMENT, decision->ticket);
  action->id = decision->comment = -1;
  action->comment = pt_comment_new (-1, decision->ticket, AUTHOR);
  action->comment->at = c->now;
}

/* As core does it, without the table of RULES 3.3: every mail becomes a comment. */
static PtDecision *
decide (const PtCase *c, const PtRules *rules, PtLabelled *mail)
{
  PtDecision *decision = pt_decision_new ();
  decision->mailbox = g_strdup ("support");
  decision->author = AUTHOR;
  if (mail->repeats) {
    decision->verdict = PT_VERDICT_DUP;
    decision->ticket = ((const PtDuplicate *) g_ptr_array_index (c->snapshot->duplicates, 0))->ticket;
    return decision;
  }
  g_autoptr (PtMatch) match = pt_match_find (c, NULL, rules);
  mail->namesake = match->id_reused && !match->ticket;
  decision->verdict = match->ticket ? PT_VERDICT_REPLY : PT_VERDICT_NEW;
  decision->ticket = match->ticket ? match->ticket : -1;
  if (!match->ticket)
    make_ticket (decision, c);
  make_comment (decision, c);
  g_autoptr (PtWork) work = pt_work_new (c, decision);
  pt_effects_learn_ids (work, decision->ticket);
  pt_effects_link_others (match, work, decision->ticket);
  return decision;
}

static gboolean
feed_one (PtStore *store, const PtPolicy *policy, PtLabelled *mail, PtTime now, GError **error)
{
  PtCase c = { .policy = policy, .envelope = mail->envelope, .message = mail->message, .now = now };
  g_autoptr (PtKeys) keys = pt_keys_make (&c);
  g_autoptr (PtSnapshot) snapshot = NULL;
  PtOutcome outcome;
  c.keys = keys;
  if (!pt_gather (store, &c, &snapshot, error))
    return FALSE;
  mail->repeats = snapshot->duplicates->len > 0;
  mail->namesake = FALSE;
  g_autoptr (PtDecision) decision = decide (&c, policy->rules, mail);
  if (!pt_store_apply (store, mail->envelope, mail->message, NULL, decision, now, &outcome, error))
    return FALSE;
  mail->ticket = outcome.ticket;
  return TRUE;
}

static gboolean
feed_all (PtStore *store, const PtPolicy *policy, GPtrArray *mails, GError **error)
{
  PtTime now = 1767261600 * PT_SECOND;
  if (!pt_store_begin (store, error) || !make_author (store, now, error))
    return FALSE;
  for (guint i = 0; i < mails->len; i++)
    if (!feed_one (store, policy, g_ptr_array_index (mails, i), now + i * PT_SECOND, error))
      return FALSE;
  return pt_store_commit (store, error);
}

/* --- what the store says afterwards --- */

static gboolean
read_links (const char *file, GArray **out_links, GError **error)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;
  g_autoptr (GArray) links = g_array_new (FALSE, FALSE, sizeof (PtId));
  int code = sqlite3_open_v2 (file, &db, SQLITE_OPEN_READWRITE, NULL);
  if (code == SQLITE_OK)
    code = sqlite3_prepare_v2 (db, "SELECT ticket, other FROM link WHERE kind = 'same-thread'", -1, &statement, NULL);
  while (code == SQLITE_OK && (code = sqlite3_step (statement)) == SQLITE_ROW) {
    const PtId pair[] = { sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 1) };
    g_array_append_vals (links, pair, 2);
    code = SQLITE_OK;
  }
  sqlite3_finalize (statement);
  sqlite3_close (db);
  if (code != SQLITE_DONE)
    return pt_error_set (error, PT_ERROR_IO, "cannot read the links of %s: %s", file, sqlite3_errstr (code));
  *out_links = g_steal_pointer (&links);
  return TRUE;
}

gboolean
pt_threading_feed (const char *dir, const PtPolicy *policy, GPtrArray *mails, GArray **out_links,
                   GError **error)
{
  g_autofree char *file = g_build_filename (dir, "store", NULL), *uri = g_strconcat ("sqlite:", file, NULL);
  PtStore *store;
  if (!pt_store_open (uri, NULL, PT_STORE_CREATE, &store, error))
    return FALSE;
  gboolean good = feed_all (store, policy, mails, error);
  pt_store_close (store);
  return good && read_links (file, out_links, error);
}
