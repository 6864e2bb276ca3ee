/* Requests that set fields of a ticket without further consequences. */
#include "core/request-asking.h"
#include "core/change.h"
#include "core/tags.h"

#include <string.h>

/* A field without further consequences. */
static void
set_plain (PtAsking *a)
{
  const PtRequest *r = a->request;
  const PtTicket *ticket = a->facts->match->view->ticket;
  const PtMember *member = pt_ticket_field (r->field);
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, r->number);
  const char *yes_no = r->number ? "yes" : "no";
  gboolean is_text = pt_member_is_text (member);
  if (is_text ? !g_strcmp0 (r->value, pt_member_text (member, ticket))
              : r->number == pt_member_number (member, ticket))
    pt_asking_nothing (a, "it is so already");
  else if (is_text)
    pt_change_text (a->work, a->ticket, r->field, r->value);
  else
    pt_change_number (a->work, a->ticket, r->field, r->number,
                      member->kind == PT_KIND_ENUM ? pt_word_at (member->names, r->number)
                      : member->kind == PT_KIND_YES_NO ? yes_no : number);
}

static void
set_subject (PtAsking *a)
{
  const char *value = a->request->value;
  if (!value || !*value)
    pt_asking_refuse (a, "", "a subject must have text");
  else
    set_plain (a);
}

/* A permission of its own (MC7, X24). */
static void
set_requester (PtAsking *a)
{
  PtId person = a->request->person;
  const PtPerson *who = pt_snapshot_person (a->c->snapshot, person);
  if (!a->facts->rules->agents_may_change_requester && !pt_asking_is_admin (a))
    pt_asking_refuse (a, "MC7", "agents may not change the requester (agents_may_change_requester)");
  else if (!who || who->state != PT_PERSON_ACTIVE)
    pt_asking_refuse (a, "R2 R16", "a requester is an active person");
  else if (person == pt_asking_ticket (a)->requester)
    pt_asking_nothing (a, "he is the requester already");
  else
    pt_change_requester (a->work, a->ticket, person);
}

/* L9, A3: what may be set on a ticket that is closed, where anything may at all.  R10, MC7: a light agent who is the
 * requester says what his matter is, not whose it is nor who may see it. */
static gboolean
may_set (PtAsking *a)
{
  PtTicketField field = a->request->field;
  gboolean closed = a->facts->match->view->ticket->status == PT_STATUS_CLOSED;
  gboolean admins = field == PT_FIELD_SUBJECT || field == PT_FIELD_PRIORITY;
  gboolean programs = admins || field == PT_FIELD_TYPE;
  if (!a->facts->standing.may_edit && !programs && a->facts->standing.light)
    return pt_asking_refuse (a, "R10 MC7", "a light agent may not change this field");
  if (!closed || (a->request->api ? programs : admins))
    return TRUE;
  return pt_asking_refuse (a, "L9 A3", "the ticket is closed: this field cannot be changed any more");
}

void
pt_asking_set (PtAsking *a)
{
  if (!may_set (a))
    return;
  switch (a->request->field) {
  case PT_FIELD_SUBJECT:
    set_subject (a);
    return;
  case PT_FIELD_REQUESTER:
    set_requester (a);
    return;
  case PT_FIELD_DIVISION:
    pt_asking_division (a);
    return;
  case PT_FIELD_RESTRICTED:
    pt_asking_restrict (a);
    return;
  case PT_FIELD_CATEGORY:
    pt_asking_category (a);
    return;
  case PT_FIELD_SHARED:
    pt_asking_share (a);
    return;
  default:
    if (pt_ticket_field (a->request->field)->flags & PT_MEMBER_SET)
      set_plain (a);
    else
      pt_asking_refuse (a, "", "this field cannot be set so");
  }
}

void
pt_asking_tag (PtAsking *a)
{
  const PtRequest *r = a->request;
  const char *now = a->facts->match->view->ticket->tags;
  if (!pt_tags_are_good (r->value)) {
    pt_asking_refuse (a, "", "a tag is a word of letters, digits, - _ . and :, at most 64 bytes");
    return;
  }
  g_autofree char *tags = r->number ? pt_tags_add (now, r->value) : pt_tags_remove (now, r->value);
  if (g_strcmp0 (tags, now) == 0)
    pt_asking_nothing (a, "it is so already");
  else
    pt_change_text (a->work, a->ticket, PT_FIELD_TAGS, tags);
}

static gboolean
is_line (const char *value)
{
  for (const char *c = value; *c; c++)
    if (g_ascii_iscntrl (*c))
      return FALSE;
  return g_utf8_validate_len (value, strlen (value), NULL) && strlen (value) <= 1000;
}

void
pt_asking_custom (PtAsking *a)
{
  const PtRequest *r = a->request;
  const char *now = a->facts->match->view->ticket->custom, *value = r->value ? r->value : "";
  if (!pt_custom_name_is_good (r->name) || !is_line (value)) {
    pt_asking_refuse (a, "", "a field is NAME=VALUE: a name of small letters, digits, - and _, and one line of text");
    return;
  }
  g_autofree char *custom = pt_custom_set (now, r->name, value);
  if (g_strcmp0 (custom, now) == 0)
    pt_asking_nothing (a, "it is so already");
  else
    pt_change_text (a->work, a->ticket, PT_FIELD_CUSTOM, custom);
}
