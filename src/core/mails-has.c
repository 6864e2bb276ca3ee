/* Who of a conversation has the very mail already, by the list of people that it was sent to (S3, X3). */
#include "core/mails.h"

static GHashTable *
keys_of (const PtMessage *message)
{
  GHashTable *keys = g_hash_table_new (g_str_hash, g_str_equal);
  const GPtrArray *const lists[] = { message->to, message->cc };
  for (gsize l = 0; l < G_N_ELEMENTS (lists); l++)
    for (guint i = 0; i < lists[l]->len; i++) {
      const PtAddress *address = g_ptr_array_index (lists[l], i);
      if (address->key)
        g_hash_table_add (keys, address->key);
    }
  return keys;
}

static gboolean
is_on_mail (PtMails *mails, const PtPerson *person)
{
  if (!mails->on_mail)
    mails->on_mail = keys_of (mails->work->c->message);
  for (guint i = 0; i < person->addresses->len; i++) {
    const PtPersonAddress *address = g_ptr_array_index (person->addresses, i);
    if (g_hash_table_contains (mails->on_mail, address->key))
      return TRUE;
  }
  return FALSE;
}

/* Only an unflagged public comment is trusted for that (B17). */
gboolean
pt_mails_has_it (PtMails *mails, const PtComment *comment, PtId person_id)
{
  const PtWork *work = mails->work;
  const PtPerson *person = pt_work_person (work, person_id);
  gboolean trusted = work->author.in_conversation && !comment->is_private
                     && !(comment->flags & ~PT_FLAG_MARKS);
  return work->c->message && person && trusted && is_on_mail (mails, person);
}

/* Whether everybody else in the conversation has the very mail already. */
static gboolean
all_have_it (PtMails *mails, const PtComment *comment)
{
  const PtId author = mails->work->author.id;
  gboolean all = comment->visible_to == author || pt_mails_has_it (mails, comment, comment->visible_to);
  for (guint i = 0; all && i < comment->visible_cc->len; i++) {
    PtId person = g_array_index (comment->visible_cc, PtId, i);
    all = person == author || pt_mails_has_it (mails, comment, person);
  }
  return all;
}

/* The two readings of the source that take or leave the mail as a whole (S3, S5, X3). */
gboolean
pt_mails_is_suppressed (PtMails *mails, const PtComment *comment)
{
  const PtRules *rules = pt_work_rules (mails->work, comment->ticket);
  gboolean mail = mails->work->c->message != NULL, in_conversation = mails->work->author.in_conversation;
  gboolean both = mail && in_conversation && all_have_it (mails, comment);
  switch (rules->suppress) {
  case PT_SUPPRESS_ZENDESK_BOTH:
    return both;
  case PT_SUPPRESS_ZENDESK_EITHER:
    return rules->cc_comments_public ? both : mail && in_conversation;
  default:
    return FALSE;
  }
}
