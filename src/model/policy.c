#include "model/policy.h"

#include "base/address.h"
#include "base/clock.h"
#include "model/person.h"

#include <string.h>

static const PtRules defaults = {
  .agent_email_public = TRUE,
  .follower_reply = PT_FOLLOWER_REPLY_INHERIT,
  .open_submission = TRUE,
  .cc_enabled = TRUE,
  .end_users_may_cc = TRUE,
  .agent_cc_becomes_follower = TRUE,
  .max_cc = 48,
  .max_cc_per_mail = 48,
  .max_cc_unproven = 20,
  .cc_overflow = PT_CC_OVERFLOW_SUSPEND,
  .cc_remove_by_mail = PT_CC_REMOVE_NO,
  .followers_enabled = TRUE,
  .follower_manage = PT_FOLLOWER_MANAGE_EDIT,
  .stranger_reply = PT_STRANGER_REPLY_ZENDESK,
  .closed_reply = PT_CLOSED_REPLY_FOLLOWUP,
  .close_after = 7 * PT_DAY,
  .public_status = { PT_STATUS_OPEN, PT_STATUS_OPEN, PT_STATUS_PENDING, PT_STATUS_OPEN, PT_STATUS_SOLVED,
                     PT_STATUS_SOLVED },
  .auto_assign_on_solve = TRUE,
  .header_match_days = 30,
  .max_attachment_in = 50000000,
  .blocklist_action = PT_BLOCKLIST_SUSPEND,
  .rate_accept = 20,
  .rate_suspend = 20,
  .burst = 10,
  .auth_level = PT_AUTH_LEVEL_MINIMAL,
  .suspended_keep = 14 * PT_DAY,
  .held_at_once = 10,
  .held_digest = 4 * PT_HOUR,
  .reply_delay = 300 * PT_SECOND,
  .delay_told = 4 * PT_HOUR,
  .unanswered_after = 24 * PT_HOUR,
  .notify_status_change = TRUE,
  .sla_reminder = 30 * PT_MINUTE,
  .suppress = PT_SUPPRESS_PER_RECIPIENT,
  .personal_from = TRUE,
  .receipt = TRUE,
  .receipts_per_sender_day = 1,
  .receipts_per_domain_hour = 20,
  .receipts_unproven = 30,
  .outside_mail = 200,
  .attach_out_file = 7000000,
  .attach_out_total = 10000000,
};

PtRules *
pt_rules_new (void)
{
  PtRules *rules = g_memdup2 (&defaults, sizeof defaults);
  rules->cc_blocklist = g_new0 (char *, 1);
  rules->blocklist = g_new0 (char *, 1);
  rules->allowlist = g_new0 (char *, 1);
  rules->form_senders = g_new0 (char *, 1);
  rules->groups = g_new0 (char *, 1);
  rules->notify_off = g_new0 (char *, 1);
  rules->receipt_blocklist = g_new0 (char *, 1);
  rules->notify_new = g_strsplit ("owner admin", " ", -1);
  rules->followup_copy = g_strsplit ("form requester assignee division priority tags", " ", -1);
  rules->division = g_strdup ("");
  rules->ticket_url = g_strdup ("");
  rules->agent_url = g_strdup ("");
  rules->delimiter = g_strdup ("");
  rules->commands = g_strsplit ("hash", " ", -1);
  return rules;
}

PtRules *
pt_rules_copy (const PtRules *rules)
{
  PtRules *copy = g_memdup2 (rules, sizeof *rules);
  copy->cc_blocklist = g_strdupv (rules->cc_blocklist);
  copy->blocklist = g_strdupv (rules->blocklist);
  copy->allowlist = g_strdupv (rules->allowlist);
  copy->form_senders = g_strdupv (rules->form_senders);
  copy->groups = g_strdupv (rules->groups);
  copy->notify_new = g_strdupv (rules->notify_new);
  copy->followup_copy = g_strdupv (rules->followup_copy);
  copy->division = g_strdup (rules->division);
  copy->ticket_url = g_strdup (rules->ticket_url);
  copy->agent_url = g_strdup (rules->agent_url);
  copy->notify_off = g_strdupv (rules->notify_off);
  copy->receipt_blocklist = g_strdupv (rules->receipt_blocklist);
  copy->delimiter = g_strdup (rules->delimiter);
  copy->commands = g_strdupv (rules->commands);
  return copy;
}

void
pt_rules_free (PtRules *rules)
{
  if (!rules)
    return;
  g_strfreev (rules->cc_blocklist);
  g_strfreev (rules->blocklist);
  g_strfreev (rules->allowlist);
  g_strfreev (rules->form_senders);
  g_strfreev (rules->groups);
  g_strfreev (rules->notify_new);
  g_strfreev (rules->followup_copy);
  g_free (rules->division);
  g_free (rules->ticket_url);
  g_free (rules->agent_url);
  g_strfreev (rules->notify_off);
  g_strfreev (rules->receipt_blocklist);
  g_free (rules->delimiter);
  g_strfreev (rules->commands);
  g_free (rules);
}

PtMailbox *
pt_mailbox_new (const char *name, const char *address)
{
  PtMailbox *mailbox = g_new0 (PtMailbox, 1);
  mailbox->name = g_strdup (name);
  mailbox->address = g_strdup (address);
  mailbox->key = pt_address_key (address);
  mailbox->display = g_strdup (name);
  mailbox->display[0] = g_ascii_toupper (name[0]);
  mailbox->language = g_strdup ("en");
  mailbox->signature = g_strdup ("");
  mailbox->enabled = TRUE;
  mailbox->rules = pt_rules_new ();
  return mailbox;
}

void
pt_mailbox_free (PtMailbox *mailbox)
{
  if (!mailbox)
    return;
  g_free (mailbox->name);
  g_free (mailbox->address);
  g_free (mailbox->key);
  g_free (mailbox->display);
  g_free (mailbox->language);
  g_free (mailbox->signature);
  pt_rules_free (mailbox->rules);
  g_free (mailbox);
}

PtKey *
pt_key_new (guint number, GBytes *secret, PtTime created_at)
{
  PtKey *key = g_new0 (PtKey, 1);
  key->number = number;
  key->secret = g_bytes_ref (secret);
  key->created_at = created_at;
  return key;
}

void
pt_key_free (PtKey *key)
{
  if (!key)
    return;
  g_bytes_unref (key->secret);
  g_free (key);
}

PtPolicy *
pt_policy_new (void)
{
  PtPolicy *policy = g_new0 (PtPolicy, 1);
  policy->mailboxes = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_mailbox_free);
  policy->rules = pt_rules_new ();
  policy->limits = pt_limits_default;
  policy->own_domains = g_new0 (char *, 1);
  policy->spam_headers = g_new0 (char *, 1);
  policy->recipient_delimiter = '+';
  policy->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_key_free);
  return policy;
}

void
pt_policy_free (PtPolicy *policy)
{
  if (!policy)
    return;
  g_free (policy->installation);
  g_ptr_array_unref (policy->mailboxes);
  pt_rules_free (policy->rules);
  g_free (policy->authserv_id);
  g_strfreev (policy->received_by);
  g_free (policy->return_path);
  g_free (policy->return_path_key);
  g_free (policy->id_domain);
  g_strfreev (policy->own_domains);
  g_strfreev (policy->spam_headers);
  g_ptr_array_unref (policy->keys);
  g_free (policy);
}

const PtMailbox *
pt_policy_mailbox_named (const PtPolicy *policy, const char *name)
{
  for (guint i = 0; i < policy->mailboxes->len; i++) {
    const PtMailbox *mailbox = g_ptr_array_index (policy->mailboxes, i);
    if (!g_strcmp0 (mailbox->name, name))
      return mailbox;
  }
  return NULL;
}

const PtMailbox *
pt_policy_mailbox_or_default (const PtPolicy *policy, const char *name)
{
  const PtMailbox *mailbox = name ? pt_policy_mailbox_named (policy, name) : NULL;
  return mailbox ? mailbox : g_ptr_array_index (policy->mailboxes, 0);
}

const PtRules *
pt_policy_rules_for (const PtPolicy *policy, const char *name)
{
  return policy->mailboxes->len ? pt_policy_mailbox_or_default (policy, name)->rules : policy->rules;
}

/* TRUE if KEY is BASE, or BASE with a detail between its local part and its `@`; *out_detail points into KEY then,
 * or is NULL.  BASE itself may hold the delimiter. */
static gboolean
is_with_detail (const char *key, const char *base, char delimiter, const char **out_detail, gsize *out_length)
{
  const char *at = base ? strrchr (base, '@') : NULL, *key_at = strrchr (key, '@');
  *out_detail = NULL;
  if (!at || !key_at || strcmp (at, key_at))
    return FALSE;
  gsize n = (gsize) (at - base), key_n = (gsize) (key_at - key);
  if (key_n < n || memcmp (key, base, n))
    return FALSE;
  if (key_n == n)
    return TRUE;
  if (!delimiter || key[n] != delimiter)
    return FALSE;
  *out_detail = key + n + 1;
  *out_length = key_n - n - 1;
  return TRUE;
}

/* Whoever writes to a group in front of a mailbox writes to that (J7). */
static const PtMailbox *
mailbox_of_group (const PtPolicy *policy, const char *key)
{
  for (guint i = 0; key && i < policy->mailboxes->len; i++) {
    const PtMailbox *mailbox = g_ptr_array_index (policy->mailboxes, i);
    if (g_strv_contains ((const char *const *) mailbox->rules->groups, key))
      return mailbox;
  }
  return NULL;
}

const PtMailbox *
pt_policy_mailbox_for (const PtPolicy *policy, const char *key, char **out_detail)
{
  const PtMailbox *found = NULL;
  const char *found_detail = NULL;
  gsize found_length = 0;
  for (guint i = 0; key && i < policy->mailboxes->len; i++) {
    const PtMailbox *mailbox = g_ptr_array_index (policy->mailboxes, i);
    const char *detail = NULL;
    gsize length = 0;
    if (!is_with_detail (key, mailbox->key, policy->recipient_delimiter, &detail, &length))
      continue;
    if (found && length >= found_length && detail)
      continue; /* the mailbox with the longest address of its own wins */
    found = mailbox;
    found_detail = detail;
    found_length = length;
    if (!detail)
      break;
  }
  if (out_detail)
    *out_detail = found_detail ? g_strndup (found_detail, found_length) : NULL;
  return found ? found : mailbox_of_group (policy, key);
}

char *
pt_policy_return_path_detail (const PtPolicy *policy, const char *key)
{
  const char *detail;
  gsize length = 0;
  return key && is_with_detail (key, policy->return_path_key, policy->recipient_delimiter, &detail, &length) && detail
         ? g_strndup (detail, length) : NULL;
}

gboolean
pt_policy_owns_address (const PtPolicy *policy, const char *key)
{
  const char *detail;
  gsize length;
  if (!key)
    return FALSE;
  return pt_policy_mailbox_for (policy, key, NULL)
         || is_with_detail (key, policy->return_path_key, policy->recipient_delimiter, &detail, &length);
}

gboolean
pt_policy_owns_domain (const PtPolicy *policy, const char *key)
{
  const char *domain = pt_address_domain (key);
  for (guint i = 0; *domain && i < policy->mailboxes->len; i++)
    if (!strcmp (domain, pt_address_domain (((const PtMailbox *) g_ptr_array_index (policy->mailboxes, i))->key)))
      return TRUE;
  return pt_list_matches ((const char *const *) policy->own_domains, key);
}

const PtKey *
pt_policy_key (const PtPolicy *policy, guint number)
{
  for (guint i = 0; i < policy->keys->len; i++) {
    const PtKey *key = g_ptr_array_index (policy->keys, i);
    if (key->number == number)
      return key;
  }
  return NULL;
}

static guint
roles_of (const PtRules *rules)
{
  guint roles = 0;
  for (char **word = rules->notify_new; word && *word; word++) {
    PtRole role;
    if (pt_role_from_name (*word, &role))
      roles |= 1u << role;
    else /* team */
      roles |= 1u << PT_ROLE_AGENT | 1u << PT_ROLE_SUPERVISOR;
  }
  return roles;
}

guint
pt_policy_staff_roles (const PtPolicy *policy)
{
  guint roles = roles_of (policy->rules);
  for (guint i = 0; i < policy->mailboxes->len; i++)
    roles |= roles_of (((const PtMailbox *) g_ptr_array_index (policy->mailboxes, i))->rules);
  return roles;
}

gboolean
pt_policy_copies_participants (const PtPolicy *policy)
{
  gboolean copies = policy->rules->participants && policy->rules->copy_participants;
  for (guint i = 0; i < policy->mailboxes->len && !copies; i++) {
    const PtRules *rules = ((const PtMailbox *) g_ptr_array_index (policy->mailboxes, i))->rules;
    copies = rules->participants && rules->copy_participants;
  }
  return copies;
}

gboolean
pt_list_matches (const char *const *list, const char *key)
{
  if (!list || !key)
    return FALSE;
  if (g_strv_contains (list, key))
    return TRUE;
  for (const char *domain = pt_address_domain (key); *domain;) {
    if (g_strv_contains (list, domain))
      return TRUE;
    const char *dot = strchr (domain, '.');
    domain = dot ? dot + 1 : "";
  }
  return FALSE;
}

gboolean
pt_policy_reuses_followups (const PtPolicy *policy)
{
  gboolean any = policy->rules->followup_reuse;
  for (guint i = 0; !any && i < policy->mailboxes->len; i++)
    any = ((const PtMailbox *) g_ptr_array_index (policy->mailboxes, i))->rules->followup_reuse;
  return any;
}

gboolean
pt_rules_copies (const PtRules *rules, const char *word)
{
  return g_strv_contains ((const char *const *) rules->followup_copy, word);
}
