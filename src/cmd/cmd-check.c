/* `postern check`: one line for each thing that was looked at.  It opens everything itself, so that it can say what
 * is wrong with what other commands take for granted. */
#include "cmd/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/owner.h"
#include "cmd/print.h"
#include "config/keyfile.h"

/* --- settings --- */

static void
check_settings (PtCheck *check)
{
  g_autoptr (GError) error = NULL;
  gboolean was_root = FALSE;
  if (!pt_owner_become (check->call->file, &was_root, &error)) {
    pt_check_say (check, PT_FINDING_ERROR, "settings", NULL, "%s", error->message);
    return;
  }
  if (!pt_config_load (check->call->file, &check->config, &error)) {
    pt_check_say (check, PT_FINDING_ERROR, "settings", "correct the file, or make one with postern init", "%s",
                  error->message);
    return;
  }
  if (was_root && !pt_owner_trust_templates (check->config, &error)) {
    pt_check_say (check, PT_FINDING_ERROR, "settings", NULL, "%s", error->message);
    g_clear_pointer (&check->config, pt_config_free);
    return;
  }
  pt_check_say (check, PT_FINDING_OK, "settings", NULL, "%s, %u mailbox(es)", check->config->file,
                check->config->policy->mailboxes->len);
}

static void
check_keys (PtCheck *check)
{
  g_autoptr (GError) error = NULL;
  if (pt_keyfile_load (check->config->key_file, check->config->policy, &error))
    pt_check_say (check, PT_FINDING_OK, "keys", NULL, "%s, %u key(s)", check->config->key_file,
                  check->config->policy->keys->len);
  else
    pt_check_say (check, PT_FINDING_ERROR, "keys",
                  "restore your copy of the file, or give it mode 0600 and the right owner",
                  "%s", error->message);
}

/* --- the mail server --- */

/* Each that is installed is asked; which of them runs is not known. */
static void
check_mta (PtCheck *check)
{
  g_autofree char *postconf = pt_check_find ("postconf"), *exim = pt_check_find ("exim");
  if (!exim)
    exim = pt_check_find ("exim4");
  if (postconf)
    pt_check_postfix (check, postconf);
  if (exim)
    pt_check_exim (check, exim);
  if (!postconf && !exim)
    pt_check_say (check, PT_FINDING_OK, "mta", NULL, "neither Postfix nor Exim is on this machine");
}

typedef void (*CheckFunc) (PtCheck *check);

/* Each of them needs the settings. */
static const CheckFunc checks[] = {
  check_keys,     pt_check_sender, pt_check_folders,   pt_check_deliver,   check_mta,
  pt_check_store, pt_check_life, pt_check_spool, pt_check_templates, pt_check_transport,
};

static void
check_all (PtCheck *check)
{
  check_settings (check);
  for (gsize i = 0; check->config && i < G_N_ELEMENTS (checks); i++)
    checks[i](check);
}

static void
check_all_json (PtCheck *check)
{
  g_autoptr (JsonBuilder) builder = check->json = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "findings");
  json_builder_begin_array (builder);
  check_all (check);
  json_builder_end_array (builder);
  pt_json_int (builder, "errors", check->errors);
  pt_json_int (builder, "warnings", check->warnings);
  json_builder_end_object (builder);
  pt_json_print (builder);
}

gboolean
pt_cmd_check (PtCall *call, GError **error)
{
  PtCheck check = { .call = call };
  (void) error;
  if (call->options.json) {
    check_all_json (&check);
  } else {
    check_all (&check);
    printf ("%u error(s), %u warning(s)\n", check.errors, check.warnings);
  }
  call->config = check.config;
  call->status = check.errors ? EXIT_FAILURE : EXIT_SUCCESS;
  return TRUE;
}
