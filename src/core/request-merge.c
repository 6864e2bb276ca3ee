/* The request that merges one ticket into another (Z29, L11, M21, C19). */
#include "core/request-asking.h"
#include "core/change.h"
#include "core/people.h"
#include "core/tags.h"

#include <string.h>

#define TAG "closed_by_merge"

typedef struct {
  PtAsking           *asking;
  const PtTicketView *from;
  const PtTicketView *into;
  const PtRules      *rules; /* of INTO's mailbox: the people come there */
  GArray             *cc;    /* PtTicketPerson: who becomes CC of INTO */
  PtTime              waiting; /* since when somebody waits for an answer on FROM; 0 = nobody does */
} Merge;

static gboolean
may_receive (const Merge *m)
{
  PtAsking *a = m->asking;
  if (!m->into || m->into->ticket->deleted)
    return pt_asking_refuse (a, "M22", "there is no such ticket to merge into");
  if (m->into == m->from)
    return pt_asking_refuse (a, "", "a ticket cannot be merged into itself");
  if (m->into->ticket->merged_into)
    return pt_asking_refuse (a, "M21", "that ticket was merged into another one itself: use that");
  return m->into->ticket->status != PT_STATUS_CLOSED || pt_asking_refuse (a, "L9", "that ticket is closed");
}

/* The actor may edit the other ticket, too. */
static gboolean
may_edit_there (const Merge *m)
{
  const PtStanding there = pt_standing_of (NULL, m->into, m->asking->actor);
  return there.may_edit || pt_asking_refuse (m->asking, "R10", "this person may not edit the ticket to merge into");
}

static gboolean
may_leave (const Merge *m)
{
  PtAsking *a = m->asking;
  const PtTicket *from = m->from->ticket;
  if (from->status >= PT_STATUS_SOLVED)
    return pt_asking_refuse (a, "Z29", "a solved ticket is not merged: reopen it first");
  if (from->requester != m->into->ticket->requester && !m->rules->cc_enabled)
    return pt_asking_refuse (a, "Z29", "tickets of different requesters are merged only where tickets have CCs");
  return from->shared || !a->request->number
         || pt_asking_refuse (a, "D2", "the ticket is not shared: its text may not be made public by merging");
}

/* C3, C6, C10 for somebody who comes along; one who is there already is not added. */
static gboolean
may_come (const Merge *m, PtId id)
{
  const PtPerson *person = pt_snapshot_person (m->asking->c->snapshot, id);
  const PtRules *rules = m->rules;
  if (!person || !pt_person_primary (person) || person->state != PT_PERSON_ACTIVE
      || id == m->into->ticket->requester || id == m->into->ticket->assignee
      || pt_ticket_view_has (m->into, id, PT_RELATION_CC))
    return FALSE;
  if (pt_people_is_blocked (rules, person))
    return FALSE;
  return person->role != PT_ROLE_LIGHT_AGENT || rules->light_agents_may_be_cc;
}

/* The requester comes by the actor; for CCs it stays true who brought them (J9). */
static void
find_cc (Merge *m)
{
  const PtTicketPerson requester = { .person = m->from->ticket->requester, .relation = PT_RELATION_CC,
                                     .added_by = m->asking->actor->id };
  if (!m->rules->cc_enabled)
    return;
  if (may_come (m, requester.person))
    g_array_append_val (m->cc, requester);
  for (guint i = 0; i < m->from->people->len; i++) {
    const PtTicketPerson *one = &g_array_index (m->from->people, PtTicketPerson, i);
    if (one->relation == PT_RELATION_CC && one->person != requester.person && may_come (m, one->person))
      g_array_append_vals (m->cc, one, 1);
  }
}

/* C4, X17: too many are refused, or the surplus is left out, as by mail. */
static gboolean
fits (Merge *m)
{
  const PtRules *rules = m->rules;
  guint have = pt_people_count_cc (m->into), room = rules->max_cc - MIN (have, rules->max_cc);
  if (m->cc->len <= room)
    return TRUE;
  if (rules->cc_overflow != PT_CC_OVERFLOW_TRUNCATE)
    return pt_asking_refuse (m->asking, "C4 X17", "the people of both tickets are more than max_cc");
  pt_decision_reason (m->asking->decision, "C4 X17", "%u people over the limit of CCs were left out",
                      m->cc->len - room);
  g_array_set_size (m->cc, room);
  return TRUE;
}

/* Who wrote the last public comment, as anybody may read it: never by an address (T034). */
static const char *
name_of (const Merge *m, PtId author)
{
  const PtPerson *person = pt_snapshot_person (m->asking->c->snapshot, author);
  if (!person)
    return "somebody";
  if (*person->name && !strchr (person->name, '@'))
    return person->name;
  return person->role == PT_ROLE_END_USER ? "a customer" : "an agent";
}

static char *
text_there (const Merge *m)
{
  const PtComment *last = m->asking->c->snapshot->last_public;
  const char *own = m->asking->request->text;
  PtId from = m->from->ticket->id;
  GString *out = g_string_new (own && *own ? own : NULL);
  g_string_append_printf (out, "%sTicket #%" G_GINT64_FORMAT " was merged into this one.", out->len ? "\n\n" : "",
                          from);
  if (last)
    g_string_append_printf (out, "\n\nIts last public comment, by %s:\n\n%s", name_of (m, last->author),
                            last->text ? last->text : "");
  return g_string_free (out, FALSE);
}

static char *
text_here (const Merge *m)
{
  const char *own = m->asking->request->text;
  return g_strdup_printf ("%s%sThis ticket was merged into #%" G_GINT64_FORMAT ".", own && *own ? own : "",
                          own && *own ? "\n\n" : "", m->into->ticket->id);
}

/* Words of the actor's own that are public answer whoever waits; that tickets were merged does not (J29). */
static void
say (const Merge *m, PtId ticket, PtMergeSide side, char *text /* owned */)
{
  PtAsking *a = m->asking;
  PtComment *comment = pt_work_new_comment (a->work, pt_comment_new (0, ticket, a->actor->id), PT_REACH_ALL);
  comment->is_private = !(a->request->number & (gint64) side);
  comment->channel = PT_CHANNEL_COMMAND;
  comment->text = text;
  comment->at = a->c->now;
  pt_work_event (a->work, ticket, a->actor->id, comment->is_private ? PT_EVENT_NOTE_ADDED : PT_EVENT_COMMENT_ADDED,
                 NULL);
  if (a->request->text && *a->request->text)
    pt_change_waiting (a->work, comment);
}

/* FROM: said, tagged, closed at once (L11); its tags, type, priority and status stay behind. */
static void
leave (Merge *m)
{
  PtWork *work = m->asking->work;
  const PtTicket *from = m->from->ticket, *into = m->into->ticket;
  g_autofree char *tags = pt_tags_add (from->tags, TAG);
  g_autofree char *detail = g_strdup_printf ("into #%" G_GINT64_FORMAT, into->id);
  pt_work_set_number (work, from->id, PT_FIELD_MERGED_INTO, into->id);
  pt_work_event (work, from->id, work->author.id, PT_EVENT_MERGED, detail);
  say (m, from->id, PT_MERGE_PUBLIC_HERE, text_here (m));
  pt_change_text (work, from->id, PT_FIELD_TAGS, tags);
  m->waiting = pt_work_ticket (work, from->id)->waiting_at;
  pt_change_status (work, from->id, PT_STATUS_CLOSED);
}

/* Who waits for an answer waits on, and who has INTO is reminded of them (J29). */
static void
wait_on (const Merge *m)
{
  const PtTicket *into = pt_work_ticket (m->asking->work, m->into->ticket->id);
  gboolean first = m->waiting && (!into->waiting_at || m->waiting < into->waiting_at);
  if (first && into->status < PT_STATUS_SOLVED)
    pt_work_set_number (m->asking->work, into->id, PT_FIELD_WAITING_AT, m->waiting);
}

/* INTO: the people come as CCs (C19), then the comment; its status stays as it is. */
static void
receive (const Merge *m)
{
  PtWork *work = m->asking->work;
  const PtId into = m->into->ticket->id;
  g_autofree char *detail = g_strdup_printf ("#%" G_GINT64_FORMAT, m->from->ticket->id);
  pt_work_event (work, into, work->author.id, PT_EVENT_MERGED_IN, detail);
  for (guint i = 0; i < m->cc->len; i++)
    pt_people_bring_cc (work, into, &g_array_index (m->cc, PtTicketPerson, i));
  wait_on (m);
  say (m, into, PT_MERGE_PUBLIC_THERE, text_there (m));
  m->asking->decision->ticket = into;
}

void
pt_asking_merge (PtAsking *a)
{
  g_autoptr (GArray) cc = g_array_new (FALSE, FALSE, sizeof (PtTicketPerson));
  Merge m = { .asking = a, .from = a->facts->match->view, .cc = cc };
  m.into = pt_snapshot_ticket (a->c->snapshot, a->request->other);
  if (!may_receive (&m) || !may_edit_there (&m))
    return;
  m.rules = pt_policy_rules_for (a->c->policy, m.into->ticket->mailbox);
  if (!may_leave (&m))
    return;
  find_cc (&m);
  if (!fits (&m))
    return;
  leave (&m);
  receive (&m);
}
