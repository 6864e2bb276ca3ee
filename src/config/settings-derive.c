#include "config.h"

#include "config/settings-derive.h"

#include <string.h>
#include <sys/stat.h>

#include "base/address.h"

#define SQLITE "sqlite:"

static void
default_path (char **field, const char *state, const char *name)
{
  if (!*field)
    *field = g_build_filename (state, name, NULL);
}

static void
derive_paths (PtConfig *config)
{
  default_path (&config->spool, config->state, "spool");
  default_path (&config->raw, config->state, "raw");
  default_path (&config->key_file, config->state, "keys");
}

static gboolean
derive_store (PtConfig *config, const PtLines *lines, GError **error)
{
  if (!config->store)
    config->store = g_strconcat (SQLITE, config->state, "/postern.db", NULL);
#ifdef PT_TESTING
  if (g_str_has_prefix (config->store, "fault:")) /* store/driver-fault.h; its FILE is absolute */
    return TRUE;
#endif
  if (!g_str_has_prefix (config->store, SQLITE) || !config->store[strlen (SQLITE)])
    return pt_error_set (error, PT_ERROR_CONFIG, "%s:%u: bad value \"%s\" of store; write sqlite: and a path",
                         config->file, pt_lines_find (lines, "postern", "store"), config->store);
  g_autofree char *folder = g_path_get_dirname (config->file);
  g_autofree char *path = g_canonicalize_filename (config->store + strlen (SQLITE), folder);
  g_free (config->store);
  config->store = g_strconcat (SQLITE, path, NULL);
  return TRUE;
}

static gboolean
derive_addresses (PtConfig *config, const PtLines *lines, GError **error)
{
  PtPolicy *policy = config->policy;
  const PtMailbox *first = g_ptr_array_index (policy->mailboxes, 0);
  const char *domain = pt_address_domain (first->key);
  if (!policy->id_domain)
    policy->id_domain = g_strdup (domain);
  if (!policy->return_path)
    policy->return_path = g_strconcat ("bounce@", domain, NULL);
  if (!policy->received_by) {
    policy->received_by = g_new0 (char *, 2);
    policy->received_by[0] = g_strdup (policy->authserv_id);
  }
  policy->return_path_key = pt_address_key (policy->return_path);
  if (!policy->return_path_key)
    return pt_error_set (error, PT_ERROR_CONFIG, "%s:%u: bad value \"%s\" of return_path; write an address such as "
                         "bounce@example.com", config->file, pt_lines_find (lines, "postern", "return_path"),
                         policy->return_path);
  const PtMailbox *taken = pt_policy_mailbox_for (policy, policy->return_path_key, NULL);
  if (taken)
    return pt_error_set (error, PT_ERROR_CONFIG,
                         "%s:%u: return_path %s is an address of [mailbox %s]; give it its own", config->file,
                         pt_lines_find (lines, "postern", "return_path"), policy->return_path, taken->name);
  return TRUE;
}

/* A connection that does not leave this machine needs no encryption. */
static gboolean
is_this_machine (const char *host)
{
  return strcmp (host, "localhost") == 0 || g_str_has_prefix (host, "127.") || strcmp (host, "::1") == 0;
}

static gboolean
derive_smtp (PtConfig *config, const PtLines *lines, GError **error)
{
  PtSmtpSettings *smtp = &config->smtp;
  guint group = pt_lines_find (lines, "smtp", NULL);
  gboolean near = is_this_machine (smtp->host);
  if (!smtp->tls)
    smtp->tls = g_strdup (near ? "none" : "starttls");
  if (strcmp (smtp->kind, "maildir") == 0 && !smtp->path)
    return pt_error_set (error, PT_ERROR_CONFIG, "%s:%u: path is missing in [smtp]; transport maildir needs one",
                         config->file, group);
  if (!smtp->user != !smtp->password_file)
    return pt_error_set (error, PT_ERROR_CONFIG, "%s:%u: %s is missing in [smtp]; user and password_file go together",
                         config->file, group, smtp->user ? "password_file" : "user");
  if (smtp->user && !near && strcmp (smtp->tls, "none") == 0)
    return pt_error_set (error, PT_ERROR_CONFIG,
                         "%s:%u: tls = none would send the password readable to %s; write starttls "
                         "or tls",
                         config->file, pt_lines_find (lines, "smtp", "tls"), smtp->host);
  return TRUE;
}

gboolean
pt_config_derive (PtConfig *config, const PtLines *lines, GError **error)
{
  if (config->policy->mailboxes->len == 0)
    return pt_error_set (error, PT_ERROR_CONFIG, "%s: no mailbox is set; add a group [mailbox NAME] with its address",
                         config->file);
  derive_paths (config);
  return derive_store (config, lines, error) && derive_addresses (config, lines, error)
         && derive_smtp (config, lines, error);
}

gboolean
pt_smtp_settings_password (const PtSmtpSettings *smtp, char **out_password, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) problem = NULL;
  struct stat info;
  *out_password = NULL;
  if (!smtp->user)
    return TRUE;
  if (stat (smtp->password_file, &info) == 0 && (info.st_mode & (S_IROTH | S_IWOTH | S_IWGRP)))
    return pt_error_set (error, PT_ERROR_CONFIG, "password file %s is open to others; chmod 0640 or 0600",
                         smtp->password_file);
  if (!g_file_get_contents (smtp->password_file, &text, NULL, &problem))
    return pt_error_set (error, PT_ERROR_CONFIG, "password cannot be read: %s", problem->message);
  text[strcspn (text, "\r\n")] = 0;
  if (!text[0])
    return pt_error_set (error, PT_ERROR_CONFIG, "password file %s is empty; write the password on its first line",
                         smtp->password_file);
  *out_password = g_steal_pointer (&text);
  return TRUE;
}
