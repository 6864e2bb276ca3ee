/* The actions of a decision as rows, one short function a kind. */
#include "base/digest.h"
#include "store/apply.h"
#include "store/person-row.h"
#include "store/query.h"
#include "store/rows.h"

static gboolean
contains (const GArray *ids, PtId id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index (ids, PtId, i) == id)
      return TRUE;
  return FALSE;
}

static void
add_id (GArray *ids, PtId id)
{
  if (id > 0 && !contains (ids, id))
    g_array_append_val (ids, id);
}

/* Resolves what stands in *id. */
static gboolean
resolve (const PtApply *apply, PtCount kind, PtId *id, GError **error)
{
  return pt_apply_resolve (apply, kind, *id, id, error);
}

static gboolean
make_person (PtApply *apply, const PtAction *action, GError **error)
{
  PtId id = action->id;
  if (!resolve (apply, PT_COUNT_PERSON, &id, error)
      || !pt_person_row_insert (apply->store, id, action->new_person, apply->now, error))
    return FALSE;
  for (guint i = 0; i < action->new_person->addresses->len; i++)
    if (!pt_person_row_insert_address (apply->store, id, g_ptr_array_index (action->new_person->addresses, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
make_ticket (PtApply *apply, const PtAction *action, GError **error)
{
  PtTicket row = *action->new_ticket;
  row.id = action->id;
  row.created_at = row.created_at != 0 ? row.created_at : apply->now;
  row.updated_at = row.updated_at != 0 ? row.updated_at : apply->now;
  if (!pt_apply_resolve_members (apply, &pt_ticket_members, &row, error))
    return FALSE;
  PtQuery q = pt_query (apply->store, PT_SQL_TICKET_INSERT);
  pt_query_members (&q, &pt_ticket_members, &row);
  add_id (apply->dated, row.id);
  return pt_query_run (&q, error);
}

static const char *
comment_text (const PtApply *apply, const PtComment *comment)
{
  const PtMessage *message = apply->message;
  if (comment->text || !message)
    return comment->text ? comment->text : "";
  if (message->text_new && *message->text_new != 0)
    return message->text_new;
  return message->text ? message->text : "";
}

/* What CC names, as ids of rows. */
static gboolean
resolve_cc (const PtApply *apply, const GArray *cc, GArray *ids, GError **error)
{
  for (guint i = 0; i < cc->len; i++) {
    PtId id = g_array_index (cc, PtId, i);
    if (!resolve (apply, PT_COUNT_PERSON, &id, error))
      return FALSE;
    g_array_append_val (ids, id);
  }
  return TRUE;
}

/* Keeps the ticket's counts, and its updated_at with them. */
static gboolean
count_comment (PtApply *apply, PtId ticket, gboolean is_private, GError **error)
{
  PtQuery q = pt_query (apply->store, PT_SQL_TICKET_COMMENTED);
  pt_query_int (&q, ticket);
  pt_query_int (&q, is_private ? 0 : 1);
  pt_query_int (&q, is_private ? 1 : 0);
  pt_query_int (&q, apply->now);
  add_id (apply->dated, ticket);
  return pt_query_run (&q, error);
}

/* Whom others copied, and who takes part by now (J9). */
static gboolean
note_wrote (PtApply *apply, const PtComment *row, GError **error)
{
  if (row->flags)
    return TRUE;
  PtQuery q = pt_query (apply->store, PT_SQL_WROTE);
  pt_query_int (&q, row->ticket);
  pt_query_int (&q, row->author);
  return pt_query_run (&q, error);
}

static gboolean
make_comment (PtApply *apply, const PtAction *action, GError **error)
{
  g_autoptr (GArray) cc = g_array_new (FALSE, FALSE, sizeof (PtId));
  PtComment row = *action->comment;
  row.id = action->id;
  row.at = row.at != 0 ? row.at : apply->now;
  row.text = (char *) comment_text (apply, action->comment);
  row.visible_cc = cc;
  if (!pt_apply_resolve_members (apply, &pt_comment_members, &row, error)
      || !resolve_cc (apply, action->comment->visible_cc, cc, error))
    return FALSE;
  PtQuery q = pt_query (apply->store, PT_SQL_COMMENT_INSERT);
  pt_query_members (&q, &pt_comment_members, &row);
  pt_query_id (&q, apply->row);
  return pt_query_run (&q, error) && count_comment (apply, row.ticket, row.is_private, error)
         && note_wrote (apply, &row, error);
}

static gboolean
keep_comment (PtApply *apply, const PtAction *action, GError **error)
{
  PtQuery q = pt_query (apply->store, PT_SQL_COMMENT_KEEP);
  pt_query_int (&q, action->other);
  if (!pt_query_run (&q, error))
    return FALSE;
  PtQuery count = pt_query (apply->store, PT_SQL_TICKET_COMMENTED);
  pt_query_int (&count, action->ticket);
  pt_query_int (&count, -1);
  pt_query_int (&count, 1);
  pt_query_int (&count, apply->now);
  add_id (apply->dated, action->ticket);
  return pt_query_run (&count, error);
}

static gboolean
relate (PtApply *apply, const PtAction *action, GError **error)
{
  PtId ticket = action->ticket, person = action->person, added_by = action->other;
  if (!resolve (apply, PT_COUNT_TICKET, &ticket, error) || !resolve (apply, PT_COUNT_PERSON, &person, error)
      || !resolve (apply, PT_COUNT_PERSON, &added_by, error))
    return FALSE;
  PtQuery q = pt_query (apply->store, action->kind == PT_ACTION_RELATE ? PT_SQL_RELATE : PT_SQL_UNRELATE);
  pt_query_int (&q, ticket);
  pt_query_int (&q, action->value);
  pt_query_int (&q, person);
  if (action->kind == PT_ACTION_RELATE) {
    pt_query_id (&q, added_by);
    pt_query_int (&q, action->brought);
  }
  return pt_query_run (&q, error);
}

/* Status and assignee: a column of the ticket and its updated_at. */
static gboolean
set_column (PtApply *apply, const PtAction *action, GError **error)
{
  PtId ticket = action->ticket, person = action->person;
  if (!resolve (apply, PT_COUNT_TICKET, &ticket, error) || !resolve (apply, PT_COUNT_PERSON, &person, error))
    return FALSE;
  PtQuery q = pt_query (apply->store, action->kind == PT_ACTION_STATUS ? PT_SQL_TICKET_STATUS : PT_SQL_TICKET_ASSIGN);
  pt_query_int (&q, ticket);
  if (action->kind == PT_ACTION_ASSIGN)
    pt_query_id (&q, person);
  else
    pt_query_int (&q, action->value);
  pt_query_int (&q, apply->now);
  if (action->kind == PT_ACTION_STATUS)
    pt_query_id (&q, person);
  add_id (apply->dated, ticket);
  return pt_query_run (&q, error);
}

static gboolean
set_field (PtApply *apply, const PtAction *action, GError **error)
{
  const PtMember *member = pt_ticket_field ((PtTicketField) action->value);
  g_autoptr (PtTicket) row = g_new0 (PtTicket, 1);
  PtId ticket = action->ticket;
  pt_ticket_set (row, (PtTicketField) action->value, action->other, action->text);
  if (!resolve (apply, PT_COUNT_TICKET, &ticket, error)
      || !pt_apply_resolve_members (apply, &pt_ticket_members, row, error))
    return FALSE;
  PtQuery q = pt_query (apply->store, (PtSqlId) (PT_SQL_TICKET_SET + action->value));
  pt_query_int (&q, ticket);
  pt_query_member (&q, member, row);
  pt_query_int (&q, apply->now);
  add_id (apply->dated, ticket);
  return pt_query_run (&q, error);
}

static gboolean
note_event (PtApply *apply, const PtAction *action, GError **error)
{
  PtEvent row = { .id = action->id, .ticket = action->ticket, .actor = action->person, .about = action->other,
                  .at = apply->now, .kind = (PtEventKind) action->value, .detail = action->detail };
  return pt_apply_resolve_members (apply, &pt_event_members, &row, error)
         && (row.id != 0 || pt_counter_next (apply->store, PT_COUNT_EVENT, &row.id, error))
         && pt_rows_insert_event (apply->store, &row, error);
}

static gboolean
raise_known (PtApply *apply, gint64 hash, const char *id, int origin, GError **error)
{
  PtQuery q = pt_query (apply->store, PT_SQL_KNOWN_ID_RAISE);
  pt_query_int (&q, hash);
  pt_query_text (&q, id);
  pt_query_int (&q, origin);
  pt_query_int (&q, apply->now);
  return pt_query_run (&q, error);
}

/* An id that is known keeps its ticket, and its origin only rises (B10). */
static gboolean
learn_id (PtApply *apply, const PtAction *action, GError **error)
{
  gint64 hash = pt_hash64 (action->text), nr;
  gboolean inserted;
  PtId ticket = action->ticket;
  if (!resolve (apply, PT_COUNT_TICKET, &ticket, error))
    return FALSE;
  PtQuery q = pt_query (apply->store, PT_SQL_KNOWN_ID_INSERT);
  pt_query_int (&q, hash);
  pt_query_text (&q, action->text);
  pt_query_int (&q, ticket);
  pt_query_int (&q, action->value);
  pt_query_int (&q, apply->now);
  if (!pt_query_one (&q, &nr, &inserted, error))
    return FALSE;
  return inserted || action->value == PT_KNOWN_REFERENCED
         || raise_known (apply, hash, action->text, action->value, error);
}

static gboolean
link_tickets (PtApply *apply, const PtAction *action, GError **error)
{
  PtId ticket = action->ticket, other = action->other;
  if (!resolve (apply, PT_COUNT_TICKET, &ticket, error) || !resolve (apply, PT_COUNT_TICKET, &other, error))
    return FALSE;
  PtQuery q = pt_query (apply->store, PT_SQL_LINK_INSERT);
  pt_query_int (&q, ticket);
  pt_query_int (&q, other);
  pt_query_text (&q, action->text);
  pt_query_int (&q, apply->now);
  return pt_query_run (&q, error);
}

static gboolean
set_absent (PtApply *apply, const PtAction *action, GError **error)
{
  PtQuery q = pt_query (apply->store, PT_SQL_PERSON_ABSENT);
  pt_query_int (&q, action->person);
  pt_query_int (&q, action->value ? apply->now : 0);
  return pt_query_run (&q, error);
}

static gboolean
know (PtApply *apply, const PtAction *action, GError **error)
{
  PtId person = action->person;
  if (!resolve (apply, PT_COUNT_PERSON, &person, error))
    return FALSE;
  PtQuery q = pt_query (apply->store, PT_SQL_KNOW);
  pt_query_int (&q, person);
  return pt_query_run (&q, error);
}

static gboolean
tell_held (PtApply *apply, const PtAction *action, GError **error)
{
  PtId event = action->other;
  if (!resolve (apply, PT_COUNT_EVENT, &event, error))
    return FALSE;
  PtQuery q = pt_query (apply->store, PT_SQL_HELD_TELL);
  pt_query_int (&q, action->id);
  pt_query_id (&q, event);
  pt_query_int (&q, action->value);
  return pt_query_run (&q, error);
}

static gboolean
digest_held (PtApply *apply, const PtAction *action, GError **error)
{
  PtId event = action->other;
  if (!resolve (apply, PT_COUNT_EVENT, &event, error))
    return FALSE;
  PtQuery q = pt_query (apply->store, PT_SQL_HELD_DIGEST);
  pt_query_int (&q, event);
  if (!pt_query_run (&q, error))
    return FALSE;
  PtQuery again = pt_query (apply->store, PT_SQL_HELD_AGAIN);
  pt_query_int (&again, event);
  pt_query_int (&again, MAX (action->value - PT_HELD_LAST_DAYS, 0));
  return pt_query_run (&again, error);
}

/* The action at *AT; notifications go in many at once, and *AT becomes the last of them. */
static gboolean
carry_out (PtApply *apply, guint *at, GError **error)
{
  const PtAction *action = g_ptr_array_index (apply->decision->actions, *at);
  switch (action->kind) {
  case PT_ACTION_PERSON: return make_person (apply, action, error);
  case PT_ACTION_TICKET: return make_ticket (apply, action, error);
  case PT_ACTION_COMMENT: return make_comment (apply, action, error);
  case PT_ACTION_RELATE:
  case PT_ACTION_UNRELATE: return relate (apply, action, error);
  case PT_ACTION_STATUS:
  case PT_ACTION_ASSIGN: return set_column (apply, action, error);
  case PT_ACTION_SET: return set_field (apply, action, error);
  case PT_ACTION_EVENT: return note_event (apply, action, error);
  case PT_ACTION_KNOWN_ID: return learn_id (apply, action, error);
  case PT_ACTION_LINK: return link_tickets (apply, action, error);
  case PT_ACTION_NOTIFY: return pt_apply_notify (apply, at, error);
  case PT_ACTION_KEEP: return keep_comment (apply, action, error);
  case PT_ACTION_UNJOIN: return pt_apply_unjoin (apply, action, error);
  case PT_ACTION_CANCEL: return pt_apply_cancel (apply, action, error);
  case PT_ACTION_BOUNCE: return pt_apply_bounce (apply, action, error);
  case PT_ACTION_ADDRESS: return pt_apply_address (apply, action, error);
  case PT_ACTION_TOLD: return pt_apply_told (apply, action, error);
  case PT_ACTION_ABSENT: return set_absent (apply, action, error);
  case PT_ACTION_SEEN: return pt_apply_seen (apply, action, error);
  case PT_ACTION_TELL_HELD: return tell_held (apply, action, error);
  case PT_ACTION_DIGEST_HELD: return digest_held (apply, action, error);
  case PT_ACTION_KNOW: return know (apply, action, error);
  case PT_ACTION_N_KINDS: break;
  }
  return pt_error_set (error, PT_ERROR_BUG, "the decision has an action of kind %d", (int) action->kind);
}

static gboolean
touch (PtApply *apply, GError **error)
{
  for (guint i = 0; i < apply->changed->len; i++) {
    PtId ticket = g_array_index (apply->changed, PtId, i);
    if (contains (apply->dated, ticket))
      continue;
    PtQuery q = pt_query (apply->store, PT_SQL_TICKET_TOUCH);
    pt_query_int (&q, ticket);
    pt_query_int (&q, apply->now);
    if (!pt_query_run (&q, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
pt_apply_actions (PtApply *apply, GError **error)
{
  for (guint i = 0; i < apply->decision->actions->len; i++) {
    const PtAction *action = g_ptr_array_index (apply->decision->actions, i);
    PtId ticket = action->ticket;
    if (!resolve (apply, PT_COUNT_TICKET, &ticket, error) || !carry_out (apply, &i, error))
      return FALSE;
    add_id (apply->changed, ticket);
  }
  return touch (apply, error);
}
