#include "core/question.h"

#include "core/facts.h"
#include "core/leave.h"
#include "core/quoted.h"

#include <string.h>

/* --- first --- */

static void
add_texts (GPtrArray *to, const GPtrArray *texts)
{
  for (guint i = 0; i < texts->len; i++)
    pt_question_add_text (to, g_ptr_array_index (texts, i));
}

static void
add_numbers (GArray *to, const GArray *numbers)
{
  for (guint i = 0; i < numbers->len; i++)
    pt_question_add_number (to, g_array_index (numbers, PtId, i));
}

/* Whether an address is a wildcard is known only with the person behind it. */
static void
ask_for_authors (PtFirstQuestion *q, const PtCase *c)
{
  if (c->message->from)
    pt_question_add_text (q->addresses, c->message->from->key);
  if (c->keys->named)
    pt_question_add_text (q->addresses, c->keys->named->key);
  if (c->keys->original)
    pt_question_add_text (q->addresses, c->keys->original->key);
  for (guint i = 0; i < c->keys->addresses->len; i++)
    if (pt_keys_address (c->keys, i)->wildcard)
      pt_question_add_text (q->addresses, pt_keys_address (c->keys, i)->key);
}

static void
ask_for_ids (PtFirstQuestion *q, const PtKeys *keys)
{
  for (guint i = 0; i < keys->ids->len; i++) {
    const PtKeyId *id = pt_keys_id (keys, i);
    gboolean refers = id->place == PT_KEY_IN_REPLY_TO || id->place == PT_KEY_REFERENCES;
    if (id->place == PT_KEY_MESSAGE_ID || (refers && id->state == PT_TOKEN_NOT))
      pt_question_add_text (q->ids, id->id);
    if (refers && id->state == PT_TOKEN_GOOD)
      pt_question_add_number (q->tickets, id->token.ticket);
  }
}

static PtId
find_stop (const PtKeys *keys)
{
  for (guint i = 0; i < keys->tokens->len; i++) {
    const PtKeyToken *one = pt_keys_token (keys, i);
    if (one->state == PT_TOKEN_GOOD && one->token.purpose == PT_PURPOSE_STOP)
      return one->token.comment;
  }
  return 0;
}

static void
ask_which_of_message (PtFirstQuestion *q, const PtCase *c)
{
  const PtKeys *keys = c->keys;
  q->has_digest = TRUE;
  memcpy (q->digest, c->message->digest, sizeof q->digest);
  for (guint i = 0; i < keys->return_paths->len; i++) {
    const PtKeyToken *one = &g_array_index (keys->return_paths, PtKeyToken, i);
    if (one->state == PT_TOKEN_GOOD)
      pt_question_add_number (q->outbox, one->token.outbox);
  }
  if (c->message->gate != PT_GATE_OK)
    return;
  for (guint i = 0; i < keys->tokens->len; i++)
    if (pt_keys_token (keys, i)->state == PT_TOKEN_GOOD)
      pt_question_add_number (q->tickets, pt_keys_token (keys, i)->token.ticket);
  q->comment = find_stop (keys);
  ask_for_ids (q, keys);
  ask_for_authors (q, c);
}

PtFirstQuestion *
pt_question_first (const PtCase *c)
{
  PtFirstQuestion *q = pt_first_question_new ();
  if (c->message)
    ask_which_of_message (q, c);
  else if (c->request->kind == PT_REQUEST_TELL_HELD)
    pt_question_add_text (q->addresses, c->request->value);
  else if (c->request->kind == PT_REQUEST_UNSEND)
    q->comment = c->request->number;
  add_numbers (q->tickets, c->keys->tickets);
  if (c->request)
    pt_question_add_number (q->outbox, c->request->row);
  return q;
}

/* --- second --- */

static void
ask_for_division (PtSecondQuestion *q, const PtRules *rules)
{
  if (*rules->division)
    pt_question_add_text (q->divisions, rules->division);
}

/* Rates are those of the form where one sent it: it is counted instead of the author (B0). */
static void
ask_for_author (PtSecondQuestion *q, const PtCase *c, const PtAuthor *author)
{
  if (!author->key)
    return;
  q->sender_key = g_strdup (author->key);
  q->form_key = author->by_form ? g_strdup (c->message->from->key) : NULL;
  q->sender_domain = g_strdup (pt_address_domain (author->key));
  q->sender_auth = author->mail_auth;
  q->display_name = author->from->name ? g_utf8_casefold (author->from->name, -1) : NULL;
}

static void
ask_for_others (PtSecondQuestion *q, const PtKeys *keys)
{
  for (guint i = 0; i < keys->addresses->len; i++)
    if (pt_keys_address (keys, i)->place != PT_KEY_ENVELOPE)
      pt_question_add_text (q->addresses, pt_keys_address (keys, i)->key);
  if (keys->forwarded)
    pt_question_add_text (q->addresses, keys->forwarded->key);
}

static void
ask_for_ticket (PtSecondQuestion *q, const PtCase *c, const PtAuthor *author, const PtMatch *match)
{
  const PtTicketView *named = pt_snapshot_ticket (c->snapshot, match->named);
  const PtRules *rules;
  if (!named)
    return;
  pt_question_add_number (q->tickets, match->ticket);
  if (match->evidence == PT_EVIDENCE_UNSIGNED && author->person && author->person->id != named->ticket->requester) {
    q->thread_of = match->named;
    q->thread_by = author->person->id;
  }
  add_numbers (q->comments, match->read);
  rules = pt_policy_rules_for (c->policy, named->ticket->mailbox);
  if (author->person && named->private_comments > 0 && pt_quoted_any (rules, c->message))
    q->texts_of = match->named;
  if (match->publish.comment) { /* as it was written, wherever it was merged to */
    q->kept = match->publish.comment;
    q->texts_of = match->publish.ticket;
  }
  rules = pt_policy_rules_for (c->policy, match->view->ticket->mailbox);
  q->unsent |= pt_leave_is_possible (c, rules);
}

/* A report, or what time makes of a mail, is booked on the recipient of its row, and told to who wrote it or has the
 * ticket (J4). */
static void
ask_for_mail (PtSecondQuestion *q, const PtCase *c)
{
  const GPtrArray *rows = c->snapshot->outbox;
  for (guint i = 0; i < rows->len; i++) {
    const PtNotification *mail = &((const PtOutboxItem *) g_ptr_array_index (rows, i))->notification;
    const PtTicketView *view = pt_snapshot_survivor (c->snapshot, mail->ticket);
    pt_question_add_number (q->persons, mail->person);
    pt_question_add_number (q->comments, mail->comment);
    pt_question_add_number (q->tickets, mail->ticket);
    pt_question_add_number (q->tickets, view ? view->ticket->id : 0);
    q->authors = q->staff = q->members = TRUE;
  }
}

/* Who leaves a ticket by its address, or comes back, need not have written the mail (J16). */
static void
ask_for_leaving (PtSecondQuestion *q, const PtCase *c)
{
  for (guint i = 0; i < c->keys->tokens->len; i++) {
    const PtKeyToken *one = pt_keys_token (c->keys, i);
    const PtTicketView *view = pt_snapshot_survivor (c->snapshot, one->token.ticket);
    gboolean leaves = one->token.purpose == PT_PURPOSE_LEAVE, returns = one->token.purpose == PT_PURPOSE_BACK;
    if (one->state != PT_TOKEN_GOOD || !(leaves || returns) || !view)
      continue;
    pt_question_add_number (q->tickets, view->ticket->id);
    pt_question_add_number (q->persons, one->token.person);
    q->unsent |= leaves;
    if (returns) {
      q->coming_on = one->token.ticket;
      q->coming_of = one->token.person;
    }
  }
}

static void
ask_more_of_message (PtSecondQuestion *q, const PtCase *c)
{
  if (c->envelope->recovered_by)
    pt_question_add_number (q->persons, c->envelope->recovered_by);
  if (c->message->gate != PT_GATE_OK)
    return;
  const PtFound found = pt_facts_found (c);
  g_autoptr (PtMatch) match = found.match;
  ask_for_author (q, c, &found.author);
  ask_for_others (q, c->keys);
  ask_for_ticket (q, c, &found.author, match);
  ask_for_leaving (q, c);
  if (match->namesake && found.author.person) {
    q->copy_of = match->namesake;
    q->copy_by = found.author.person->id;
  }
  if (found.arrival.mailbox)
    ask_for_division (q, found.arrival.rules);
  q->members |= c->keys->commands->list->len > 0; /* a change of assignee is told to the division */
}

/* Mail that waits is withdrawn with who may know of the ticket (D10, T035), or says the status, too (J15). */
static gboolean
touches_unsent (const PtRequest *request)
{
  return request->kind == PT_REQUEST_DELETE || request->kind == PT_REQUEST_UNRELATE
         || request->kind == PT_REQUEST_STATUS
         || (request->kind == PT_REQUEST_SET && (request->field == PT_FIELD_SHARED
                                              || request->field == PT_FIELD_CATEGORY
                                              || request->field == PT_FIELD_REQUESTER));
}

/* Who may let held mail in, and what its sender has open (J5). */
static void
ask_for_held (PtSecondQuestion *q, const PtCase *c)
{
  const char *key = c->request->value;
  const PtPerson *sender = key ? pt_snapshot_person_by_key (c->snapshot, key) : NULL;
  q->agents = c->request->kind == PT_REQUEST_TELL_HELD || c->request->kind == PT_REQUEST_DIGEST_HELD
              || c->request->kind == PT_REQUEST_TELL_CEILING;
  if (c->request->kind == PT_REQUEST_TELL_HELD && sender)
    q->open_of = sender->id;
}

static void
ask_more_of_request (PtSecondQuestion *q, const PtCase *c)
{
  const PtRequest *request = c->request;
  add_numbers (q->tickets, c->keys->tickets);
  if (request->kind == PT_REQUEST_NEW && c->policy->mailboxes->len)
    ask_for_division (q, pt_policy_mailbox_or_default (c->policy, request->mailbox)->rules);
  ask_for_held (q, c);
  q->members = request->kind != PT_REQUEST_CLOSE;
  gboolean shares = request->kind == PT_REQUEST_SET
                    && (request->field == PT_FIELD_SHARED || request->field == PT_FIELD_CATEGORY); /* D3 */
  gboolean last = request->kind == PT_REQUEST_MERGE || shares;
  q->last_public_of = last ? request->ticket : 0;
  q->unsent = touches_unsent (request);
}

/* What is to be taken back, who has it, and what it answered (J30). */
static void
ask_for_copies (PtSecondQuestion *q, const PtCase *c)
{
  const PtComment *comment = c->snapshot->kept;
  const PtTicketView *view = comment ? pt_snapshot_survivor (c->snapshot, comment->ticket) : NULL;
  if (!view)
    return;
  q->copies = TRUE;
  q->last_public_of = comment->ticket;
  q->last_public_but = comment->id;
  pt_question_add_number (q->tickets, view->ticket->id);
  pt_question_add_number (q->persons, comment->author);
}

PtSecondQuestion *
pt_question_second (const PtCase *c)
{
  PtSecondQuestion *q = pt_second_question_new (c->now);
  q->owners = q->staff = q->linked = !c->message || c->message->gate == PT_GATE_OK;
  add_numbers (q->persons, c->keys->persons);
  for (guint i = 0; i < c->keys->names->len; i++) {
    g_autofree char *folded = g_utf8_casefold (g_ptr_array_index (c->keys->names, i), -1);
    pt_question_add_text (q->names, folded);
  }
  add_texts (q->addresses, c->keys->people);
  add_texts (q->divisions, c->keys->divisions);
  ask_for_mail (q, c);
  if (c->message)
    ask_more_of_message (q, c);
  else
    ask_more_of_request (q, c);
  ask_for_copies (q, c);
  return q;
}
