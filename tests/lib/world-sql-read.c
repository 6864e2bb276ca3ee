#include <sqlite3.h>

#include "base/error.h"
#include "tests/lib/world-sql.h"

typedef void (*RowFunc) (PtMemstore *rows, sqlite3_stmt *row);

static gint64
number (sqlite3_stmt *row, int column)
{
  return sqlite3_column_int64 (row, column);
}

static const char *
text (sqlite3_stmt *row, int column)
{
  return (const char *) sqlite3_column_text (row, column);
}

static void
set_text (char **field, const char *value)
{
  g_free (*field);
  *field = g_strdup (value);
}

static void
read_person (PtMemstore *rows, sqlite3_stmt *row)
{
  PtPerson *person = pt_person_new (number (row, 0), text (row, 1), (PtRole) number (row, 2));
  person->state = (PtPersonState) number (row, 3);
  person->company = number (row, 4);
  person->scope = (PtScope) number (row, 5);
  person->muted = (guint) number (row, 6);
  person->absent_at = number (row, 7);
  person->known = number (row, 8) != 0;
  g_ptr_array_add (rows->persons, person);
}

static void
read_division (PtMemstore *rows, sqlite3_stmt *row)
{
  pt_person_join_division (pt_memstore_person (rows, number (row, 0)), number (row, 1));
}

static void
read_former (PtMemstore *rows, sqlite3_stmt *row)
{
  const PtId former = number (row, 1);
  g_array_append_val (pt_memstore_person (rows, number (row, 0))->formerly, former);
}

static void
read_address (PtMemstore *rows, sqlite3_stmt *row)
{
  PtPersonAddress *address = pt_person_add_address (pt_memstore_person (rows, number (row, 0)), text (row, 1));
  set_text (&address->key, text (row, 2));
  address->primary = number (row, 3) != 0;
  address->state = (PtAddressState) number (row, 4);
  address->state_at = number (row, 5);
  address->success_at = number (row, 6);
  address->reports = (guint) number (row, 7);
}

static void
read_ticket (PtMemstore *rows, sqlite3_stmt *row)
{
  PtTicket *ticket = pt_ticket_new (number (row, 0), text (row, 1), text (row, 2));
  ticket->status = (PtStatus) number (row, 3);
  ticket->priority = (PtPriority) number (row, 4);
  ticket->requester = number (row, 5);
  ticket->assignee = number (row, 6);
  ticket->merged_into = number (row, 7);
  ticket->followup_of = number (row, 8);
  ticket->deleted = number (row, 9) != 0;
  ticket->flagged = number (row, 10) != 0;
  ticket->company = number (row, 11);
  ticket->created_at = number (row, 12);
  ticket->updated_at = number (row, 13);
  ticket->solved_at = number (row, 14);
  ticket->machine = number (row, 15) != 0;
  ticket->channel = (PtChannel) number (row, 16);
  ticket->solved_by = number (row, 17);
  ticket->type = (PtTicketType) number (row, 18);
  ticket->division = number (row, 19);
  ticket->category = (PtCategory) number (row, 20);
  ticket->shared = number (row, 21) != 0;
  ticket->restricted = number (row, 22) != 0;
  set_text (&ticket->tags, text (row, 23));
  set_text (&ticket->custom, text (row, 24));
  ticket->responded_at = number (row, 25);
  ticket->reminded_at = number (row, 26);
  ticket->linked_to = number (row, 27);
  ticket->thread_of = number (row, 28);
  ticket->waiting_at = number (row, 29);
  ticket->waiting_told = (guint) number (row, 30);
  ticket->withheld_told_at = number (row, 31);
  g_ptr_array_add (rows->tickets, pt_ticket_view_new (ticket));
}

static void
read_relation (PtMemstore *rows, sqlite3_stmt *row)
{
  const PtTicketPerson entry = { number (row, 2), (PtRelation) number (row, 1), number (row, 3),
                                 number (row, 4) != 0 };
  g_array_append_val (pt_memstore_ticket (rows, number (row, 0))->people, entry);
}

static void
read_comment (PtMemstore *rows, sqlite3_stmt *row)
{
  PtComment *comment = pt_comment_new (number (row, 0), number (row, 1), number (row, 2));
  comment->is_private = number (row, 3) != 0;
  comment->is_participant = number (row, 4) != 0;
  comment->channel = (PtChannel) number (row, 5);
  comment->at = number (row, 6);
  comment->visible_to = number (row, 7);
  set_text (&comment->text, text (row, 11));
  set_text (&comment->author_address, text (row, 9));
  g_auto (GStrv) cc = g_strsplit_set (text (row, 8), " ,\n", -1);
  for (guint i = 0; cc[i]; i++) {
    const PtId person = g_ascii_strtoll (cc[i], NULL, 10);
    if (person)
      g_array_append_val (comment->visible_cc, person);
  }
  comment->flags = pt_word_split_set (&pt_flag_names, text (row, 10));
  comment->publishes = number (row, 12);
  g_ptr_array_add (rows->comments, comment);
}

static void
read_known (PtMemstore *rows, sqlite3_stmt *row)
{
  g_ptr_array_add (rows->known, pt_known_id_new (text (row, 0), number (row, 1), (PtKnownOrigin) number (row, 2),
                                                 number (row, 3)));
}

static void
read_outbox (PtMemstore *rows, sqlite3_stmt *row)
{
  PtOutboxItem *item = pt_outbox_item_new ();
  item->id = number (row, 0);
  item->notification.kind = (PtNotifyKind) number (row, 1);
  item->notification.ticket = number (row, 2);
  item->notification.comment = number (row, 3);
  item->notification.event = number (row, 4);
  item->notification.person = number (row, 5);
  item->notification.due_at = number (row, 7);
  item->state = (PtOutboxState) number (row, 6);
  set_text (&item->notification.address, text (row, 8));
  item->notification.as = (PtMailedAs) number (row, 9);
  item->told = (PtOutboxTold) number (row, 10);
  item->notification.ceiling = (PtCeiling) number (row, 11);
  g_ptr_array_add (rows->outbox, item);
}

static void
read_joined (PtMemstore *rows, sqlite3_stmt *row)
{
  PtNotification *notification = &pt_memstore_outbox (rows, number (row, 0))->notification;
  const PtId comment = number (row, 1);
  if (!notification->also)
    notification->also = g_array_new (FALSE, FALSE, sizeof (PtId));
  g_array_append_val (notification->also, comment);
}

static void
read_message (PtMemstore *rows, sqlite3_stmt *row)
{
  PtMemMessage *message = pt_memstore_add_message (rows, number (row, 0));
  message->verdict = (PtVerdict) number (row, 1);
  message->cause = (int) number (row, 2);
  message->ticket = number (row, 3);
  message->comment = number (row, 4);
  message->mailbox = g_strdup (text (row, 5));
  message->repeats = (guint) number (row, 6);
}

static void
read_event (PtMemstore *rows, sqlite3_stmt *row)
{
  pt_memstore_add_event (rows, number (row, 0), number (row, 1), number (row, 2), text (row, 3), text (row, 4));
}

static void
read_link (PtMemstore *rows, sqlite3_stmt *row)
{
  pt_memstore_add_link (rows, number (row, 0), number (row, 1), text (row, 2));
}

static const struct {
  const char *sql;
  RowFunc     func;
} tables[] = {
  { "SELECT id, name, role, state, company, scope, muted, absent_at, known FROM person ORDER BY id", read_person },
  { "SELECT person, division FROM person_division ORDER BY person, nth", read_division },
  { "SELECT person, former FROM person_former ORDER BY person, former", read_former },
  { "SELECT person, address, key, is_primary, state, state_at, success_at, reports FROM person_address ORDER BY id",
    read_address },
  { "SELECT id, mailbox, subject, status, priority, requester, assignee, merged_into, followup_of, deleted, flagged,"
    " company, created_at, updated_at, solved_at, machine, channel, solved_by, type, division, category, shared, "
    "restricted, tags,"
    " custom, responded_at, reminded_at, linked_to, thread_of, waiting_at, waiting_told, withheld_told_at"
    " FROM ticket ORDER BY id",
    read_ticket },
  { "SELECT ticket, relation, person, added_by, brought FROM ticket_person", read_relation },
  { "SELECT id, ticket, author, is_private, is_participant, channel, at, visible_to, visible_cc,"
    " author_address, flags, text, publishes FROM comment ORDER BY id",
    read_comment },
  { "SELECT id, ticket, origin, seen_at FROM known_id", read_known },
  { "SELECT id, kind, ticket, comment, event, person, state, due_at, address, mailed_as, told, ceiling FROM outbox "
    "ORDER BY id",
    read_outbox },
  { "SELECT outbox, comment FROM outbox_comment ORDER BY outbox, comment", read_joined },
  { "SELECT id, verdict, cause, ticket, comment, mailbox, duplicates FROM message ORDER BY id", read_message },
  { "SELECT id, ticket, actor, kind, detail FROM event ORDER BY id", read_event },
  { "SELECT ticket, other, kind FROM link", read_link },
};

static gboolean
read_table (sqlite3 *db, PtMemstore *rows, guint table, GError **error)
{
  sqlite3_stmt *row = NULL;
  int rc = sqlite3_prepare_v2 (db, tables[table].sql, -1, &row, NULL);
  while (rc == SQLITE_OK && (rc = sqlite3_step (row)) == SQLITE_ROW) {
    tables[table].func (rows, row);
    rc = SQLITE_OK;
  }
  sqlite3_finalize (row);
  return rc == SQLITE_DONE || pt_error_set (error, PT_ERROR_BUG, "%s: %s", tables[table].sql, sqlite3_errmsg (db));
}

PtMemstore *
pt_world_sql_read (const char *file, GError **error)
{
  g_autoptr (PtMemstore) rows = pt_memstore_new ();
  sqlite3 *db = NULL;
  gboolean fine = sqlite3_open (file, &db) == SQLITE_OK
                  || pt_error_set (error, PT_ERROR_IO, "%s cannot be opened", file);
  for (guint i = 0; fine && i < G_N_ELEMENTS (tables); i++)
    fine = read_table (db, rows, i, error);
  sqlite3_close (db);
  return fine ? g_steal_pointer (&rows) : NULL;
}

GBytes *
pt_world_sql_raw (const char *file, PtId id)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *row = NULL;
  GBytes *raw = NULL;
  if (sqlite3_open (file, &db) == SQLITE_OK
      && sqlite3_prepare_v2 (db, "SELECT body FROM raw WHERE message = ? AND body IS NOT NULL", -1, &row,
                             NULL) == SQLITE_OK) {
    sqlite3_bind_int64 (row, 1, id);
    if (sqlite3_step (row) == SQLITE_ROW)
      raw = g_bytes_new (sqlite3_column_blob (row, 0), (gsize) sqlite3_column_bytes (row, 0));
  }
  sqlite3_finalize (row);
  sqlite3_close (db);
  return raw;
}
