/* `postern check`: what Exim is told about postern-deliver (THREATS section 6). */
#include "cmd/check.h"

#include <string.h>

/* The lines of one transport as `exim -bP transports` prints it. */
typedef struct {
  PtCheck *check;
  char    *name;
  GStrv    lines;
} Transport;

/* Switches are printed as `name` or `no_name`. */
static gboolean
is_on (const Transport *transport, const char *name)
{
  return g_strv_contains ((const char *const *) transport->lines, name);
}

/* What stands after `NAME =`; NULL if it is not there. */
static const char *
value_of (const Transport *transport, const char *name)
{
  for (char **line = transport->lines; *line; line++) {
    const char *rest = g_str_has_prefix (*line, name) ? *line + strlen (name) : NULL;
    if (rest && g_str_has_prefix (rest, " ="))
      return rest[2] == ' ' ? rest + 3 : rest + 2;
  }
  return NULL;
}

static void
check_temp_errors (const Transport *transport)
{
  const char *value = value_of (transport, "temp_errors");
  g_auto (GStrv) codes = g_regex_split_simple ("[ :]+", value ? value : "", 0, 0);
  if (g_strv_contains ((const char *const *) codes, "*"))
    return;
  gboolean knows = g_strv_contains ((const char *const *) codes, "75");
  pt_check_say (transport->check, knows ? PT_FINDING_WARNING : PT_FINDING_ERROR, "mta", "write temp_errors = *",
                "temp_errors of transport %s of Exim is \"%s\": %s", transport->name, value ? value : "",
                knows ? "where postern-deliver cannot be started the mail bounces"
                      : "where postern-deliver says \"later\" the mail bounces");
}

/* "1h", "10m30s": seconds; -1 if it is none. */
static gint64
seconds_of (const char *text)
{
  static const struct {
    char unit;
    gint64 seconds;
  } units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 604800 } };
  gint64 all = text && *text ? 0 : -1;
  for (const char *at = text; all >= 0 && *at;) {
    char *end;
    gint64 number = g_ascii_strtoll (at, &end, 10), factor = 0;
    for (gsize i = 0; end > at && i < G_N_ELEMENTS (units); i++)
      if (*end == units[i].unit)
        factor = units[i].seconds;
    all = factor ? all + number * factor : -1;
    at = factor ? end + 1 : end;
  }
  return all;
}

static void
check_timeout (const Transport *transport)
{
  const char *value = value_of (transport, "timeout");
  gint64 seconds = seconds_of (value);
  if (seconds > 0 && seconds <= PT_CHECK_OUR_ALARM)
    pt_check_say (
      transport->check, PT_FINDING_ERROR, "mta", "write timeout = 10m",
      "timeout of transport %s of Exim is %s: on a slow disk Exim ends postern-deliver before it can say \"later\"",
      transport->name, value);
}

typedef struct {
  const char *name;
  gboolean    wanted;
  const char *advice, *follows;
} Switch;

static const Switch switches[] = {
  { "timeout_defer", TRUE, "write timeout_defer = true", "a mail that takes too long bounces instead of waiting" },
  { "freeze_signal", TRUE, "write freeze_signal = true",
    "when postern-deliver is killed the mail bounces instead of waiting" },
  { "return_output", FALSE, "write return_output = false",
    "anything that postern-deliver says makes the mail bounce" },
  { "use_shell", FALSE, "write use_shell = false", "a shell reads addresses that strangers choose" },
};

static void
check_transport (const Transport *transport)
{
  guint before = transport->check->errors + transport->check->warnings;
  const char *user = value_of (transport, "user");
  check_temp_errors (transport);
  check_timeout (transport);
  for (gsize i = 0; i < G_N_ELEMENTS (switches); i++)
    if (is_on (transport, switches[i].name) != switches[i].wanted)
      pt_check_say (transport->check, PT_FINDING_ERROR, "mta", switches[i].advice,
                    "%s of transport %s of Exim is %s: %s", switches[i].name, transport->name,
                    switches[i].wanted ? "off" : "on", switches[i].follows);
  if (user && *user && !strchr (user, '$'))
    pt_check_spool_user (transport->check, user);
  if (before == transport->check->errors + transport->check->warnings)
    pt_check_say (transport->check, PT_FINDING_OK, "mta", NULL,
                  "transport %s of Exim runs postern-deliver as it should", transport->name);
}

static char *
name_of (const char *line)
{
  return g_str_has_suffix (line, " transport:") ? g_strndup (line, strlen (line) - strlen (" transport:")) : NULL;
}

static gboolean
check_section (PtCheck *check, const char *name, GStrv lines)
{
  const Transport transport = { check, (char *) name, lines };
  const char *command = value_of (&transport, "command");
  if (!name || !command || !strstr (command, "postern-deliver"))
    return FALSE;
  check_transport (&transport);
  return TRUE;
}

/* Every transport that runs postern-deliver; FALSE if none does. */
static gboolean
check_all (PtCheck *check, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GStrvBuilder) section = g_strv_builder_new ();
  g_autofree char *name = NULL;
  gboolean any = FALSE;
  for (char **line = lines;; line++) {
    g_autofree char *next = *line ? name_of (g_strstrip (*line)) : NULL;
    if (*line && !next) {
      g_strv_builder_add (section, *line);
      continue;
    }
    g_auto (GStrv) collected = g_strv_builder_end (section);
    any |= check_section (check, name, collected);
    g_free (name);
    name = g_steal_pointer (&next);
    if (!*line)
      return any;
  }
}

void
pt_check_exim (PtCheck *check, const char *exim)
{
  const char *const argv[] = { exim, "-bP", "transports", NULL };
  g_autofree char *text = NULL;
  if (!pt_check_run (argv, &text))
    pt_check_say (check, PT_FINDING_WARNING, "mta", "run postern check as a user who may read the settings of Exim",
                  "Exim is installed, and its settings cannot be read: %s", text);
  else if (!check_all (check, text))
    pt_check_say (check, PT_FINDING_WARNING, "mta", "make a pipe transport, see postern-deliver(1)",
                  "no transport of Exim runs postern-deliver: it hands no mail on to Postern");
}
