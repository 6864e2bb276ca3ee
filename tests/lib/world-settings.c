/* Settings by name.  Those of the rules stand in the general rules and in every mailbox. */
#include <string.h>

#include "base/clock.h"
#include "tests/lib/world.h"

typedef enum { YES_NO, NUMBER, DURATION, LIST, WORD } Kind;

/* WORDS are the values of an enumeration, in its order. */
typedef struct {
  const char *name;
  Kind        kind;
  gsize       offset;
  const char *words;
} Setting;

#define RULE(field, kind) { #field, kind, G_STRUCT_OFFSET (PtRules, field), NULL }
#define RULE_WORDS(field, words) { #field, WORD, G_STRUCT_OFFSET (PtRules, field), words }

static const Setting settings[] = {
  RULE (agent_email_public, YES_NO),
  RULE (cc_comments_public, YES_NO),
  RULE_WORDS (follower_reply, "inherit private"),
  RULE (agent_forwarding, YES_NO),
  RULE (open_submission, YES_NO),
  RULE (cc_enabled, YES_NO),
  RULE (end_users_may_cc, YES_NO),
  RULE (light_agents_may_be_cc, YES_NO),
  RULE (agent_cc_becomes_follower, YES_NO),
  RULE (max_cc, NUMBER),
  RULE (max_cc_per_mail, NUMBER),
  RULE_WORDS (cc_overflow, "suspend truncate"),
  RULE (cc_blocklist, LIST),
  RULE (followers_enabled, YES_NO),
  RULE (participants, YES_NO),
  RULE_WORDS (closed_reply, "followup reopen refuse"),
  RULE (close_after, DURATION),
  RULE (auto_assign_on_solve, YES_NO),
  RULE (header_match_days, NUMBER),
  RULE (blocklist, LIST),
  RULE_WORDS (blocklist_action, "suspend reject"),
  RULE (allowlist, LIST),
  RULE (rate_accept, NUMBER),
  RULE (rate_suspend, NUMBER),
  RULE (suspended_keep, DURATION),
  RULE (reply_delay, DURATION),
  RULE_WORDS (suppress, "per_recipient zendesk_both zendesk_either"),
  RULE (notify_new, LIST),
  RULE (personal_from, YES_NO),
  RULE (receipt, YES_NO),
  RULE (receipts_per_sender_day, NUMBER),
  RULE (receipts_per_domain_hour, NUMBER),
};

static int
word_index (const char *words, const char *value)
{
  g_auto (GStrv) list = g_strsplit (words, " ", -1);
  for (int i = 0; list[i]; i++)
    if (g_str_equal (list[i], value))
      return i;
  return -1;
}

static gboolean
set_rule (PtRules *rules, const Setting *setting, const char *value)
{
  gpointer field = (guint8 *) rules + setting->offset;
  int word;
  switch (setting->kind) {
  case YES_NO:
    *(gboolean *) field = g_str_equal (value, "yes");
    return g_str_equal (value, "yes") || g_str_equal (value, "no");
  case NUMBER:
    *(guint *) field = (guint) g_ascii_strtoull (value, NULL, 10);
    return g_ascii_isdigit (value[0]);
  case DURATION:
    return pt_duration_from_text (value, field);
  case LIST:
    g_strfreev (*(GStrv *) field);
    *(GStrv *) field = g_strsplit (value, " ", -1);
    return TRUE;
  case WORD:
    word = word_index (setting->words, value);
    if (word >= 0)
      *(int *) field = word;
    return word >= 0;
  }
  return FALSE;
}

static char **
policy_text (PtPolicy *policy, const char *name)
{
  return g_str_equal (name, "authserv_id") ? &policy->authserv_id
         : g_str_equal (name, "received_by") ? &policy->received_by
         : g_str_equal (name, "id_domain") ? &policy->id_domain
         : g_str_equal (name, "installation") ? &policy->installation
                                              : NULL;
}

gboolean
pt_world_setting (PtWorld *world, const char *name, const char *value, char **out_error)
{
  char **text = policy_text (world->policy, name);
  if (text) {
    g_free (*text);
    *text = value[0] ? g_strdup (value) : NULL; /* none is trusted, none is there */
    return TRUE;
  }
  if (g_str_equal (name, "own_domains")) {
    g_strfreev (world->policy->own_domains);
    world->policy->own_domains = g_strsplit (value, " ", -1);
    return TRUE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++) {
    if (!g_str_equal (settings[i].name, name))
      continue;
    gboolean fine = set_rule (world->policy->rules, &settings[i], value);
    for (guint j = 0; j < world->policy->mailboxes->len; j++)
      fine = set_rule (((PtMailbox *) g_ptr_array_index (world->policy->mailboxes, j))->rules, &settings[i], value);
    if (!fine)
      *out_error = g_strdup_printf ("setting %s cannot be %s", name, value);
    return fine;
  }
  *out_error = g_strdup_printf ("there is no setting %s", name);
  return FALSE;
}
