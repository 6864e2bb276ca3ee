/* PtSqlDriver: what the store asks of a database.  SQL is the common subset of SQLite and PostgreSQL: parameters
 * `$1` to `$n` without gaps, INSERT ... ON CONFLICT, RETURNING, no `::`.  A driver may wrap another one:
 * everything goes through these functions with the handle that `open` made. */
#ifndef PT_STORE_DRIVER_H
#define PT_STORE_DRIVER_H

#include "base/error.h"

#define PT_SQL_MAX_PARAMETERS 64

typedef enum {
  PT_SQL_OPEN_CREATE = 1 << 0,
  PT_SQL_OPEN_READ_ONLY = 1 << 1,
} PtSqlOpenFlags;

/* DB is what `open` gave, STATEMENT what `prepare` gave.  Errors are PT_ERROR: BUSY, CONFLICT (a unique index
 * said no), IO, UNAVAILABLE, SCHEMA, CONFIG (a setting of the database does not hold) or BUG. */
typedef struct {
  const char *name; /* scheme of the URI */

  gboolean (*open) (const char *location, PtSqlOpenFlags flags, gpointer *out_db, GError **error);
  void     (*close) (gpointer db);

  /* BEGIN for writing keeps every other writer and every checkpoint out until COMMIT or ROLLBACK. */
  gboolean (*begin) (gpointer db, gboolean for_writing, GError **error);
  gboolean (*commit) (gpointer db, GError **error);
  void     (*rollback) (gpointer db);

  /* One or more statements without parameters and without rows. */
  gboolean (*execute) (gpointer db, const char *sql, GError **error);

  /* WRITTEN gets a name (char *) for each place that the statement changes, as the database understands it: TABLE
   * where rows come or go, TABLE.COLUMN for a column of rows that stay. */
  gboolean (*prepare) (gpointer db, const char *sql, GPtrArray *written, gpointer *out_statement, GError **error);
  void     (*finalize) (gpointer statement);
  /* Parameters count from 1.  What is bound must stay until the reset.  A failed bind is reported by the next
   * step. */
  void     (*bind_int) (gpointer statement, guint parameter, gint64 value);
  void     (*bind_text) (gpointer statement, guint parameter, const char *text, gsize length);
  void     (*bind_blob) (gpointer statement, guint parameter, gconstpointer data, gsize length);
  void     (*bind_null) (gpointer statement, guint parameter);
  /* *out_row: there is a row to read; FALSE at the end. */
  gboolean (*step) (gpointer statement, gboolean *out_row, GError **error);
  /* Columns count from 0; what is given back is good until the next step or reset. */
  gboolean      (*column_is_null) (gpointer statement, guint column);
  gint64        (*column_int) (gpointer statement, guint column);
  const char   *(*column_text) (gpointer statement, guint column, gsize *out_length);
  gconstpointer (*column_blob) (gpointer statement, guint column, gsize *out_length);
  void     (*reset) (gpointer statement); /* clears the parameters too */

  /* Moves committed pages from the log into the database.  No transaction may be open. */
  gboolean (*checkpoint) (gpointer db, GError **error);
  /* Bytes that a checkpoint would move, as of the last commit of this handle. */
  gint64   (*log_bytes) (gpointer db);
  /* Reads back every setting and looks through the database, every index and reference too if FULL; appends what is
   * wrong (char *) to FINDINGS. */
  gboolean (*check) (gpointer db, gboolean full, GPtrArray *findings, GError **error);
} PtSqlDriver;

extern const PtSqlDriver pt_sql_driver_sqlite;

#endif
