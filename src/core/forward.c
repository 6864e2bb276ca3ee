#include "core/forward.h"

#include "core/change.h"

#include "core/people.h"

#include <string.h>

static const char *
note (const PtMessage *message, const char *key)
{
  const char *value = pt_message_note (message, "forward", key);
  return value ? value : "";
}

PtId
pt_forward_person (const PtFacts *f, PtWork *work)
{
  return pt_people_person_for (work, f->mail.forward.forwarded);
}

static PtComment *
add_comment (PtWork *work, PtId author, gboolean is_private, const char *text, PtReach reach)
{
  PtComment *comment = pt_comment_new (0, work->decision->ticket, author);
  comment->is_private = is_private;
  comment->text = g_strdup (text);
  comment->at = work->c->now;
  pt_work_new_comment (work, comment, reach);
  pt_work_event (work, comment->ticket, work->author.id, is_private ? PT_EVENT_NOTE_ADDED : PT_EVENT_COMMENT_ADDED,
                 NULL);
  pt_change_waiting (work, comment);
  return comment;
}

/* People inside alone are told: no receipt, no copy to the customer (row 22, M18). */
void
pt_forward_write (const PtFacts *f, const PtRuling *ruling, PtWork *work, const char *own)
{
  const PtMessage *message = f->c->message;
  const char *words = own ? own : note (message, "above");
  const PtId ticket = work->decision->ticket, requester = pt_work_ticket (work, ticket)->requester;
  PtComment *comment = add_comment (work, requester, pt_ruling_is_private (ruling->kind), note (message, "text"),
                                    PT_REACH_INSIDE);
  comment->author_address = g_strdup (f->mail.forward.forwarded->addr);
  comment->flags |= PT_FLAG_BIT (PT_FLAG_CLAIMED);
  work->decision->comment = comment->id;
  pt_work_event_about (work, ticket, work->author.id, PT_EVENT_FORWARDED, requester);
  if (words[strspn (words, " \t\r\n")]) {
    PtComment *private = add_comment (work, work->author.id, TRUE, words, PT_REACH_NOBODY);
    private->author_address = g_strdup (message->from->addr);
  }
}
