#include "store/sqlite-pragma.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  const char *name;
  const char *value;      /* to set */
  const char *wanted;     /* to read back */
  gboolean    writer;     /* only a connection that may write can set it */
  gboolean    may_be_out; /* a library without the feature answers nothing */
} Pragma;

/* The log is moved into the database by pt_store_checkpoint alone, under the lock file (THREATS T099). */
static const Pragma pragmas[] = {
  { "journal_mode", "WAL", "wal", TRUE, FALSE },
  { "synchronous", "FULL", "2", FALSE, FALSE },
  { "foreign_keys", "ON", "1", FALSE, FALSE },
  { "busy_timeout", G_STRINGIFY (PT_SQLITE_BUSY_MS), G_STRINGIFY (PT_SQLITE_BUSY_MS), FALSE, FALSE },
  { "trusted_schema", "OFF", "0", FALSE, FALSE },
  { "mmap_size", "0", "0", FALSE, TRUE },
  { "cache_size", "-16384", "-16384", FALSE, FALSE },
  { "temp_store", "MEMORY", "2", FALSE, FALSE },
  { "wal_autocheckpoint", "0", "0", FALSE, FALSE },
  { "journal_size_limit", "67108864", "67108864", FALSE, FALSE },
};

char *
pt_sqlite_text (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement = NULL;
  char *text = NULL;
  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step (statement) == SQLITE_ROW)
    text = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  return text;
}

static gboolean
holds (sqlite3 *db, const Pragma *pragma, char **out_value)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA %s", pragma->name);
  *out_value = pt_sqlite_text (db, sql);
  if (!*out_value)
    return pragma->may_be_out;
  return g_ascii_strcasecmp (*out_value, pragma->wanted) == 0;
}

gboolean
pt_sqlite_pragma_set (sqlite3 *db, gboolean read_only, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pragmas); i++) {
    g_autofree char *sql = g_strdup_printf ("PRAGMA %s = %s", pragmas[i].name, pragmas[i].value);
    g_autofree char *answer = NULL, *value = NULL;
    if (!(pragmas[i].writer && read_only))
      answer = pt_sqlite_text (db, sql);
    if (!holds (db, &pragmas[i], &value))
      return pt_error_set (error, PT_ERROR_CONFIG, "the store's setting %s is %s where %s is needed: the file system "
                           "or the SQLite library does not support it", pragmas[i].name,
                           value ? value : "unknown", pragmas[i].wanted);
  }
  return TRUE;
}

void
pt_sqlite_pragma_check (sqlite3 *db, GPtrArray *findings)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pragmas); i++) {
    g_autofree char *value = NULL;
    if (!holds (db, &pragmas[i], &value))
      g_ptr_array_add (findings, g_strdup_printf ("setting %s is %s, wanted %s", pragmas[i].name,
                                                  value ? value : "unknown", pragmas[i].wanted));
  }
}

/* One that is there is not opened: closing it would drop the locks that another handle of this process has on it. */
gboolean
pt_sqlite_make_file (const char *file, GError **error)
{
  int fd = open (file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0 && errno == EEXIST)
    return TRUE;
  if (fd < 0)
    return pt_error_set_errno (error, errno, "cannot make the store %s", file);
  close (fd);
  return TRUE;
}

gboolean
pt_sqlite_place_note (const char *file, PtSqlitePlace *out_place, GError **error)
{
  struct stat status;
  if (stat (file, &status) < 0)
    return pt_error_set_errno (error, errno, "cannot look at the store %s", file);
  *out_place = (PtSqlitePlace) { status.st_dev, status.st_ino };
  return TRUE;
}

gboolean
pt_sqlite_place_check (const char *file, const PtSqlitePlace *place, GError **error)
{
  struct stat status;
  int result = stat (file, &status);
  if (result == 0 && status.st_dev == place->device && status.st_ino == place->inode)
    return TRUE;
  return pt_error_set (error, PT_ERROR_CONFIG,
                       "the store %s was %s while it was open: nothing more is written to the old one", file,
                       result == 0 ? "replaced by another" : "taken away");
}
