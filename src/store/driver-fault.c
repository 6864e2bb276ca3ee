#include "store/driver-fault.h"

#include <signal.h>
#include <string.h>

typedef enum { FAULT_IO, FAULT_BUSY, FAULT_BUG, FAULT_FULL, FAULT_LOST, FAULT_KILL } Class;

static const struct {
  const char *name;
  PtErrorCode code;
} classes[] = {
  [FAULT_IO] = { "io", PT_ERROR_IO },     [FAULT_BUSY] = { "busy", PT_ERROR_BUSY },
  [FAULT_BUG] = { "bug", PT_ERROR_BUG },  [FAULT_FULL] = { "full", PT_ERROR_IO },
  [FAULT_LOST] = { "lost", PT_ERROR_IO }, [FAULT_KILL] = { "kill", PT_ERROR_IO },
};

typedef struct {
  const PtSqlDriver *inner;
  gpointer           db;
  guint64            at;
  char               which; /* '+': AT and all later calls, '*': every AT-th, 0: that one */
  Class              class;
  PtSqlFaultStats    stats;
} Db;

typedef struct {
  Db         *db;
  gpointer    inner;
  const char *kind;   /* of its steps */
  GError     *failed; /* of a bind: the next step tells it */
} Statement;

PtSqlFaultStats
pt_sql_fault_stats (gpointer db)
{
  return ((Db *) db)->stats;
}

static gboolean
is_chosen (const Db *db, guint64 n)
{
  return n == db->at || (db->which == '+' && n > db->at) || (db->which == '*' && n % db->at == 0);
}

/* TRUE if this call goes on. */
static gboolean
pass (Db *db, const char *kind, GError **error)
{
  if (!is_chosen (db, ++db->stats.calls))
    return TRUE;
  if (db->class == FAULT_KILL)
    raise (SIGKILL);
  db->stats.fired++;
  db->stats.kind = kind;
  if (db->class == FAULT_FULL && db->db)
    db->inner->execute (db->db, "ROLLBACK", NULL);
  return pt_error_set (error, classes[db->class].code, "call %" G_GUINT64_FORMAT " of the store (%s) is to fail: %s",
                       db->stats.calls, kind, classes[db->class].name);
}

static gboolean
call (Db *db, const char *kind, GError **error)
{
  return db->class == FAULT_LOST || pass (db, kind, error);
}

/* --- opening --- */

/* Takes the word before the next colon of *AT if it is a class. */
static Class
take_class (const char **at)
{
  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++) {
    gsize length = strlen (classes[i].name);
    if (!strncmp (*at, classes[i].name, length) && (*at)[length] == ':') {
      *at += length + 1;
      return (Class) i;
    }
  }
  return FAULT_IO;
}

/* *out_location: what the inner driver opens. */
static gboolean
parse (Db *db, const char *location, const char **out_location)
{
  static const PtSqlDriver *const drivers[] = { &pt_sql_driver_sqlite };
  char *end = NULL;
  db->at = g_ascii_strtoull (location, &end, 10);
  if (end == location || db->at == 0)
    return FALSE;
  if (*end == '+' || *end == '*')
    db->which = *end++;
  if (*end != ':')
    return FALSE;
  const char *at = end + 1;
  db->class = take_class (&at);
  for (gsize i = 0; i < G_N_ELEMENTS (drivers) && !db->inner; i++) {
    gsize length = strlen (drivers[i]->name);
    if (!strncmp (at, drivers[i]->name, length) && at[length] == ':') {
      db->inner = drivers[i];
      *out_location = at + length + 1;
    }
  }
  return db->inner != NULL;
}

static gboolean
fault_open (const char *location, PtSqlOpenFlags flags, gpointer *out_db, GError **error)
{
  g_autofree Db *db = g_new0 (Db, 1);
  const char *inner = NULL;
  if (!parse (db, location, &inner))
    return pt_error_set (error, PT_ERROR_CONFIG, "the store fault:%s cannot be read: write fault:N:CLASS:sqlite:FILE",
                         location);
  if (!call (db, "open", error) || !db->inner->open (inner, flags, &db->db, error))
    return FALSE;
  *out_db = g_steal_pointer (&db);
  return TRUE;
}

static void
fault_close (gpointer handle)
{
  Db *db = handle;
  db->inner->close (db->db);
  g_free (db);
}

/* --- transactions --- */

static gboolean
fault_begin (gpointer handle, gboolean for_writing, GError **error)
{
  Db *db = handle;
  return call (db, for_writing ? "begin" : "begin-read", error) && db->inner->begin (db->db, for_writing, error);
}

static gboolean
fault_commit (gpointer handle, GError **error)
{
  Db *db = handle;
  if (db->class != FAULT_LOST)
    return call (db, "commit", error) && db->inner->commit (db->db, error);
  return db->inner->commit (db->db, error) && pass (db, "commit", error);
}

static void
fault_rollback (gpointer handle)
{
  Db *db = handle;
  db->inner->rollback (db->db);
}

static gboolean
fault_execute (gpointer handle, const char *sql, GError **error)
{
  Db *db = handle;
  return call (db, "execute", error) && db->inner->execute (db->db, sql, error);
}

/* --- statements --- */

static const char *
kind_of (const char *sql)
{
  static const char *const words[][2] = {
    { "SAVEPOINT", "savepoint" }, { "RELEASE", "release" }, { "ROLLBACK TO", "rollback-to" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (sql, words[i][0]))
      return words[i][1];
  return "step";
}

static gboolean
fault_prepare (gpointer handle, const char *sql, GPtrArray *written, gpointer *out_statement, GError **error)
{
  Db *db = handle;
  gpointer inner = NULL;
  if (!call (db, "prepare", error) || !db->inner->prepare (db->db, sql, written, &inner, error))
    return FALSE;
  Statement *statement = g_new0 (Statement, 1);
  statement->db = db;
  statement->inner = inner;
  statement->kind = kind_of (sql);
  *out_statement = statement;
  return TRUE;
}

static void
fault_finalize (gpointer handle)
{
  Statement *statement = handle;
  statement->db->inner->finalize (statement->inner);
  g_clear_error (&statement->failed);
  g_free (statement);
}

/* A second bind that fails leaves the first error in place. */
static gboolean
may_bind (Statement *statement)
{
  return call (statement->db, "bind", !statement->failed ? &statement->failed : NULL);
}

static void
fault_bind_int (gpointer handle, guint parameter, gint64 value)
{
  Statement *statement = handle;
  if (may_bind (statement))
    statement->db->inner->bind_int (statement->inner, parameter, value);
}

static void
fault_bind_text (gpointer handle, guint parameter, const char *text, gsize length)
{
  Statement *statement = handle;
  if (may_bind (statement))
    statement->db->inner->bind_text (statement->inner, parameter, text, length);
}

static void
fault_bind_blob (gpointer handle, guint parameter, gconstpointer data, gsize length)
{
  Statement *statement = handle;
  if (may_bind (statement))
    statement->db->inner->bind_blob (statement->inner, parameter, data, length);
}

static void
fault_bind_null (gpointer handle, guint parameter)
{
  Statement *statement = handle;
  if (may_bind (statement))
    statement->db->inner->bind_null (statement->inner, parameter);
}

static gboolean
fault_step (gpointer handle, gboolean *out_row, GError **error)
{
  Statement *statement = handle;
  if (statement->failed) {
    g_propagate_error (error, g_steal_pointer (&statement->failed));
    return FALSE;
  }
  return call (statement->db, statement->kind, error)
         && statement->db->inner->step (statement->inner, out_row, error);
}

static gboolean
fault_column_is_null (gpointer handle, guint column)
{
  Statement *statement = handle;
  return statement->db->inner->column_is_null (statement->inner, column);
}

static gint64
fault_column_int (gpointer handle, guint column)
{
  Statement *statement = handle;
  return statement->db->inner->column_int (statement->inner, column);
}

static const char *
fault_column_text (gpointer handle, guint column, gsize *out_length)
{
  Statement *statement = handle;
  return statement->db->inner->column_text (statement->inner, column, out_length);
}

static gconstpointer
fault_column_blob (gpointer handle, guint column, gsize *out_length)
{
  Statement *statement = handle;
  return statement->db->inner->column_blob (statement->inner, column, out_length);
}

static void
fault_reset (gpointer handle)
{
  Statement *statement = handle;
  g_clear_error (&statement->failed);
  statement->db->inner->reset (statement->inner);
}

/* --- care --- */

static gboolean
fault_checkpoint (gpointer handle, GError **error)
{
  Db *db = handle;
  return call (db, "checkpoint", error) && db->inner->checkpoint (db->db, error);
}

static gint64
fault_log_bytes (gpointer handle)
{
  Db *db = handle;
  return db->inner->log_bytes (db->db);
}

static gboolean
fault_check (gpointer handle, gboolean full, GPtrArray *findings, GError **error)
{
  Db *db = handle;
  return call (db, "check", error) && db->inner->check (db->db, full, findings, error);
}

const PtSqlDriver pt_sql_driver_fault = {
  .name = "fault",
  .open = fault_open,
  .close = fault_close,
  .begin = fault_begin,
  .commit = fault_commit,
  .rollback = fault_rollback,
  .execute = fault_execute,
  .prepare = fault_prepare,
  .finalize = fault_finalize,
  .bind_int = fault_bind_int,
  .bind_text = fault_bind_text,
  .bind_blob = fault_bind_blob,
  .bind_null = fault_bind_null,
  .step = fault_step,
  .column_is_null = fault_column_is_null,
  .column_int = fault_column_int,
  .column_text = fault_column_text,
  .column_blob = fault_column_blob,
  .reset = fault_reset,
  .checkpoint = fault_checkpoint,
  .log_bytes = fault_log_bytes,
  .check = fault_check,
};
