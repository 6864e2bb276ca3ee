/* Rows 1-19 of RULES 3.3: gate and authentication. */
#include "core/ruling.h"

#include "base/clock.h"
#include "core/author.h"

#include <string.h>

static gboolean
refuse_or_hold (const PtFacts *f, PtRuling *r)
{
  r->kind = pt_entrance_can_refuse (f->c->envelope->entrance) ? PT_RULING_REJECTED : PT_RULING_HELD; /* B14 */
  return TRUE;
}

static gboolean
row_1_size (const PtFacts *f, PtRuling *r)
{
  if (f->c->message->gate == PT_GATE_TOO_MANY_HOPS)
    r->cause = PT_CAUSE_LOOP;
  else if (f->c->message->gate != PT_GATE_TOO_LARGE)
    return FALSE;
  return refuse_or_hold (f, r);
}

/* The same digest to the same mailbox, or to another one of ours within seven days (B10, B19, M13); what bears
 * neither Date nor Message-ID may be said again after a day (J22); or the same words with what a list has put below
 * them. */
static gboolean
row_2_duplicate (const PtFacts *f, PtRuling *r)
{
  const GPtrArray *duplicates = f->c->snapshot->duplicates;
  PtTime since = pt_message_repeats_since (f->c->message, f->c->now);
  gboolean also = FALSE;
  for (guint i = 0; i < duplicates->len && !f->c->envelope->recovered; i++) {
    const PtDuplicate *duplicate = g_ptr_array_index (duplicates, i);
    if (duplicate->received_at <= since)
      continue;
    if (!f->arrival.arrived || g_strcmp0 (duplicate->mailbox, f->arrival.arrived->name) == 0)
      return TRUE;
    also |= f->c->now - duplicate->received_at <= 7 * PT_DAY;
  }
  r->kind = PT_RULING_ALSO_TO;
  return also || (f->mail.repeats && !f->c->envelope->recovered);
}

static gboolean
row_3_bytes (const PtFacts *f, PtRuling *r)
{
  switch (f->c->message->gate) {
  case PT_GATE_BYTES:
    r->cause = PT_CAUSE_MALICIOUS;
    return TRUE;
  case PT_GATE_LIMIT:
  case PT_GATE_UNREADABLE:
    return TRUE;
  default:
    return FALSE;
  }
}

static gboolean
row_4_loop (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return f->mail.loop;
}

static gboolean
row_5_bounce (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return f->mail.return_path && f->c->message->report == PT_REPORT_DELIVERY;
}

static gboolean
row_6_return_path (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return f->mail.return_path && (f->c->message->report != PT_REPORT_NONE
                                 || f->c->message->automatic != PT_AUTOMATIC_NO);
}

static gboolean
row_7_report (const PtFacts *f, PtRuling *r)
{
  if (f->mail.returned_own_id)
    r->cause = PT_CAUSE_DELIVERY_FAILURE;
  return f->c->message->report != PT_REPORT_NONE;
}

static gboolean
row_8_from (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return f->c->message->gate == PT_GATE_FROM || !f->author.key;
}

static gboolean
row_9_support (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return f->author.from_ours;
}

static gboolean
row_10_blocked (const PtFacts *f, PtRuling *r)
{
  if (!f->author.blocked && !(f->author.person && f->author.person->state == PT_PERSON_SUSPENDED))
    return FALSE;
  if (f->gate->blocklist_action == PT_BLOCKLIST_REJECT)
    refuse_or_hold (f, r);
  return TRUE;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const PtTime *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

/* O3: more than MOST within a minute, this one counted, at any time of the last hour: the sender is held until an
 * hour after it, even if he sends less meanwhile. */
static gboolean
is_burst (const PtFacts *f, guint64 most)
{
  g_autoptr (GArray) times = g_array_copy (f->c->snapshot->sender_times);
  if (!most || times->len < most)
    return FALSE;
  g_array_append_val (times, f->c->envelope->received_at);
  g_array_sort (times, compare_times);
  for (guint i = (guint) most; i < times->len; i++)
    if (g_array_index (times, PtTime, i) - g_array_index (times, PtTime, i - most) <= PT_MINUTE)
      return TRUE;
  return FALSE;
}

/* O2.  An agent who answers our own mail with his own evidence counts as allowlisted: answering is his work. */
static gboolean
row_11_rate (const PtFacts *f, PtRuling *r)
{
  gboolean own = f->standing.internal && f->match->evidence == PT_EVIDENCE_OWN && f->author.auth != PT_AUTH_FAIL;
  guint64 factor = f->author.allowed || own ? 10 : 1, sent = f->c->snapshot->sender_times->len;
  guint64 accept = f->gate->rate_accept * factor, hold = accept + f->gate->rate_suspend * factor;
  if (f->c->envelope->recovered)
    return FALSE;
  if (accept && sent >= hold)
    return refuse_or_hold (f, r);
  return (accept && sent >= accept) || is_burst (f, f->gate->burst * factor);
}

static gboolean
row_12_spam (const PtFacts *f, PtRuling *r)
{
  double spam = f->c->message->spam;
  if (spam < 0.5 || f->author.allowed || f->c->envelope->recovered)
    return FALSE;
  return spam < 0.99 || refuse_or_hold (f, r);
}

/* Whoever sends it, and however: mail programs and providers do so for whom the address names (J16). */
static gboolean
row_13_leave (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return f->mail.leave != NULL;
}

static gboolean
row_13_automatic (const PtFacts *f, PtRuling *r)
{
  if (f->c->message->automatic == PT_AUTOMATIC_VACATION)
    r->cause = PT_CAUSE_VACATION;
  return f->mail.machine && f->match->view && !f->c->envelope->recovered; /* O12 */
}

/* A mailbox whose address says that nobody reads answers only sends.  An agent's answer to its notifications is
 * read. */
static gboolean
row_14_automatic (const PtFacts *f, PtRuling *r)
{
  if (f->mail.to_noreply && !f->standing.internal && f->c->message->automatic == PT_AUTOMATIC_NO) {
    r->cause = PT_CAUSE_TO_NOREPLY;
    r->why = "nobody reads what comes to this address";
    return !f->c->envelope->recovered;
  }
  if (f->c->message->automatic == PT_AUTOMATIC_NOREPLY)
    r->cause = PT_CAUSE_NOREPLY;
  if (f->c->message->automatic == PT_AUTOMATIC_VACATION)
    r->cause = PT_CAUSE_VACATION;
  return f->mail.machine && !f->c->envelope->recovered;
}

static gboolean
row_15_blank (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return f->mail.blank && !f->c->envelope->recovered;
}

static gboolean
row_16_auth_fail (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return f->author.auth == PT_AUTH_FAIL;
}

/* O8: of agents always, of others by level.  A sealed forward is let in, and stays without authentication (B1). */
static gboolean
row_17_unproven (const PtFacts *f, PtRuling *r)
{
  if (!f->has_authserv || f->author.mail_auth != PT_AUTH_NONE)
    return FALSE;
  if (f->standing.internal)
    return TRUE;
  if (f->author.by_group) /* the group itself has passed (J7) */
    return FALSE;
  r->why = "auth_level demands authentication of everybody";
  return f->gate->auth_level == PT_AUTH_LEVEL_NATIVE
    || (f->gate->auth_level == PT_AUTH_LEVEL_ARC && !f->author.sealed);
}

static gboolean
row_18_agent_without_evidence (const PtFacts *f, PtRuling *r)
{
  (void) r;
  return f->standing.internal && !f->has_authserv && f->match->view && f->match->evidence != PT_EVIDENCE_OWN;
}

static gboolean
row_19_agent_new (const PtFacts *f, PtRuling *r)
{
  if (pt_mail_is_note (f)) /* J1, J2 */
    r->kind = PT_RULING_NEW_PRIVATE_FLAGGED;
  return f->standing.internal && !f->has_authserv && !f->match->view;
}

const PtRow pt_rows_gate[] = {
  { 1, PT_RULING_HELD, PT_CAUSE_PROCESSING_FAILED, 0, 0,
    "9.4 T051 B8 B14", "over the size, or over the number of hops", row_1_size },
  { 2, PT_RULING_DUP, PT_CAUSE_NONE, 0, 0,
    "B10 B19 M13", "the same content came before", row_2_duplicate },
  { 3, PT_RULING_HELD, PT_CAUSE_PROCESSING_FAILED, 0, 0,
    "T017 T053 T070 B8", "unsafe bytes in the header, or over a limit", row_3_bytes },
  { 4, PT_RULING_LOOP, PT_CAUSE_LOOP, 0, 0,
    "T042 O3 B9", "one of our own mails came back", row_4_loop },
  { 5, PT_RULING_BOUNCE, PT_CAUSE_NONE, 0, 0,
    "T041 T045 B9", "a delivery report at its signed return path", row_5_bounce },
  { 6, PT_RULING_AUTO, PT_CAUSE_AUTOMATED, 0, 0,
    "T049 B9", "automatic mail at a signed return path", row_6_return_path },
  { 7, PT_RULING_BOUNCE_HELD, PT_CAUSE_BACKSCATTER, 0, 0,
    "T045 T046 O4", "a report that proves nothing", row_7_report },
  { 8, PT_RULING_HELD, PT_CAUSE_MALICIOUS, 0, 0,
    "T013 T018 T020 B8", "not exactly one readable From address", row_8_from },
  { 9, PT_RULING_HELD, PT_CAUSE_SUPPORT_ADDRESS, 0, 0,
    "O1", "it comes from an address of ours", row_9_support },
  { 10, PT_RULING_HELD, PT_CAUSE_BLOCKLISTED, 0, 0,
    "O7", "the sender is blocked or suspended", row_10_blocked },
  { 11, PT_RULING_HELD, PT_CAUSE_LOOP, 0, 0,
    "O2 O3", "too many mails of this sender in an hour", row_11_rate },
  { 12, PT_RULING_HELD, PT_CAUSE_SPAM, 0, 0,
    "O6", "spam", row_12_spam },
  { 13, PT_RULING_LEAVE, PT_CAUSE_NONE, 0, 0,
    "J16", "somebody wants no more mail of a ticket", row_13_leave },
  { 13, PT_RULING_AUTO, PT_CAUSE_AUTOMATED, 0, 0,
    "U13 T040 T044", "automatic mail never changes a ticket", row_13_automatic },
  { 14, PT_RULING_HELD, PT_CAUSE_AUTOMATED, 0, 0,
    "O5 T048", "automatic mail opens no ticket", row_14_automatic },
  { 15, PT_RULING_HELD, PT_CAUSE_BLANK, 0, 0,
    "O9", "no text, no attachment, no command", row_15_blank },
  { 16, PT_RULING_HELD, PT_CAUSE_AUTHENTICATION, PT_MARK_IDENTITY, 0,
    "5.2 B1", "authentication of the sender failed", row_16_auth_fail },
  { 17, PT_RULING_HELD, PT_CAUSE_AUTHENTICATION, PT_MARK_IDENTITY, 0,
    "5.2 O8", "an agent's address without authentication", row_17_unproven },
  { 18, PT_RULING_HELD, PT_CAUSE_AUTHENTICATION, PT_MARK_IDENTITY, 0,
    "B2", "an agent's address without a token of his own", row_18_agent_without_evidence },
  { 19, PT_RULING_NEW_FLAGGED, PT_CAUSE_NONE, PT_MARK_RECEIPT, PT_FLAG_BIT (PT_FLAG_AGENT_WITHOUT_PROOF),
    "B2", "an agent's address that nothing proves", row_19_agent_new },
  { 0, PT_RULING_HELD, PT_CAUSE_NONE, 0, 0, NULL, NULL, NULL },
};
