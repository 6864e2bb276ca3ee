#include "store/driver.h"
#include "store/lock.h"
#include "store/sqlite-error.h"
#include "store/sqlite-pragma.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  sqlite3 *connection;
  PtLock  *lock;
  char    *file;
  gboolean read_only;
  gint64   page_bytes;
  int      log_pages; /* in the log after the last commit */
  GPtrArray *written; /* char *: what the statement changes that is being prepared */
  PtSqlitePlace place;
} Db;

typedef struct {
  Db           *db;
  sqlite3_stmt *statement;
  int           failed; /* result of the first bind that failed */
  guint8        index[PT_SQL_MAX_PARAMETERS + 1]; /* SQLite numbers parameters by their first appearance */
} Statement;

static gboolean
fail (const Db *db, const char *what, GError **error)
{
  return pt_sqlite_fail (db->connection, db->file, what, error);
}

static gboolean
sqlite_execute (gpointer handle, const char *sql, GError **error)
{
  Db *db = handle;
  if (sqlite3_exec (db->connection, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  g_autofree char *start = g_strndup (sql, strcspn (sql, "\n"));
  return fail (db, start, error);
}

static int
note_commit (gpointer handle, sqlite3 *connection, const char *name, int pages)
{
  (void) connection, (void) name;
  ((Db *) handle)->log_pages = pages;
  return SQLITE_OK;
}

/* SQLite asks while it prepares: of a trigger's statements and of a foreign key's, too. */
static int
note_written (void *handle, int action, const char *table, const char *column, const char *schema,
              const char *trigger)
{
  Db *db = handle;
  (void) schema, (void) trigger;
  if (!db->written || (action != SQLITE_INSERT && action != SQLITE_UPDATE && action != SQLITE_DELETE))
    return SQLITE_OK;
  char *place = action == SQLITE_UPDATE ? g_strconcat (table, ".", column, NULL) : g_strdup (table);
  g_ptr_array_add (db->written, place);
  return SQLITE_OK;
}

static void
db_free (Db *db)
{
  sqlite3_close_v2 (db->connection);
  pt_lock_close (db->lock);
  g_free (db->file);
  g_free (db);
}

/* Only the last handle checkpoints, and under the lock: then the log does not grow over one-shot processes. */
static void
sqlite_close (gpointer handle)
{
  Db *db = handle;
  gboolean checkpoint = !db->read_only && db->lock && pt_lock_is_last (db->lock)
                        && pt_lock_take (db->lock, PT_SQLITE_BUSY_MS, NULL);
  sqlite3_db_config (db->connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, checkpoint ? 0 : 1, NULL);
  db_free (db);
}

/* The library's count of its memory takes a lock at every allocation, and nobody asks for it.  Refused, without harm,
 * where something else has begun to use the library. */
static void
count_no_memory (void)
{
  static gsize done = 0;
  if (g_once_init_enter (&done)) {
    sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
    g_once_init_leave (&done, 1);
  }
}

static gboolean
connect (Db *db, PtSqlOpenFlags flags, GError **error)
{
  count_no_memory ();
  int mode = db->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (flags & PT_SQL_OPEN_CREATE)
    mode |= SQLITE_OPEN_CREATE;
  if (sqlite3_open_v2 (db->file, &db->connection, mode | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    return db->connection ? fail (db, "opening", error)
                                  : pt_error_set (error, PT_ERROR_IO, "no memory to open the store %s", db->file);
  sqlite3_extended_result_codes (db->connection, 1);
  sqlite3_db_config (db->connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  sqlite3_db_config (db->connection, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (db->connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_set_authorizer (db->connection, note_written, db);
  return TRUE;
}

/* Changing the journal mode of a new file writes, so the settings are made under the lock. */
static gboolean
set_up (Db *db, GError **error)
{
  if (!db->read_only && !pt_lock_take (db->lock, PT_SQLITE_BUSY_MS, error))
    return FALSE;
  sqlite3_busy_timeout (db->connection, PT_SQLITE_BUSY_MS);
  /* the first look into the file: one that is damaged is told as such, not as a setting that cannot be made */
  g_autofree char *tables = pt_sqlite_text (db->connection, "SELECT count(*) FROM sqlite_master");
  gboolean good = tables ? pt_sqlite_pragma_set (db->connection, db->read_only, error)
                                 : fail (db, "opening", error);
  if (!db->read_only)
    pt_lock_give (db->lock);
  if (!good)
    return FALSE;
  g_autofree char *page = pt_sqlite_text (db->connection, "PRAGMA page_size");
  db->page_bytes = page ? g_ascii_strtoll (page, NULL, 10) : 4096;
  sqlite3_wal_hook (db->connection, note_commit, db);
  return TRUE;
}

static gboolean
sqlite_open (const char *location, PtSqlOpenFlags flags, gpointer *out_db, GError **error)
{
  g_autofree char *lock_file = g_strconcat (location, ".lock", NULL);
  struct stat status;
  if (flags & PT_SQL_OPEN_CREATE) {
    if (!pt_sqlite_make_file (location, error))
      return FALSE;
  } else if (stat (location, &status) < 0) {
    return pt_error_set (error, PT_ERROR_UNAVAILABLE, "cannot open the store %s: %s; restore your copy of it, or "
                         "make a first one with `postern init`", location, g_strerror (errno));
  }
  Db *db = g_new0 (Db, 1);
  db->file = g_strdup (location);
  db->read_only = (flags & PT_SQL_OPEN_READ_ONLY) != 0;
  if ((!db->read_only && !pt_lock_open (lock_file, &db->lock, error)) || !connect (db, flags, error)
      || !set_up (db, error) || !pt_sqlite_place_note (location, &db->place, error)) {
    db_free (db);
    return FALSE;
  }
  *out_db = db;
  return TRUE;
}

static gboolean
sqlite_begin (gpointer handle, gboolean for_writing, GError **error)
{
  Db *db = handle;
  if (!for_writing)
    return sqlite_execute (db, "BEGIN", error);
  if (db->read_only)
    return pt_error_set (error, PT_ERROR_BUG, "the store %s is open for reading only", db->file);
  if (!pt_lock_take (db->lock, PT_SQLITE_BUSY_MS, error))
    return FALSE;
  if (pt_sqlite_place_check (db->file, &db->place, error) && sqlite_execute (db, "BEGIN IMMEDIATE", error))
    return TRUE;
  pt_lock_give (db->lock);
  return FALSE;
}

static gboolean
sqlite_commit (gpointer handle, GError **error)
{
  Db *db = handle;
  if (!pt_sqlite_place_check (db->file, &db->place, error) || !sqlite_execute (db, "COMMIT", error))
    return FALSE;
  if (db->lock)
    pt_lock_give (db->lock);
  return TRUE;
}

static void
sqlite_rollback (gpointer handle)
{
  Db *db = handle;
  if (!sqlite3_get_autocommit (db->connection))
    sqlite_execute (db, "ROLLBACK", NULL);
  if (db->lock)
    pt_lock_give (db->lock);
}

static void
sqlite_finalize (gpointer handle)
{
  Statement *statement = handle;
  sqlite3_finalize (statement->statement);
  g_free (statement);
}

static gboolean
sqlite_prepare (gpointer handle, const char *sql, GPtrArray *written, gpointer *out_statement, GError **error)
{
  Db *db = handle;
  Statement *statement = g_new0 (Statement, 1);
  statement->db = db;
  db->written = written;
  int result = sqlite3_prepare_v3 (db->connection, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->statement, NULL);
  db->written = NULL;
  if (result != SQLITE_OK) {
    sqlite_finalize (statement);
    g_autofree char *start = g_strndup (sql, 60);
    return fail (db, start, error);
  }
  for (int i = 1; i <= PT_SQL_MAX_PARAMETERS; i++) {
    char name[16];
    snprintf (name, sizeof name, "$%d", i);
    statement->index[i] = (guint8) sqlite3_bind_parameter_index (statement->statement, name);
  }
  *out_statement = statement;
  return TRUE;
}

static void
note_bind (Statement *statement, int result)
{
  if (result != SQLITE_OK && statement->failed == SQLITE_OK)
    statement->failed = result;
}

static void
sqlite_bind_int (gpointer handle, guint parameter, gint64 value)
{
  Statement *statement = handle;
  note_bind (statement, sqlite3_bind_int64 (statement->statement, statement->index[parameter], value));
}

static void
sqlite_bind_text (gpointer handle, guint parameter, const char *text, gsize length)
{
  Statement *statement = handle;
  note_bind (statement, sqlite3_bind_text64 (statement->statement, statement->index[parameter], text, length,
                                             SQLITE_STATIC, SQLITE_UTF8));
}

static void
sqlite_bind_blob (gpointer handle, guint parameter, gconstpointer data, gsize length)
{
  Statement *statement = handle;
  int index = statement->index[parameter];
  note_bind (statement, length == 0 ? sqlite3_bind_zeroblob (statement->statement, index, 0)
                                    : sqlite3_bind_blob64 (statement->statement, index, data, length, SQLITE_STATIC));
}

static void
sqlite_bind_null (gpointer handle, guint parameter)
{
  Statement *statement = handle;
  note_bind (statement, sqlite3_bind_null (statement->statement, statement->index[parameter]));
}

static gboolean
sqlite_step (gpointer handle, gboolean *out_row, GError **error)
{
  Statement *statement = handle;
  if (statement->failed != SQLITE_OK)
    return pt_error_set (error, PT_ERROR_BUG, "a parameter cannot be bound in the store: %s: %s",
                         sqlite3_errstr (statement->failed), sqlite3_sql (statement->statement));
  int result = sqlite3_step (statement->statement);
  *out_row = result == SQLITE_ROW;
  return result == SQLITE_ROW || result == SQLITE_DONE || fail (statement->db, "a statement", error);
}

static gboolean
sqlite_column_is_null (gpointer handle, guint column)
{
  return sqlite3_column_type (((Statement *) handle)->statement, (int) column) == SQLITE_NULL;
}

static gint64
sqlite_column_int (gpointer handle, guint column)
{
  return sqlite3_column_int64 (((Statement *) handle)->statement, (int) column);
}

static const char *
sqlite_column_text (gpointer handle, guint column, gsize *out_length)
{
  sqlite3_stmt *statement = ((Statement *) handle)->statement;
  const char *text = (const char *) sqlite3_column_text (statement, (int) column);
  *out_length = (gsize) sqlite3_column_bytes (statement, (int) column);
  return text;
}

static gconstpointer
sqlite_column_blob (gpointer handle, guint column, gsize *out_length)
{
  sqlite3_stmt *statement = ((Statement *) handle)->statement;
  gconstpointer data = sqlite3_column_blob (statement, (int) column);
  *out_length = (gsize) sqlite3_column_bytes (statement, (int) column);
  return data;
}

static void
sqlite_reset (gpointer handle)
{
  Statement *statement = handle;
  sqlite3_reset (statement->statement);
  sqlite3_clear_bindings (statement->statement);
  statement->failed = SQLITE_OK;
}

static gboolean
sqlite_checkpoint (gpointer handle, GError **error)
{
  Db *db = handle;
  int pages = 0, moved = 0;
  if (db->read_only || pt_lock_is_held (db->lock))
    return pt_error_set (error, PT_ERROR_BUG, "the store %s cannot be checkpointed inside a transaction", db->file);
  if (!pt_lock_take (db->lock, PT_SQLITE_BUSY_MS, error))
    return FALSE;
  int result = sqlite3_wal_checkpoint_v2 (db->connection, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &moved);
  gboolean good = result == SQLITE_OK || fail (db, "the checkpoint", error);
  if (good)
    db->log_pages = pages - moved;
  pt_lock_give (db->lock);
  return good;
}

static gint64
sqlite_log_bytes (gpointer handle)
{
  Db *db = handle;
  return db->log_pages * db->page_bytes;
}

static gboolean
sqlite_check (gpointer handle, gboolean full, GPtrArray *findings, GError **error)
{
  Db *db = handle;
  pt_sqlite_pragma_check (db->connection, findings);
  g_autofree char *integrity = pt_sqlite_text (db->connection,
                                                full ? "PRAGMA integrity_check" : "PRAGMA quick_check");
  if (!integrity)
    return fail (db, "the integrity check", error);
  if (g_strcmp0 (integrity, "ok") != 0)
    g_ptr_array_add (findings, g_strdup_printf ("integrity: %s", integrity));
  if (!full)
    return TRUE;
  g_autofree char *orphan = pt_sqlite_text (db->connection, "PRAGMA foreign_key_check");
  if (orphan)
    g_ptr_array_add (findings, g_strdup_printf ("foreign key: a row of table %s points at nothing", orphan));
  return TRUE;
}

const PtSqlDriver pt_sql_driver_sqlite = {
  .name = "sqlite",
  .open = sqlite_open,
  .close = sqlite_close,
  .begin = sqlite_begin,
  .commit = sqlite_commit,
  .rollback = sqlite_rollback,
  .execute = sqlite_execute,
  .prepare = sqlite_prepare,
  .finalize = sqlite_finalize,
  .bind_int = sqlite_bind_int,
  .bind_text = sqlite_bind_text,
  .bind_blob = sqlite_bind_blob,
  .bind_null = sqlite_bind_null,
  .step = sqlite_step,
  .column_is_null = sqlite_column_is_null,
  .column_int = sqlite_column_int,
  .column_text = sqlite_column_text,
  .column_blob = sqlite_column_blob,
  .reset = sqlite_reset,
  .checkpoint = sqlite_checkpoint,
  .log_bytes = sqlite_log_bytes,
  .check = sqlite_check,
};
