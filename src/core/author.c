#include "core/author.h"

#include <string.h>

static PtAuth
auth_by_dkim (const GPtrArray *results, const char *domain)
{
  for (guint i = 0; i < results->len; i++) {
    const PtAuthResult *result = g_ptr_array_index (results, i);
    if (strcmp (result->method, "dkim") == 0 && strcmp (result->result, "pass") == 0 && result->domain
        && pt_domain_same_organisation (result->domain, domain))
      return PT_AUTH_PASS;
  }
  return PT_AUTH_NONE;
}

PtAuth
pt_author_auth (const GPtrArray *results, const char *domain)
{
  gboolean pass = FALSE, other = FALSE;
  for (guint i = 0; i < results->len; i++) {
    const PtAuthResult *result = g_ptr_array_index (results, i);
    if (strcmp (result->method, "dmarc") != 0 || strcmp (result->result, "none") == 0)
      continue;
    if (strcmp (result->result, "fail") == 0 || (result->domain && strcmp (result->domain, domain) != 0))
      return PT_AUTH_FAIL;
    pass |= strcmp (result->result, "pass") == 0 && result->domain;
    other |= strcmp (result->result, "pass") != 0 || !result->domain;
  }
  if (pass || other)
    return pass && !other ? PT_AUTH_PASS : PT_AUTH_NONE;
  return auth_by_dkim (results, domain);
}

/* Whom a trusted form sent the mail for; NULL if it is an ordinary mail. */
static const PtAddress *
named_by_form (const PtCase *c, const PtRules *rules, PtAuth auth)
{
  const PtAddress *named = c->keys->named;
  if (!named || !g_strv_contains ((const char *const *) rules->form_senders, c->message->from->key)
      || pt_policy_owns_address (c->policy, named->key))
    return NULL;
  return auth == PT_AUTH_PASS || (!c->policy->authserv_id && auth == PT_AUTH_NONE) ? named : NULL;
}

static gboolean
is_sealed (const GPtrArray *results)
{
  gboolean sealed = FALSE;
  for (guint i = 0; i < results->len; i++) {
    const PtAuthResult *result = g_ptr_array_index (results, i);
    if (strcmp (result->method, "arc") == 0)
      sealed = strcmp (result->result, "pass") == 0;
  }
  return sealed;
}

/* The server that sent it may send for the organisation of DOMAIN: its owner cannot say that they never did. */
static gboolean
is_aligned (const GPtrArray *results, const char *domain)
{
  for (guint i = 0; i < results->len; i++) {
    const PtAuthResult *result = g_ptr_array_index (results, i);
    if (strcmp (result->method, "spf") == 0 && strcmp (result->result, "pass") == 0 && result->domain
        && pt_domain_same_organisation (result->domain, domain))
      return TRUE;
  }
  return FALSE;
}

/* What proves the form does not prove whom it names. */
static void
take_form (PtAuthor *author, const PtCase *c, const PtRules *rules)
{
  const PtAddress *named = named_by_form (c, rules, author->auth);
  const PtPerson *person = named ? pt_snapshot_person_by_key (c->snapshot, named->key) : NULL;
  if (!named || (person && person->role != PT_ROLE_END_USER))
    return;
  author->by_form = TRUE;
  author->from = named;
  author->person = person;
  author->key = named->key;
  author->auth = PT_AUTH_NONE;
  author->aligned = FALSE;
  author->blocked |= pt_list_matches ((const char *const *) rules->blocklist, named->key);
}

/* --- groups --- */

static gboolean
is_listed (const PtRules *rules, const char *word)
{
  return word && g_strv_contains ((const char *const *) rules->groups, word);
}

/* Whom the group says that it passes the mail on for: nobody who is the group or the desk. */
static const PtAddress *
named_by_group (const PtCase *c, const PtRules *rules)
{
  const PtAddress *const named[] = { c->keys->original, c->keys->named };
  for (gsize i = 0; i < G_N_ELEMENTS (named); i++)
    if (named[i] && named[i]->key && !is_listed (rules, named[i]->key)
        && !pt_policy_owns_address (c->policy, named[i]->key))
      return named[i];
  return NULL;
}

static gboolean
is_trusted (const PtAuthor *author, const PtCase *c)
{
  return c->policy->authserv_id ? author->auth == PT_AUTH_PASS || author->sealed : author->auth != PT_AUTH_FAIL;
}

/* A group that writes in its own name names the author, who is proven by nothing; one that leaves From alone only
 * adds its list fields. */
static void
take_group (PtAuthor *author, const PtCase *c, const PtRules *rules)
{
  const PtAddress *named = is_listed (rules, author->key) ? named_by_group (c, rules) : NULL;
  if (!is_trusted (author, c))
    return;
  if (!named) {
    author->by_group = !is_listed (rules, author->key)
                       && is_listed (rules, pt_message_note (c->message, "group", "list-id"));
    return;
  }
  author->by_group = TRUE;
  author->from_ours = FALSE;
  author->from = named;
  author->person = pt_snapshot_person_by_key (c->snapshot, named->key);
  author->key = named->key;
  author->auth = author->mail_auth = PT_AUTH_NONE;
  author->aligned = FALSE;
  author->blocked |= pt_list_matches ((const char *const *) rules->blocklist, named->key);
}

/* Whom a form or a group names that is proven itself may have sent it. */
PtReceiptRight
pt_author_receipts (const PtAuthor *author, gboolean trusted)
{
  if (author->auth == PT_AUTH_PASS)
    return PT_RECEIPT_ALWAYS;
  if (author->aligned && author->auth != PT_AUTH_FAIL)
    return PT_RECEIPT_RATED;
  return trusted && !author->by_form && !author->by_group ? PT_RECEIPT_NEVER : PT_RECEIPT_FEW;
}

PtAuthor
pt_author_find (const PtCase *c, const PtRules *rules)
{
  PtAuthor author = { .from = c->message->from };
  author.key = author.from ? author.from->key : NULL;
  if (!author.key)
    return author;
  author.person = pt_snapshot_person_by_key (c->snapshot, author.key);
  author.auth = author.mail_auth = pt_author_auth (c->message->auth, pt_address_domain (author.key));
  author.from_ours = pt_policy_owns_address (c->policy, author.key);
  author.aligned = is_aligned (c->message->auth, pt_address_domain (author.key));
  author.sealed = is_sealed (c->message->auth);
  author.allowed = author.auth != PT_AUTH_FAIL
                   && pt_list_matches ((const char *const *) rules->allowlist, author.key);
  author.blocked = !author.allowed && pt_list_matches ((const char *const *) rules->blocklist, author.key);
  take_group (&author, c, rules);
  if (!author.by_group)
    take_form (&author, c, rules);
  return author;
}
