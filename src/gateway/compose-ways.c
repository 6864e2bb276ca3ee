#include "gateway/compose-ways.h"

#include "base/clock.h"
#include "base/text.h"
#include "core/publish.h"
#include "core/reply-kind.h"
#include "core/standing.h"
#include "core/unsend.h"
#include "render/fields.h"

enum { TITLE_CHARACTERS = 60 };

/* The subject is for who looks through what they sent; the address alone says where the mail belongs. */
static char *
subject_of (const PtNotice *notice)
{
  g_autofree char *title = pt_fields_title (notice->ticket);
  g_autofree char *short_title = pt_text_excerpt (title, TITLE_CHARACTERS);
  return g_strdup_printf ("Re: [#%" G_GINT64_FORMAT "] %s", notice->ticket->id, short_title);
}

char *
pt_compose_mailto (const PtPolicy *policy, const PtMailbox *mailbox, const PtNotice *notice, const PtToken *what,
                   const char *body)
{
  g_autofree char *address = pt_token_whole_address (policy, mailbox, what);
  g_autofree char *subject = subject_of (notice);
  g_autofree char *to = g_uri_escape_string (address, "@+", FALSE);
  g_autofree char *about = g_uri_escape_string (subject, NULL, FALSE);
  g_autofree char *text = body ? g_uri_escape_string (body, NULL, FALSE) : NULL;
  return g_strconcat ("mailto:", to, "?subject=", about, text ? "&body=" : NULL, text, NULL);
}

static PtToken
token_for (const PtNotice *notice, PtPurpose purpose)
{
  const PtNotification *row = &notice->item->notification;
  return (PtToken) { .purpose = purpose, .ticket = row->ticket, .person = row->person };
}

/* Of a ticket out of their reach nothing is offered: they read what became of their commands alone. */
static gboolean
may_write (const PtNotice *notice)
{
  return pt_standing_of (NULL, notice->view, notice->recipient).access != PT_ACCESS_NONE;
}

/* Offered to those alone who may do it now (J2). */
static char *
publish_link (const PtPolicy *policy, const PtMailbox *mailbox, const PtNotice *notice)
{
  const PtNotification *row = &notice->item->notification;
  const PtTicketView *view = notice->survivor ? notice->survivor : notice->view;
  const PtComment *comment = notice->comment;
  const PtStanding standing = pt_standing_of (mailbox->rules, view, notice->recipient);
  if (row->kind != PT_NOTIFY_REPORT || !comment || !comment->is_private || comment->author != row->person
      || !pt_publish_may (&standing, view->ticket))
    return NULL;
  const PtToken what = { .purpose = PT_PURPOSE_PUBLISH, .ticket = row->ticket, .comment = comment->id,
                         .person = row->person, .until = notice->item->created_at + PT_PUBLISH_FOR };
  return pt_compose_mailto (policy, mailbox, notice, &what, PT_PUBLISH_WORD);
}

/* A light agent in CC stays one (R10). */
static gboolean
may_leave (const PtMailbox *mailbox, const PtNotice *notice)
{
  const PtTicketView *view = notice->survivor ? notice->survivor : notice->view;
  const PtPerson *person = notice->recipient;
  if (pt_ticket_view_has (view, person->id, PT_RELATION_FOLLOWER))
    return TRUE;
  return person->id != view->ticket->requester && person->role != PT_ROLE_LIGHT_AGENT
         && (pt_ticket_view_has (view, person->id, PT_RELATION_CC)
             || (mailbox->rules->participants && pt_ticket_view_has (view, person->id, PT_RELATION_PARTICIPANT)));
}

static void
set_leaving (const PtPolicy *policy, const PtMailbox *mailbox, const PtNotice *notice, PtComposeWays *out)
{
  const PtToken leave = token_for (notice, PT_PURPOSE_LEAVE);
  PtToken back = token_for (notice, PT_PURPOSE_BACK);
  back.event = notice->item->notification.event;
  if (may_leave (mailbox, notice)) {
    g_autofree char *address = pt_token_whole_address (policy, mailbox, &leave);
    g_autofree char *to = g_uri_escape_string (address, "@+", FALSE);
    out->leave = pt_compose_mailto (policy, mailbox, notice, &leave, "unsubscribe");
    out->unsubscribe = g_strdup_printf ("mailto:%s?subject=unsubscribe", to);
  }
  if (notice->item->notification.kind == PT_NOTIFY_SENT && notice->comment) {
    PtToken stop = token_for (notice, PT_PURPOSE_STOP);
    stop.comment = notice->comment->id;
    out->stop = pt_compose_mailto (policy, mailbox, notice, &stop, PT_UNSEND_WORD);
  }
  if (notice->item->notification.kind == PT_NOTIFY_LEFT
      && g_strcmp0 (notice->event_kind, pt_event_kind_name (PT_EVENT_LEFT)) == 0)
    out->back = pt_compose_mailto (policy, mailbox, notice, &back, "again");
}

PtComposeWays
pt_compose_ways (const PtPolicy *policy, const PtMailbox *mailbox, const PtNotice *notice)
{
  const PtReplyWays ways = pt_reply_ways (policy, notice);
  const PtToken reply_to = token_for (notice, ways.reply_to), answer = token_for (notice, PT_PURPOSE_ANSWER),
                note = token_for (notice, PT_PURPOSE_NOTE);
  PtComposeWays out = { .kind = ways.kind, .answer_kind = ways.answer };
  out.reply_to = pt_token_whole_address (policy, mailbox, &reply_to);
  set_leaving (policy, mailbox, notice, &out);
  if (pt_notify_kind_is_outside (notice->item->notification.kind) || !may_write (notice))
    return out;
  out.note = pt_compose_mailto (policy, mailbox, notice, &note, NULL);
  out.publish = publish_link (policy, mailbox, notice);
  if (ways.may_answer)
    out.answer = pt_compose_mailto (policy, mailbox, notice, &answer, NULL);
  return out;
}

void
pt_compose_ways_clear (PtComposeWays *ways)
{
  g_clear_pointer (&ways->reply_to, g_free);
  g_clear_pointer (&ways->answer, g_free);
  g_clear_pointer (&ways->note, g_free);
  g_clear_pointer (&ways->publish, g_free);
  g_clear_pointer (&ways->stop, g_free);
  g_clear_pointer (&ways->leave, g_free);
  g_clear_pointer (&ways->unsubscribe, g_free);
  g_clear_pointer (&ways->back, g_free);
}
