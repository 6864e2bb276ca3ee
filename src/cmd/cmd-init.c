#include "cmd/command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "cmd/owner.h"
#include "cmd/print.h"
#include "config/init.h"
#include "config/keyfile.h"
#include "gateway/spool.h"
#include "store/ticket-query.h"

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

/* TRUE if the store has tickets, or cannot be looked into. */
static gboolean
has_tickets (const PtConfig *config)
{
  g_autoptr (PtStore) store = NULL;
  g_autoptr (GPtrArray) tickets = NULL;
  const PtTicketFilter any = { .statuses = (1u << PT_STATUS_N) - 1, .limit = 1 };
  return !pt_store_open (config->store, config->raw, PT_STORE_READ_ONLY, &store, NULL)
         || !pt_store_ticket_list (store, &any, &tickets, NULL) || tickets->len > 0;
}

/* The old keys stay beside the new ones: a copy of the store may yet be found. */
static gboolean
move_keys (PtCall *call, const char *path, GError **error)
{
  g_autofree char *when = pt_time_to_iso (call->now, FALSE), *old = g_strconcat (path, ".", when, ".old", NULL);
  if (g_file_test (old, G_FILE_TEST_EXISTS) || rename (path, old) != 0)
    return pt_error_set_errno (error, errno, "%s cannot be moved to %s", path, old);
  g_autofree char *line = g_strdup_printf ("moved %s to %s", path, old);
  pt_print_text (line, "");
  return TRUE;
}

/* Keys and store belong together: a new one of either beside an old other one is made only by who was told what
 * follows (RULES J23). */
static gboolean
look_for_losses (PtCall *call, const PtConfig *config, GError **error)
{
  const char *keys = config->key_file, *store = config->store + strlen ("sqlite:");
  gboolean has_keys = g_file_test (keys, G_FILE_TEST_EXISTS), has_store = g_file_test (store, G_FILE_TEST_EXISTS);
  gboolean allowed = call->options.new_keys;
  if (has_keys && has_store)
    return !allowed
           || pt_error_set (error, PT_ERROR_REFUSED, "keys and store are there; postern key rotate makes a new key");
  if (!has_keys && has_store && has_tickets (config) && !allowed)
    return pt_error_set (error, PT_ERROR_REFUSED, "the key file %s is not there, and the store has tickets: "
                         "restore your copy of the keys. Without one, postern init --new-keys makes new ones; "
                         "answers to mail that was sent until now then open new tickets", keys);
  if (has_keys && !has_store && !allowed)
    return pt_error_set (error, PT_ERROR_REFUSED, "the store %s is not there, and its keys are: restore your copy of "
                         "the store. Without one, postern init --new-keys begins anew with new keys, so that no "
                         "answer to an old ticket gets into a new one of the same number", store);
  return !has_keys || move_keys (call, keys, error);
}

/* What root has just written is the service's like all the rest. */
static gboolean
on_settled (const char *file, gboolean made, gpointer data, GError **error)
{
  PtCall *call = data;
  g_autoptr (PtConfig) config = NULL;
  gboolean was_root = FALSE;
  return (!made || pt_owner_give (file, error)) && pt_owner_become (file, &was_root, error)
         && pt_config_load (file, &config, error) && look_for_losses (call, config, error);
}

gboolean
pt_cmd_init (PtCall *call, GError **error)
{
  const PtCallOptions *o = &call->options;
  PtInitOptions options = { call->file, o->address, o->folder, o->transport, on_settled, call };
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
    return pt_error_set (error, PT_ERROR_UNAVAILABLE,
                         "there is no store %s; restore your copy of it, or make a first one with "
                         "postern init", file);
  if (!pt_store_open (call->config->store, call->config->raw, PT_STORE_CREATE, &store, error)
      || !pt_store_version (store, &version, error))
    return FALSE;
  printf ("the store is of version %u\n", version);
  return TRUE;
}
