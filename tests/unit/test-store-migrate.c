/* A store of the first version, with every kind of row, as a program of today makes it its own. */
#include "store/store.h"
#include "tests/unit/test.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#define VERSION_1 "tests/unit/store-version-1.sql"

typedef struct {
  char *dir, *old, *file, *uri;
} World;

static void
execute (const char *file, const char *sql)
{
  sqlite3 *db = NULL;
  char *why = NULL;
  assert_int_equal (sqlite3_open (file, &db), SQLITE_OK);
  if (sqlite3_exec (db, sql, NULL, NULL, &why) != SQLITE_OK)
    fail_msg ("%s: %s", file, why);
  sqlite3_close (db);
}

/* The old store stands beside the one that is migrated. */
static int
setup (void **state)
{
  World *world = g_new0 (World, 1);
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *path = g_build_filename (top ? top : ".", VERSION_1, NULL), *sql = NULL;
  assert_true (g_file_get_contents (path, &sql, NULL, NULL));
  world->dir = g_dir_make_tmp ("postern-migrate-XXXXXX", NULL);
  world->old = g_build_filename (world->dir, "old.db", NULL);
  world->file = g_build_filename (world->dir, "store.db", NULL);
  world->uri = g_strconcat ("sqlite:", world->file, NULL);
  execute (world->old, sql);
  execute (world->file, sql);
  *state = world;
  return 0;
}

static int
teardown (void **state)
{
  World *world = *state;
  g_autoptr (GDir) dir = g_dir_open (world->dir, 0, NULL);
  for (const char *name = dir ? g_dir_read_name (dir) : NULL; name; name = g_dir_read_name (dir)) {
    g_autofree char *path = g_build_filename (world->dir, name, NULL);
    g_remove (path);
  }
  g_rmdir (world->dir);
  g_free (world->dir);
  g_free (world->old);
  g_free (world->file);
  g_free (world->uri);
  g_free (world);
  return 0;
}

static void
migrate (const World *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PtStore) store = NULL;
  if (!pt_store_open (world->uri, world->dir, PT_STORE_CREATE, &store, &error))
    fail_msg ("%s", error->message);
}

/* The store, with the old one as `old`. */
static sqlite3 *
both (const World *world)
{
  sqlite3 *db = NULL;
  g_autofree char *attach = g_strdup_printf ("ATTACH '%s' AS old", world->old);
  assert_int_equal (sqlite3_open (world->file, &db), SQLITE_OK);
  assert_int_equal (sqlite3_exec (db, attach, NULL, NULL, NULL), SQLITE_OK);
  return db;
}

/* Rows as lines, columns with a space between. */
static char *
rows (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *row = NULL;
  GString *out = g_string_new (NULL);
  if (sqlite3_prepare_v2 (db, sql, -1, &row, NULL) != SQLITE_OK)
    fail_msg ("%s: %s", sql, sqlite3_errmsg (db));
  while (sqlite3_step (row) == SQLITE_ROW) {
    for (int i = 0; i < sqlite3_column_count (row); i++)
      g_string_append_printf (out, "%s%s", i ? " " : "", (const char *) sqlite3_column_text (row, i));
    g_string_append_c (out, '\n');
  }
  sqlite3_finalize (row);
  return g_string_free (out, FALSE);
}

static void
assert_rows (sqlite3 *db, const char *sql, const char *wanted)
{
  g_autofree char *got = rows (db, sql);
  assert_text (sql, got, wanted);
}

/* Columns whose contents stand elsewhere now. */
static gboolean
has_moved (const char *table, const char *column)
{
  static const char *const moved[] = { "person.divisions", "person.formerly", "person_address.undeliverable",
                                       "outbox.also",      "meta.value",      NULL };
  g_autofree char *name = g_strdup_printf ("%s.%s", table, column);
  return g_strv_contains (moved, name);
}

static char *
columns_of (sqlite3 *db, const char *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT name FROM pragma_table_info('%s', 'old')", table);
  g_autofree char *text = rows (db, sql);
  g_auto (GStrv) names = g_strsplit (g_strchomp (text), "\n", -1);
  GString *out = g_string_new (NULL);
  for (guint i = 0; names[i]; i++)
    if (!has_moved (table, names[i]))
      g_string_append_printf (out, "%s%s", out->len ? ", " : "", names[i]);
  return g_string_free (out, FALSE);
}

/* Of the tables that were there before. */
static void
assert_same_rows (sqlite3 *db)
{
  g_autofree char *text = rows (db, "SELECT name FROM old.sqlite_master WHERE type = 'table' ORDER BY name");
  g_auto (GStrv) tables = g_strsplit (g_strchomp (text), "\n", -1);
  assert_int_equal (g_strv_length (tables), 17);
  for (guint i = 0; tables[i]; i++) {
    g_autofree char *columns = columns_of (db, tables[i]);
    g_autofree char *filled = g_strdup_printf ("SELECT count(*) > 0 FROM old.%s", tables[i]);
    g_autofree char *lost =
      g_strdup_printf ("SELECT %s FROM old.%s EXCEPT SELECT %s FROM main.%s", columns, tables[i], columns, tables[i]);
    g_autofree char *more =
      g_strdup_printf ("SELECT %s FROM main.%s EXCEPT SELECT %s FROM old.%s", columns, tables[i], columns, tables[i]);
    g_autofree char *number =
      g_strdup_printf ("SELECT (SELECT count(*) FROM old.%s) - (SELECT count(*) FROM main.%s)", tables[i], tables[i]);
    assert_rows (db, filled, "1\n");
    assert_rows (db, lost, "");
    assert_rows (db, more, "");
    assert_rows (db, number, "0\n");
  }
}

static void
every_row_of_version_1_is_there_after_a_migration (void **state)
{
  migrate (*state);
  sqlite3 *db = both (*state);
  assert_same_rows (db);
  assert_rows (db, "PRAGMA main.foreign_key_check", "");
  assert_rows (db, "PRAGMA main.integrity_check", "ok\n");
  sqlite3_close (db);
}

static void
lists_of_ids_are_rows_of_their_own (void **state)
{
  static const struct { const char *sql, *wanted;
  } lists[] = {
    { "SELECT person, nth, division FROM person_division ORDER BY person, nth",
      "2 0 2\n2 1 1\n2 2 3\n3 0 1\n5 0 3\n" },
    { "SELECT person, former FROM person_former ORDER BY former", "7 8\n7 13\n7 14\n" },
    { "SELECT outbox, comment FROM outbox_comment ORDER BY outbox, comment",
      "21 6\n22 6\n24 6\n24 7\n25 6\n25 7\n44 16\n45 16\n45 17\n" },
    { "SELECT person, address, state, reports FROM person_address WHERE state <> 0 OR reports <> 0",
      "" }, /* what one report of any kind made of an address is forgotten (J3) */
    { "SELECT value FROM meta WHERE name = 'version'", "7\n" },
    { "SELECT count(*) FROM address_report", "0\n" },
    { "SELECT DISTINCT kind, mailed_as FROM outbox WHERE mailed_as <> 0 ORDER BY kind", "1 1\n" },
    { "SELECT count(*) FROM ticket_person WHERE added_by IS NOT NULL", "0\n" },
    { "SELECT count(*) FROM comment WHERE rest <> ''", "0\n" },
    { "SELECT id FROM person WHERE known <> 0 ORDER BY id", "7\n9\n10\n11\n" }, /* whom an agent answered (J9) */
    { "SELECT count(*) FROM ticket_person WHERE brought <> 0", "0\n" },
    { "SELECT job FROM counter", "0\n" },
  };
  migrate (*state);
  sqlite3 *db = both (*state);
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    assert_rows (db, lists[i].sql, lists[i].wanted);
  sqlite3_close (db);
}

static void
a_migration_that_fails_leaves_the_store_as_it_was (void **state)
{
  const World *world = *state;
  g_autoptr (GError) error = NULL;
  PtStore *store = NULL;
  execute (world->old, "CREATE TABLE job (in_the_way INTEGER); INSERT INTO job VALUES (1)");
  execute (world->file, "CREATE TABLE job (in_the_way INTEGER); INSERT INTO job VALUES (1)");
  assert_false (pt_store_open (world->uri, world->dir, PT_STORE_CREATE, &store, &error));
  assert_non_null (strstr (error->message, "migration 002-lists-and-jobs.sql: "));
  sqlite3 *db = both (world);
  assert_rows (db, "SELECT type, name, tbl_name, sql FROM old.sqlite_master EXCEPT SELECT type, name, tbl_name, sql "
               "FROM main.sqlite_master", "");
  assert_rows (db, "SELECT type, name, tbl_name, sql FROM main.sqlite_master EXCEPT SELECT type, name, tbl_name, sql "
               "FROM old.sqlite_master", "");
  assert_rows (db, "SELECT value FROM meta WHERE name = 'version'", "1\n");
  assert_rows (
    db, "SELECT id, divisions, formerly FROM old.person EXCEPT SELECT id, divisions, formerly FROM main.person", "");
  assert_rows (db, "SELECT id, also FROM old.outbox EXCEPT SELECT id, also FROM main.outbox", "");
  sqlite3_close (db);
}

static void
a_store_of_version_1_is_used_only_after_a_migration (void **state)
{
  const World *world = *state;
  g_autoptr (GError) error = NULL;
  PtStore *store = NULL;
  assert_false (pt_store_open (world->uri, world->dir, PT_STORE_MUST_EXIST, &store, &error));
  assert_int_equal (error->code, PT_ERROR_SCHEMA);
  assert_non_null (strstr (error->message, "run `postern migrate` once"));
  migrate (world);
  g_clear_error (&error);
  assert_true (pt_store_open (world->uri, world->dir, PT_STORE_MUST_EXIST, &store, &error));
  pt_store_close (store);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown (every_row_of_version_1_is_there_after_a_migration, setup, teardown),
    cmocka_unit_test_setup_teardown (lists_of_ids_are_rows_of_their_own, setup, teardown),
    cmocka_unit_test_setup_teardown (a_migration_that_fails_leaves_the_store_as_it_was, setup, teardown),
    cmocka_unit_test_setup_teardown (a_store_of_version_1_is_used_only_after_a_migration, setup, teardown),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
