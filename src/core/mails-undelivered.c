/* Who is told that somebody did not get a mail, or will get none (J4).  A mail to one of us that fails is an event
 * alone: who would be told? */
#include "base/clock.h"
#include "core/mails.h"

static gboolean
is_inside (const PtMails *mails, PtId id)
{
  const PtPerson *person = pt_work_person (mails->work, id);
  return person && pt_person_is_internal (person);
}

/* What was written outside is told once a ticket and day, to who has the ticket. */
static void
tell_once_a_day (PtMails *mails, const PtMailing *mail)
{
  const PtTicket *ticket = pt_work_ticket (mails->work, mail->ticket);
  if (ticket->withheld_told_at && mails->work->c->now - ticket->withheld_told_at < PT_DAY)
    return;
  g_array_append_val (mails->daily, mail->ticket);
  pt_mails_tell_in_charge (mails, mail);
}

/* What a merged ticket was told of its mail counts for the one that it went into (M21). */
static PtId
ticket_of (const PtMails *mails, const PtNotification *row)
{
  const PtTicketView *view = pt_snapshot_survivor (mails->work->c->snapshot, row->ticket);
  return view ? view->ticket->id : row->ticket;
}

static PtId
author_of (const PtMails *mails, const PtNotification *row)
{
  const PtCommentRef *comment = row->comment ? pt_snapshot_comment (mails->work->c->snapshot, row->comment) : NULL;
  return comment ? comment->author : 0;
}

/* The author reads what they wrote where they wrote it; who has the ticket, where it goes on. */
static void
tell_both (PtMails *mails, const PtNotification *row, const PtMailing *mail, PtId author)
{
  PtMailing own = *mail;
  const PtId assignee = pt_work_ticket (mails->work, mail->ticket)->assignee;
  own.ticket = row->ticket;
  gboolean told = author != row->person && pt_mails_tell (mails, &own, author);
  if (assignee && assignee != author && assignee != row->person)
    told |= pt_mails_tell_inside (mails, mail, assignee);
  if (!told && author != row->person)
    pt_mails_tell_in_charge (mails, mail);
}

/* The first answer to who gave a wrong address says so, and what machines send must not make mail: a receipt that
 * fails is not told. */
static void
tell_undelivered (PtMails *mails, const PtHappened *what)
{
  const PtNotification *row = what->mail;
  const PtMailing mail = { .kind = PT_NOTIFY_UNDELIVERED, .ticket = ticket_of (mails, row), .comment = row->comment,
                           .event = what->event };
  const PtId author = author_of (mails, row);
  if (!pt_notify_kind_is_outside (row->kind) || row->kind == PT_NOTIFY_RECEIPT)
    return;
  if (is_inside (mails, author))
    tell_both (mails, row, &mail, author);
  else
    tell_once_a_day (mails, &mail);
}

static void
tell_dropped (PtMails *mails, const PtHappened *what)
{
  const PtNotification *row = what->mail;
  const PtMailing mail = { .kind = PT_NOTIFY_WITHHELD, .ticket = row->ticket, .comment = row->comment,
                           .event = what->event };
  const PtId author = author_of (mails, row);
  if (row->kind == PT_NOTIFY_REPLY && is_inside (mails, author) && author != row->person)
    pt_mails_tell (mails, &mail, author);
}

void
pt_mails_undelivered (PtMails *mails)
{
  const GArray *happened = mails->work->happened;
  for (guint i = 0; i < happened->len; i++) {
    const PtHappened *what = &g_array_index (happened, PtHappened, i);
    if (what->kind == PT_HAPPENED_UNDELIVERED)
      tell_undelivered (mails, what);
    else if (what->kind == PT_HAPPENED_DROPPED)
      tell_dropped (mails, what);
  }
}

/* --- who will get none --- */

/* A word of render/fields-undelivered.c; NULL if nobody has to know: they have it, left, or are not meant. */
static const char *
word_of (PtLeftOutReason reason)
{
  switch (reason) {
  case PT_LEFT_OUT_UNREACHABLE: return "unmailable";
  case PT_LEFT_OUT_UNDELIVERABLE: return "undeliverable";
  case PT_LEFT_OUT_SUSPENDED: return "suspended";
  case PT_LEFT_OUT_REQUESTER: return "requester";
  default: return NULL;
  }
}

static const char *
name_of (const PtMails *mails, PtId id)
{
  const PtPerson *person = pt_work_person (mails->work, id);
  const PtPersonAddress *address = person ? pt_person_primary (person) : NULL;
  return address ? address->address : person ? pt_person_label (person) : "?";
}

/* `carol@example.net: undeliverable; dave@example.net: suspended`, and the same for people. */
static gboolean
list_withheld (const PtMails *mails, GString *detail, GString *said)
{
  for (guint i = 0; i < mails->left_out->len; i++) {
    const PtLeftOut *one = &g_array_index (mails->left_out, PtLeftOut, i);
    gboolean copy = one->kind == PT_NOTIFY_REPLY || one->kind == PT_NOTIFY_COPIED;
    const char *word = copy ? word_of (one->reason) : NULL;
    if (!word)
      continue;
    g_string_append_printf (detail, "%s%s: %s", detail->len ? "; " : "", name_of (mails, one->person), word);
    g_string_append_printf (said, "%s%s (%s)", said->len ? ", " : "", name_of (mails, one->person),
                            pt_left_out_text (one->reason));
  }
  return detail->len > 0;
}

static const PtComment *
public_comment (const PtMails *mails)
{
  const GArray *comments = mails->work->comments;
  for (guint i = 0; i < comments->len; i++) {
    const PtWorkComment *written = &g_array_index (comments, PtWorkComment, i);
    if (!written->comment->is_private && written->reach != PT_REACH_NOBODY)
      return written->comment;
  }
  return NULL;
}

/* Who asks at the command line reads it there. */
void
pt_mails_withheld (PtMails *mails, PtWork *work)
{
  g_autoptr (GString) detail = g_string_new (NULL), said = g_string_new (NULL);
  const PtComment *comment = public_comment (mails);
  if (!comment || !list_withheld (mails, detail, said))
    return;
  PtId event = pt_work_event (work, comment->ticket, 0, PT_EVENT_WITHHELD, detail->str);
  const PtMailing mail = { .kind = PT_NOTIFY_WITHHELD, .ticket = comment->ticket, .comment = comment->id,
                           .event = event };
  work->decision->not_mailed = g_strdup (said->str);
  if (!work->author.internal)
    tell_once_a_day (mails, &mail);
  else if (work->c->message)
    pt_mails_tell (mails, &mail, work->author.id);
}
