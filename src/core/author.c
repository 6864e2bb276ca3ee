#include "core/author.h"

#include <string.h>

const PtAddress *
pt_author_by_form (const PtPolicy *policy, const PtRules *rules, const PtMessage *message)
{
  const PtAddress *from = message->from;
  const PtAddress *named = message->reply_to->len == 1 ? g_ptr_array_index (message->reply_to, 0) : NULL;
  if (!from || !from->key || !named || !named->key || strcmp (named->key, from->key) == 0 ||
      !g_strv_contains ((const char *const *) rules->form_senders, from->key) || pt_policy_owns_address (policy, named->key))
    return NULL;
  PtAuth auth = pt_facts_auth (message->auth, pt_address_domain (from->key));
  return auth == PT_AUTH_PASS || (!policy->authserv_id && auth == PT_AUTH_NONE) ? named : NULL;
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
take_form (PtFacts *f)
{
  const PtAddress *named = pt_author_by_form (f->c->policy, f->gate, f->c->message);
  const PtPerson *person = named ? pt_snapshot_person_by_key (f->c->snapshot, named->key) : NULL;
  if (!named || (person && person->role != PT_ROLE_END_USER))
    return;
  f->by_form = TRUE;
  f->from = named;
  f->author = person;
  f->author_key = named->key;
  f->auth = PT_AUTH_NONE;
  f->blocked |= pt_list_matches ((const char *const *) f->gate->blocklist, named->key);
}

void
pt_author_find (PtFacts *f)
{
  f->from = f->c->message->from;
  f->author_key = f->from ? f->from->key : NULL;
  if (!f->author_key)
    return;
  f->author = pt_snapshot_person_by_key (f->c->snapshot, f->author_key);
  f->auth = f->mail_auth = pt_facts_auth (f->c->message->auth, pt_address_domain (f->author_key));
  f->from_ours = pt_policy_owns_address (f->c->policy, f->author_key);
  f->sealed = is_sealed (f->c->message->auth);
  f->allowed = f->auth != PT_AUTH_FAIL && pt_list_matches ((const char *const *) f->gate->allowlist, f->author_key);
  f->blocked = !f->allowed && pt_list_matches ((const char *const *) f->gate->blocklist, f->author_key);
  take_form (f);
}

gboolean
pt_author_is_machine (const PtFacts *f)
{
  PtAutomatic automatic = f->c->message->automatic;
  return automatic != PT_AUTOMATIC_NO && !(f->by_form && automatic == PT_AUTOMATIC_NOREPLY);
}
