#include "store/sqlite-error.h"

typedef struct {
  int         code;
  PtErrorCode error;
} Class;

/* Extended codes first, then the low byte. */
static const Class classes[] = {
  { SQLITE_CONSTRAINT_UNIQUE, PT_ERROR_CONFLICT },
  { SQLITE_CONSTRAINT_PRIMARYKEY, PT_ERROR_CONFLICT },
  { SQLITE_BUSY, PT_ERROR_BUSY },
  { SQLITE_LOCKED, PT_ERROR_BUSY },
  { SQLITE_PROTOCOL, PT_ERROR_BUSY },
  { SQLITE_INTERRUPT, PT_ERROR_BUSY },
  { SQLITE_IOERR, PT_ERROR_IO },
  { SQLITE_FULL, PT_ERROR_IO },
  { SQLITE_NOMEM, PT_ERROR_IO },
  { SQLITE_CANTOPEN, PT_ERROR_UNAVAILABLE },
  { SQLITE_PERM, PT_ERROR_UNAVAILABLE },
  { SQLITE_AUTH, PT_ERROR_UNAVAILABLE },
  { SQLITE_READONLY, PT_ERROR_UNAVAILABLE },
  { SQLITE_ERROR, PT_ERROR_SCHEMA },
  { SQLITE_SCHEMA, PT_ERROR_SCHEMA },
  { SQLITE_CORRUPT, PT_ERROR_SCHEMA },
  { SQLITE_NOTADB, PT_ERROR_SCHEMA },
};

gboolean
pt_sqlite_fail (sqlite3 *db, const char *file, const char *what, GError **error)
{
  int code = sqlite3_extended_errcode (db);
  PtErrorCode class = PT_ERROR_BUG;
  for (gsize i = 0; i < G_N_ELEMENTS (classes) && class == PT_ERROR_BUG; i++)
    if (classes[i].code == code || classes[i].code == (code & 0xff))
      class = classes[i].error;
  return pt_error_set (error, class, "%s failed in the store %s: %s", what, file, sqlite3_errmsg (db));
}
