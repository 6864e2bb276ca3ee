#include "render/fields.h"

#include "base/clock.h"
#include "base/text.h"
#include "render/html.h"

#include <string.h>

typedef struct {
  const PtNotice      *notice;
  const PtFieldsInput *input;
  PtNotifyKind         kind;
  gboolean             outside;
} Source;

static const char *
primary_address (const PtPerson *person)
{
  const PtPersonAddress *primary = pt_person_primary (person);
  return primary ? primary->address : "";
}

/* What stands for somebody without a name: the part of his address before the @. */
static char *
local_part (const PtPerson *person)
{
  const char *address = primary_address (person);
  g_autofree char *local = g_strndup (address, strcspn (address, "@"));
  return pt_text_to_line (local);
}

/* NAME, for somebody outside never an address of staff: the mailbox answers for an agent without a name (T034). */
static char *
name_for (const Source *s, const PtPerson *person)
{
  char *name = pt_fields_name (person);
  if (name)
    return name;
  if (s->outside && person->role != PT_ROLE_END_USER)
    return pt_text_to_line (s->input->mailbox->display);
  return local_part (person);
}

static char *
first_name (const char *name)
{
  const char *comma = strchr (name, ',');
  const char *start = comma ? comma + 1 + strspn (comma + 1, " ") : name;
  return g_strndup (start, strcspn (start, " ,"));
}

/* name, first_name, address, label; people outside see no address of staff (T034), and the author's only where it
 * stands in To and Cc anyway. */
static PtValue *
person_value (const Source *s, const PtPerson *person)
{
  PtValue *map = pt_value_new_map ();
  g_autofree char *name = name_for (s, person);
  g_autofree char *own_name = pt_fields_name (person);
  g_autofree char *first = first_name (own_name ? own_name : "");
  gboolean hidden = s->outside && (person->role != PT_ROLE_END_USER || person == s->notice->author);
  g_autofree char *address = hidden ? g_strdup ("") : pt_text_to_line (primary_address (person));
  char *label = own_name && *address ? g_strdup_printf ("%s <%s>", own_name, address)
                                     : g_strdup (*address ? address : name);
  pt_value_map_set_string (map, "name", name);
  pt_value_map_set_string (map, "first_name", first);
  pt_value_map_set_string (map, "address", address);
  pt_value_map_set (map, "label", pt_value_new_take (label));
  pt_value_map_set_bool (map, "is_staff", person->role != PT_ROLE_END_USER);
  return map;
}

static PtValue *
cc_value (const Source *s)
{
  const GPtrArray *cc = s->notice->visible_cc;
  PtValue *list = pt_value_new_list ();
  PtValue *before = NULL;
  for (guint i = 0; i < cc->len; i++) {
    const PtPerson *person = g_ptr_array_index (cc, i);
    if (s->outside && person->role == PT_ROLE_LIGHT_AGENT) /* N3 */
      continue;
    if (before)
      pt_value_map_set_bool (before, "has_next", TRUE);
    before = person_value (s, person);
    pt_value_map_set_bool (before, "has_next", FALSE);
    pt_value_list_add (list, before);
  }
  return list;
}

static PtValue *
ticket_value (const Source *s)
{
  const PtTicket *ticket = s->notice->ticket;
  PtStatus shown = s->input->mailbox->rules->public_status[ticket->status];
  PtValue *map = pt_value_new_map ();
  pt_value_map_set_int (map, "id", ticket->id);
  pt_value_map_set_string (map, "public_status", pt_status_name (shown));
  pt_value_map_set_string (map, "status", pt_status_name (s->outside ? shown : ticket->status));
  if (s->kind == PT_NOTIFY_RECEIPT)
    return map;
  pt_value_map_set (map, "title", pt_value_new_take (pt_fields_title (ticket)));
  if (s->notice->requester)
    pt_value_map_set (map, "requester", person_value (s, s->notice->requester));
  pt_value_map_set (map, "cc", cc_value (s));
  if (s->outside)
    return map;
  pt_value_map_set_string (map, "priority", pt_priority_name (ticket->priority));
  if (s->notice->assignee)
    pt_value_map_set (map, "assignee", person_value (s, s->notice->assignee));
  return map;
}

/* `812 bytes`, `1.5 KiB`: the same on every machine and in every locale. */
static char *
size_text (gsize size)
{
  static const char *const units[] = { "KiB", "MiB", "GiB" };
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  double value = (double) size / 1024;
  gsize unit = 0;
  if (size < 1024)
    return g_strdup_printf ("%" G_GSIZE_FORMAT " %s", size, size == 1 ? "byte" : "bytes");
  for (; value >= 1024 && unit + 1 < G_N_ELEMENTS (units); unit++)
    value /= 1024;
  g_ascii_formatd (number, sizeof number, "%.1f", value);
  return g_strdup_printf ("%s %s", number, units[unit]);
}

static PtValue *
attachments_value (const Source *s)
{
  PtValue *list = pt_value_new_list ();
  for (guint i = 0; i < s->notice->attachments->len; i++) {
    const PtAttachment *attachment = g_ptr_array_index (s->notice->attachments, i);
    const PtPart *part = attachment->part;
    PtValue *map = pt_value_new_map ();
    pt_value_map_set_bool (map, "is_sent", attachment->fate == PT_ATTACHMENT_SENT);
    pt_value_map_set_bool (map, "is_too_large", attachment->fate == PT_ATTACHMENT_TOO_LARGE);
    pt_value_map_set_bool (map, "is_lost", attachment->fate == PT_ATTACHMENT_LOST);
    pt_value_map_set (map, "name", pt_value_new_take (pt_text_to_line (part->name ? part->name : "without a name")));
    pt_value_map_set (map, "size", pt_value_new_take (size_text (part->size)));
    pt_value_map_set (map, "type", pt_value_new_take (pt_text_to_line (part->type ? part->type : "")));
    pt_value_list_add (list, map);
  }
  return list;
}

static PtValue *
flags_value (const PtComment *comment)
{
  PtValue *list = pt_value_new_list ();
  for (guint i = 0; i < comment->flags->len; i++) {
    const char *word = g_ptr_array_index (comment->flags, i);
    PtValue *map = pt_value_new_map ();
    pt_value_map_set_string (map, "word", word);
    pt_value_map_set_string (map, "sentence", pt_fields_flag_sentence (word));
    pt_value_list_add (list, map);
  }
  return list;
}

/* `2026-01-01 10:00 UTC`: read the same everywhere. */
static char *
time_text (PtTime time)
{
  g_autofree char *iso = pt_time_to_iso (time, FALSE);
  return g_strdup_printf ("%.10s %.5s UTC", iso, strlen (iso) > 16 ? iso + 11 : "");
}

static PtValue *
comment_value (const Source *s)
{
  const PtComment *comment = s->notice->comment;
  const char *text = s->input->text ? s->input->text : "";
  PtValue *map = pt_value_new_map ();
  pt_value_map_set_string (map, "text", text);
  pt_value_map_set (map, "html", pt_value_new_html (pt_html_from_text (text, -1)));
  pt_value_map_set (map, "at", pt_value_new_take (time_text (comment->at)));
  pt_value_map_set (map, "attachments", attachments_value (s));
  pt_value_map_set_bool (map, "has_attachments", s->notice->attachments->len > 0);
  if (s->notice->author)
    pt_value_map_set (map, "author", person_value (s, s->notice->author));
  pt_value_map_set_bool (map, "is_private", comment->is_private);
  if (s->outside)
    return map;
  pt_value_map_set (map, "flags", flags_value (comment));
  pt_value_map_set (map, "from",
                    pt_value_new_take (pt_text_to_line (comment->author_address ? comment->author_address : "")));
  return map;
}

/* What an event says stays inside: it may speak of anything. */
static PtValue *
event_value (const PtNotice *notice)
{
  const char *detail = notice->event_detail ? notice->event_detail : "";
  g_autofree char *text = pt_fields_text (detail);
  PtValue *map = pt_value_new_map ();
  pt_value_map_set_string (map, "kind", notice->event_kind);
  pt_value_map_set_string (map, "detail", text);
  pt_value_map_set (map, "html", pt_value_new_html (pt_html_from_text (text, -1)));
  return map;
}

static PtValue *
mailbox_value (const PtMailbox *mailbox)
{
  g_autofree char *signature = pt_fields_text (mailbox->signature);
  PtValue *map = pt_value_new_map ();
  pt_value_map_set (map, "name", pt_value_new_take (pt_text_to_line (mailbox->display)));
  pt_value_map_set_string (map, "address", mailbox->address);
  pt_value_map_set (map, "signature_html", pt_value_new_html (pt_html_from_text (signature, -1)));
  pt_value_map_set_string (map, "signature", signature);
  return map;
}

PtAnswer
pt_fields_answer (const PtNotice *notice, const PtRules *rules)
{
  const PtPerson *recipient = notice->recipient;
  const PtTicket *ticket = notice->ticket;
  if (ticket->status == PT_STATUS_CLOSED && rules->closed_reply == PT_CLOSED_REPLY_FOLLOWUP)
    return PT_ANSWER_NEW_TICKET;
  if (recipient->id == ticket->requester)
    return PT_ANSWER_OUTSIDE; /* as requester he speaks in the conversation */
  if (recipient->role == PT_ROLE_LIGHT_AGENT || !rules->agent_email_public)
    return PT_ANSWER_NOTE;
  if (!notice->comment)
    return PT_ANSWER_NOTE_IF_PRIVATE;
  if (notice->comment->is_private)
    return PT_ANSWER_NOTE;
  if (rules->follower_reply == PT_FOLLOWER_REPLY_PRIVATE && recipient->id != ticket->assignee)
    return PT_ANSWER_NOTE_IF_FOLLOWER;
  return PT_ANSWER_OUTSIDE;
}

static void
set_answer (const Source *s, PtValue *map)
{
  static const char *const names[] = { "answer_goes_outside", "answer_is_note", "answer_is_note_if_follower",
                                       "answer_is_note_if_private", "answer_opens_ticket" };
  PtAnswer answer = pt_fields_answer (s->notice, s->input->mailbox->rules);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    pt_value_map_set_bool (map, names[i], i == (gsize) answer);
}

PtValue *
pt_fields_new (const PtNotice *notice, PtNotifyKind kind, const PtFieldsInput *input)
{
  Source s = { notice, input, kind, pt_notify_kind_is_outside (kind) };
  PtValue *map = pt_value_new_map ();
  pt_value_map_set (map, "ticket", ticket_value (&s));
  pt_value_map_set (map, "mailbox", mailbox_value (input->mailbox));
  pt_value_map_set_string (map, "body_token", input->body_token);
  pt_value_map_set_bool (map, "is_new", notice->first_comment);
  if (kind == PT_NOTIFY_RECEIPT)
    return map;
  pt_value_map_set (map, "recipient", person_value (&s, notice->recipient));
  if (notice->comment && !(s.outside && notice->comment->is_private))
    pt_value_map_set (map, "comment", comment_value (&s));
  if (s.outside)
    return map;
  if (notice->author)
    pt_value_map_set (map, "actor", person_value (&s, notice->author));
  if (notice->event_kind)
    pt_value_map_set (map, "event", event_value (notice));
  set_answer (&s, map);
  return map;
}

static PtNotice *
sample_notice (void)
{
  PtNotice *notice = pt_notice_new ();
  PtPart *part = pt_part_new ("text/plain");
  PtPerson **people[] = { &notice->recipient, &notice->author, &notice->requester, &notice->assignee };
  for (gsize i = 0; i < G_N_ELEMENTS (people); i++) {
    *people[i] = pt_person_new ((PtId) i + 1, "Sample Person", PT_ROLE_AGENT);
    pt_person_add_address (*people[i], "sample@example.com");
  }
  notice->ticket = pt_ticket_new (1, "sample", "Sample");
  notice->comment = pt_comment_new (1, 1, 2);
  notice->event_kind = g_strdup ("sample");
  notice->event_detail = g_strdup ("Sample");
  pt_comment_add_flag (notice->comment, "released");
  g_ptr_array_add (notice->visible_cc, pt_person_new (5, "Sample Person", PT_ROLE_END_USER));
  g_ptr_array_add (notice->attachments, pt_attachment_new (part));
  return notice;
}

PtValue *
pt_fields_sample (void)
{
  g_autoptr (PtNotice) notice = sample_notice ();
  g_autoptr (PtMailbox) mailbox = pt_mailbox_new ("sample", "sample@example.com");
  PtFieldsInput input = { mailbox, "Sample", "[sample]" };
  return pt_fields_new (notice, PT_NOTIFY_NOTICE, &input);
}
