#include <sqlite3.h>

#include <string.h>

#include "base/error.h"
#include "tests/lib/world-sql.h"

typedef struct {
  sqlite3 *db;
  GError **error;
  gboolean fine; /* no statement failed yet */
} Writer;

/* TYPES: `i` gint64, `o` gint64 that is NULL when 0, `t` const char *, `b` pointer to a digest.  One statement. */
static void
run (Writer *writer, const char *sql, const char *types, ...)
{
  sqlite3_stmt *statement = NULL;
  va_list args;
  if (!writer->fine)
    return;
  int rc = sqlite3_prepare_v2 (writer->db, sql, -1, &statement, NULL);
  va_start (args, types);
  for (int i = 0; rc == SQLITE_OK && types[i]; i++) {
    if (types[i] == 't')
      sqlite3_bind_text (statement, i + 1, va_arg (args, const char *), -1, SQLITE_TRANSIENT);
    else if (types[i] == 'b')
      sqlite3_bind_blob (statement, i + 1, va_arg (args, const guint8 *), PT_SHA256_BYTES, SQLITE_TRANSIENT);
    else {
      const gint64 value = va_arg (args, gint64);
      if (types[i] == 'i' || value)
        sqlite3_bind_int64 (statement, i + 1, value);
    }
  }
  va_end (args);
  writer->fine = rc == SQLITE_OK && sqlite3_step (statement) == SQLITE_DONE;
  sqlite3_finalize (statement);
  if (!writer->fine)
    pt_error_set (writer->error, PT_ERROR_BUG, "%s: %s", sql, sqlite3_errmsg (writer->db));
}

#define I(value) ((gint64) (value))

static void
write_persons (Writer *writer, const PtMemstore *rows)
{
  for (guint i = 0; i < rows->persons->len; i++) {
    const PtPerson *person = g_ptr_array_index (rows->persons, i);
    g_autofree char *folded = g_utf8_casefold (person->name, -1);
    run (writer, "INSERT INTO person (id, name, name_fold, role, state, company, created_at, scope, muted, known)"
         " VALUES (?,?,?,?,?,?,0,?,?,?)", "ittiioiii", person->id, person->name, folded, I (person->role),
         I (person->state), person->company, I (person->scope), I (person->muted),
         I (person->known != 0));
    for (guint j = 0; j < person->divisions->len; j++)
      run (writer, "INSERT INTO person_division (person, nth, division) VALUES (?,?,?)", "iii", person->id, I (j),
           g_array_index (person->divisions, PtId, j));
    for (guint j = 0; j < person->formerly->len; j++)
      run (writer, "INSERT INTO person_former (former, person) VALUES (?,?)", "ii",
           g_array_index (person->formerly, PtId, j), person->id);
    for (guint j = 0; j < person->addresses->len; j++) {
      const PtPersonAddress *address = g_ptr_array_index (person->addresses, j);
      run (writer, "INSERT INTO person_address (person, key, address, is_primary, state, state_at, success_at) "
           "VALUES (?,?,?,?,?,?,?)",
           "ittiiii", person->id, address->key, address->address, I (address->primary != 0), I (address->state),
           address->state_at, address->success_at);
    }
  }
}

static void
write_groups (Writer *writer, const PtMemstore *rows)
{
  for (guint i = 0; i < rows->divisions->len; i++) {
    const PtDivision *division = g_ptr_array_index (rows->divisions, i);
    g_autofree char *folded = g_utf8_casefold (division->name, -1);
    run (writer, "INSERT INTO division (id, name, name_fold) VALUES (?,?,?)", "itt", division->id, division->name,
         folded);
  }
  for (guint i = 0; i < rows->companies->len; i++) {
    const PtCompany *company = g_ptr_array_index (rows->companies, i);
    g_autofree char *folded = g_utf8_casefold (company->name, -1);
    run (writer, "INSERT INTO company (id, name, name_fold, contact) VALUES (?,?,?,?)", "itto", company->id,
         company->name, folded, company->contact);
  }
}

static gint64
count_comments (const PtMemstore *rows, PtId ticket, gboolean is_private)
{
  gint64 n = 0;
  for (guint i = 0; i < rows->comments->len; i++) {
    const PtComment *comment = g_ptr_array_index (rows->comments, i);
    n += comment->ticket == ticket && !comment->is_private == !is_private;
  }
  return n;
}

static void
write_ticket (Writer *writer, const PtMemstore *rows, const PtTicketView *view)
{
  const PtTicket *t = view->ticket;
  run (writer,
       "INSERT INTO ticket (id, mailbox, subject, status, first_status, priority, requester, assignee, followup_of,"
       " deleted, flagged, company, created_at, updated_at, solved_at, thread_index, public_comments,"
       " private_comments)"
       " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
       "ittiiiiooiioiiitii", t->id, t->mailbox, t->subject, I (t->status), I (t->status), I (t->priority),
       t->requester,
       t->assignee, t->followup_of, I (t->deleted != 0), I (t->flagged != 0), t->company, t->created_at,
       t->updated_at,
       t->solved_at, t->thread_index, count_comments (rows, t->id, FALSE), count_comments (rows, t->id, TRUE));
  run (
    writer,
    "UPDATE ticket SET type = ?2, category = ?3, shared = ?4, restricted = ?5, machine = ?6, channel = ?7,"
    " division = ?8, tags = ?9, custom = ?10, responded_at = ?11, reminded_at = ?12, solved_by = ?13, linked_to = "
    "?14,"
    " thread_of = ?15, waiting_at = ?16"
    " WHERE id = ?1",
    "iiiiiiiottiioooi", t->id, I (t->type), I (t->category), I (t->shared != 0), I (t->restricted != 0),
    I (t->machine != 0), I (t->channel), t->division, t->tags, t->custom, t->responded_at, t->reminded_at,
    t->solved_by, t->linked_to, t->thread_of, t->waiting_at);
  for (guint i = 0; i < view->people->len; i++) {
    const PtTicketPerson *entry = &g_array_index (view->people, PtTicketPerson, i);
    run (writer, "INSERT INTO ticket_person (ticket, relation, person, added_by, brought) VALUES (?,?,?,?,?)",
         "iiioi", t->id, I (entry->relation), entry->person, entry->added_by, I (entry->brought != 0));
  }
}

/* Merges come last: the ticket merged into may stand further down. */
static void
write_tickets (Writer *writer, const PtMemstore *rows)
{
  for (guint i = 0; i < rows->tickets->len; i++)
    write_ticket (writer, rows, g_ptr_array_index (rows->tickets, i));
  for (guint i = 0; i < rows->tickets->len; i++) {
    const PtTicket *ticket = ((PtTicketView *) g_ptr_array_index (rows->tickets, i))->ticket;
    if (ticket->merged_into)
      run (writer, "UPDATE ticket SET merged_into = ? WHERE id = ?", "ii", ticket->merged_into, ticket->id);
  }
}

static void
write_comments (Writer *writer, const PtMemstore *rows)
{
  for (guint i = 0; i < rows->comments->len; i++) {
    const PtComment *c = g_ptr_array_index (rows->comments, i);
    g_autoptr (GString) cc = g_string_new (NULL);
    for (guint j = 0; j < c->visible_cc->len; j++)
      g_string_append_printf (cc, "%s%" G_GINT64_FORMAT, j ? " " : "", g_array_index (c->visible_cc, PtId, j));
    run (writer,
         "INSERT INTO comment (id, ticket, author, is_private, is_participant, channel, at, visible_to, visible_cc,"
         " author_address, flags, text) VALUES (?,?,?,?,?,?,?,?,?,?,'',?)",
         "iiiiiiiottt", c->id, c->ticket, c->author, I (c->is_private != 0), I (c->is_participant != 0),
         I (c->channel),
         c->at, c->visible_to, cc->str, c->author_address, c->text);
  }
}

static void
write_known (Writer *writer, const PtMemstore *rows)
{
  for (guint i = 0; i < rows->known->len; i++) {
    const PtKnownId *known = g_ptr_array_index (rows->known, i);
    run (writer, "INSERT INTO known_id (hash, nth, ticket, origin, seen_at, id) VALUES (?,0,?,?,?,?)", "iiiit",
         pt_hash64 (known->id), known->ticket, I (known->origin), known->seen_at, known->id);
  }
}

static void
write_outbox (Writer *writer, const PtMemstore *rows)
{
  for (guint i = 0; i < rows->outbox->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (rows->outbox, i);
    const PtNotification *n = &item->notification;
    const gboolean receipt = n->kind == PT_NOTIFY_RECEIPT;
    g_autofree char *key = pt_address_key (n->address);
    run (writer,
         "INSERT INTO outbox (id, kind, ticket, comment, event, person, state, attempts, due_at, created_at,"
         " settled_at,"
         " address_hash, domain_hash, address, message_id, answer, mailed_as, tried_at, told,"
         " ceiling, waiting_at)"
         " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
         "iiiooiiiiiiootttiiiii", item->id, I (n->kind), n->ticket, n->comment, n->event, n->person, I (item->state),
         I (item->attempts), n->due_at, item->created_at, item->settled_at, receipt ? pt_hash64 (key) : I (0),
         receipt ? pt_hash64 (pt_address_domain (key)) : I (0), n->address, item->message_id, item->answer,
         I (n->as), item->tried_at, I (item->told), I (n->ceiling), item->waiting_at);
  }
}

static void
write_messages (Writer *writer, const PtMemstore *rows)
{
  for (guint i = 0; i < rows->messages->len; i++) {
    const PtMemMessage *m = g_ptr_array_index (rows->messages, i);
    gint64 key;
    memcpy (&key, m->digest, sizeof key);
    key = GINT64_FROM_BE (key);
    run (writer,
         "INSERT INTO message (id, received_at, entrance, mailbox, digest_key, nth, digest, raw_digest,"
         " raw_size, verdict,"
         " rule_row, cause, auth, evidence, via, ticket, comment, sender, held, expires_at, subject, sender_text,"
         " recipients, flags, reasons) VALUES (?,?,1,?,?,0,?,?,0,?,0,?,?,0,0,?,?,?,0,0,'','','','','')",
         "iitibbiiiooi", m->id, m->received_at, m->mailbox, key, m->digest, m->digest, I (m->verdict), I (m->cause),
         I (m->auth), m->ticket, m->comment, pt_hash64 (m->sender_key));
  }
}

gboolean
pt_world_sql_write (const char *file, const PtMemstore *rows, GError **error)
{
  Writer writer = { .error = error, .fine = TRUE };
  if (sqlite3_open (file, &writer.db) != SQLITE_OK) {
    sqlite3_close (writer.db);
    return pt_error_set (error, PT_ERROR_IO, "%s cannot be opened", file);
  }
  run (&writer, "BEGIN IMMEDIATE", "");
  write_persons (&writer, rows);
  write_groups (&writer, rows);
  write_tickets (&writer, rows);
  write_messages (&writer, rows);
  write_comments (&writer, rows);
  write_known (&writer, rows);
  write_outbox (&writer, rows);
  run (&writer,
       "UPDATE counter SET person = (SELECT COALESCE (MAX (id), 0) FROM person),"
       " ticket = (SELECT COALESCE (MAX (id), 0) FROM ticket),"
       " message = (SELECT COALESCE (MAX (id), 0) FROM message),"
       " comment = (SELECT COALESCE (MAX (id), 0) FROM comment),"
       " outbox = (SELECT COALESCE (MAX (id), 0) FROM outbox),"
       " division = (SELECT COALESCE (MAX (id), 0) FROM division),"
       " company = (SELECT COALESCE (MAX (id), 0) FROM company)",
       "");
  run (&writer, "COMMIT", "");
  sqlite3_close (writer.db);
  return writer.fine;
}
