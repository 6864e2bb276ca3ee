#include "gateway/compose.h"

#include "base/error.h"
#include "base/text.h"
#include "core/standing.h"
#include "core/token.h"
#include "gateway/compose-check.h"
#include "gateway/compose-held.h"
#include "gateway/compose-thread.h"
#include "gateway/compose-ways.h"
#include "render/fields.h"

#include <string.h>

enum { STRIP_ROUNDS = 8 };

typedef struct {
  const PtPolicy    *policy;
  const PtTemplates *templates;
  const PtNotice    *notice;
  const PtMailbox   *mailbox;
  PtNotifyKind       kind; /* of the template */
  PtDraft           *draft;
  const PtComposeWays *ways;
} Composing;

static const PtNotification *
row (const PtNotice *notice)
{
  return &notice->item->notification;
}

/* --- who --- */

static char *
local_part_of (const PtPerson *person)
{
  const PtPersonAddress *primary = pt_person_primary (person);
  g_autofree char *local = primary ? g_strndup (primary->address, strcspn (primary->address, "@")) : NULL;
  g_autofree char *line = local ? pt_text_to_line (local) : NULL;
  return line && *line ? g_steal_pointer (&line) : NULL;
}

/* N4: an agent speaks under his own name, a customer is quoted as such; never an address in a name (T034, T079). */
static char *
from_name (const Composing *c)
{
  const PtPerson *author = c->notice->author;
  const char *via = pt_words_of (pt_templates_words (c->templates, c->mailbox), "text", "via");
  g_autofree char *display = pt_text_to_line (c->mailbox->display);
  g_autofree char *name = NULL;
  if (!pt_notify_kind_is_copy (c->kind) || !author)
    return g_steal_pointer (&display);
  name = pt_fields_name (author);
  if (author->role != PT_ROLE_END_USER)
    return c->mailbox->rules->personal_from && name ? g_steal_pointer (&name) : g_steal_pointer (&display);
  if (!name)
    name = local_part_of (author);
  return name ? g_strdup_printf ("%s %s %s", name, via, display) : g_steal_pointer (&display);
}

static gboolean
holds_key (const GPtrArray *addresses, const char *key)
{
  for (guint i = 0; i < addresses->len; i++)
    if (g_strcmp0 (((const PtAddress *) g_ptr_array_index (addresses, i))->key, key) == 0)
      return TRUE;
  return FALSE;
}

/* Adds PERSON by his primary address (N10), unless mail cannot be sent there or it is ours. */
static void
show (Composing *c, GPtrArray *list, const PtPerson *person)
{
  const PtPersonAddress *primary = pt_person_primary (person);
  g_autofree char *mailed = primary ? pt_address_as_mailed (primary->address) : NULL;
  if (!mailed || !primary->key || pt_policy_owns_address (c->policy, primary->key)
      || holds_key (c->draft->to, primary->key)
      || holds_key (c->draft->cc, primary->key))
    return;
  g_autofree char *name = pt_fields_name (person);
  g_ptr_array_add (list, pt_address_new (name, mailed));
}

/* One visible conversation (N1) in a copy of it; everybody else is told alone (N2), a receipt without the name its
 * reader may have made up (T038). */
static void
set_readers (Composing *c)
{
  const PtNotice *notice = c->notice;
  g_autofree char *name = c->kind == PT_NOTIFY_RECEIPT ? NULL : pt_fields_name (notice->recipient);
  if (pt_notify_kind_is_copy (c->kind)) {
    if (notice->visible_to)
      show (c, c->draft->to, notice->visible_to);
    for (guint i = 0; i < notice->visible_cc->len; i++) {
      const PtPerson *person = g_ptr_array_index (notice->visible_cc, i);
      if (person->role != PT_ROLE_LIGHT_AGENT) /* N3 */
        show (c, c->draft->cc, person);
    }
  }
  if (c->draft->to->len == 0 && c->draft->cc->len == 0)
    g_ptr_array_add (c->draft->to, pt_address_new (name, c->draft->recipient));
}

static void
set_people (Composing *c)
{
  g_autofree char *name = from_name (c);
  g_autofree char *display = pt_text_to_line (c->mailbox->display);
  c->draft->from = pt_address_new (name, c->mailbox->address);
  c->draft->reply_to = pt_address_new (display, c->ways->reply_to);
  c->draft->sender = pt_token_return_path (c->policy, c->notice->item->id);
  /* as it is now (J18) */
  c->draft->recipient = pt_address_as_mailed (pt_person_primary (c->notice->recipient)->address);
  set_readers (c);
}

/* --- what --- */

/* RAW without our tokens (T024).  Taking one out may make another of what stood around it: so several rounds, and
 * what is left after them loses its shape. */
static char *
shown_text (const char *raw, const PtWords *words)
{
  char *text = pt_fields_text (raw, pt_words_of (words, "text", "cut"));
  for (int i = 0; i < STRIP_ROUNDS && strstr (text, "[pt-"); i++) {
    char *stripped = pt_token_strip_body (text);
    gboolean same = strcmp (stripped, text) == 0;
    g_free (text);
    text = stripped;
    if (same)
      return text;
  }
  for (char *p = text; (p = strstr (p, "[pt-")); p++)
    *p = '(';
  return text;
}

/* FW16: who gets it as a follower and as nothing else reads a mail of its own. */
static const char *
template_name (const PtNotice *notice, PtNotifyKind kind)
{
  const PtTicket *ticket = notice->ticket;
  PtId person = notice->recipient->id;
  gboolean comment = kind == PT_NOTIFY_NOTICE || kind == PT_NOTIFY_NOTE;
  if (comment && person != ticket->assignee && person != ticket->requester
      && pt_ticket_view_has (notice->view, person, PT_RELATION_FOLLOWER))
    return PT_TEMPLATE_FOLLOWER;
  return pt_notify_kind_name (kind);
}

/* The line under which nothing of an answer is new stands above everything (N8). */
static void
add_delimiter (Composing *c)
{
  const char *line = c->mailbox->rules->delimiter;
  const char *body = c->draft->html ? strstr (c->draft->html, "<body") : NULL;
  const char *start = body ? strchr (body, '>') : NULL;
  if (!*line)
    return;
  g_autofree char *text = c->draft->text, *html = c->draft->html;
  g_autofree char *escaped = g_markup_escape_text (line, -1);
  c->draft->text = g_strconcat (line, "\n\n", text, NULL);
  if (!html)
    return;
  gsize head = start ? (gsize) (start + 1 - html) : 0;
  c->draft->html =
    g_strdup_printf ("%.*s\n<p style=\"color:#8a8a8a\">%s</p>%s", (int) head, html, escaped, html + head);
}

static void
add_name (GString *names, const PtPerson *person)
{
  g_autofree char *label = pt_text_to_line (pt_person_label (person));
  g_string_append_printf (names, "%s%s", names->len ? ", " : "", label);
}

/* Requester and CCs whom an answer that goes outside will not reach; a suspended requester keeps it from all (S2). */
static char *
not_reached (const PtNotice *notice, const PtComposeWays *ways)
{
  g_autoptr (GString) names = g_string_new (NULL);
  gboolean silent = notice->requester && notice->requester->state != PT_PERSON_ACTIVE;
  if (!ways->answer || ways->answer_kind != PT_REPLY_PUBLIC)
    return NULL;
  if (notice->requester && !pt_person_is_reachable (notice->requester))
    add_name (names, notice->requester);
  for (guint i = 0; i < notice->copied->len; i++) {
    const PtPerson *person = g_ptr_array_index (notice->copied, i);
    if (person != notice->requester && (silent || !pt_person_is_reachable (person)))
      add_name (names, person);
  }
  return names->len ? g_strdup (names->str) : NULL;
}

static void
set_body (Composing *c)
{
  const PtNotice *notice = c->notice;
  const PtNotification *notification = row (notice);
  g_autofree char *token =
    pt_token_body (c->policy, notification->ticket, notification->person, notification->comment);
  g_autofree char *not_to = not_reached (notice, c->ways);
  PtFieldsInput input = { c->mailbox, pt_templates_words (c->templates, c->mailbox), token, c->ways->kind, not_to,
                          c->ways->answer, c->ways->note, c->ways->publish, c->ways->leave, c->ways->back,
                          c->ways->stop, shown_text };
  g_autoptr (PtValue) fields = pt_fields_new (notice, c->kind, &input);
  g_autoptr (PtRendered) rendered =
    pt_templates_render (c->templates, c->mailbox, template_name (notice, c->kind), fields);
  c->draft->subject = g_steal_pointer (&rendered->subject);
  c->draft->text = g_steal_pointer (&rendered->text);
  c->draft->html = g_steal_pointer (&rendered->html);
  add_delimiter (c);
}

/* Files go where the text of their comment goes, and nowhere else. */
static void
set_files (Composing *c)
{
  const GPtrArray *attachments = c->notice->attachments;
  if (!pt_notify_kind_has_files (c->kind))
    return;
  for (guint i = 0; i < attachments->len; i++) {
    const PtAttachment *attachment = g_ptr_array_index (attachments, i);
    const PtPart *part = attachment->part;
    if (attachment->fate == PT_ATTACHMENT_SENT)
      g_ptr_array_add (c->draft->parts, pt_draft_part_new (part->name, part->type, part->charset, attachment->bytes));
  }
}

static void
set_thread (Composing *c, PtTime now)
{
  const PtNotice *notice = c->notice;
  PtDraft *draft = c->draft;
  draft->date = notice->item->created_at > 0 ? notice->item->created_at : now;
  draft->message_id = pt_compose_message_id (c->policy, notice->item);
  draft->in_reply_to = pt_compose_in_reply_to (c->policy, notice);
  g_ptr_array_unref (draft->references);
  draft->references = pt_compose_references (c->policy, notice, draft->in_reply_to);
  if (!pt_notify_kind_is_outside (c->kind))
    return;
  draft->thread_index = pt_compose_thread_index (notice->ticket->thread_index, draft->date, notice->item->id);
  if (draft->thread_index && pt_notify_kind_is_copy (c->kind))
    draft->thread_topic = pt_fields_title (notice->ticket);
}

/* RFC 3834 section 5.2, N11: nothing on what a person wrote. */
static void
set_marks (Composing *c)
{
  const char *word = pt_notify_kind_auto_submitted (c->kind);
  c->draft->auto_submitted = g_strdup (word);
  c->draft->suppress_auto = word != NULL;
  c->draft->loop_mark = g_strdup (c->policy->installation);
  c->draft->list_unsubscribe = g_strdup (c->ways->unsubscribe);
}

/* Inside, the template follows what the comment is by now, so that a note is never called anything else. */
static PtNotifyKind
template_kind (const PtNotice *notice)
{
  PtNotifyKind kind = row (notice)->kind;
  if ((kind != PT_NOTIFY_NOTICE && kind != PT_NOTIFY_NOTE) || !notice->comment)
    return kind;
  return notice->comment->is_private ? PT_NOTIFY_NOTE : PT_NOTIFY_NOTICE;
}

gboolean
pt_compose_wants_history (const PtPolicy *policy, const PtTemplates *templates, const PtNotice *notice,
                          gboolean *out_private)
{
  if (!policy->mailboxes->len || !notice->recipient || !notice->ticket
      || pt_notify_kind_is_of_desk (row (notice)->kind))
    return FALSE; /* pt_compose_draft says what is wrong */
  const PtStanding standing = pt_standing_of (NULL, notice->view, notice->recipient);
  if (!pt_notify_kind_is_outside (row (notice)->kind) && standing.access != PT_ACCESS_ALL)
    return FALSE; /* the ticket is out of his reach by now: he reads what became of his words, and nothing else */
  const PtMailbox *mailbox = pt_policy_mailbox_or_default (policy, notice->ticket->mailbox);
  PtNotifyKind kind = template_kind (notice);
  *out_private = pt_fields_may_show_private (notice, kind);
  return pt_templates_want_history (templates, mailbox, template_name (notice, kind));
}

gboolean
pt_compose_draft (const PtPolicy *policy, const PtTemplates *templates, PtNotice *notice, PtTime now,
                  PtDraft **out_draft, GError **error)
{
  if (pt_notify_kind_is_of_desk (row (notice)->kind))
    return pt_compose_held (policy, templates, notice, now, out_draft, error);
  if (!pt_compose_check (policy, notice, error))
    return FALSE;
  pt_compose_hide (notice);
  g_autoptr (PtDraft) draft = pt_draft_new ();
  const PtMailbox *mailbox = pt_policy_mailbox_or_default (policy, notice->ticket->mailbox);
  g_auto (PtComposeWays) ways = pt_compose_ways (policy, mailbox, notice);
  Composing c = { policy, templates, notice, mailbox, template_kind (notice), draft, &ways };
  set_people (&c);
  set_body (&c);
  set_files (&c);
  set_thread (&c, now);
  set_marks (&c);
  *out_draft = g_steal_pointer (&draft);
  return TRUE;
}
