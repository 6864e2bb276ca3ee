/* One mail: from anybody, with own, other people's, broken or no evidence, to whomever. */
#include <string.h>

#include "tests/scenario/random-case.h"

/* What a mail is about: the ticket may be none. */
typedef struct {
  const PtTicketView *view;
  int                 from;  /* person, or RANDOM_STRANGER and above */
} Mail;

static void
say_address (RandomCase *c, const char *before, int who)
{
  const PtPerson *person = pt_memstore_person (c->world->rows, who);
  if (person)
    random_say (c, "%s%s", before, pt_person_primary (person)->address);
  else
    random_say (c, "%scanarya%d@canaryd%d.test", before, who, who);
}

static int
anybody (RandomCase *c, const PtTicketView *view)
{
  if (random_percent (c, 12))
    return RANDOM_STRANGER + (int) random_below (c, RANDOM_STRANGERS);
  const gboolean related = view && random_percent (c, 65);
  return (int) (related ? random_related (c, view) : random_person (c, random_is_anybody))->id;
}

/* Somebody whose name signed things can bear. */
static int
somebody (RandomCase *c, const Mail *mail, gboolean own)
{
  if (own && mail->from < RANDOM_STRANGER)
    return mail->from;
  return (int) random_person (c, random_is_anybody)->id;
}

static void
say_desk (RandomCase *c, const Mail *mail)
{
  const guint kind = random_below (c, 100);
  random_say (c, " to %s", random_percent (c, 90) ? "support" : "sales");
  if (!mail->view || kind >= 50)
    return;
  g_autofree char *purpose = random_word (c, "token token token answer answer note");
  random_say (c, "+{%s %d p%d}", kind < 4 ? "badtoken" : purpose, (int) mail->view->ticket->id,
              somebody (c, mail, kind < 42));
}

/* A second address of ours, as whoever answers all has it, or moves one to Cc. */
static void
say_second (RandomCase *c, const Mail *mail)
{
  if (!mail->view || !random_percent (c, 4))
    return;
  g_autofree char *purpose = random_word (c, "token answer note badnote stop leave leave back");
  random_say (c, " support+{%s %d p%d}", purpose, (int) mail->view->ticket->id,
              somebody (c, mail, random_percent (c, 70)));
}

static void
say_recipients (RandomCase *c, const Mail *mail)
{
  if (mail->view && random_percent (c, 45))
    say_address (c, " ", (int) mail->view->ticket->requester);
  random_say (c, " cc");
  for (guint n = random_percent (c, 35) ? 1 + random_below (c, 3) : 0; n > 0; n--)
    say_address (c, " ", anybody (c, mail->view));
  say_second (c, mail);
  random_say (c, "\n");
}

/* An earlier mail of ours: the newest that went to him, or to anybody. */
static const PtOutboxItem *
earlier (RandomCase *c, const Mail *mail, gboolean own)
{
  const GPtrArray *outbox = c->world->rows->outbox;
  const guint start = random_below (c, outbox->len);
  for (guint i = 0; i < outbox->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (outbox, (start + i) % outbox->len);
    if (item->message_id && (!own || item->notification.person == mail->from))
      return item;
  }
  return NULL;
}

static void
say_ids (RandomCase *c, const Mail *mail)
{
  const PtOutboxItem *item = random_percent (c, 45) ? earlier (c, mail, random_percent (c, 80)) : NULL;
  const GPtrArray *known = c->world->rows->known;
  if (item)
    random_say (c, "in-reply-to {sent %d}\n", (int) item->id);
  else if (known->len && random_percent (c, 12)) {
    const PtKnownId *id = g_ptr_array_index (known, random_below (c, known->len));
    random_say (c, "references <%s>\n", id->id);
  }
  if (mail->view && random_percent (c, 6))
    random_say (c, "subject Re: Printer [#%d]\n", (int) mail->view->ticket->id);
}

static void
say_marks (RandomCase *c)
{
  if (random_percent (c, 25))
    random_say (c, "auth %s\n", random_percent (c, 60) ? "none" : "fail");
  if (random_percent (c, 3))
    random_say (c, "reply-to canarya%u@canaryd%u.test\n", RANDOM_STRANGER, RANDOM_STRANGER);
  const PtPerson *agent = random_percent (c, 4) ? random_person (c, random_is_internal) : NULL;
  if (agent)
    random_say (c, "name %s\n", agent->name);
  if (random_percent (c, 15)) {
    const guint n = random_below (c, 100);
    random_say (c, "header Bcc: canaryb%u@canaryb%u.test\n", n, n);
  }
  if (random_percent (c, 4)) {
    g_autofree char *kind = random_word (c, "yes vacation bulk");
    random_say (c, "automatic %s\n", kind);
  }
  if (random_percent (c, 10)) {
    g_autofree char *entrance = random_word (c, "pipe maildir imap");
    random_say (c, "entrance %s\n", entrance);
  }
}

static void
say_commands (RandomCase *c, const Mail *mail)
{
  static const char lines[] = "#note #public #public_false #open #pending #solved #status_solved #priority_urgent "
                              "#priority_low #assignee_me #assignee #unfollow #uncc #uncc_";
  for (guint n = random_percent (c, 30) ? 1 + random_below (c, 2) : 0; n > 0; n--) {
    g_autofree char *line = random_word (c, lines);
    const gboolean who = g_str_equal (line, "#assignee") || g_str_equal (line, "#uncc_");
    g_strdelimit (line, "_", ' ');
    random_say (c, "  %s", g_strchomp (line));
    if (who)
      say_address (c, " ", anybody (c, mail->view));
    random_say (c, "\n");
  }
}

/* A note as people mark one, above or below a greeting (J1). */
static void
say_note_mark (RandomCase *c)
{
  static const char marks[] = "#note #internal: /note \xef\xbc\x83note Interne_Notiz: ##_private *#note* @internal "
                              "- Hello,";
  for (guint n = random_percent (c, 8) ? 1 + random_below (c, 2) : 0; n > 0; n--) {
    g_autofree char *mark = random_word (c, marks);
    random_say (c, "  %s\n", g_strdelimit (mark, "_", ' '));
  }
}

static void
say_text (RandomCase *c, const Mail *mail)
{
  random_say (c, "text\n");
  if (random_percent (c, 5)) {
    random_say (c, random_percent (c, 60) ? "  unsubscribe\n" : "  \n");
    return;
  }
  say_note_mark (c);
  say_commands (c, mail);
  if (c->lines->str[c->lines->len - 2] == 't' || random_percent (c, 90)) /* nothing but commands, now and then */
    random_say (c, "  These are the words canaryt%u that somebody wrote.\n", ++c->words);
  const GPtrArray *comments = c->world->rows->comments;
  for (guint i = 0; mail->view && i < comments->len; i++) {
    const PtComment *comment = g_ptr_array_index (comments, i);
    if (comment->ticket == mail->view->ticket->id && comment->text[0] && random_percent (c, 10))
      random_say (c, "  > %.*s\n", (int) strcspn (comment->text, "\n"), comment->text);
  }
  if (mail->view && random_percent (c, 5))
    random_say (c, "  > {body %d p%d 0}\n", (int) mail->view->ticket->id, somebody (c, mail, random_percent (c, 80)));
}

/* A mail server says that one of ours was not delivered. */
static gboolean
say_report (RandomCase *c, const Mail *mail)
{
  const PtOutboxItem *item = random_percent (c, 3) ? earlier (c, mail, FALSE) : NULL;
  if (!item)
    return FALSE;
  random_say (c, "mail from mailer-daemon@canaryd%u.test to {verp %d}\n", RANDOM_STRANGER, (int) item->id);
  random_say (c, "envelope from <>\nenvelope to {verp %d}\n", (int) item->id);
  random_say (c, "report delivery%s\n", random_percent (c, 50) ? " status 4.4.1" : "");
  return TRUE;
}

void
random_mail (RandomCase *c)
{
  Mail mail = { .view = random_percent (c, 85) ? random_ticket (c) : NULL };
  mail.from = anybody (c, mail.view);
  if (say_report (c, &mail))
    return;
  say_address (c, "mail from ", mail.from);
  say_desk (c, &mail);
  say_recipients (c, &mail);
  say_ids (c, &mail);
  say_marks (c);
  say_text (c, &mail);
}
