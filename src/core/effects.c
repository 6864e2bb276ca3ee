#include "core/effects.h"

#include "base/text.h"
#include "core/author.h"
#include "core/change.h"
#include "core/followup.h"
#include "core/forward.h"
#include "core/leave.h"
#include "core/linked.h"
#include "core/mails.h"
#include "core/people.h"
#include "core/phrase.h"
#include "core/quoted.h"
#include "core/run-commands.h"
#include "core/undelivered.h"

#include <string.h>

static gboolean
makes_ticket (PtRulingKind kind)
{
  return kind >= PT_RULING_NEW && kind <= PT_RULING_NEW_PRIVATE_FLAGGED;
}

/* The reference to the closed ticket in title and log (U3); the closed one is never touched. */
static void
follow_up (const PtFacts *f, PtTicket *ticket)
{
  const PtTicket *old = f->match->view->ticket;
  g_autofree char *plain = ticket->subject;
  ticket->subject = pt_followup_subject (old->subject, old->id);
  pt_followup_fill (f->rules, f->c->snapshot, old, ticket);
}

static PtTicket *
new_ticket (const PtFacts *f, const PtRuling *r, PtId requester)
{
  const PtMessage *message = f->c->message;
  const gboolean forward = r->marks & PT_MARK_FORWARD;
  g_autofree char *plain = forward ? pt_text_base_subject (message->subject) : g_strdup (message->subject);
  const char *subject = *plain ? plain : "(no subject)";
  const PtTicketView *old = r->followup ? f->match->view : NULL;
  const PtMailbox *mailbox = old ? pt_followup_mailbox (f->c->policy, f->arrival.written_to, old->ticket)
                                 : f->arrival.mailbox;
  const PtPerson *person = pt_snapshot_person (f->c->snapshot, requester);
  const PtRules *rules = mailbox ? mailbox->rules : f->rules;
  PtTicket *ticket = pt_ticket_new (0, mailbox ? mailbox->name : "", subject);
  ticket->requester = requester;
  ticket->company = person ? person->company : 0;
  ticket->flagged = r->kind == PT_RULING_NEW_FLAGGED || r->kind == PT_RULING_NEW_PRIVATE_FLAGGED;
  PtId bound = forward ? pt_standing_forward_division (f->author.person) : 0; /* M18 */
  ticket->division = bound ? bound : pt_change_default_division (f->c, rules);
  ticket->created_at = ticket->updated_at = f->c->now;
  ticket->thread_index = g_strdup (message->thread_index);
  ticket->category = (PtCategory) rules->category;
  ticket->shared = ticket->category == PT_CATEGORY_CUSTOMER;
  ticket->machine = f->mail.machine;
  ticket->thread_of = f->match->thread;
  if (r->followup)
    follow_up (f, ticket);
  return ticket;
}

/* A link leads from the new ticket to a closed one (X13); of one who has no part in that, people inside alone see
 * it (U10). */
static PtId
make_ticket (const PtFacts *f, const PtRuling *r, PtWork *work, PtId requester)
{
  const PtId old = f->match->view ? f->match->view->ticket->id : 0;
  PtId ticket = pt_work_new_ticket (work, new_ticket (f, r, requester));
  g_autofree char *detail = r->followup ? pt_followup_detail (old) : NULL;
  pt_work_event (work, ticket, work->author.id, PT_EVENT_TICKET_CREATED, detail);
  if (r->followup || r->plain_new)
    pt_work_link (work, ticket, old, r->followup ? "follow-up" : "answers");
  return ticket;
}

static void
learn_id (PtWork *work, PtId ticket, const char *id, PtKnownOrigin origin)
{
  const PtCase *c = work->c;
  const PtKnownId *known = pt_snapshot_known_id (c->snapshot, id);
  if (!known || known->origin < origin)
    pt_work_learn_id (work, ticket, id, origin);
}

void
pt_effects_learn_ids (PtWork *work, PtId ticket)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < work->c->keys->ids->len; i++) {
    const PtKeyId *id = pt_keys_id (work->c->keys, i);
    gboolean own = id->place == PT_KEY_MESSAGE_ID;
    if (id->place != PT_KEY_RETURNED && id->state == PT_TOKEN_NOT && g_hash_table_add (seen, (gpointer) id->id))
      learn_id (work, ticket, id->id, own ? PT_KNOWN_RECEIVED : PT_KNOWN_REFERENCED);
  }
}

void
pt_effects_link_others (const PtMatch *match, PtWork *work, PtId ticket)
{
  for (guint i = 0; i < match->others->len; i++) {
    pt_work_link (work, ticket, g_array_index (match->others, PtId, i), "same-thread");
    pt_work_event (work, ticket, 0, PT_EVENT_LINKED, NULL);
  }
}

/* Attachments over the limit stay in the raw message alone; the ticket says so (N9). */
static void
drop_large_parts (const PtFacts *f, PtWork *work, PtId ticket)
{
  const GPtrArray *parts = f->c->message->parts;
  PtDecision *decision = work->decision;
  decision->part_bytes = f->rules->max_attachment_in;
  for (guint i = 0; i < parts->len && decision->part_bytes; i++) {
    const PtPart *part = g_ptr_array_index (parts, i);
    if ((!part->attachment && !part->is_inline) || part->size <= decision->part_bytes)
      continue;
    g_autofree char *detail = g_strdup_printf ("%s, %" G_GSIZE_FORMAT " bytes", part->name ? part->name : part->type,
                                               part->size);
    pt_work_event (work, ticket, 0, PT_EVENT_ATTACHMENT_DROPPED, detail);
    pt_decision_reason (decision, "N9", "over max_attachment_in, kept in the raw message alone: %s", detail);
  }
}

/* Side effect (5): no receipt where a closed ticket is left alone (U10), nor where an agent vouched for mail whose
 * sender failed the rows before (B11): he knows the text, not who sent it. */
static PtReach
reach_of (const PtRuling *r, const PtWork *work, PtId ticket, gboolean fresh)
{
  if (!fresh)
    return PT_REACH_ALL;
  if (r->plain_new)
    return PT_REACH_INSIDE;
  if (pt_work_ticket (work, ticket)->requester != work->author.id)
    return PT_REACH_ALL; /* an agent writes to somebody: his words, no receipt */
  return r->marks & PT_MARK_RECEIPT ? PT_REACH_RECEIPT : PT_REACH_INSIDE;
}

static PtComment *
make_comment (const PtFacts *f, const PtRuling *r, PtWork *work, PtId ticket, const char *rest, gboolean fresh)
{
  const char *delimiter = f->rules->delimiter, *text = rest ? rest : f->mail.forward.whole;
  if (f->mail.no_words) /* a subject of ours is none (J27) */
    text = f->c->message->text;
  g_autofree char *above = pt_quoted_above (text ? text : f->c->message->text_new, delimiter); /* N8 */
  PtComment *comment = pt_comment_new (0, ticket, work->author.id);
  comment->author_address = g_strdup (f->author.from->addr);
  comment->is_private = pt_ruling_is_private (r->kind);
  comment->is_participant = f->standing.participant || r->marks & PT_MARK_JOINS
                            || (f->standing.same_company && !f->standing.requester);
  comment->channel = r->followup ? PT_CHANNEL_CLOSED_TICKET : PT_CHANNEL_MAIL;
  comment->text = g_strdup (above ? above : text);
  if (comment->text)
    g_strchomp (comment->text);
  comment->at = f->c->now;
  comment->flags = pt_ruling_flags (f, r);
  if (f->mail.kept_out->len && pt_ruling_may_add_cc (f, r))
    comment->flags |= PT_FLAG_BIT (PT_FLAG_CC_KEPT_OUT);
  PtReach reach = reach_of (r, work, ticket, fresh);
  gboolean returned = reach == PT_REACH_RECEIPT && f->mail.from_desk;
  if (returned && !comment->is_private)
    pt_decision_reason (work->decision, "O10", "no receipt: another desk sent this");
  pt_work_new_comment (work, comment, returned ? PT_REACH_INSIDE : reach);
  work->decision->comment = comment->id;
  drop_large_parts (f, work, ticket);
  return comment;
}

/* Nothing but thanks, in words; the names are those of the people who are known to write here, as in `Thanks, Ann`
 * (J31).  A file beside it is more than thanks. */
static gboolean
only_thanks (const PtFacts *f, const PtComment *comment)
{
  const GPtrArray *persons = f->c->snapshot->persons, *parts = f->c->message->parts;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (guint i = 0; i < persons->len; i++)
    g_ptr_array_add (names, ((const PtPerson *) g_ptr_array_index (persons, i))->name);
  if (f->author.from->name)
    g_ptr_array_add (names, f->author.from->name);
  for (guint i = 0; i < parts->len; i++)
    if (((const PtPart *) g_ptr_array_index (parts, i))->attachment)
      return FALSE;
  return pt_phrase_is_all (comment->text ? comment->text : f->c->message->text_new, pt_phrase_thanks, names);
}

/* Side effect (3): an end user's word reopens, a flagged private one never does (L3, B3). */
static void
reopen (const PtFacts *f, PtWork *work, const PtComment *comment)
{
  PtStatus status = pt_work_ticket (work, comment->ticket)->status;
  gboolean counts = !comment->is_private || !(comment->flags & ~PT_FLAG_MARKS);
  gboolean outside = !f->standing.internal || f->standing.as_requester;
  if (outside && status == PT_STATUS_SOLVED && !f->rules->thanks_reopens && only_thanks (f, comment))
    pt_decision_reason (work->decision, "J31", "it only thanks, so the ticket stays solved");
  else if (outside && counts && status > PT_STATUS_OPEN)
    pt_change_status (work, comment->ticket, PT_STATUS_OPEN);
  else if (!outside && !comment->is_private && (status == PT_STATUS_NEW || status == PT_STATUS_CLOSED))
    pt_change_status (work, comment->ticket, PT_STATUS_OPEN);
}

/* Side effect (4), FW5; but a flagged private comment changes no list (B3). */
static void
follow (const PtFacts *f, const PtRuling *r, PtWork *work)
{
  const PtId ticket = work->decision->ticket, author = work->author.id;
  const PtStanding *s = &f->standing;
  gboolean related = s->requester || s->assignee || s->cc || s->participant || s->follower
                     || pt_commands_last (f->mail.commands, PT_COMMAND_UNFOLLOW);
  if ((pt_ruling_is_private (r->kind) && pt_ruling_flags (f, r)) || !f->match->view || f->match->closed
      || !s->may_edit || related || !f->rules->followers_enabled || s->as_requester
      || pt_work_ticket (work, ticket)->assignee == author)
    return;
  if (!pt_people_is_blocked (f->rules, f->author.person)) /* FW15 */
    pt_people_relate (work, ticket, author, PT_RELATION_FOLLOWER);
}

/* D9: who answers a reply has read it, so a copy that still waits for him is not sent; by the setting, who writes
 * at all has. */
static void
see (const PtFacts *f, PtWork *work)
{
  PtId comment = f->rules->seen_by_reply == PT_SEEN_BY_ANSWER ? f->match->answered_comment : 0;
  if (f->standing.internal || !f->match->view || f->match->closed || !f->author.person
      || f->rules->reply_delay == 0 || f->match->evidence != PT_EVIDENCE_OWN
      || (f->rules->seen_by_reply == PT_SEEN_BY_ANSWER && !comment))
    return;
  pt_work_see (work, f->match->view->ticket->id, f->author.person->id, comment);
}

static void
change_cc (const PtFacts *f, const PtRuling *r, PtWork *work, gboolean fresh)
{
  guint have = fresh ? 0 : pt_people_count_cc (f->match->view);
  guint room = f->rules->max_cc - MIN (have, f->rules->max_cc);
  if (!(r->marks & PT_MARK_JOINS)) /* who comes in brings nobody along (C16) */
    pt_people_add_cc (f, work, work->decision->ticket, MIN (room, pt_people_most_cc (f)));
  for (guint i = 0; i < f->mail.kept_out->len; i++) {
    const PtPerson *person = g_ptr_array_index (f->mail.kept_out, i);
    pt_work_event_about (work, work->decision->ticket, work->author.id, PT_EVENT_CC_KEPT_OUT, person->id);
  }
  pt_people_take_over_cc (f, work, work->decision->ticket);
  if (!fresh)
    pt_leave_by_omission (f, work);
}

static void
write_comment (const PtFacts *f, const PtRuling *r, PtWork *work, const PtCommandsEffect *said, gboolean fresh)
{
  const PtId ticket = work->decision->ticket, author = work->author.id;
  PtComment *comment = make_comment (f, r, work, ticket, said->text, fresh);
  if (!fresh && !said->set_status)
    reopen (f, work, comment);
  pt_work_event (work, ticket, author, comment->is_private ? PT_EVENT_NOTE_ADDED : PT_EVENT_COMMENT_ADDED,
                 comment->is_participant ? "as a participant" : NULL); /* J17 */
  pt_change_first_response (work, comment);
  pt_change_waiting (work, comment);
  follow (f, r, work);
  if (said->told)
    pt_work_happened (work, PT_HAPPENED_NAMED, ticket, said->told, 0);
  pt_linked_note (work, comment);
}

/* The author's words alone, as a comment of its own, so that answers to the note stay notes (J2). */
static void
publish (const PtFacts *f, PtWork *work)
{
  const PtId ticket = work->decision->ticket;
  const PtComment *kept = f->c->snapshot->kept;
  PtComment *comment = pt_comment_new (0, ticket, work->author.id);
  comment->author_address = g_strdup (f->author.from->addr);
  comment->channel = PT_CHANNEL_MAIL;
  comment->text = g_strdup (kept->text);
  comment->publishes = kept->id;
  comment->at = f->c->now;
  pt_work_new_comment (work, comment, PT_REACH_ALL);
  work->decision->comment = comment->id;
  reopen (f, work, comment);
  pt_work_event (work, ticket, work->author.id, PT_EVENT_COMMENT_ADDED, NULL);
  pt_change_first_response (work, comment);
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
default_requester (const PtFacts *f, const PtRuling *r, PtWork *work)
{
  PtId requester = r->followup ? pt_followup_requester (f)
                   : r->marks & PT_MARK_FORWARD ? pt_forward_person (f, work) : 0;
  return requester ? requester : work->author.id;
}

static void
take_author (const PtFacts *f, const PtRuling *r, PtWork *work, gboolean fresh)
{
  const PtStanding *s = &f->standing;
  const gboolean takes_part = s->participant || r->marks & PT_MARK_JOINS;
  work->author.id = work->decision->author = pt_people_author (f, work);
  work->author.internal = s->internal && !s->as_requester;
  work->author.in_conversation = !fresh && (s->requester || s->cc || takes_part || s->same_company); /* S3 */
  work->author.authenticated = f->author.auth == PT_AUTH_PASS;
  work->author.receipts = pt_author_receipts (&f->author, f->has_authserv);
  work->author.unproven = f->author.auth != PT_AUTH_PASS && f->match->evidence != PT_EVIDENCE_OWN;
  work->author.claims = work->author.unproven && pt_match_is_claimed (f->match, f->c->keys);
}

static PtId
find_ticket (const PtFacts *f, const PtRuling *r, PtWork *work, gboolean fresh, gboolean commands)
{
  if (!fresh)
    return f->match->view->ticket->id;
  PtId requester = pt_run_commands_requester (f, work, commands); /* M19: before what is forwarded */
  return make_ticket (f, r, work, requester ? requester : default_requester (f, r, work));
}

/* What stays to be known of the message itself. */
static void
keep_traces (const PtFacts *f, PtWork *work, PtId ticket)
{
  const PtEnvelope *envelope = f->c->envelope;
  see (f, work);
  pt_effects_learn_ids (work, ticket);
  pt_effects_link_others (f->match, work, ticket);
  if (f->match->conflict)
    pt_work_event (work, ticket, 0, PT_EVENT_MATCH_CONFLICT, f->match->conflict);
  if (envelope->recovered)
    /* O11 */
    pt_work_event (work, ticket, envelope->recovered_by, PT_EVENT_RELEASED, envelope->edited ? "edited" : NULL);
}

void
pt_effects_comment (const PtFacts *facts, const PtRuling *ruling, PtDecision *decision)
{
  g_autoptr (PtWork) work = pt_work_new (facts->c, decision);
  g_auto (PtCommandsEffect) said = { .text = NULL };
  PtRuling r = *ruling;
  gboolean fresh = makes_ticket (r.kind), commands = pt_ruling_may_command (facts, &r);
  gboolean leaves = !fresh && pt_leave_is_wish (facts);
  take_author (facts, &r, work, fresh);
  PtId ticket = decision->ticket = find_ticket (facts, &r, work, fresh, commands);
  pt_run_commands (facts, &r, work, commands, fresh, &said);
  if (said.inside)
    turn_inside (&r, decision);
  if (!leaves && pt_ruling_may_add_cc (facts, &r) && !said.none)
    change_cc (facts, &r, work, fresh);
  if (r.marks & PT_MARK_JOINS)
    pt_people_relate (work, ticket, decision->author, PT_RELATION_PARTICIPANT);
  if (leaves)
    pt_leave_by_wish (facts, work);
  if (r.marks & PT_MARK_PUBLISH) {
    publish (facts, work);
    r.kind = PT_RULING_PRIVATE; /* of whatever else it says */
  }
  if (r.marks & PT_MARK_FORWARD)
    pt_forward_write (facts, &r, work, said.text);
  else if (!said.none && !leaves)
    write_comment (facts, &r, work, &said, fresh);
  else if (!(r.marks & PT_MARK_PUBLISH))
    follow (facts, &r, work);
  keep_traces (facts, work, ticket);
  pt_undelivered_hear (facts, work, ticket);
  pt_mails_write (work);
}

void
pt_effects_bounce (const PtFacts *facts, PtDecision *decision)
{
  const PtOutboxItem *item = pt_snapshot_outbox (facts->c->snapshot, facts->mail.return_path);
  g_autoptr (PtWork) work = pt_work_new (facts->c, decision);
  const PtDeliveryStatus *status = NULL;
  PtDelivery delivery = pt_delivery_of_report (facts->c->message, &status);
  decision->ticket = item->notification.ticket;
  if (!status)
    return;
  g_autofree char *words = g_str_has_prefix (status->words, status->status) || strstr (status->words, status->status)
                           ? g_strdup (status->words)
                           : g_strdup_printf ("%s %s", status->status, status->words);
  pt_undelivered_take (work, item, delivery, g_strchomp (words));
  pt_mails_write (work);
}

void
pt_effects_kept (const PtFacts *facts, PtDecision *decision)
{
  g_autoptr (PtWork) work = pt_work_new (facts->c, decision);
  decision->ticket = facts->match->view ? facts->match->view->ticket->id : 0;
  decision->expires_at = facts->c->now + facts->gate->suspended_keep;
  pt_undelivered_hear (facts, work, 0);
}
