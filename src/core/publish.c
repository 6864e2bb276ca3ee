#include "core/publish.h"

#include "base/clock.h"
#include "core/quoted.h"

#include <string.h>

gboolean
pt_publish_may (const PtStanding *s, const PtTicket *ticket)
{
  gboolean apart = !s->may_edit && (s->follower || (!s->assignee && !s->cc));
  return s->internal && (s->as_requester || (!s->light && !apart)) && ticket->shared && !ticket->deleted
         && !ticket->merged_into && ticket->status != PT_STATUS_CLOSED;
}

gboolean
pt_publish_is_asked (const PtFacts *f)
{
  return f->match->view && f->match->publish.comment;
}

/* The first line with words, without the space around it; what follows in *out_rest. */
static char *
first_line (const char *text, const char **out_rest)
{
  const char *start = text + strspn (text, " \t\r\n");
  gsize length = strcspn (start, "\n");
  *out_rest = start + length;
  return g_strstrip (g_strndup (start, length));
}

static gboolean
begins_with_word (const PtFacts *f)
{
  const char *rest;
  g_autofree char *line = first_line (f->c->message->text_new, &rest);
  return g_ascii_strcasecmp (line, PT_PUBLISH_WORD) == 0;
}

gboolean
pt_publish_is_bare (const PtFacts *f)
{
  const char *rest;
  g_autofree char *line = first_line (f->c->message->text_new, &rest);
  return begins_with_word (f) && !f->mail.has_files && rest[strspn (rest, " \t\r\n")] == 0;
}

static gboolean
is_proven (const PtFacts *f)
{
  return f->author.auth == PT_AUTH_PASS || (!f->has_authserv && f->match->evidence == PT_EVIDENCE_OWN);
}

static const char *
mail_refusal (const PtFacts *f)
{
  const PtPerson *person = f->author.person;
  if (!person || !pt_person_is (person, f->match->publish.person) || !is_proven (f))
    return "the link is for whom it was sent to";
  if (f->c->now > f->match->publish.until)
    return "the link was good for 24 hours";
  if (f->c->message->automatic != PT_AUTOMATIC_NO || f->c->envelope->edited || f->mail.flags)
    return "the mail is flagged, or a program may have sent it";
  return begins_with_word (f) ? NULL : "the first line of the mail is not \"" PT_PUBLISH_WORD "\"";
}

const char *
pt_publish_refusal (const PtFacts *f)
{
  const PtComment *kept = f->c->snapshot->kept;
  const char *why = mail_refusal (f);
  if (why)
    return why;
  if (!kept || kept->author != f->author.person->id || kept->ticket != f->match->publish.ticket || !kept->text)
    return "there is no such comment of yours";
  if (!kept->is_private || f->c->snapshot->kept_shown)
    return "it was published before";
  if (f->match->closed || !pt_publish_may (&f->standing, f->match->view->ticket))
    return "you may not write to the customer on this ticket, or it is closed";
  return pt_quoted_repeats (f->c->snapshot, kept) ? "it repeats text of another note" : NULL;
}
