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
  author->blocked |= pt_list_matches ((const char *const *) rules->blocklist, named->key);
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
  author.sealed = is_sealed (c->message->auth);
  author.allowed = author.auth != PT_AUTH_FAIL
                   && pt_list_matches ((const char *const *) rules->allowlist, author.key);
  author.blocked = !author.allowed && pt_list_matches ((const char *const *) rules->blocklist, author.key);
  take_form (&author, c, rules);
  return author;
}
