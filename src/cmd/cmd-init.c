#include "cmd/command.h"

#include <stdio.h>
#include <string.h>

#include "cmd/owner.h"
#include "cmd/print.h"
#include "config/init.h"
#include "config/keyfile.h"
#include "gateway/spool.h"

/* The number is set once: a store that has tickets goes on counting from them. */
static gboolean
make_store (PtCall *call, gboolean *out_made, GError **error)
{
  g_autoptr (PtStore) store = NULL;
  const char *file = call->config->store + strlen ("sqlite:");
  *out_made = !g_file_test (file, G_FILE_TEST_EXISTS);
  if (!pt_store_open (call->config->store, call->config->raw, PT_STORE_CREATE, &store, error))
    return FALSE;
  if (!*out_made || !call->config->first_ticket)
    return TRUE;
  if (!pt_store_begin (store, error))
    return FALSE;
  if (pt_store_set_first_ticket (store, call->config->first_ticket, error))
    return pt_store_commit (store, error);
  pt_store_rollback (store);
  return FALSE;
}

static void
say_next (const PtCall *call)
{
  const PtMailbox *mailbox = g_ptr_array_index (call->config->policy->mailboxes, 0);
  g_autofree char *other =
    g_str_equal (call->file, PT_CONFIG_FILE) ? g_strdup ("") : g_strdup_printf (" -c %s", call->file);
  g_autofree char *text = g_strdup_printf (
    "\nNext:\n"
    "  postern%s person add --role owner YOUR-ADDRESS\n"
    "  postern%s check\n"
    "  let the MTA hand mail for %s to: postern-deliver --spool %s\n"
    "  postern%s serve\n",
    other, other, mailbox->address, call->config->spool, other);
  pt_print_text (text, "");
}

/* What root has just written is the service's like all the rest. */
static gboolean
become_owner (const char *file, gboolean made, GError **error)
{
  gboolean was_root = FALSE;
  return (!made || pt_owner_give (file, error)) && pt_owner_become (file, &was_root, error);
}

gboolean
pt_cmd_init (PtCall *call, GError **error)
{
  const PtCallOptions *o = &call->options;
  PtInitOptions options = { call->file, o->address, o->folder, o->transport, become_owner };
  g_auto (GStrv) done = NULL;
  gboolean made = FALSE, was_root = FALSE;
  if (!o->address)
    return pt_error_set (error, PT_ERROR_USAGE, "no address; write --address and the address that people write to");
  if (!pt_owner_become (call->file, &was_root, error) || !pt_init_run (&options, call->now, &done, error))
    return FALSE;
  for (char **line = done; *line; line++)
    pt_print_text (*line, "");
  if (!pt_config_open (call->file, &call->config, error) || !pt_spool_make (call->config->spool, error)
      || !make_store (call, &made, error))
    return FALSE;
  g_autofree char *line = g_strdup_printf ("%s store %s", made ? "made" : "kept", call->config->store);
  pt_print_text (line, "");
  say_next (call);
  return TRUE;
}

gboolean
pt_cmd_migrate (PtCall *call, GError **error)
{
  g_autoptr (PtStore) store = NULL;
  guint version = 0;
  const char *file = call->config->store + strlen ("sqlite:");
  if (!g_file_test (file, G_FILE_TEST_EXISTS))
    return pt_error_set (error, PT_ERROR_UNAVAILABLE, "there is no store %s; postern init makes it", file);
  if (!pt_store_open (call->config->store, call->config->raw, PT_STORE_CREATE, &store, error)
      || !pt_store_version (store, &version, error))
    return FALSE;
  printf ("the store is of version %u\n", version);
  return TRUE;
}
