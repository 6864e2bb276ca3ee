#include "core/effects.h"

#include "base/text.h"
#include "core/audience.h"
#include "core/author.h"
#include "core/change.h"
#include "core/events.h"
#include "core/followup.h"
#include "core/forward.h"
#include "core/leave.h"
#include "core/linked.h"
#include "core/people.h"
#include "core/quoted.h"
#include "core/run-commands.h"
#include "core/token.h"

#include <string.h>

enum { NEW_TICKET = -1, NEW_COMMENT = -1 };

static gboolean
makes_ticket (PtRulingKind kind)
{
  return kind == PT_RULING_NEW || kind == PT_RULING_NEW_FLAGGED || kind == PT_RULING_NEW_PRIVATE;
}

/* The reference to the closed ticket: in title and log, and a link from the new one; the closed one is never touched (U3,
 * X13).  One who has no part in it gets the link alone, which only people inside see (U10). */
static void
refer (const PtFacts *f, const PtRuling *r, PtDecision *decision, PtTicket *ticket)
{
  PtAction *link = pt_decision_add (decision, PT_ACTION_LINK, NEW_TICKET);
  link->other = f->match->view->ticket->id;
  link->text = g_strdup (r->followup ? "follow-up" : "answers");
  if (!r->followup)
    return;
  g_autofree char *plain = ticket->subject;
  ticket->subject = pt_followup_subject (plain, link->other);
  pt_followup_fill (f->rules, f->c->snapshot, f->match->view->ticket, ticket);
}

static PtId
make_ticket (const PtFacts *f, const PtRuling *r, PtDecision *decision, PtId requester)
{
  const PtMessage *message = f->c->message;
  PtAction *action = pt_decision_add (decision, PT_ACTION_TICKET, NEW_TICKET);
  gboolean forward = r->marks & PT_MARK_FORWARD;
  g_autofree char *plain = forward ? pt_text_base_subject (message->subject) : g_strdup (message->subject);
  const char *subject = *plain ? plain : "(no subject)";
  const PtMailbox *mailbox = r->followup ? pt_followup_mailbox (f->c->policy, f->mail.written_to, f->match->view->ticket)
                                         : f->mail.mailbox;
  g_autofree char *detail = r->followup ? pt_followup_detail (f->match->view->ticket->id) : NULL;
  const PtPerson *person = pt_snapshot_person (f->c->snapshot, requester);
  const PtRules *rules = mailbox ? mailbox->rules : f->rules;
  PtTicket *ticket = action->new_ticket = pt_ticket_new (NEW_TICKET, mailbox ? mailbox->name : "", subject);
  action->id = NEW_TICKET;
  ticket->requester = requester;
  ticket->company = person ? person->company : 0;
  ticket->flagged = r->kind == PT_RULING_NEW_FLAGGED;
  PtId bound = forward ? pt_standing_forward_division (f->author.person) : 0; /* M18 */
  ticket->division = bound ? bound : pt_change_default_division (f->c, rules);
  ticket->created_at = ticket->updated_at = f->c->now;
  ticket->thread_index = g_strdup (message->thread_index);
  ticket->category = (PtCategory) rules->category;
  ticket->shared = ticket->category == PT_CATEGORY_CUSTOMER;
  ticket->machine = pt_author_is_machine (&f->author, f->c->message);
  pt_event_add (decision, NEW_TICKET, decision->author, "ticket-created", detail);
  if (r->followup || r->plain_new)
    refer (f, r, decision, ticket);
  return NEW_TICKET;
}

static void
learn_id (const PtCase *c, PtDecision *decision, PtId ticket, const char *id, PtKnownOrigin origin)
{
  const PtKnownId *known = pt_snapshot_known_id (c->snapshot, id);
  PtToken token;
  if ((known && known->origin >= origin) || pt_token_read_message_id (c->policy, id, c->now, &token) != PT_TOKEN_NOT)
    return;
  PtAction *action = pt_decision_add (decision, PT_ACTION_KNOWN_ID, ticket);
  action->text = g_strdup (id);
  action->value = origin;
}

void
pt_effects_learn_ids (const PtCase *a_case, PtDecision *decision, PtId ticket)
{
  const PtMessage *message = a_case->message;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  if (message->message_id && g_hash_table_add (seen, message->message_id))
    learn_id (a_case, decision, ticket, message->message_id, PT_KNOWN_RECEIVED);
  for (guint i = 0; i < message->in_reply_to->len; i++)
    if (g_hash_table_add (seen, g_ptr_array_index (message->in_reply_to, i)))
      learn_id (a_case, decision, ticket, g_ptr_array_index (message->in_reply_to, i), PT_KNOWN_REFERENCED);
  for (guint i = 0; i < message->references->len; i++)
    if (g_hash_table_add (seen, g_ptr_array_index (message->references, i)))
      learn_id (a_case, decision, ticket, g_ptr_array_index (message->references, i), PT_KNOWN_REFERENCED);
}

void
pt_effects_link_others (const PtMatch *match, PtDecision *decision, PtId ticket)
{
  for (guint i = 0; i < match->others->len; i++) {
    PtAction *link = pt_decision_add (decision, PT_ACTION_LINK, ticket);
    link->other = g_array_index (match->others, PtId, i);
    link->text = g_strdup ("same-thread");
    pt_event_add (decision, ticket, 0, "linked", NULL);
  }
}

/* Attachments over the limit stay in the raw message alone; the ticket says so (N9). */
static void
drop_large_parts (const PtFacts *f, PtDecision *decision, PtId ticket)
{
  const GPtrArray *parts = f->c->message->parts;
  decision->part_bytes = f->rules->max_attachment_in;
  for (guint i = 0; i < parts->len && decision->part_bytes; i++) {
    const PtPart *part = g_ptr_array_index (parts, i);
    if ((!part->attachment && !part->is_inline) || part->size <= decision->part_bytes)
      continue;
    g_autofree char *detail = g_strdup_printf ("%s, %" G_GSIZE_FORMAT " bytes", part->name ? part->name : part->type,
                                               part->size);
    pt_event_add (decision, ticket, 0, "attachment-dropped", detail);
    pt_decision_reason (decision, "N9", "over max_attachment_in, kept in the raw message alone: %s", detail);
  }
}

static PtComment *
make_comment (const PtFacts *f, const PtRuling *r, PtDecision *decision, PtId ticket, const char *rest)
{
  const char *delimiter = f->rules->delimiter, *text = rest ? rest : f->mail.forward.whole;
  g_autofree char *above = pt_quoted_above (text ? text : f->c->message->text_new, delimiter); /* N8 */
  g_autoptr (GPtrArray) flags = pt_ruling_flags (f, r);
  PtAction *action = pt_decision_add (decision, PT_ACTION_COMMENT, ticket);
  PtComment *comment = action->comment = pt_comment_new (NEW_COMMENT, ticket, decision->author);
  action->id = NEW_COMMENT;
  comment->author_address = g_strdup (f->author.from->addr);
  comment->is_private = pt_ruling_is_private (r->kind);
  comment->is_participant = f->standing.participant || r->marks & PT_MARK_JOINS ||
                            (f->standing.same_company && !f->standing.requester);
  comment->channel = r->followup ? PT_CHANNEL_CLOSED_TICKET : PT_CHANNEL_MAIL;
  comment->text = g_strdup (above ? above : text);
  if (comment->text)
    g_strchomp (comment->text);
  comment->at = f->c->now;
  for (guint i = 0; i < flags->len; i++)
    pt_comment_add_flag (comment, g_ptr_array_index (flags, i));
  decision->comment = comment->id;
  drop_large_parts (f, decision, ticket);
  return comment;
}

/* Side effect (3): an end user's word reopens, a flagged private one never does (L3, B3). */
static void
reopen (const PtFacts *f, PtAudience *audience, const PtComment *comment)
{
  PtStatus status = audience->status;
  gboolean counts = !comment->is_private || !pt_comment_is_flagged (comment);
  gboolean outside = !f->standing.internal || f->standing.as_requester;
  if (outside && counts && status > PT_STATUS_OPEN)
    pt_change_status (audience, PT_STATUS_OPEN);
  else if (!outside && !comment->is_private && (status == PT_STATUS_NEW || status == PT_STATUS_CLOSED))
    pt_change_status (audience, PT_STATUS_OPEN);
}

/* Side effect (4), FW5; but a flagged private comment changes no list (B3). */
static void
follow (const PtFacts *f, const PtRuling *r, const PtAudience *audience)
{
  PtDecision *decision = audience->decision;
  const PtStanding *s = &f->standing;
  gboolean related = s->requester || s->assignee || s->cc || s->participant || s->follower ||
                     pt_commands_last (f->mail.commands, PT_COMMAND_UNFOLLOW);
  if ((pt_ruling_is_private (r->kind) && pt_ruling_is_flagged (f, r)) || audience->assignee == decision->author ||
      !f->match->view || f->match->closed || !s->may_edit || related || !f->rules->followers_enabled || s->as_requester)
    return;
  if (!pt_audience_has (audience, decision->author, PT_RELATION_FOLLOWER) &&
      !pt_people_is_blocked (f->rules, f->author.person)) /* FW15 */
    pt_people_relate (decision, audience->ticket, decision->author, PT_RELATION_FOLLOWER, decision->author);
}

static void
fill_audience (PtAudience *audience, const PtFacts *f, const PtRuling *r, gboolean fresh)
{
  const PtTicketView *view = fresh ? NULL : f->match->view;
  const PtStanding *s = &f->standing;
  pt_audience_take (audience, fresh ? pt_decision_new_ticket (audience->decision) : view->ticket, view);
  audience->author = audience->decision->author;
  audience->author_internal = f->standing.internal && !f->standing.as_requester;
  gboolean takes_part = s->participant || r->marks & PT_MARK_JOINS;
  audience->author_in_conversation = !fresh && (s->requester || s->cc || takes_part || s->same_company); /* S3 */
  audience->authenticated = f->author.auth == PT_AUTH_PASS;
}

static void
tell (PtAudience *audience, const PtFacts *f, const PtRuling *r, PtComment *comment, gboolean fresh)
{
  pt_audience_show (audience, comment);
  if (!fresh) {
    pt_audience_tell_comment (audience, comment);
    return;
  }
  pt_audience_tell_new (audience, comment);
  if (comment->is_private || r->plain_new)
    return;
  if (audience->requester != audience->author) { /* an agent writes to somebody: his words, no receipt */
    pt_audience_tell_comment (audience, comment);
    return;
  }
  /* side effect (5): not where a closed ticket is left alone (U10), nor where an agent vouched for mail whose sender failed
   * the rows before (B11): he knows the text, not who sent it */
  if (!(r->marks & PT_MARK_RECEIPT))
    return;
  if (f->mail.from_desk)
    pt_decision_reason (audience->decision, "O10", "no receipt: another desk sent this");
  else
    pt_audience_tell_receipt (audience, comment);
}

/* D9: who answers a reply has read it, so a copy that still waits for him is not sent; by the setting, who writes at all has. */
static void
see (const PtFacts *f, const PtAudience *audience)
{
  PtId comment = f->rules->seen_by_reply == PT_SEEN_BY_ANSWER ? f->match->answered_comment : 0;
  if (f->standing.internal || !f->match->view || f->match->closed || !f->author.person || f->rules->reply_delay == 0 ||
      f->match->evidence != PT_EVIDENCE_OWN || (f->rules->seen_by_reply == PT_SEEN_BY_ANSWER && !comment))
    return;
  PtAction *action = pt_decision_add (audience->decision, PT_ACTION_SEEN, f->match->view->ticket->id);
  action->person = f->author.person->id;
  action->other = comment;
}

static void
change_cc (const PtFacts *f, const PtRuling *r, PtAudience *audience, gboolean fresh)
{
  guint have = fresh ? 0 : pt_people_count_cc (f->match->view);
  guint room = f->rules->max_cc - MIN (have, f->rules->max_cc);
  if (!(r->marks & PT_MARK_JOINS)) /* who comes in brings nobody along (C16) */
    pt_people_add_cc (f, audience, MIN (room, f->rules->max_cc_per_mail));
  if (!fresh)
    pt_leave_by_omission (f, audience);
}

static void
write_comment (const PtFacts *f, const PtRuling *r, PtAudience *audience, const PtCommandsEffect *said, gboolean fresh)
{
  PtDecision *decision = audience->decision;
  PtComment *comment = make_comment (f, r, decision, audience->ticket, said->text);
  if (!fresh && !said->set_status)
    reopen (f, audience, comment);
  pt_event_add (decision, audience->ticket, decision->author, comment->is_private ? "note-added" : "comment-added", NULL);
  pt_change_first_response (audience, comment);
  follow (f, r, audience);
  tell (audience, f, r, comment, fresh);
  pt_audience_tell_followed (audience);
  if (said->told)
    pt_audience_tell_agent (audience, said->told, comment);
  pt_linked_note (audience, comment);
}

/* An @@ command that was refused keeps its mail inside. */
static void
turn_inside (PtRuling *r, PtDecision *decision)
{
  if (r->kind == PT_RULING_PUBLIC || r->kind == PT_RULING_PUBLIC_FLAGGED) {
    r->kind = PT_RULING_PRIVATE;
    decision->verdict = PT_VERDICT_PRIVATE;
  } else if (r->kind == PT_RULING_NEW)
    r->kind = PT_RULING_NEW_PRIVATE;
}

static PtId
default_requester (const PtFacts *f, const PtRuling *r, PtDecision *decision)
{
  PtId requester = r->followup ? pt_followup_requester (f) : r->marks & PT_MARK_FORWARD ? pt_forward_person (f, decision) : 0;
  return requester ? requester : decision->author;
}

void
pt_effects_comment (const PtFacts *facts, const PtRuling *ruling, PtDecision *decision)
{
  PtAudience audience;
  PtRuling r = *ruling;
  g_auto (PtCommandsEffect) said = { .text = NULL };
  gboolean fresh = makes_ticket (r.kind), commands = pt_ruling_may_command (facts, &r);
  gboolean leaves = !fresh && pt_leave_is_wish (facts, &r);
  decision->author = pt_people_author (facts, decision);
  PtId requester = fresh ? pt_run_commands_requester (facts, decision, commands) : 0; /* M19: before what is forwarded */
  if (fresh && !requester)
    requester = default_requester (facts, &r, decision);
  PtId ticket = decision->ticket = fresh ? make_ticket (facts, &r, decision, requester) : facts->match->view->ticket->id;
  const PtTicket *made = fresh ? pt_decision_new_ticket (decision) : NULL;
  const PtRules *rules = made ? pt_policy_rules_for (facts->c->policy, made->mailbox) : facts->rules;
  pt_audience_init (&audience, facts->c, rules, decision);
  fill_audience (&audience, facts, &r, fresh);
  pt_run_commands (facts, &r, &audience, commands, fresh, &said);
  if (said.inside)
    turn_inside (&r, decision);
  if (pt_ruling_may_add_cc (facts, &r) && !said.none)
    change_cc (facts, &r, &audience, fresh);
  if (r.marks & PT_MARK_JOINS)
    pt_people_relate (decision, ticket, decision->author, PT_RELATION_PARTICIPANT, decision->author);
  if (leaves)
    pt_leave_by_wish (facts, &audience);
  if (r.marks & PT_MARK_FORWARD) {
    pt_forward_write (facts, &r, &audience, said.text);
  } else if (!said.none && !leaves) {
    write_comment (facts, &r, &audience, &said, fresh);
  } else {
    follow (facts, &r, &audience);
    pt_audience_tell_followed (&audience);
    pt_audience_tell_status (&audience, NULL);
  }
  see (facts, &audience);
  pt_effects_learn_ids (facts->c, decision, ticket);
  pt_effects_link_others (facts->match, decision, ticket);
  if (facts->match->conflict)
    pt_event_add (decision, ticket, 0, "match-conflict", facts->match->conflict);
  if (facts->c->envelope->recovered)
    pt_event_add (decision, ticket, facts->c->envelope->recovered_by, "released",
                  facts->c->envelope->edited ? "edited" : NULL); /* O11 */
  pt_audience_clear (&audience);
}

void
pt_effects_bounce (const PtFacts *facts, PtDecision *decision)
{
  const PtOutboxItem *item = pt_snapshot_outbox (facts->c->snapshot, facts->mail.return_path.outbox);
  const GPtrArray *statuses = facts->c->message->statuses;
  gboolean failed = statuses->len == 0, hard = FALSE;
  const char *status = "";
  for (guint i = 0; i < statuses->len; i++) {
    const PtDeliveryStatus *one = g_ptr_array_index (statuses, i);
    if (g_strcmp0 (one->action, "failed") != 0)
      continue;
    failed = TRUE;
    status = one->status;
    hard |= one->status[0] == '5';
  }
  decision->ticket = item->notification.ticket;
  if (!failed)
    return;
  PtAction *action = pt_decision_add (decision, PT_ACTION_BOUNCE, item->notification.ticket);
  action->other = item->id;
  action->person = item->notification.person;
  action->value = hard;
  action->text = g_strdup (status);
  pt_event_add_about (decision, item->notification.ticket, 0, "delivery-failed", item->notification.person);
}
