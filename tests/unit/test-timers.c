/* What happens by itself after a time: tickets that one mailbox keeps open, or that cannot be changed, keep no other
 * back. */
#include "test.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "config/init.h"
#include "gateway/timers.h"
#include "tests/lib/folder.h"

#define SETTINGS "[mailbox slow]\naddress = slow@example.com\nclose_after = 28d\n"

typedef struct {
  char      *dir;
  PtConfig  *config;
  PtGateway *gateway;
} Desk;

#define MUST(call) \
  G_STMT_START { \
    g_autoptr (GError) error_ = NULL; \
    GError **error = &error_; \
    if (!(call)) \
      fail_msg ("%s: %s", #call, error_ ? error_->message : "?"); \
  } G_STMT_END

static int
open_desk (void **state)
{
  Desk *desk = g_new0 (Desk, 1);
  g_auto (GStrv) done = NULL;
  desk->dir = g_dir_make_tmp ("timers-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (desk->dir, "postern.conf", NULL), *text = NULL;
  PtInitOptions options = { .file = file, .address = "support@example.com", .state = desk->dir, .transport = NULL };
  MUST (pt_init_run (&options, pt_clock_now (), &done, error));
  MUST (g_file_get_contents (file, &text, NULL, error));
  g_autofree char *more = g_strconcat (text, SETTINGS, NULL);
  MUST (g_file_set_contents (file, more, -1, error));
  MUST (pt_config_open (file, &desk->config, error));
  MUST (pt_gateway_open (desk->config, PT_STORE_CREATE, &desk->gateway, error));
  *state = desk;
  return 0;
}

static int
close_desk (void **state)
{
  Desk *desk = *state;
  pt_gateway_close (desk->gateway);
  pt_config_free (desk->config);
  pt_folder_remove (desk->dir);
  g_free (desk->dir);
  g_free (desk);
  return 0;
}

static void
execute (const Desk *desk, const char *sql)
{
  sqlite3 *db = NULL;
  char *why = NULL;
  if (sqlite3_open (desk->config->store + strlen ("sqlite:"), &db) != SQLITE_OK
      || sqlite3_exec (db, sql, NULL, NULL, &why) != SQLITE_OK)
    fail_msg ("%s: %s", sql, why ? why : "cannot be opened");
  sqlite3_close (db);
}

static int
take_number (void *data, int n, char **values, char **names)
{
  (void) n, (void) names;
  *(gint64 *) data = g_ascii_strtoll (values[0], NULL, 10);
  return 0;
}

static gint64
count (const Desk *desk, const char *where)
{
  sqlite3 *db = NULL;
  gint64 number = -1;
  g_autofree char *sql = g_strconcat ("SELECT count(*) FROM ticket WHERE ", where, NULL);
  assert_int_equal (sqlite3_open (desk->config->store + strlen ("sqlite:"), &db), SQLITE_OK);
  assert_int_equal (sqlite3_exec (db, sql, take_number, &number, NULL), SQLITE_OK);
  sqlite3_close (db);
  return number;
}

/* Ticket 1, and COUNT more like it in MAILBOX, all solved ten days ago, the later ones sooner. */
static void
put_tickets (const Desk *desk, guint many, const char *mailbox)
{
  PtEnvelope *envelope = pt_envelope_new (PT_ENTRANCE_PIPE, "carl@example.org", pt_clock_now ());
  static const char mail[] =
    "From: carl@example.org\nTo: support@example.com\nSubject: Printer\nMessage-ID: <1@example.org>\n\nText.\n";
  g_autoptr (GBytes) raw = g_bytes_new_static (mail, sizeof mail - 1);
  pt_envelope_add_recipient (envelope, "support@example.com");
  g_autoptr (PtIncoming) incoming = pt_incoming_new (envelope, pt_gateway_read (desk->gateway, raw, envelope), raw);
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();
  g_ptr_array_add (batch, incoming);
  MUST (pt_gateway_accept (desk->gateway, batch, error));
  assert_true (incoming->accepted);
  g_autofree char *sql = g_strdup_printf (
    "UPDATE ticket SET status = 4, solved_at = "
    "%" G_GINT64_FORMAT " WHERE id = 1; CREATE TEMP TABLE t AS SELECT * FROM ticket;"
    "CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS (VALUES (2) UNION ALL SELECT i + 1 FROM n WHERE i < %u) SELECT "
    "i FROM n;"
    "CREATE TEMP TRIGGER more AFTER INSERT ON n BEGIN UPDATE t SET id = NEW.i, mailbox = '%s', solved_at = "
    "solved_at - 1;"
    "INSERT INTO ticket SELECT * FROM t; END; BEGIN; INSERT INTO n SELECT i FROM n; COMMIT; UPDATE counter SET "
    "ticket = %u",
    pt_clock_now () - 10 * PT_DAY, many + 1, mailbox, many + 1);
  execute (desk, sql);
}

static void
what_one_mailbox_keeps_open_keeps_no_other_from_closing (void **state)
{
  const Desk *desk = *state;
  put_tickets (desk, 10001, "slow");
  assert_number ("solved", count (desk, "status = 4"), 10002);
  MUST (pt_timers_run (desk->gateway, pt_clock_now (), error));
  assert_number ("support, closed", count (desk, "status = 5 AND id = 1"), 1);
  assert_number ("slow, solved", count (desk, "status = 4 AND mailbox = 'slow'"), 10001);
}

static void
a_ticket_that_fails_keeps_no_other_from_closing (void **state)
{
  const Desk *desk = *state;
  put_tickets (desk, 5, "support");
  execute (desk, "CREATE TRIGGER bad BEFORE UPDATE ON ticket WHEN OLD.id = 6 BEGIN SELECT RAISE (ABORT, 'no'); END");
  MUST (pt_timers_run (desk->gateway, pt_clock_now (), error));
  assert_number ("closed", count (desk, "status = 5"), 5);
  assert_number ("left", count (desk, "status = 4 AND id = 6"), 1);
  execute (desk, "DROP TRIGGER bad");
  MUST (pt_timers_run (desk->gateway, pt_clock_now (), error));
  assert_number ("closed later", count (desk, "status = 5"), 6);
}

static void
a_store_in_trouble_is_not_asked_for_each_ticket (void **state)
{
  const Desk *desk = *state;
  g_autoptr (GError) error = NULL;
  put_tickets (desk, 50, "support");
  execute (desk, "CREATE TRIGGER bad BEFORE UPDATE ON ticket WHEN OLD.id > 20 BEGIN SELECT RAISE (ABORT, 'no'); END");
  assert_false (pt_timers_run (desk->gateway, pt_clock_now (), &error));
  assert_non_null (error);
  assert_number ("closed", count (desk, "status = 5"), 0); /* the twenty were solved last */
}

#define DESK_TEST(sentence, function) { sentence, function, open_desk, close_desk, NULL }

int
main (void)
{
  const struct CMUnitTest tests[] = {
    DESK_TEST ("what one mailbox keeps open keeps no other from closing",
               what_one_mailbox_keeps_open_keeps_no_other_from_closing),
    DESK_TEST ("a ticket that fails keeps no other from closing", a_ticket_that_fails_keeps_no_other_from_closing),
    DESK_TEST ("a store in trouble is not asked for each ticket", a_store_in_trouble_is_not_asked_for_each_ticket),
  };
  pt_log_init (PT_LOG_TO_NOTHING, PT_LOG_ERROR);
  return cmocka_run_group_tests_name ("timers", tests, NULL, NULL);
}
