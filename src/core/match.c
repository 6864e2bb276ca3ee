#include "core/match.h"

#include "base/clock.h"
#include "core/followup.h"
#include "core/keys.h"
#include "core/quoted.h"

/* One thing in the message that names a ticket.  They are collected strongest first (B16). */
typedef struct {
  PtVia    via;
  PtId     ticket;
  gboolean is_signed;
  PtId     person;  /* whom it names; 0 = nobody */
  PtId     comment; /* what was answered; 0 = not said */
  PtToken  token;   /* all that it says, if it is signed */
} Candidate;

typedef struct {
  const PtCase   *c;
  const PtPerson *author;
  const PtRules  *rules;
  PtMatch        *match;
  GArray         *candidates;
} Search;

/* The ticket that stands for NUMBER now: merges followed, deleted is none (M21, M22). */
static PtId
resolve (const PtCase *c, PtId number)
{
  const PtTicketView *view = pt_snapshot_survivor (c->snapshot, number);
  return view && !view->ticket->deleted ? view->ticket->id : 0;
}

static void
add (Search *s, PtVia via, PtTokenState state, const PtToken *token)
{
  s->match->broken_mac |= state == PT_TOKEN_BROKEN;
  s->match->retired_key |= state == PT_TOKEN_RETIRED && token->person != 0;
  Candidate candidate = { via, state == PT_TOKEN_GOOD ? resolve (s->c, token->ticket) : 0, TRUE, token->person,
                          token->comment, *token };
  if (candidate.ticket)
    g_array_append_val (s->candidates, candidate);
}

static void
add_unsigned (Search *s, PtVia via, PtId number)
{
  Candidate candidate = { .via = via, .ticket = resolve (s->c, number) };
  if (candidate.ticket)
    g_array_append_val (s->candidates, candidate);
}

static gboolean
is_in_text (PtKeyPlace place)
{
  return place == PT_KEY_TEXT_NEW || place == PT_KEY_TEXT_QUOTED;
}

/* Mail to the other addresses asks for something; it is no word on a ticket. */
static gboolean
is_for_words (const PtKeyToken *one)
{
  return one->state != PT_TOKEN_GOOD || one->token.purpose == PT_PURPOSE_REPLY
         || one->token.purpose == PT_PURPOSE_ANSWER || one->token.purpose == PT_PURPOSE_NOTE
         || one->token.purpose == PT_PURPOSE_PUBLISH;
}

static void
try_addresses (Search *s)
{
  for (guint i = 0; i < s->c->keys->tokens->len; i++) {
    const PtKeyToken *one = pt_keys_token (s->c->keys, i);
    if (!is_in_text (one->place) && is_for_words (one))
      add (s, PT_VIA_ADDRESS, one->state, &one->token);
  }
}

static void
try_signed_id (Search *s, const PtKeyId *id)
{
  add (s, PT_VIA_SIGNED_ID, id->state, &id->token);
}

static gboolean
is_too_old (const PtCase *c, const PtKnownId *known, const PtRules *rules)
{
  return rules->header_match_days && c->now - known->seen_at > rules->header_match_days * PT_DAY; /* M6, X29 */
}

static void
try_stored_id (Search *s, const PtKeyId *id)
{
  const PtKnownId *known = pt_snapshot_known_id (s->c->snapshot, id->id);
  if (known && !is_too_old (s->c, known, s->rules))
    add_unsigned (s, PT_VIA_STORED_ID, known->ticket);
}

/* In-Reply-To first, then References from the newest: what the author answered before what it answered (B16). */
static void
try_ids (Search *s, void (*try_id) (Search *, const PtKeyId *))
{
  const PtKeys *keys = s->c->keys;
  for (guint i = 0; i < keys->ids->len; i++)
    if (pt_keys_id (keys, i)->place == PT_KEY_IN_REPLY_TO)
      try_id (s, pt_keys_id (keys, i));
  for (guint i = keys->ids->len; i > 0; i--)
    if (pt_keys_id (keys, i - 1)->place == PT_KEY_REFERENCES)
      try_id (s, pt_keys_id (keys, i - 1));
}

/* A message that others answered before it came (B10): its own id is a ghost.  An id that was received already
 * belongs to another message, whatever this one says. */
static void
try_own_id (Search *s)
{
  const PtKeyId *own = pt_keys_own_id (s->c->keys);
  const PtKnownId *known = own ? pt_snapshot_known_id (s->c->snapshot, own->id) : NULL;
  if (!known)
    return;
  if (known->origin == PT_KNOWN_REFERENCED)
    try_stored_id (s, own);
  else {
    s->match->id_reused = TRUE;
    s->match->namesake = resolve (s->c, known->ticket);
  }
}

static void
try_body (Search *s, PtVia via, PtKeyPlace place)
{
  for (guint i = 0; i < s->c->keys->tokens->len; i++) {
    const PtKeyToken *one = pt_keys_token (s->c->keys, i);
    if (one->place == place)
      add (s, via, one->state, &one->token);
  }
}

static void
try_subject (Search *s)
{
  for (guint i = 0; i < s->c->keys->tickets->len; i++)
    add_unsigned (s, PT_VIA_SUBJECT, g_array_index (s->c->keys->tickets, PtId, i));
}

static void
collect (Search *s)
{
  try_addresses (s);
  try_ids (s, try_signed_id);
  try_body (s, PT_VIA_BODY_NEW, PT_KEY_TEXT_NEW);
  try_ids (s, try_stored_id);
  try_own_id (s);
  try_body (s, PT_VIA_BODY_QUOTED, PT_KEY_TEXT_QUOTED);
  try_subject (s);
}

static PtEvidence
evidence_of (const Search *s, const Candidate *candidate)
{
  if (!candidate->is_signed)
    return PT_EVIDENCE_UNSIGNED;
  return s->author && pt_person_is (s->author, candidate->person) ? PT_EVIDENCE_OWN : PT_EVIDENCE_OTHER;
}

static gboolean
is_to (const Candidate *candidate, PtPurpose purpose)
{
  return candidate->via == PT_VIA_ADDRESS && candidate->token.purpose == purpose;
}

/* What an address is for counts before what a Message-ID says (B16), and a note before an answer: who writes to both
 * wants it inside. */
static void
note_purpose (PtMatch *match, const Candidate *candidate)
{
  if (is_to (candidate, PT_PURPOSE_NOTE) || is_to (candidate, PT_PURPOSE_PUBLISH))
    match->answered = PT_ANSWERED_PRIVATE;
  if (is_to (candidate, PT_PURPOSE_PUBLISH) && !match->publish.comment)
    match->publish = candidate->token;
  if (!is_to (candidate, PT_PURPOSE_ANSWER))
    return;
  match->to_answer = TRUE;
  if (match->answered == PT_ANSWERED_UNKNOWN)
    match->answered = PT_ANSWERED_PUBLIC;
}

/* Which mail of ours it answers: that to the address says, else the id in In-Reply-To, else the newest in References;
 * the anchor of a ticket is that of no mail. */
static gboolean
find_to_staff (const GArray *candidates, PtId ticket)
{
  for (guint i = 0; i < candidates->len; i++) {
    const Candidate *one = &g_array_index (candidates, Candidate, i);
    if (one->ticket != ticket)
      continue;
    if (is_to (one, PT_PURPOSE_ANSWER) || is_to (one, PT_PURPOSE_NOTE))
      return TRUE;
    if (one->via == PT_VIA_SIGNED_ID && one->person)
      return one->token.to_staff;
  }
  return FALSE;
}

/* The first signed id or token that says which comment was read decides; a private one named anywhere in a body means
 * that private text is quoted (note d under RULES 3.1). */
static void
note_answered (const Search *s, const Candidate *candidate)
{
  const PtCommentRef *comment = candidate->comment ? pt_snapshot_comment (s->c->snapshot, candidate->comment) : NULL;
  if (!comment || !candidate->is_signed)
    return;
  if (!s->match->comment)
    s->match->comment = comment->id;
  if (s->author && pt_person_is (s->author, candidate->person))
    s->match->answered_comment = MAX (s->match->answered_comment, comment->id);
  gboolean in_body = candidate->via == PT_VIA_BODY_NEW || candidate->via == PT_VIA_BODY_QUOTED;
  if (comment->is_private && (in_body || s->match->answered == PT_ANSWERED_UNKNOWN))
    s->match->answered = PT_ANSWERED_PRIVATE;
  else if (s->match->answered == PT_ANSWERED_UNKNOWN)
    s->match->answered = PT_ANSWERED_PUBLIC;
}

static void
add_other (PtMatch *match, PtId ticket)
{
  for (guint i = 0; i < match->others->len; i++)
    if (g_array_index (match->others, PtId, i) == ticket)
      return;
  g_array_append_val (match->others, ticket);
}

static void
note_other (Search *s, const Candidate *candidate)
{
  PtMatch *match = s->match;
  if (!match->conflict && candidate->via != match->via)
    match->conflict = g_strdup_printf ("%s names ticket %" G_GINT64_FORMAT, pt_via_name (candidate->via),
                                       candidate->ticket);
  if (candidate->via == PT_VIA_STORED_ID && match->via == PT_VIA_STORED_ID)
    add_other (match, candidate->ticket);
}

/* A Message-ID that another message bears never matches (B10), but where nothing better does, the two may well be
 * copies of one mail that a list changed on its way: worth a link, which gives nobody a right. */
static void
note_namesake (Search *s)
{
  gboolean weak = s->match->via == PT_VIA_NONE || s->match->via == PT_VIA_STORED_ID;
  if (s->match->namesake && weak && s->match->namesake != s->match->named)
    add_other (s->match, s->match->namesake);
}

static void
weigh (Search *s)
{
  const Candidate *first = &g_array_index (s->candidates, Candidate, 0);
  s->match->named = first->ticket;
  s->match->via = first->via;
  for (guint i = 0; i < s->candidates->len; i++) {
    const Candidate *candidate = &g_array_index (s->candidates, Candidate, i);
    if (candidate->ticket != first->ticket) {
      note_other (s, candidate);
      continue;
    }
    s->match->evidence = MAX (s->match->evidence, evidence_of (s, candidate));
    if (candidate->comment)
      g_array_append_val (s->match->read, candidate->comment);
    note_purpose (s->match, candidate);
    note_answered (s, candidate);
  }
  s->match->to_staff = find_to_staff (s->candidates, first->ticket);
}

/* The delimiter is that of the mails that the ticket's mailbox sent (N8). */
static gboolean
quotes_private (const PtCase *c, PtId ticket)
{
  const PtTicketView *view = pt_snapshot_ticket (c->snapshot, ticket);
  return pt_quoted_private (c, pt_policy_rules_for (c->policy, view->ticket->mailbox), ticket);
}

PtMatch *
pt_match_new (void)
{
  PtMatch *match = g_new0 (PtMatch, 1);
  match->others = g_array_new (FALSE, FALSE, sizeof (PtId));
  match->read = g_array_new (FALSE, FALSE, sizeof (PtId));
  return match;
}

void
pt_match_take (PtMatch *match, const PtPolicy *policy, const PtTicketView *view)
{
  match->view = view;
  match->ticket = view ? view->ticket->id : 0;
  match->closed = view && view->ticket->status == PT_STATUS_CLOSED
                  && pt_policy_rules_for (policy, view->ticket->mailbox)->closed_reply != PT_CLOSED_REPLY_REOPEN;
}

/* An answer to a closed ticket goes to its open follow-up, where the rules reuse it (U12). */
static void
take_named (const PtCase *c, const PtPerson *author, PtMatch *match)
{
  const PtTicketView *view = pt_snapshot_ticket (c->snapshot, match->named), *open = NULL;
  pt_match_take (match, c->policy, view);
  if (match->closed && author)
    open = pt_followup_open (pt_policy_rules_for (c->policy, view->ticket->mailbox), c->snapshot, view->ticket,
                             author);
  if (open)
    pt_match_take (match, c->policy, open);
}

PtMatch *
pt_match_find (const PtCase *a_case, const PtPerson *author, const PtRules *rules)
{
  PtMatch *match = pt_match_new ();
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  Search search = { a_case, author, rules, match, candidates };
  if (a_case->message->gate == PT_GATE_OK)
    collect (&search);
  if (candidates->len)
    weigh (&search);
  note_namesake (&search);
  if (!match->named)
    return match;
  if (match->answered != PT_ANSWERED_PRIVATE && quotes_private (a_case, match->named))
    match->answered = PT_ANSWERED_PRIVATE;
  take_named (a_case, author, match);
  return match;
}

gboolean
pt_match_is_claimed (const PtMatch *match, const PtKeys *keys)
{
  return match->evidence != PT_EVIDENCE_OWN
         && (match->evidence != PT_EVIDENCE_NONE || match->thread || keys->tickets->len > 0);
}

void
pt_match_free (PtMatch *match)
{
  if (!match)
    return;
  g_array_unref (match->others);
  g_array_unref (match->read);
  g_free (match->conflict);
  g_free (match);
}
