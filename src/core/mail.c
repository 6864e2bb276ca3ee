#include "core/mail.h"

#include "base/text.h"
#include "core/facts.h"
#include "core/subject.h"

#include <string.h>

/* Whoever is mailed by an answer is the author, one of his house, or the desk. */
static gboolean
is_of_author (const PtFacts *f, const PtKeyAddress *address)
{
  const PtAuthor *author = &f->author;
  return g_strcmp0 (address->key, author->key) == 0
         || (author->person && pt_person_has_key (author->person, address->key))
         || pt_domain_same_organisation (pt_address_domain (address->key), pt_address_domain (author->key))
           || address->mailbox;
}

static gboolean
is_differing_reply_to (const PtFacts *f)
{
  gboolean any = FALSE;
  for (guint i = 0; f->author.key && !f->author.by_group && i < f->keys->addresses->len; i++) {
    const PtKeyAddress *address = pt_keys_address (f->keys, i);
    if (address->place != PT_KEY_REPLY_TO)
      continue;
    if (address->key && is_of_author (f, address))
      return FALSE;
    any = TRUE;
  }
  return any;
}

static void
look_at_recipients (const PtFacts *f, PtMail *mail)
{
  const PtTicketView *view = f->match->view;
  const PtPerson *requester = view ? pt_snapshot_person (f->c->snapshot, view->ticket->requester) : NULL;
  mail->only_ours = TRUE;
  for (guint i = 0; i < f->keys->addresses->len; i++) {
    const PtKeyAddress *address = pt_keys_address (f->keys, i);
    if (address->place != PT_KEY_TO && address->place != PT_KEY_CC)
      continue;
    if (address->key && requester && pt_person_has_key (requester, address->key))
      mail->requester_on_mail = TRUE;
    if (!address->key || !pt_keys_is_desk (address, f->c->snapshot))
      mail->only_ours = FALSE;
  }
}

static gboolean
is_odd_name (const PtFacts *f)
{
  const char *name = f->author.from->name;
  if (!name || f->standing.internal)
    return FALSE;
  if (strchr (name, '@')) {
    g_autofree char *key = pt_address_key (name);
    return g_strcmp0 (key, f->author.key) != 0; /* many clients repeat the address as the name */
  }
  return f->c->snapshot->name_is_staff;
}

static gboolean
is_lookalike (const PtFacts *f)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  const PtPolicy *policy = f->c->policy;
  for (guint i = 0; i < policy->mailboxes->len; i++)
    g_ptr_array_add (known, (gpointer) pt_address_domain (((const PtMailbox *) g_ptr_array_index (policy->mailboxes,
                                                                                                  i))->key));
  for (guint i = 0; policy->own_domains && policy->own_domains[i]; i++)
    g_ptr_array_add (known, policy->own_domains[i]);
  g_ptr_array_add (known, NULL);
  return pt_domain_is_lookalike (pt_address_domain (f->author.key), (const char *const *) known->pdata);
}

static void
find_flags (const PtFacts *f, PtMail *mail)
{
  if (f->match->broken_mac)
    mail->flags |= PT_FLAG_BIT (PT_FLAG_BROKEN_MAC);
  if (f->match->retired_key)
    mail->flags |= PT_FLAG_BIT (PT_FLAG_RETIRED_KEY);
  if (f->match->id_reused)
    mail->flags |= PT_FLAG_BIT (PT_FLAG_MESSAGE_ID_REUSED);
  if (mail->reply_to_differs)
    mail->flags |= PT_FLAG_BIT (PT_FLAG_REPLY_TO_DIFFERS);
  if (is_odd_name (f))
    mail->flags |= PT_FLAG_BIT (PT_FLAG_DISPLAY_NAME);
  if (!f->author.key || !pt_address_can_be_mailed (f->author.from->addr))
    mail->flags |= PT_FLAG_BIT (PT_FLAG_UNMAILABLE_AUTHOR);
  else if (is_lookalike (f))
    mail->flags |= PT_FLAG_BIT (PT_FLAG_LOOK_ALIKE_DOMAIN);
  if (pt_message_note (f->c->message, "read", "odd-from"))
    mail->flags |= PT_FLAG_BIT (PT_FLAG_ODD_FROM);
  if (f->c->message->ambiguous)
    mail->flags |= PT_FLAG_BIT (PT_FLAG_AMBIGUOUS_STRUCTURE);
  if (mail->envelope_only)
    mail->flags |= PT_FLAG_BIT (PT_FLAG_ENVELOPE_ONLY);
  if (mail->to_note && !f->standing.internal)
    mail->flags |= PT_FLAG_BIT (PT_FLAG_NOTE_ADDRESS);
}

static gboolean
has_attachment (const PtMessage *message)
{
  for (guint i = 0; i < message->parts->len; i++) {
    const PtPart *part = g_ptr_array_index (message->parts, i);
    if ((part->attachment || part->is_inline) && part->size > 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_space_only (const char *text)
{
  return text[strspn (text, " \t\r\n")] == 0;
}

static void
find_loop (const PtFacts *f, PtMail *mail)
{
  const char *mark = f->c->message->loop_mark;
  const PtKeyId *own = pt_keys_own_id (f->keys);
  mail->loop = (mark && g_strcmp0 (mark, f->c->policy->installation) == 0) || (own && own->state >= PT_TOKEN_RETIRED);
  mail->from_desk = mark && !mail->loop;
  for (guint i = 0; i < f->keys->ids->len; i++)
    mail->returned_own_id |= pt_keys_id (f->keys, i)->place == PT_KEY_RETURNED
                             && pt_keys_id (f->keys, i)->state == PT_TOKEN_GOOD;
}

static void
find_return_path (const PtFacts *f, PtMail *mail)
{
  for (guint i = 0; i < f->keys->return_paths->len; i++) {
    const PtKeyToken *one = &g_array_index (f->keys->return_paths, PtKeyToken, i);
    if (one->state == PT_TOKEN_BROKEN)
      mail->flags |= PT_FLAG_BIT (PT_FLAG_BROKEN_MAC);
    if (one->state == PT_TOKEN_GOOD && pt_snapshot_outbox (f->c->snapshot, one->token.outbox))
      mail->return_path = one->token.outbox;
  }
}

/* TEXT without what names a ticket behind it. */
static void
cut_number (char *text)
{
  char *open = strrchr (text, '[');
  if (open && open[1] == '#' && open[2 + strspn (open + 2, "0123456789")] == ']' && g_str_has_suffix (open, "]"))
    *open = 0;
  g_strchomp (text);
}

/* The subject has the number of the ticket that the mail is for, as those of our mails have. */
static gboolean
names_ticket (const PtFacts *f)
{
  PtId tickets[4];
  guint found = f->match->view ? pt_subject_tickets (f->c->message->subject, tickets, G_N_ELEMENTS (tickets)) : 0;
  for (guint i = 0; i < found; i++)
    if (tickets[i] == f->match->view->ticket->id)
      return TRUE;
  return FALSE;
}

/* An absence note repeats the subject of what it answers. */
static gboolean
answers_by_subject (const PtFacts *f)
{
  const PtTicketView *view = f->match->view;
  g_autofree char *title = view ? pt_text_base_subject (view->ticket->subject) : NULL;
  g_autofree char *folded = title ? g_utf8_casefold (title, -1) : NULL;
  g_autofree char *subject = g_utf8_casefold (f->c->message->subject, -1);
  cut_number (subject);
  return names_ticket (f) || (folded && *folded && g_str_has_suffix (subject, folded));
}

/* The subject of a mail of ours says nothing: it has the title of the ticket, or names it. */
static gboolean
is_subject_of_ours (const PtFacts *f)
{
  PtId tickets[1];
  const PtTicketView *view = f->match->view;
  g_autofree char *title = view ? pt_text_base_subject (view->ticket->subject) : g_strdup ("");
  g_autofree char *subject = pt_text_base_subject (f->c->message->subject);
  cut_number (subject);
  g_autofree char *ours = g_utf8_casefold (title, -1), *theirs = g_utf8_casefold (subject, -1);
  return !*theirs || strcmp (theirs, ours) == 0
         || (pt_subject_tickets (f->c->message->subject, tickets, 1) > 0 && g_str_has_suffix (theirs, ours));
}

/* A subject that is not one of ours counts as text (J27). */
static void
find_words (const PtFacts *f, PtMail *mail)
{
  gboolean by_subject = pt_message_note (f->c->message, "subject-text", "subject") != NULL;
  mail->no_words = by_subject && is_subject_of_ours (f);
  mail->blank = is_space_only (f->c->message->text) && !mail->has_files && (!by_subject || mail->no_words);
}

/* It is the group that has a list, not who wrote (J7). */
static gboolean
is_list_of_group (const PtFacts *f)
{
  return f->author.by_group && f->c->message->automatic == PT_AUTOMATIC_BULK
         && pt_message_note (f->c->message, "automatic", "weight");
}

/* That nobody reads the address of a form says nothing of who filled it in; a weak sign says nothing where the
 * author's own signed evidence speaks (J6). */
static gboolean
is_machine (const PtFacts *f)
{
  const PtMessage *message = f->c->message;
  if (message->automatic == PT_AUTOMATIC_NO || is_list_of_group (f)
      || (f->author.by_form && message->automatic == PT_AUTOMATIC_NOREPLY))
    return FALSE;
  if (!pt_message_note (message, "automatic", "weight") || f->match->evidence != PT_EVIDENCE_OWN)
    return TRUE;
  return message->automatic == PT_AUTOMATIC_VACATION && answers_by_subject (f);
}

/* What goes to an address that asks to show a comment, and is no such wish, is for people inside, too.
 *
 * Even a key that is too old, or a MAC that was damaged on the way, leaves no doubt what was meant. */
static gboolean
is_to_note (const PtKeys *keys)
{
  for (guint i = 0; i < keys->tokens->len; i++) {
    const PtKeyToken *one = pt_keys_token (keys, i);
    gboolean note = one->token.purpose == PT_PURPOSE_NOTE || one->token.purpose == PT_PURPOSE_PUBLISH;
    if (one->place <= PT_KEY_CC && note)
      return TRUE;
  }
  return FALSE;
}

static const PtToken *
find_leave (const PtKeys *keys)
{
  for (guint i = 0; i < keys->tokens->len; i++) {
    const PtKeyToken *one = pt_keys_token (keys, i);
    if (one->place <= PT_KEY_CC && one->state == PT_TOKEN_GOOD && one->token.purpose == PT_PURPOSE_LEAVE)
      return &one->token;
  }
  return NULL;
}

static void
find_readable (const PtFacts *f, PtMail *mail)
{
  const PtMessage *message = f->c->message;
  find_loop (f, mail);
  mail->repeats = pt_mail_repeats (f);
  mail->reply_to_differs = is_differing_reply_to (f);
  look_at_recipients (f, mail);
  mail->has_files = has_attachment (message);
  find_words (f, mail);
  mail->to_note = is_to_note (f->keys);
  mail->leave = find_leave (f->keys);
  find_flags (f, mail);
  mail->forward = pt_mail_forward (f, mail->flags != 0);
  mail->commands = pt_keys_commands (f->keys, mail->forward.commands ? mail->forward.commands : f->keys->commands,
                                     f->rules);
  mail->note_mark = pt_message_note (message, "note-mark", "line");
  mail->wants_note = mail->note_mark || mail->commands->make_private || mail->to_note;
  g_ptr_array_unref (mail->new_cc);
  mail->new_cc = pt_mail_new_cc (f, mail->kept_out);
}

gboolean
pt_mail_is_note (const PtFacts *f)
{
  return f->mail.to_note || (f->standing.internal && f->mail.wants_note);
}

PtMail
pt_mail_empty (void)
{
  return (PtMail) { .kept_out = g_ptr_array_new (), .new_cc = g_ptr_array_new () };
}

PtMail
pt_mail_make (const PtFacts *f)
{
  PtMail mail = pt_mail_empty ();
  const PtMailbox *mailbox = f->arrival.mailbox;
  mail.envelope_only = f->arrival.envelope_only;
  mail.to_noreply = mailbox && pt_address_is_noreply (mailbox->key);
  mail.machine = is_machine (f);
  find_return_path (f, &mail);
  if (f->c->message->gate == PT_GATE_OK)
    find_readable (f, &mail);
  return mail;
}

void
pt_mail_clear (PtMail *mail)
{
  g_clear_pointer (&mail->kept_out, g_ptr_array_unref);
  g_clear_pointer (&mail->new_cc, g_ptr_array_unref);
}
