#include "config/init.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/address.h"
#include "config/file.h"
#include "config/keyfile.h"
#include "config/settings.h"

#define DEFAULT_STATE PT_LOCALSTATEDIR "/lib/postern"

static const char head[] =
  "# Settings of Postern.  postern.conf(5) describes them all; \"postern check\" looks for mistakes.\n"
  "\n"
  "[postern]\n"
  "state = %s\n"
  "\n"
  "# Whom to believe about the sender: the authserv-id that your own MTA writes into Authentication-Results.\n"
  "# Set it as soon as the MTA checks DKIM and DMARC and removes foreign fields with this name.\n"
  "#authserv_id = mx.%s\n"
  "\n"
  "# A group [mailbox NAME] for each address that people write to.\n"
  "[mailbox %s]\n"
  "address = %s\n"
  "#name = Support\n"
  "#signature = -- \\nYour support team\n"
  "\n"
  "[smtp]\n"
  "%s"
  "\n"
  "[rules]\n"
  "# With the default of 5m a reply can still be held or dropped with postern outbox; 0s sends it at once.\n"
  "reply_delay = 0s\n"
  "\n"
  "# Who is told of a new ticket: roles out of light-agent agent supervisor admin owner.\n"
  "#notify_new = owner admin\n";

static gboolean
smtp_lines (const char *where, char **out_lines, GError **error)
{
  const char *colon = strrchr (where, ':');
  guint64 port = 25;
  g_autofree char *host = g_strndup (where, colon ? (gsize) (colon - where) : strlen (where));
  if ((colon && !g_ascii_string_to_unsigned (colon + 1, 10, 1, 65535, &port, NULL)) || !host[0]
      || strspn (host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") != strlen (host))
    return pt_error_set (error, PT_ERROR_USAGE, "bad transport \"smtp:%s\"; write smtp:HOST or smtp:HOST:PORT",
                         where);
  *out_lines = g_strdup_printf ("transport = smtp\nhost = %s\nport = %u\n", host, (guint) port);
  return TRUE;
}

/* An absolute path that a line of settings can hold. */
static gboolean
absolute (const char *what, const char *path, char **out_path, GError **error)
{
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  gboolean good = path[0] && g_utf8_validate (full, -1, NULL) && !g_ascii_isspace (full[strlen (full) - 1]);
  for (const char *c = full; *c && good; c++)
    good = !g_ascii_iscntrl (*c);
  if (!good)
    return pt_error_set (error, PT_ERROR_USAGE, "bad %s \"%s\"; write a path without control characters", what, path);
  *out_path = g_steal_pointer (&full);
  return TRUE;
}

static gboolean
transport_lines (const char *transport, char **out_lines, GError **error)
{
  g_autofree char *path = NULL;
  if (!transport)
    return smtp_lines ("localhost:25", out_lines, error);
  if (g_str_has_prefix (transport, "smtp:"))
    return smtp_lines (transport + strlen ("smtp:"), out_lines, error);
  if (!g_str_has_prefix (transport, "maildir:"))
    return pt_error_set (error, PT_ERROR_USAGE, "unknown transport \"%s\"; write smtp:HOST:PORT or maildir:FOLDER",
                         transport);
  if (!absolute ("folder", transport + strlen ("maildir:"), &path, error))
    return FALSE;
  *out_lines = g_strdup_printf ("# Nothing is sent: every mail is filed in the maildir of its recipient.\n"
                                "transport = maildir\npath = %s\n", path);
  return TRUE;
}

/* The local part as the name of a group. */
static char *
mailbox_name (const char *address)
{
  g_autofree char *name = g_strndup (address, strcspn (address, "@"));
  g_strcanon (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.", '-');
  return g_ascii_isalnum (name[0]) ? g_steal_pointer (&name) : g_strdup ("support");
}

gboolean
pt_init_text (const PtInitOptions *options, char **out_text, GError **error)
{
  const char *address = options->address;
  g_autofree char *state = NULL, *lines = NULL;
  g_autofree char *key = address && pt_address_is_mailable (address, FALSE) ? pt_address_key (address) : NULL;
  if (!key)
    return pt_error_set (error, PT_ERROR_USAGE, "bad address \"%s\"; write one such as support@example.com",
                         address ? address : "");
  if (!absolute ("folder", options->state ? options->state : DEFAULT_STATE, &state, error)
      || !transport_lines (options->transport, &lines, error))
    return FALSE;
  g_autofree char *name = mailbox_name (address);
  *out_text = g_strdup_printf (head, state, pt_address_domain (key), name, address, lines);
  return TRUE;
}

static void
say (GPtrArray *done, const char *what, const char *path)
{
  g_ptr_array_add (done, g_strconcat (what, " ", path, NULL));
}

static gboolean
make_folder (const char *path, guint mode, GPtrArray *done, GError **error)
{
  struct stat info;
  if (stat (path, &info) == 0 && S_ISDIR (info.st_mode))
    return TRUE;
  if (g_mkdir_with_parents (path, 0755) != 0 || chmod (path, mode) != 0)
    return pt_error_set_errno (error, errno, "folder %s cannot be made", path);
  say (done, "made folder", path);
  return TRUE;
}

/* State can be entered by the group, so that the MTA's user finds the spool; nothing in it can be read but by its
 * owner. */
static gboolean
make_folders (const PtConfig *config, GPtrArray *done, GError **error)
{
  static const char *const parts[] = { "tmp", "new", "cur", "poison" };
  if (!make_folder (config->state, 0750, done, error) || !make_folder (config->spool, 0700, done, error)
      || !make_folder (config->raw, 0700, done, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *path = g_build_filename (config->spool, parts[i], NULL);
    if (!make_folder (path, 0700, done, error))
      return FALSE;
  }
  return !config->smtp.path || make_folder (config->smtp.path, 0700, done, error);
}

static gboolean
make_settings (const PtInitOptions *options, GPtrArray *done, GError **error)
{
  g_autofree char *text = NULL, *folder = g_path_get_dirname (options->file);
  gboolean made = FALSE;
  if (!pt_init_text (options, &text, error) || !make_folder (folder, 0755, done, error)
      || !pt_file_create (options->file, 0640, text, &made, error))
    return FALSE;
  say (done, made ? "wrote settings" : "kept settings", options->file);
  return !options->settled || options->settled (options->file, made, options->data, error);
}

static void
say_other_mailbox (const PtInitOptions *options, const PtConfig *config, GPtrArray *done)
{
  g_autofree char *key = pt_address_key (options->address);
  if (!pt_policy_mailbox_for (config->policy, key, NULL))
    g_ptr_array_add (done, g_strdup_printf ("%s has no mailbox %s: add a group [mailbox NAME] with this address",
                                            options->file, options->address));
}

gboolean
pt_init_run (const PtInitOptions *options, PtTime now, GStrv *out_done, GError **error)
{
  g_autoptr (GPtrArray) done = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (PtConfig) config = NULL;
  gboolean made = FALSE;
  if (!make_settings (options, done, error) || !pt_config_load (options->file, &config, error)
      || !make_folders (config, done, error) || !pt_keyfile_create (config->key_file, now, &made, error))
    return FALSE;
  say (done, made ? "made key file" : "kept key file", config->key_file);
  say_other_mailbox (options, config, done);
  g_ptr_array_add (done, NULL);
  *out_done = (GStrv) g_ptr_array_steal (done, NULL);
  return TRUE;
}
