#include "render/fields.h"

#include "base/text.h"
#include "model/event.h"
#include "render/fields-held.h"
#include "render/fields-source.h"
#include "render/html.h"

#include <string.h>

/* PATTERN with the number of the ticket for {id}; NULL if there is no pattern. */
static char *
fill_url (const char *pattern, PtId ticket)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, ticket);
  GString *out = g_string_new (pattern ? pattern : "");
  g_string_replace (out, "{id}", number, 0);
  return g_string_free (out, FALSE);
}

static void
set_url (PtValue *ticket, const char *url, const char *name, const char *link)
{
  GString *html = g_string_new (NULL);
  if (*url) {
    g_string_append (html, "<a href=\"");
    pt_html_escape (html, url, strlen (url));
    g_string_append (html, "\" rel=\"noreferrer\">");
    pt_html_escape (html, url, strlen (url));
    g_string_append (html, "</a>");
  }
  pt_value_map_set_string (ticket, name, url);
  pt_value_map_set (ticket, link, pt_value_new_formatted (g_strdup (url), g_string_free (html, FALSE)));
}

/* H12: customers and agents have pages of their own, and nobody outside learns where those of agents are. */
static void
set_urls (const PtFieldsSource *s, PtValue *ticket)
{
  const PtRules *rules = s->input->mailbox->rules;
  g_autofree char *customer = fill_url (rules->ticket_url, s->notice->ticket->id);
  g_autofree char *agent = fill_url (rules->agent_url, s->notice->ticket->id);
  pt_value_map_set_string (ticket, "url", s->outside ? customer : agent);
  pt_value_map_set_string (ticket, "link", s->outside ? customer : agent);
  set_url (ticket, customer, "customer_url", "customer_link");
  if (!s->outside)
    set_url (ticket, agent, "agent_url", "agent_link");
}

static const char *
status_word (const PtFieldsSource *s, PtStatus status)
{
  return pt_words_of (s->input->words, "status", pt_status_name (status));
}

/* What a template may show of the ticket to whomever. */
static PtValue *
bare_ticket (const PtFieldsSource *s)
{
  const PtTicket *ticket = s->notice->ticket;
  PtStatus shown = s->input->mailbox->rules->public_status[ticket->status];
  PtValue *map = pt_value_new_map ();
  pt_value_map_set_int (map, "id", ticket->id);
  pt_value_map_set_string (map, "public_status", status_word (s, shown));
  pt_value_map_set_bool (map, "is_solved", shown == PT_STATUS_SOLVED);
  pt_value_map_set_string (map, "status", status_word (s, s->outside ? shown : ticket->status));
  pt_value_map_set (map, "account", pt_value_new_take (pt_text_to_line (s->input->mailbox->display)));
  pt_value_map_set_string (map, "encoded_id", s->input->body_token);
  set_urls (s, map);
  return map;
}

/* FW14: nobody reads who else follows; a follower may read that he does. */
static void
set_followers (const PtFieldsSource *s, PtValue *map)
{
  static const char *const words[PT_REPLY_N_KINDS] = { "public", "note", "ticket", "held" };
  gboolean follows = pt_ticket_view_has (s->notice->view, s->notice->recipient->id, PT_RELATION_FOLLOWER);
  g_autofree char *name = follows ? pt_fields_name_for (s, s->notice->recipient) : NULL;
  pt_value_map_set_string (map, "follower_names", name);
  pt_value_map_set_string (map, "follower_reply_type_message",
                           pt_words_of (s->input->words, "answer", words[s->input->reply]));
}

static PtValue *
ticket_value (const PtFieldsSource *s, PtValue *comment)
{
  const PtTicket *ticket = s->notice->ticket;
  PtValue *map = bare_ticket (s);
  if (s->bare)
    return map;
  PtValue *cc = pt_fields_cc (s), *names = pt_fields_names (cc);
  pt_value_map_set (map, "title", pt_value_new_take (pt_fields_title (ticket)));
  pt_fields_set_time (map, "created_", ticket->created_at);
  if (s->notice->requester)
    pt_value_map_set (map, "requester", pt_fields_person (s, s->notice->requester));
  pt_value_map_set (map, "cc", cc);
  pt_value_map_set (map, "cc_names", names);
  pt_value_map_set (map, "email_cc_names", pt_value_ref (names));
  if (s->kind != PT_NOTIFY_LEFT) /* its reader is nothing on the ticket any more */
    pt_fields_set_comments (s, map, comment);
  if (ticket->followup_of && (!s->outside || s->notice->went_on)) /* J20 */
    pt_value_map_set_int (map, "followup_of", ticket->followup_of);
  if (s->outside)
    return map;
  pt_value_map_set_string (map, "priority",
                           pt_words_of (s->input->words, "priority", pt_priority_name (ticket->priority)));
  if (s->notice->assignee)
    pt_value_map_set (map, "assignee", pt_fields_person (s, s->notice->assignee));
  PtValue *brought = pt_fields_brought (s);
  pt_value_map_set (map, "brought", brought);
  pt_value_map_set (map, "brought_names", pt_fields_names (brought));
  set_followers (s, map);
  return map;
}

/* What an event says stays inside: it may speak of anything. */
static PtValue *
event_value (const PtFieldsSource *s)
{
  const char *detail = s->notice->event_detail ? s->notice->event_detail : "";
  g_autofree char *text = pt_fields_text (detail, pt_words_of (s->input->words, "text", "cut"));
  PtValue *map = pt_value_new_map ();
  pt_value_map_set_string (map, "kind", s->notice->event_kind);
  pt_value_map_set_string (map, "detail", text);
  pt_value_map_set (map, "html", pt_value_new_html (pt_html_from_text (text, -1)));
  return map;
}

static PtValue *
mailbox_value (const PtMailbox *mailbox)
{
  g_autofree char *signature = pt_fields_text (mailbox->signature, "");
  PtValue *map = pt_value_new_map ();
  pt_value_map_set (map, "name", pt_value_new_take (pt_text_to_line (mailbox->display)));
  pt_value_map_set_string (map, "address", mailbox->address);
  pt_value_map_set (map, "signature_html", pt_value_new_html (pt_html_from_text (signature, -1)));
  pt_value_map_set_string (map, "signature", signature);
  return map;
}

static void
set_answer (const PtFieldsSource *s, PtValue *map)
{
  static const char *const names[PT_REPLY_N_KINDS] = { "answer_goes_outside", "answer_is_note", "answer_opens_ticket",
                                                       "answer_is_held" };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    pt_value_map_set_bool (map, names[i], i == (gsize) s->input->reply);
  pt_value_map_set_string (map, "answer_mailto", s->input->answer);
  pt_value_map_set_string (map, "note_mailto", s->input->note);
  pt_value_map_set_string (map, "publish_mailto", s->input->publish);
  pt_value_map_set_string (map, "stop_mailto", s->input->stop);
}

/* Whom KB Support calls the agent: outside the one who writes, inside the assignee. */
static void
set_agent (const PtFieldsSource *s, PtValue *map)
{
  const PtPerson *agent = s->outside ? s->notice->author : s->notice->assignee;
  if (!agent || (s->outside && agent->role == PT_ROLE_END_USER))
    return;
  g_autofree char *name = pt_fields_name_for (s, agent);
  pt_value_map_set_string (map, "agent", name);
}

/* H8: a customer's new ticket, told to a customer, where anybody may write; not an update, and not the word of an
 * agent or from the command line; nor to those whom a known customer copies (J9). */
static gboolean
is_suppressed (const PtFieldsSource *s)
{
  const PtNotice *n = s->notice;
  gboolean by_customer =
    n->author && n->author->role == PT_ROLE_END_USER && n->comment && n->comment->channel != PT_CHANNEL_COMMAND;
  return s->outside && s->kind != PT_NOTIFY_COPIED && n->first_comment && by_customer
         && n->recipient->role == PT_ROLE_END_USER
         && s->input->mailbox->rules->open_submission;
}

static gboolean
is_machine (const PtPerson *person)
{
  const PtPersonAddress *primary = person ? pt_person_primary (person) : NULL;
  return primary && primary->key && pt_address_is_machine (primary->key);
}

static PtFieldsSource
source_of (const PtNotice *notice, PtNotifyKind kind, const PtFieldsInput *input)
{
  PtFieldsSource s = { .notice = notice, .input = input, .kind = kind, .outside = pt_notify_kind_is_outside (kind) };
  s.bare = kind == PT_NOTIFY_RECEIPT && !notice->authenticated;
  s.without_text = s.bare || is_suppressed (&s) || (s.outside && notice->comment && notice->comment->is_private);
  s.machine = notice->ticket->machine || is_machine (notice->requester);
  return s;
}

/* A CC or participant who may leave; a light agent may not (R10). */
static gboolean
is_copy (const PtNotice *notice, const PtRules *rules)
{
  const PtId person = notice->recipient->id;
  return notice->recipient->role != PT_ROLE_LIGHT_AGENT && person != notice->ticket->requester
         && (pt_ticket_view_has (notice->view, person, PT_RELATION_CC)
             || (rules->participants && pt_ticket_view_has (notice->view, person, PT_RELATION_PARTICIPANT)));
}

PtValue *
pt_fields_new (const PtNotice *notice, PtNotifyKind kind, const PtFieldsInput *input)
{
  PtFieldsSource s = source_of (notice, kind, input);
  PtValue *map = pt_value_new_map ();
  PtValue *comment = notice->comment && !s.without_text ? pt_fields_comment (&s) : NULL;
  PtValue *ticket = ticket_value (&s, comment);
  pt_value_map_set (map, "ticket", ticket);
  pt_value_map_set (map, "mailbox", mailbox_value (input->mailbox));
  pt_value_map_set_string (map, "body_token", input->body_token);
  pt_value_map_set_bool (map, "is_new", notice->first_comment);
  if (comment)
    pt_value_map_set (map, "comment", comment);
  if (s.bare)
    return map;
  pt_value_map_set (map, "recipient", pt_fields_person (&s, notice->recipient));
  pt_value_map_set_bool (map, "is_copy", is_copy (notice, input->mailbox->rules));
  pt_value_map_set_string (map, "leave_mailto", input->leave);
  pt_value_map_set_string (map, "back_mailto", input->back);
  pt_value_map_set_bool (map, "is_back", g_strcmp0 (notice->event_kind, pt_event_kind_name (PT_EVENT_RETURNED)) == 0);
  pt_value_map_set_bool (map, "status_is_new", notice->status_waits);
  if (notice->requester)
    pt_value_map_set (map, "requester", pt_value_ref ((PtValue *) pt_value_map_get (ticket, "requester")));
  set_agent (&s, map);
  pt_value_map_set (map, "earlier", pt_fields_earlier (&s));
  if (s.outside)
    return map;
  if (notice->actor)
    pt_value_map_set (map, "actor", pt_fields_person (&s, notice->actor));
  if (notice->event_kind)
    pt_value_map_set (map, "event", event_value (&s));
  pt_value_map_set (map, "unreached", pt_fields_unreached (&s));
  pt_value_map_set_bool (map, "is_unanswered", g_strcmp0 (notice->event_kind,
                                                          pt_event_kind_name (PT_EVENT_UNANSWERED)) == 0);
  pt_value_map_set_bool (map, "is_delayed", g_strcmp0 (notice->event_kind,
                                                       pt_event_kind_name (PT_EVENT_DELIVERY_DELAYED)) == 0);
  pt_value_map_set_string (map, "answer_not_to", input->not_to);
  set_answer (&s, map);
  return map;
}

static PtNotice *
sample_notice (void)
{
  PtNotice *notice = pt_notice_new ();
  PtPart *part = pt_part_new ("text/plain");
  PtPerson **people[] = { &notice->recipient, &notice->author, &notice->actor, &notice->requester,
                          &notice->assignee };
  PtNoticeComment *earlier = g_new0 (PtNoticeComment, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (people); i++) {
    *people[i] = pt_person_new ((PtId) i + 1, "Sample Person", PT_ROLE_AGENT);
    pt_person_add_address (*people[i], "sample@example.com");
  }
  pt_notice_set_view (notice, pt_ticket_view_new (pt_ticket_new (1, "sample", "Sample")));
  notice->ticket->followup_of = 1;
  const PtTicketPerson brought = { .person = 5, .relation = PT_RELATION_CC, .brought = TRUE };
  g_array_append_val (notice->view->people, brought);
  notice->author->role = PT_ROLE_END_USER; /* whom an agent has not answered, so that there are some of these */
  g_ptr_array_add (notice->copied, pt_person_new (brought.person, "Sample Person", PT_ROLE_END_USER));
  notice->comment = pt_comment_new (2, 1, 2);
  notice->comment->text = g_strdup ("Sample");
  notice->first_comment = TRUE;
  notice->event_kind = g_strdup ("sample");
  notice->event_detail = g_strdup ("sample@example.com: gone: Sample");
  notice->comment->flags = PT_FLAG_BIT (PT_FLAG_RELEASED);
  earlier->comment = pt_comment_new (1, 1, 2);
  earlier->author = pt_person_copy (notice->author);
  earlier->comment->flags = PT_FLAG_BIT (PT_FLAG_RELEASED);
  g_ptr_array_add (notice->history, earlier);
  g_ptr_array_add (notice->earlier,
                   pt_notice_comment_new (pt_comment_new (3, 1, 2), pt_person_copy (notice->author)));
  g_ptr_array_add (notice->visible_cc, pt_person_new (5, "Sample Person", PT_ROLE_END_USER));
  g_ptr_array_add (notice->kept_out, pt_person_new (6, "Sample Person", PT_ROLE_AGENT));
  g_ptr_array_add (notice->attachments, pt_attachment_new (1, part));
  for (guint i = 0; i < 2; i++) {
    PtHeldMail *mail = g_new0 (PtHeldMail, 1);
    mail->again = i > 0;
    mail->from = g_strdup ("sample@example.com");
    mail->subject = g_strdup ("Sample");
    mail->excerpt = g_strdup ("Sample");
    g_ptr_array_add (notice->held, mail);
  }
  return notice;
}

PtValue *
pt_fields_sample (void)
{
  g_autoptr (PtNotice) notice = sample_notice ();
  g_autoptr (PtMailbox) mailbox = pt_mailbox_new ("sample", "sample@example.com");
  PtFieldsInput input = { .mailbox = mailbox, .body_token = "[sample]", .answer = "mailto:sample@example.com",
                          .note = "mailto:sample@example.com", .publish = "mailto:sample@example.com",
                          .leave = "mailto:sample@example.com", .back = "mailto:sample@example.com",
                          .stop = "mailto:sample@example.com" };
  PtValue *fields = pt_fields_new (notice, PT_NOTIFY_NOTICE, &input);
  const PtNoticeLine line = { notice->view, notice->comment, notice->author };
  const PtFieldsLine shown = { &line, "mailto:sample@example.com", "mailto:sample@example.com" };
  g_autoptr (GArray) lines = g_array_new (FALSE, FALSE, sizeof shown);
  g_array_append_val (lines, shown);
  const PtFieldsHeldInput held = { .mailbox = mailbox, .lines = lines };
  pt_fields_set_held (fields, notice, &held);
  return fields;
}
