/* Every column of the types that have a table of members, against SQL that was written by hand: each has a value of
 * its own, so that two that were exchanged are seen. */
#include "store/store-handle.h"
#include "store/outbox.h"
#include "store/person.h"
#include "store/rows.h"
#include "tests/lib/store-world.h"
#include "tests/unit/test.h"

#include <sqlite3.h>

/* The first row that SQL gives, columns with | between. */
static char *
row_of (const PtStoreWorld *world, const char *sql)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *row = NULL;
  GString *out = g_string_new (NULL);
  assert_int_equal (sqlite3_open (world->file, &db), SQLITE_OK);
  if (sqlite3_prepare_v2 (db, sql, -1, &row, NULL) != SQLITE_OK)
    fail_msg ("%s: %s", sql, sqlite3_errmsg (db));
  assert_int_equal (sqlite3_step (row), SQLITE_ROW);
  for (int i = 0; i < sqlite3_column_count (row); i++) {
    const char *text = (const char *) sqlite3_column_text (row, i);
    g_string_append_printf (out, "%s%s", i ? "|" : "", text ? text : "NULL");
  }
  sqlite3_finalize (row);
  sqlite3_close (db);
  return g_string_free (out, FALSE);
}

static void
assert_row (const PtStoreWorld *world, const char *sql, const char *wanted)
{
  g_autofree char *got = row_of (world, sql);
  assert_text (sql, got, wanted);
}

/* Rows that others point at. */
static void
fill (const PtStoreWorld *world)
{
  pt_store_world_execute (world,
    "INSERT INTO person (id, name, name_fold, role, state, created_at) VALUES (11, 'A', 'a', 0, 0, 0), (12, 'B', "
    "'b', 0, 0, 0),"
    " (13, 'C', 'c', 0, 0, 0);"
    "INSERT INTO ticket (id, mailbox, subject, status, first_status, priority, requester, deleted, flagged, "
    "created_at, updated_at,"
    " solved_at) VALUES (21, '', '', 1, 1, 0, 11, 0, 0, 0, 0, 0), (22, '', '', 1, 1, 0, 11, 0, 0, 0, 0, 0),"
    " (23, '', '', 1, 1, 0, 11, 0, 0, 0, 0, 0);"
    "INSERT INTO comment (id, ticket, author, is_private, is_participant, channel, at, visible_cc, flags, text) "
    "VALUES"
    " (31, 21, 11, 0, 0, 1, 0, '', '', '');"
    "INSERT INTO event (id, ticket, at, kind, detail) VALUES (41, 21, 0, 'linked', '');"
    "UPDATE counter SET person = 100, ticket = 2000, comment = 100, event = 100, outbox = 100");
}

static void
a_ticket_is_read_from_its_columns (void **state)
{
  const PtStoreWorld *world = *state;
  PtTicketView *view = NULL;
  fill (world);
  pt_store_world_execute (world,
    "INSERT INTO ticket (id, mailbox, subject, status, first_status, priority, requester, assignee, merged_into, "
    "followup_of, deleted,"
    " flagged, company, created_at, updated_at, solved_at, solved_by, thread_index, type, category, shared, "
    "restricted, machine,"
    " channel, division, tags, custom, responded_at, reminded_at, linked_to, thread_of, public_comments, "
    "private_comments) "
    "VALUES"
    " (50, 'box', 'Sub', 3, 1, 4, 11, 12, 21, 22, 1, 0, 61, 71, 72, 73, 13, 'thread', 2, 1, 0, 1, 0, 2, 62, 'a b', "
    "'c=d', 74, 75, 23, 22,"
    " 5, 6)");
  assert_true (pt_rows_load_ticket (world->store, 50, &view, NULL));
  const PtTicket *t = view->ticket;
  const gint64 numbers[] = { t->id, t->status, t->priority, t->requester, t->assignee, t->merged_into, t->followup_of,
                             t->company,
                             t->created_at, t->updated_at, t->solved_at, t->solved_by, t->type, t->category,
                               t->channel,
                             t->division, t->responded_at, t->reminded_at, t->linked_to, t->thread_of,
                               view->public_comments,
                             view->private_comments, t->deleted, t->flagged, t->shared, t->restricted, t->machine };
  const gint64 wanted[] = { 50, 3, 4, 11, 12, 21, 22, 61, 71, 72, 73, 13, 2, 1, 2, 62, 74, 75, 23, 22, 5, 6, 1, 0, 0,
                            1,
                            0 };
  assert_memory_equal (numbers, wanted, sizeof wanted);
  assert_text ("mailbox", t->mailbox, "box");
  assert_text ("subject", t->subject, "Sub");
  assert_text ("thread_index", t->thread_index, "thread");
  assert_text ("tags", t->tags, "a b");
  assert_text ("custom", t->custom, "c=d");
  pt_store_world_execute (world, "UPDATE ticket SET deleted = 0, flagged = 1, shared = 1, restricted = 0, machine = "
                                 "1 WHERE id = 50");
  pt_ticket_view_free (view);
  assert_true (pt_rows_load_ticket (world->store, 50, &view, NULL));
  t = view->ticket;
  assert_true (!t->deleted && t->flagged && t->shared && !t->restricted && t->machine);
  pt_ticket_view_free (view);
}

static void
a_ticket_is_written_to_its_columns (void **state)
{
  const PtStoreWorld *world = *state;
  g_autoptr (PtDecision) decision = pt_decision_new ();
  fill (world);
  PtTicket row = { .id = 50, .mailbox = (char *) "box", .subject = (char *) "Sub", .status = PT_STATUS_ON_HOLD,
                   .priority = PT_PRIORITY_URGENT, .requester = 11, .assignee = 12, .merged_into = 21,
                               .followup_of = 22,
                   .deleted = TRUE, .company = 61, .created_at = 71, .updated_at = 72, .solved_at = 73,
                              .solved_by = 13,
                   .thread_index = (char *) "thread", .type = PT_TYPE_INCIDENT, .category = PT_CATEGORY_BACK_OFFICE,
                   .restricted = TRUE, .channel = PT_CHANNEL_CLOSED_TICKET, .division = 62, .tags = (char *) "a b",
                   .custom = (char *) "c=d", .responded_at = 74, .reminded_at = 75, .linked_to = 23,
                   .thread_of = 22 };
  PtAction *action = pt_decision_add (decision, PT_ACTION_TICKET, 0);
  action->id = 50;
  action->new_ticket = pt_ticket_copy (&row);
  pt_store_world_apply (world->store, NULL, NULL, decision);
  assert_row (world, "SELECT id, mailbox, subject, status, first_status, priority, requester, assignee, "
                     "merged_into, followup_of,"
              " deleted, flagged, company, created_at, updated_at, solved_at, solved_by, thread_index, type, "
              "category, shared,"
              " restricted, machine, channel, division, tags, custom, responded_at, reminded_at, linked_to, "
              "thread_of FROM "
              "ticket WHERE id = 50",
              "50|box|Sub|3|3|4|11|12|21|22|1|0|61|71|72|73|13|thread|2|1|0|1|0|2|62|a b|c=d|74|75|23|22");
  row = (PtTicket) { .id = 51, .requester = 11, .flagged = TRUE, .shared = TRUE, .machine = TRUE };
  g_autoptr (PtDecision) other = pt_decision_new ();
  action = pt_decision_add (other, PT_ACTION_TICKET, 0);
  action->id = 51;
  action->new_ticket = pt_ticket_copy (&row);
  pt_store_world_apply (world->store, NULL, NULL, other);
  assert_row (world, "SELECT flagged, deleted, shared, restricted, machine, mailbox, tags, assignee, division, "
                     "thread_index"
              " FROM ticket WHERE id = 51", "1|0|1|0|1|||NULL|NULL|NULL");
}

/* Whatever its value: what one field sets is in its column, and in no other. */
static void
each_field_is_set_in_its_own_column (void **state)
{
  static const struct { PtTicketField field; gint64 number; const char *text, *column, *wanted; } sets[] = {
    { PT_FIELD_SUBJECT, 0, "New", "subject", "New" },
    { PT_FIELD_REQUESTER, 12, NULL, "requester", "12" },
    { PT_FIELD_PRIORITY, PT_PRIORITY_HIGH, NULL, "priority", "3" },
    { PT_FIELD_TYPE, PT_TYPE_TASK, NULL, "type", "4" },
    { PT_FIELD_DIVISION, 62, NULL, "division", "62" },
    { PT_FIELD_DIVISION, 0, NULL, "division", "NULL" },
    { PT_FIELD_CATEGORY, PT_CATEGORY_TRACKER, NULL, "category", "2" },
    { PT_FIELD_SHARED, FALSE, NULL, "shared", "0" },
    { PT_FIELD_RESTRICTED, TRUE, NULL, "restricted", "1" },
    { PT_FIELD_TAGS, 0, "x y", "tags", "x y" },
    { PT_FIELD_CUSTOM, 0, "e=f", "custom", "e=f" },
    { PT_FIELD_COMPANY, 61, NULL, "company", "61" },
    { PT_FIELD_MERGED_INTO, 22, NULL, "merged_into", "22" },
    { PT_FIELD_DELETED, TRUE, NULL, "deleted", "1" },
    { PT_FIELD_RESPONDED_AT, 74, NULL, "responded_at", "74" },
    { PT_FIELD_REMINDED_AT, 75, NULL, "reminded_at", "75" },
    { PT_FIELD_LINKED_TO, 23, NULL, "linked_to", "23" },
    { PT_FIELD_THREAD_OF, 22, NULL, "thread_of", "22" },
  };
  const PtStoreWorld *world = *state;
  fill (world);
  for (gsize i = 0; i < G_N_ELEMENTS (sets); i++) {
    g_autoptr (PtDecision) decision = pt_decision_new ();
    g_autofree char *sql = g_strdup_printf ("SELECT %s FROM ticket WHERE id = 21", sets[i].column);
    PtAction *action = pt_decision_add (decision, PT_ACTION_SET, 21);
    action->value = sets[i].field;
    action->other = sets[i].number;
    action->text = g_strdup (sets[i].text);
    pt_store_world_apply (world->store, NULL, NULL, decision);
    assert_row (world, sql, sets[i].wanted);
  }
  assert_row (world, "SELECT id, mailbox, status, assignee, followup_of, flagged, created_at, solved_at, "
                     "thread_index, machine, channel"
              " FROM ticket WHERE id = 21", "21||1|NULL|NULL|0|0|0|NULL|0|0");
}

static void
a_person_goes_both_ways (void **state)
{
  const PtStoreWorld *world = *state;
  PtPerson *person = NULL;
  fill (world);
  pt_store_world_execute (world,
    "INSERT INTO person (id, name, name_fold, role, state, company, scope, created_at, muted, known) VALUES"
    " (60, 'Pat', 'pat', 3, 2, 61, 1, 9, 5, 1);"
    "INSERT INTO person_address (person, key, address, is_primary, state, state_at, success_at, reports) VALUES"
    " (60, 'k@example.org', 'K@example.org', 1, 1, 81, 82, 83);"
    "INSERT INTO person_division (person, nth, division) VALUES (60, 0, 7), (60, 1, 3);"
    "INSERT INTO person_former (former, person) VALUES (91, 60), (90, 60)");
  assert_true (pt_rows_load_person (world->store, 60, &person, NULL));
  const PtPersonAddress *a = pt_person_primary (person);
  const gint64 numbers[] = { person->id, person->role, person->state, person->company, person->scope, person->muted,
                             person->known,
                             a->primary, a->state, a->state_at, a->success_at, a->reports, person->divisions->len,
                             pt_person_default_division (person), person->formerly->len, pt_person_is (person, 91) };
  const gint64 wanted[] = { 60, 3, 2, 61, 1, 5, 1, 1, 1, 81, 82, 83, 2, 7, 2, 1 };
  assert_memory_equal (numbers, wanted, sizeof wanted);
  assert_text ("name", person->name, "Pat");
  assert_text ("key", a->key, "k@example.org");
  assert_text ("address", a->address, "K@example.org");
  pt_store_world_execute (world, "UPDATE person SET name = '', name_fold = '', role = 0, state = 0, company = NULL, "
                                 "scope = 0, muted = 0,"
                          " known = 0 WHERE id = 60; DELETE FROM person_division");
  pt_store_world_begin (world->store);
  assert_true (pt_store_person_update (world->store, person, NULL));
  pt_store_world_commit (world->store);
  assert_row (world, "SELECT id, name, name_fold, role, state, company, scope, created_at, muted, known FROM person "
                     "WHERE id = 60",
              "60|Pat|pat|3|2|61|1|9|5|1");
  assert_row (world, "SELECT group_concat(nth || '=' || division) FROM person_division WHERE person = 60", "0=7,1=3");
  pt_person_free (person);
}

static void
a_comment_goes_both_ways (void **state)
{
  const PtStoreWorld *world = *state;
  g_autoptr (PtDecision) decision = pt_decision_new ();
  PtAction *action = pt_decision_add (decision, PT_ACTION_COMMENT, 22);
  const PtId cc[] = { 13, 11 };
  fill (world);
  action->id = 35;
  PtComment *comment = action->comment = pt_comment_new (35, 22, 12);
  comment->author_address = g_strdup ("b@example.org");
  comment->is_private = TRUE;
  comment->flags = PT_FLAG_BIT (PT_FLAG_THIRD_PARTY) | PT_FLAG_BIT (PT_FLAG_ODD_FROM);
  comment->channel = PT_CHANNEL_COMMAND;
  comment->text = g_strdup ("Text");
  comment->rest = g_strdup ("Rest");
  comment->at = 76;
  comment->publishes = 31;
  comment->visible_to = 11;
  g_array_append_vals (comment->visible_cc, cc, 2);
  pt_store_world_apply (world->store, NULL, NULL, decision);
  assert_row (world, "SELECT id, ticket, author, author_address, is_private, is_participant, flags, channel, text, "
                     "rest, at, publishes, visible_to, visible_cc, message FROM comment WHERE id = 35",
              "35|22|12|b@example.org|1|0|odd-from third-party|1|Text|Rest|76|31|11|13 11|NULL");
  pt_store_world_execute (world, "UPDATE comment SET is_private = 0, is_participant = 1, channel = 2 WHERE id = 35");
  PtQuery q = pt_query (world->store, PT_SQL_COMMENT);
  pt_query_int (&q, 35);
  assert_true (pt_query_next (&q));
  PtComment *read = pt_rows_comment (&q, NULL);
  assert_true (pt_query_end (&q, NULL));
  const gint64 numbers[] = { read->id, read->ticket, read->author, read->is_private, read->is_participant,
                             (gint64) read->flags, read->channel, read->at, read->visible_to, read->visible_cc->len,
                             g_array_index (read->visible_cc, PtId, 0), g_array_index (read->visible_cc, PtId, 1) };
  const gint64 wanted[] = { 35, 22, 12, 0, 1, PT_FLAG_BIT (PT_FLAG_ODD_FROM) | PT_FLAG_BIT (PT_FLAG_THIRD_PARTY),
                             2, 76, 11, 2, 13, 11 };
  assert_memory_equal (numbers, wanted, sizeof wanted);
  assert_text ("author_address", read->author_address, "b@example.org");
  assert_text ("text", read->text, "Text");
  assert_text ("rest", read->rest, "Rest");
  pt_comment_free (read);
}

static void
an_outbox_row_goes_both_ways (void **state)
{
  const PtStoreWorld *world = *state;
  g_autoptr (PtDecision) decision = pt_decision_new ();
  PtOutboxItem *item = NULL;
  fill (world);
  pt_store_world_execute (world,
    "INSERT INTO outbox (id, kind, ticket, comment, event, person, state, attempts, due_at, created_at, settled_at, "
    "address, message_id,"
    " answer) VALUES (70, 6, 21, 31, 41, 12, 4, 8, 77, 78, 79, 'b@example.org', 'id@example.com', '550 no');"
    "INSERT INTO outbox_comment (outbox, comment) VALUES (70, 31)");
  assert_true (pt_rows_load_outbox_item (world->store, 70, &item, NULL));
  const PtNotification *n = &item->notification;
  const gint64 numbers[] = { item->id, n->kind, n->ticket, n->comment, n->event, n->person, item->state,
                             item->attempts, n->due_at,
                             item->created_at, item->settled_at, n->also->len, g_array_index (n->also, PtId, 0) };
  const gint64 wanted[] = { 70, 6, 21, 31, 41, 12, 4, 8, 77, 78, 79, 1, 31 };
  assert_memory_equal (numbers, wanted, sizeof wanted);
  assert_text ("address", n->address, "b@example.org");
  assert_text ("message_id", item->message_id, "id@example.com");
  assert_text ("answer", item->answer, "550 no");
  pt_outbox_item_free (item);
  PtAction *action = pt_decision_add (decision, PT_ACTION_NOTIFY, 22);
  action->notification = pt_notification_new (PT_NOTIFY_NOTE, 22, 13, "c@example.org");
  action->notification->comment = 31;
  action->notification->due_at = 80;
  pt_store_world_apply (world->store, NULL, NULL, decision);
  assert_row (world, "SELECT kind, ticket, comment, event, person, state, attempts, due_at, settled_at, address, "
                     "message_id, answer,"
              " address_hash FROM outbox WHERE id = 101", "3|22|31|NULL|13|0|0|80|0|c@example.org|NULL|NULL|NULL");
  assert_row (world, "SELECT created_at > 0 FROM outbox WHERE id = 101", "1");
}

/* Enough for two statements that take many and one that takes one; the 21st is not like the others. */
static void
rows_written_together_are_as_rows_written_alone (void **state)
{
  const PtStoreWorld *world = *state;
  g_autoptr (PtDecision) decision = pt_decision_new ();
  fill (world);
  for (guint i = 0; i < 3 * PT_SQL_OUTBOX_MANY; i++) {
    g_autofree char *address = g_strdup_printf ("c%u@example.org", i);
    PtAction *action = pt_decision_add (decision, PT_ACTION_NOTIFY, 22);
    PtNotification *n = action->notification = pt_notification_new (PT_NOTIFY_NOTE, 22, 11 + i % 3, address);
    n->comment = 31;
    n->due_at = 80;
    n->as = PT_AS_WATCHER;
    n->ceiling = i == 20 ? PT_CEILING_RECEIPTS : PT_CEILING_STAFF;
  }
  pt_store_world_apply (world->store, NULL, NULL, decision);
  assert_row (world, "SELECT count(*), min(id), max(id), count(DISTINCT address), sum(ceiling = 3), sum(ceiling = 1) "
                     "FROM outbox WHERE kind = 3 AND ticket = 22 AND comment = 31 AND event IS NULL AND state = 0 "
                     "AND attempts = 0 AND tried_at = 0 AND due_at = 80 AND settled_at = 0 AND created_at > 0 "
                     "AND mailed_as = 4 AND waiting_at = 0 AND told = 0 AND message_id IS NULL AND answer IS NULL "
                     "AND address_hash IS NULL AND domain_hash IS NULL", "48|101|148|48|47|1");
  assert_row (world, "SELECT count(*) FROM outbox WHERE address = 'c' || (id - 101) || '@example.org' "
                     "AND person = 11 + (id - 101) % 3", "48");
  assert_row (world, "SELECT ceiling FROM outbox WHERE id = 121", "1");
}

/* Mail and events may be about no ticket. */
static void
rows_without_a_ticket_are_read (void **state)
{
  const PtStoreWorld *world = *state;
  PtOutboxItem *item = NULL;
  fill (world);
  pt_store_world_execute (world, "INSERT INTO event (id, at, kind, detail) VALUES (42, 5, 'released', 'd');"
                          "INSERT INTO outbox (id, kind, event, person, state, due_at, created_at, address) VALUES"
                          " (71, 9, 42, 12, 0, 1, 1, 'b@example.org')");
  assert_true (pt_rows_load_outbox_item (world->store, 71, &item, NULL));
  assert_int_equal (item->notification.ticket, 0);
  pt_outbox_item_free (item);
  PtQuery q = pt_query (world->store, PT_SQL_EVENT);
  pt_query_int (&q, 42);
  assert_true (pt_query_next (&q));
  g_autoptr (PtEvent) event = pt_rows_event (&q);
  assert_true (pt_query_end (&q, NULL));
  assert_int_equal (event->ticket, 0);
  for (int id = PT_SQL_CHECK_OUTBOX_CAUSE; id <= PT_SQL_CHECK_OUTBOX_SETTLED; id++) {
    g_autofree char *text = pt_sql_text ((PtSqlId) id), *sql = g_strdup_printf ("SELECT count(*) FROM (%s)", text);
    assert_number (pt_sql ((PtSqlId) id)->name, pt_store_world_count (world, sql), 0);
  }
}

static void
an_event_goes_both_ways (void **state)
{
  const PtStoreWorld *world = *state;
  const PtEvent made = { .id = 43, .ticket = 21, .actor = 12, .about = 13, .at = 84,
                         .kind = PT_EVENT_CHANGED (PT_FIELD_PRIORITY),
                         .detail = (char *) "high" };
  fill (world);
  pt_store_world_begin (world->store);
  assert_true (pt_rows_insert_event (world->store, &made, NULL));
  pt_store_world_commit (world->store);
  assert_row (world, "SELECT id, ticket, actor, about, at, kind, detail FROM event WHERE id = 43",
              "43|21|12|13|84|priority-changed|high");
  PtQuery q = pt_query (world->store, PT_SQL_EVENT);
  pt_query_int (&q, 43);
  assert_true (pt_query_next (&q));
  g_autoptr (PtEvent) event = pt_rows_event (&q);
  assert_true (pt_query_end (&q, NULL));
  const gint64 numbers[] = { event->id, event->ticket, event->actor, event->about, event->at, event->kind };
  const gint64 wanted[] = { 43, 21, 12, 13, 84, PT_EVENT_CHANGED (PT_FIELD_PRIORITY) };
  assert_memory_equal (numbers, wanted, sizeof wanted);
  assert_text ("detail", event->detail, "high");
}

/* --- that no member is forgotten --- */

static gboolean
is_in_table (const PtMembers *members, const char *prefix, const char *name)
{
  g_autofree char *path = g_strconcat (prefix, name, NULL);
  for (guint i = 0; i < members->n; i++)
    if (g_str_equal (members->at[i].member, path))
      return TRUE;
  return FALSE;
}

/* The names that the struct TYPE declares in HEADER. */
static char **
declared (const char *header, const char *type)
{
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *path = g_build_filename (top ? top : ".", "src", "model", header, NULL), *text = NULL;
  g_autofree char *end = g_strdup_printf ("\n} %s;", type);
  g_autoptr (GRegex) comment = g_regex_new ("/\\*.*?\\*/", G_REGEX_DOTALL, 0, NULL);
  g_autoptr (GRegex) member = g_regex_new ("(\\w+)(\\[[^]]*\\])?\\s*;", 0, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  assert_true (g_file_get_contents (path, &text, NULL, NULL));
  char *stop = strstr (text, end);
  assert_non_null (stop);
  *stop = 0;
  g_autofree char *plain = g_regex_replace_literal (comment, g_strrstr (text, "typedef struct {"), -1, 0, "", 0,
                                                    NULL);
  g_autoptr (GMatchInfo) match = NULL;
  for (g_regex_match (member, plain, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    g_ptr_array_add (names, g_match_info_fetch (match, 1));
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

static void
every_member_stands_in_the_table_of_its_type (void **state)
{
  static const struct {
    const char      *header, *type, *prefix;
    const PtMembers *members;
    const char      *apart; /* what is no column */
    guint            n;
  } types[] = {
    { "ticket.h", "PtTicket", "", &pt_ticket_members, "", 33 },
    { "person.h", "PtPerson", "", &pt_person_members, " addresses divisions formerly ", 12 },
    { "person.h", "PtPersonAddress", "", &pt_address_members, "", 7 },
    { "comment.h", "PtComment", "", &pt_comment_members, "", 14 },
    { "event.h", "PtEvent", "", &pt_event_members, "", 7 },
    { "notification.h", "PtOutboxItem", "", &pt_outbox_members, " notification ", 11 },
    { "notification.h", "PtNotification", "notification.", &pt_outbox_members, " joins also ", 11 },
  };
  (void) state;
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    g_auto (GStrv) names = declared (types[i].header, types[i].type);
    assert_number (types[i].type, g_strv_length (names), types[i].n);
    for (guint j = 0; names[j]; j++) {
      g_autofree char *word = g_strdup_printf (" %s ", names[j]);
      if (!strstr (types[i].apart, word) && !is_in_table (types[i].members, types[i].prefix, names[j]))
        fail_msg ("%s.%s stands in no table", types[i].type, names[j]);
    }
  }
}

static void
what_can_be_set_has_an_event_of_its_name (void **state)
{
  (void) state;
  for (int field = 0; field < PT_FIELD_N; field++) {
    const PtMember *member = pt_ticket_field ((PtTicketField) field);
    g_autofree char *wanted = g_strconcat (member->name, "-changed", NULL);
    if (member->flags & PT_MEMBER_SET)
      assert_text (member->name, pt_event_kind_name (PT_EVENT_CHANGED (field)), wanted);
  }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    PT_STORE_TEST (a_ticket_is_read_from_its_columns),
    PT_STORE_TEST (a_ticket_is_written_to_its_columns),
    PT_STORE_TEST (each_field_is_set_in_its_own_column),
    PT_STORE_TEST (a_person_goes_both_ways),
    PT_STORE_TEST (a_comment_goes_both_ways),
    PT_STORE_TEST (an_outbox_row_goes_both_ways),
    PT_STORE_TEST (rows_written_together_are_as_rows_written_alone),
    PT_STORE_TEST (rows_without_a_ticket_are_read),
    PT_STORE_TEST (an_event_goes_both_ways),
    cmocka_unit_test (every_member_stands_in_the_table_of_its_type),
    cmocka_unit_test (what_can_be_set_has_an_event_of_its_name),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
