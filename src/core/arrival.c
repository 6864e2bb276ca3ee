#include "core/arrival.h"

static const PtMailbox *
mailbox_in (const PtCase *c, PtKeyPlace place)
{
  const PtMailbox *mailbox = NULL;
  for (guint i = 0; !mailbox && i < c->keys->addresses->len; i++)
    if (pt_keys_address (c->keys, i)->place == place)
      mailbox = pt_keys_mailbox (c->policy, pt_keys_address (c->keys, i), c->snapshot);
  return mailbox;
}

static const PtMailbox *
mailbox_in_header (const PtCase *c)
{
  const PtMailbox *mailbox = mailbox_in (c, PT_KEY_TO);
  return mailbox ? mailbox : mailbox_in (c, PT_KEY_CC);
}

static gboolean
names_us (const PtKeys *keys)
{
  for (guint i = 0; i < keys->addresses->len; i++)
    if (pt_keys_address (keys, i)->place == PT_KEY_TO && pt_keys_address (keys, i)->ours)
      return TRUE;
  return FALSE;
}

PtArrival
pt_arrival_find (const PtCase *c)
{
  const GPtrArray *mailboxes = c->policy->mailboxes;
  const PtMailbox *header = mailbox_in_header (c), *envelope = mailbox_in (c, PT_KEY_ENVELOPE);
  PtArrival arrival = { .written_to = header ? header : envelope };
  arrival.mailbox = arrival.written_to ? arrival.written_to : mailboxes->len
                    ? g_ptr_array_index (mailboxes, 0) : NULL;
  arrival.arrived = envelope ? envelope : arrival.mailbox;
  arrival.rules = arrival.mailbox ? arrival.mailbox->rules : c->policy->rules;
  arrival.envelope_only = !header && !names_us (c->keys);
  return arrival;
}
