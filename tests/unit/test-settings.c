/* The settings file: what is taken, what is refused with which words, and what follows from what. */
#include "config/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "base/clock.h"
#include "config/setting.h"
#include "config/setting-text.h"

#define MAILBOX "[mailbox support]\naddress = support@example.com\n"

typedef struct {
  const char *sentence;
  const char *text;
  const char *wanted; /* the whole error, without the file's name at its beginning */
} Refused;

static const Refused refused[] = {
  { "an unknown setting names the nearest", "[rules]\nreply_dely = 1s\n" MAILBOX,
    ":2: unknown setting \"reply_dely\" in [rules]; did you mean \"reply_delay\"" },
  { "a setting of another group is sent home", "# x\n\n[postern]\nreply_delay = 1s\n" MAILBOX,
    ":4: unknown setting \"reply_delay\" in [postern]; it belongs in [rules]" },
  { "a setting of a mailbox is sent home", "[postern]\naddress = a@example.com\n" MAILBOX,
    ":2: unknown setting \"address\" in [postern]; it belongs in [mailbox NAME]" },
  { "a name near to nothing points at the manual", "[smtp]\nzzzzzzzz = 1\n" MAILBOX,
    ":2: unknown setting \"zzzzzzzz\" in [smtp]; see postern.conf(5)" },
  { "a password in the settings is led to its file", "[smtp]\npassword = geheim\n" MAILBOX,
    ":2: unknown setting \"password\" in [smtp]; did you mean \"password_file\"" },
  { "a limit is no rule of a mailbox", MAILBOX "depth = 3\n",
    ":3: unknown setting \"depth\" in [mailbox support]; it belongs in [limits]" },
  { "a translated name is unknown", MAILBOX "name[de] = x\n",
    ":3: unknown setting \"name[de]\" in [mailbox support]; did you mean \"name\"" },
  { "an unknown group names the nearest", MAILBOX "[rule]\n", ":3: unknown group [rule]; did you mean [rules]" },
  { "a mailbox without a name is an unknown group", "[mailbox]\naddress = a@example.com\n",
    ":1: unknown group [mailbox]; did you mean [mailbox NAME]" },
  { "a group near to nothing points at the manual", MAILBOX "[zzzzzzzz]\n",
    ":3: unknown group [zzzzzzzz]; see postern.conf(5)" },
  { "the name of a mailbox is a word", "[mailbox a b]\naddress = a@example.com\n",
    ":1: bad name of [mailbox a b]; write letters, digits, - _ and ." },
  { "a line that is nothing is named", MAILBOX "[rules]\nreply_delay 1s\n",
    ":4: no group, setting or comment: \"reply_delay 1s\"; write [group], name = value or # comment" },
  { "a setting before any group is named", "state = /x\n" MAILBOX,
    ":1: setting \"state\" stands before the first group; put it below [postern]" },
  { "a setting that stands twice is named", "[rules]\nmax_cc = 1\nmax_cc = 2\n" MAILBOX,
    ":3: setting \"max_cc\" stands twice in [rules], first on line 2; remove one" },
  { "a group that stands twice is named", MAILBOX "[rules]\n[rules]\n",
    ":4: group [rules] stands twice, first on line 3; join them" },
  { "Latin-1 is refused with its line", MAILBOX "name = B\xfcro\n",
    ":3: line is not UTF-8 text; write the file in UTF-8" },
  { "yes and no are the words", "[rules]\nreceipt = maybe\n" MAILBOX,
    ":2: bad value \"maybe\" of receipt; write yes or no" },
  { "a number below its range", "[limits]\ndepth = 0\n" MAILBOX,
    ":2: bad value \"0\" of depth; write a number from 1 to 100" },
  { "a number above its range", "[limits]\ndepth = 101\n" MAILBOX,
    ":2: bad value \"101\" of depth; write a number from 1 to 100" },
  { "a number larger than any", "[limits]\ndepth = 99999999999999999999\n" MAILBOX,
    ":2: bad value \"99999999999999999999\" of depth; write a number from 1 to 100" },
  { "a negative number", "[smtp]\nport = -25\n" MAILBOX,
    ":2: bad value \"-25\" of port; write a number from 1 to 65535" },
  { "closing cannot wait longer than 28 days", "[rules]\nclose_after = 29d\n" MAILBOX,
    ":2: bad value \"29d\" of close_after; write a duration, such as 300s or 7d, from 1h to 28d" },
  { "a duration needs its unit", "[rules]\nclose_after = 7\n" MAILBOX,
    ":2: bad value \"7\" of close_after; write a duration, such as 300s or 7d, from 1h to 28d" },
  { "a size of an unknown unit", "[limits]\nmessage_bytes = 7XB\n" MAILBOX,
    ":2: bad value \"7XB\" of message_bytes; write a size, such as 7MB or 64KiB, from 1KiB to 1GiB" },
  { "a size that overflows", "[limits]\nmessage_bytes = 9999999999999GiB\n" MAILBOX,
    ":2: bad value \"9999999999999GiB\" of message_bytes; write a size, such as 7MB or 64KiB, from 1KiB to 1GiB" },
  { "a burst is no number an hour", "[rules]\nburst = 20/h\n" MAILBOX,
    ":2: bad value \"20/h\" of burst; write a number a minute, such as 10/m, from 0 to 100000" },
  { "a rate is a number an hour", "[rules]\nrate_accept = 20/d\n" MAILBOX,
    ":2: bad value \"20/d\" of rate_accept; write a number an hour, such as 20/h, from 0 to 1000000" },
  { "a word that is none of them", "[rules]\nsuppress = all\n" MAILBOX,
    ":2: bad value \"all\" of suppress; write one of per_recipient zendesk_both zendesk_either" },
  { "a role that does not exist", "[rules]\nnotify_new = owner boss\n" MAILBOX,
    ":2: bad value \"owner boss\" of notify_new; write a list, divided by spaces, of team light-agent agent "
    "supervisor admin owner" },
  { "a status that does not exist", "[rules]\npublic_status = closed=done\n" MAILBOX,
    ":2: bad value \"closed=done\" of public_status; write pairs of statuses, divided by spaces, such as "
    "closed=solved" },
  { "an address without a domain", "[mailbox a]\naddress = support\n",
    ":2: bad value \"support\" of address; write a mail address without quotes or brackets, such as "
    "support@example.com" },
  { "an empty address", "[mailbox a]\naddress =\n",
    ":2: bad value \"\" of address; write a mail address without quotes or brackets, such as support@example.com" },
  { "a missing address", "[postern]\n[mailbox a]\nname = A\n",
    ":2: address of [mailbox a] is missing; write address = support@example.com" },
  { "two mailboxes of one address", MAILBOX "[mailbox b]\naddress = SUPPORT@Example.com\n",
    ":4: address SUPPORT@Example.com is that of [mailbox support] too; give each its own" },
  { "a return path that is a mailbox", "[postern]\nreturn_path = support+x@example.com\n" MAILBOX,
    ":2: return_path support+x@example.com is an address of [mailbox support]; give it its own" },
  { "no mailbox", "[postern]\n", ": no mailbox is set; add a group [mailbox NAME] with its address" },
  { "an empty file", "", ": no mailbox is set; add a group [mailbox NAME] with its address" },
  { "a language is no path", MAILBOX "language = ../x\n",
    ":3: bad value \"../x\" of language; write letters, digits, - and _" },
  { "a store of another kind", "[postern]\nstore = mysql:x\n" MAILBOX,
    ":2: bad value \"mysql:x\" of store; write sqlite: and a path" },
  { "a delimiter of two characters", "[postern]\nrecipient_delimiter = +-\n" MAILBOX,
    ":2: bad value \"+-\" of recipient_delimiter; write one of + - = _ . # ~" },
  { "two signatures", MAILBOX "signature = x\nsignature_file = /dev/null\n",
    ":4: [mailbox support] has signature and signature_file; remove one" },
  { "a signature file that is not there", MAILBOX "signature_file = /nonexistent/sig\n",
    ":3: bad value of signature_file: Failed to open file “/nonexistent/sig”: No such file or directory" },
  { "a maildir transport without a path", "[smtp]\ntransport = maildir\n" MAILBOX,
    ":1: path is missing in [smtp]; transport maildir needs one" },
  { "a user without a password", "[smtp]\nuser = u\n" MAILBOX,
    ":1: password_file is missing in [smtp]; user and password_file go together" },
  { "a password in the clear over the network",
    "[smtp]\nuser = u\npassword_file = /p\nhost = mx.example.com\ntls = none\n" MAILBOX,
    ":5: tls = none would send the password readable to mx.example.com; write starttls or tls" },
};

static void
is_refused_with_these_words (void **state)
{
  const Refused *row = *state;
  g_autoptr (PtConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *wanted = g_strconcat ("/etc/p.conf", row->wanted, NULL);
  assert_false (pt_config_parse ("/etc/p.conf", row->text, strlen (row->text), &config, &error));
  assert_string_equal (error->message, wanted);
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_CONFIG));
  assert_null (config);
}

typedef struct {
  const char *sentence;
  const char *text;
  const char *wanted; /* a line of to_text */
} Taken;

static const Taken taken[] = {
  { "state is in /var/lib by default", MAILBOX, "postern.state = " PT_LOCALSTATEDIR "/lib/postern" },
  { "the spool lies in state", "[postern]\nstate = /s\n" MAILBOX, "postern.spool = /s/spool" },
  { "the store lies in state", "[postern]\nstate = /s\n" MAILBOX, "postern.store = sqlite:/s/postern.db" },
  { "raw lies in state", "[postern]\nstate = /s\n" MAILBOX, "postern.raw = /s/raw" },
  { "the keys lie in state", "[postern]\nstate = /s\n" MAILBOX, "postern.key_file = /s/keys" },
  { "a relative path starts at the settings' folder", "[postern]\nspool = x/../y\n" MAILBOX,
    "postern.spool = /etc/y" },
  { "a relative store starts at the settings' folder", "[postern]\nstore = sqlite:p.db\n" MAILBOX,
    "postern.store = sqlite:/etc/p.db" },
  { "the return path is bounce at the first mailbox's domain", MAILBOX "[mailbox b]\naddress = b@example.org\n",
    "postern.return_path = bounce@example.com" },
  { "the id domain is the first mailbox's", "[mailbox b]\naddress = b@Example.ORG\n" MAILBOX,
    "postern.id_domain = example.org" },
  { "received_by is authserv_id", "[postern]\nauthserv_id = MX.example.com\n" MAILBOX,
    "postern.received_by = mx.example.com" },
  { "received_by may differ", "[postern]\nauthserv_id = mx.example.com\nreceived_by = in.example.com\n" MAILBOX,
    "postern.received_by = in.example.com" },
  { "received_by may be several",
    "[postern]\nauthserv_id = mx.example.com\nreceived_by = scan.example.com mx.example.com\n" MAILBOX,
    "postern.received_by = scan.example.com mx.example.com" },
  { "no authserv_id is trusted by default", MAILBOX, "postern.authserv_id = " },
  { "own domains become A-labels",
    "[postern]\nown_domains = b\xc3\xbc"
    "ro.example  Example.NET\n" MAILBOX,
    "postern.own_domains = xn--bro-hoa.example example.net" },
  { "a mailbox is called by its group, with a capital", MAILBOX, "mailbox support.name = Support" },
  { "a mailbox may have another name", MAILBOX "name = B\xc3\xbcro\n", "mailbox support.name = B\xc3\xbcro" },
  { "a signature has lines", MAILBOX "signature = -- \\nB\xc3\xbcro\n",
    "mailbox support.signature = -- \\nB\xc3\xbcro" },
  { "a mailbox may be disabled", MAILBOX "enabled = false\n", "mailbox support.enabled = no" },
  { "a rule holds for every mailbox", MAILBOX "[rules]\nmax_cc = 3\n", "mailbox support.max_cc = 3" },
  { "a mailbox overrides a rule", MAILBOX "max_cc = 5\n[rules]\nmax_cc = 3\n", "mailbox support.max_cc = 5" },
  { "an override leaves the general rule", MAILBOX "max_cc = 5\n[rules]\nmax_cc = 3\n", "rules.max_cc = 3" },
  { "an override leaves other mailboxes", MAILBOX "max_cc = 5\n[mailbox b]\naddress = b@example.com\n",
    "mailbox b.max_cc = 48" },
  { "a list is overridden whole", "[rules]\nblocklist = a@example.org\n" MAILBOX "blocklist = example.net\n",
    "mailbox support.blocklist = example.net" },
  { "blocked addresses are keys", "[rules]\nblocklist = Joe@EXAMPLE.org, spam.TEST\n" MAILBOX,
    "rules.blocklist = joe@example.org spam.test" },
  { "an empty list is allowed", "[rules]\nnotify_new =\n" MAILBOX, "rules.notify_new = " },
  { "commas divide lists too", "[rules]\nnotify_new = owner,Admin\n" MAILBOX, "rules.notify_new = owner admin" },
  { "off is no", "[rules]\nreceipt = off\n" MAILBOX, "rules.receipt = no" },
  { "TRUE is yes", "[rules]\nparticipants = TRUE\n" MAILBOX, "rules.participants = yes" },
  { "a bare 0 is a duration", "[rules]\nreply_delay = 0\n" MAILBOX, "rules.reply_delay = 0s" },
  { "300s are 5m", "[rules]\nreply_delay = 300s\n" MAILBOX, "rules.reply_delay = 5m" },
  { "an edge of a range is inside", "[rules]\nclose_after = 28d\n" MAILBOX, "rules.close_after = 28d" },
  { "MB are millions", "[limits]\nmessage_bytes = 7MB\n" MAILBOX, "limits.message_bytes = 7MB" },
  { "a burst is a number a minute", "[rules]\nburst = 5/m\n" MAILBOX, "rules.burst = 5/m" },
  { "a rate may lack its hour", "[rules]\nrate_accept = 7\n" MAILBOX, "rules.rate_accept = 7/h" },
  { "the smtp timeout is a duration", "[smtp]\ntimeout = 90s\n" MAILBOX, "smtp.timeout = 90s" },
  { "this machine needs no encryption", MAILBOX, "smtp.tls = none" },
  { "another machine does", "[smtp]\nhost = mx.example.com\n" MAILBOX, "smtp.tls = starttls" },
  { "spaces around the sign do not count", "[smtp]\n  port=587   \n" MAILBOX, "smtp.port = 587" },
  { "CR LF line ends are fine", "[smtp]\r\nport = 587\r\n" MAILBOX, "smtp.port = 587" },
};

static void
show_line (const PtSetting *setting, const char *mailbox, const char *value, gpointer out)
{
  if (value)
    g_string_append_printf (out, "%s%s.%s = %s\n", mailbox ? "mailbox " : "", mailbox ? mailbox : setting->group,
                            setting->name, value);
}

/* The settings in force, one `group.name = value` a line. */
static char *
to_text (const PtConfig *config)
{
  GString *out = g_string_new (NULL);
  pt_config_each (config, show_line, out);
  return g_string_free (out, FALSE);
}

static void
is_taken_as_this (void **state)
{
  const Taken *row = *state;
  g_autoptr (PtConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  if (!pt_config_parse ("/etc/p.conf", row->text, strlen (row->text), &config, &error))
    fail_msg ("%s", error->message);
  g_autofree char *text = to_text (config);
  g_autofree char *wanted = g_strconcat ("\n", row->wanted, "\n", NULL);
  g_autofree char *found = g_strconcat ("\n", text, NULL);
  if (!strstr (found, wanted))
    fail_msg ("\"%s\" is not in:%s", row->wanted, found);
}

/* The rules' and limits' own defaults and those of the table are the same numbers. */
static void
defaults_of_rules_and_limits_are_those_of_the_model (void **state)
{
  (void) state;
  g_autoptr (PtConfig) config = NULL;
  g_autoptr (PtRules) rules = pt_rules_new ();
  gsize n, compared = 0;
  assert_true (pt_config_parse ("/etc/p.conf", MAILBOX, strlen (MAILBOX), &config, NULL));
  const PtSetting *rows = pt_settings (&n);
  for (gsize i = 0; i < n; i++) {
    gboolean rule = rows[i].place == PT_PLACE_RULES;
    if (!rule && rows[i].place != PT_PLACE_LIMITS)
      continue;
    const void *ours = rule ? (void *) config->policy->rules : (void *) &config->policy->limits;
    const void *theirs = rule ? (const void *) rules : (const void *) &pt_limits_default;
    g_autofree char *found = pt_setting_show (&rows[i], G_STRUCT_MEMBER_P (ours, rows[i].offset));
    g_autofree char *wanted = pt_setting_show (&rows[i], G_STRUCT_MEMBER_P (theirs, rows[i].offset));
    if (strcmp (found, wanted) != 0)
      fail_msg ("%s: the table has %s, the model %s", rows[i].name, found, wanted);
    compared++;
  }
  assert_true (compared >= 15 + 37);
}

static void
every_setting_stands_once_and_has_a_default (void **state)
{
  (void) state;
  gsize n;
  const PtSetting *rows = pt_settings (&n);
  for (gsize i = 0; i < n; i++) {
    assert_true (pt_setting_find (rows[i].group, rows[i].name) == &rows[i]);
    assert_true (!rows[i].initial != !rows[i].derived);
    assert_true (g_str_has_suffix (rows[i].meaning, "."));
    if (rows[i].place == PT_PLACE_RULES)
      assert_true (pt_setting_find ("mailbox", rows[i].name) == &rows[i]);
  }
}

/* What is shown can be written into the file again. */
static void
what_is_shown_reads_back (void **state)
{
  (void) state;
  static const char text[] = "[postern]\nstate = /s\nauthserv_id = mx.example.com\n" MAILBOX
                             "signature = a\\nb\nmax_cc = 7\n[rules]\nblocklist = a@example.org example.net\n";
  g_autoptr (PtConfig) first = NULL, second = NULL;
  assert_true (pt_config_parse ("/etc/p.conf", text, strlen (text), &first, NULL));
  g_autofree char *shown = to_text (first);
  g_auto (GStrv) lines = g_strsplit (shown, "\n", -1);
  g_autoptr (GString) again = g_string_new (NULL);
  g_autofree char *group = g_strdup ("");
  for (gsize i = 0; lines[i] && lines[i][0]; i++) {
    g_autofree char *here = g_strndup (lines[i], strcspn (lines[i], "."));
    if (g_str_has_suffix (lines[i], "= "))
      continue;
    if (strcmp (here, group) != 0)
      g_string_append_printf (again, "[%s]\n", here);
    g_free (group);
    group = g_steal_pointer (&here);
    g_string_append_printf (again, "%s\n", strchr (lines[i], '.') + 1);
  }
  g_autoptr (GError) error = NULL;
  if (!pt_config_parse ("/etc/p.conf", again->str, again->len, &second, &error))
    fail_msg ("%s in\n%s", error->message, again->str);
  g_autofree char *reshown = to_text (second);
  assert_string_equal (shown, reshown);
}

static void
a_missing_file_names_the_way_out (void **state)
{
  (void) state;
  g_autoptr (PtConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  assert_false (pt_config_load ("/nonexistent/p.conf", &config, &error));
  assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_CONFIG));
  assert_non_null (strstr (error->message, "/nonexistent/p.conf"));
  assert_non_null (strstr (error->message, "postern init"));
}

static void
a_nul_in_the_file_is_refused (void **state)
{
  (void) state;
  g_autoptr (PtConfig) config = NULL;
  g_autoptr (GError) error = NULL;
  static const char text[] = "[rules]\nmax_cc = 1\0002\n" MAILBOX;
  assert_false (pt_config_parse ("/etc/p.conf", text, sizeof text - 1, &config, &error));
  assert_string_equal (error->message, "/etc/p.conf:2: line is not UTF-8 text; write the file in UTF-8");
}

typedef struct {
  const char *sentence, *content;
  guint       mode;
  const char *wanted; /* the password, NULL if it is refused */
} Password;

static const Password passwords[] = {
  { "the first line is the password", "s3cret word\nrest\n", 0600, "s3cret word" },
  { "the group may read a password", "x", 0640, "x" },
  { "others may not read a password", "x", 0644, NULL },
  { "the group may not write a password", "x", 0660, NULL },
  { "an empty password is refused", "\nx\n", 0600, NULL },
};

static void
password_is_read_from_its_file (void **state)
{
  const Password *row = *state;
  g_autofree char *folder = g_dir_make_tmp ("postern-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "password", NULL);
  g_autofree char *user = g_strdup ("u"), *password = NULL;
  g_autoptr (GError) error = NULL;
  PtSmtpSettings smtp = { .user = user, .password_file = file };
  assert_true (g_file_set_contents (file, row->content, -1, NULL));
  assert_int_equal (chmod (file, row->mode), 0);
  assert_int_equal (pt_smtp_settings_password (&smtp, &password, &error), row->wanted != NULL);
  if (row->wanted)
    assert_string_equal (password, row->wanted);
  else
    assert_true (g_error_matches (error, PT_ERROR, PT_ERROR_CONFIG));
  g_unlink (file);
  g_rmdir (folder);
}

static void
texts_of_sizes_and_durations_are_exact (void **state)
{
  (void) state;
  static const struct { gint64 bytes; const char *text;
  } sizes[] = {
    { 0, "0B" },        { 1, "1B" },           { 1000, "1kB" },   { 1024, "1KiB" },
    { 7000000, "7MB" }, { 25 << 20, "25MiB" }, { 1023, "1023B" }, { G_GINT64_CONSTANT (3) << 30, "3GiB" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    gint64 back = -1;
    g_autofree char *text = pt_size_to_text (sizes[i].bytes);
    assert_string_equal (text, sizes[i].text);
    assert_true (pt_size_from_text (text, &back) && back == sizes[i].bytes);
  }
  static const struct { PtTime time; const char *text;
  } durations[] = {
    { 0, "0s" },       { PT_SECOND, "1s" },     { 90 * PT_SECOND, "90s" },
    { PT_HOUR, "1h" }, { 36 * PT_HOUR, "36h" }, { 14 * PT_DAY, "14d" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (durations); i++) {
    PtTime back = -1;
    g_autofree char *text = pt_duration_to_text (durations[i].time);
    assert_string_equal (text, durations[i].text);
    assert_true (pt_duration_from_text (text, &back) && back == durations[i].time);
  }
}

static void
add (GArray *tests, const char *sentence, CMUnitTestFunction function, const void *row)
{
  struct CMUnitTest test = { sentence, function, NULL, NULL, (void *) row };
  g_array_append_val (tests, test);
}

int
main (void)
{
  g_autoptr (GArray) tests = g_array_new (FALSE, TRUE, sizeof (struct CMUnitTest));
  static const struct CMUnitTest others[] = {
    cmocka_unit_test (defaults_of_rules_and_limits_are_those_of_the_model),
    cmocka_unit_test (every_setting_stands_once_and_has_a_default),
    cmocka_unit_test (what_is_shown_reads_back),
    cmocka_unit_test (a_missing_file_names_the_way_out),
    cmocka_unit_test (a_nul_in_the_file_is_refused),
    cmocka_unit_test (texts_of_sizes_and_durations_are_exact),
  };
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    add (tests, refused[i].sentence, is_refused_with_these_words, &refused[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (taken); i++)
    add (tests, taken[i].sentence, is_taken_as_this, &taken[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (passwords); i++)
    add (tests, passwords[i].sentence, password_is_read_from_its_file, &passwords[i]);
  g_array_append_vals (tests, others, G_N_ELEMENTS (others));
  return _cmocka_run_group_tests ("settings", (const struct CMUnitTest *) (void *) tests->data, tests->len, NULL,
                                  NULL);
}
