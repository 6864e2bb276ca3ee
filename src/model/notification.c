#include "model/notification.h"

#include "model/words.h"

const char *const pt_notify_kind_list[] = {
  "receipt", "reply", "notice", "note", "assignment", "status", "reopened", "reminder", "followed", "report",
    "division", "undelivered", "withheld", "held", "held-digest", "left", "sent", "copied",
  NULL
};
const PtNames pt_notify_kind_names = PT_NAMES_ENDED (pt_notify_kind_list, PT_NOTIFY_N_KINDS);
PT_WORD_NAME (PtNotifyKind, pt_notify_kind)
PT_WORD_FROM_NAME (PtNotifyKind, pt_notify_kind)
static const struct {
  gboolean    is_outside, needs_comment, has_files;
  const char *auto_submitted;
  gboolean    of_desk, shows_newest, is_copy;
} kinds[] = {
  [PT_NOTIFY_RECEIPT] = { TRUE, FALSE, FALSE, "auto-replied", FALSE, FALSE, FALSE },
  [PT_NOTIFY_REPLY] = { TRUE, TRUE, TRUE, NULL, FALSE, FALSE, TRUE },
  [PT_NOTIFY_NOTICE] = { FALSE, TRUE, TRUE, "auto-generated", FALSE, FALSE, FALSE },
  [PT_NOTIFY_NOTE] = { FALSE, TRUE, TRUE, "auto-generated", FALSE, FALSE, FALSE },
  [PT_NOTIFY_ASSIGNMENT] = { FALSE, FALSE, TRUE, "auto-generated", FALSE, TRUE, FALSE },
  [PT_NOTIFY_STATUS] = { TRUE, FALSE, FALSE, "auto-generated", FALSE, FALSE, FALSE },
  [PT_NOTIFY_REOPENED] = { FALSE, FALSE, TRUE, "auto-generated", FALSE, TRUE, FALSE },
  [PT_NOTIFY_REMINDER] = { FALSE, FALSE, TRUE, "auto-generated", FALSE, TRUE, FALSE },
  [PT_NOTIFY_FOLLOWED] = { FALSE, FALSE, TRUE, "auto-generated", FALSE, TRUE, FALSE },
  [PT_NOTIFY_REPORT] = { FALSE, FALSE, FALSE, "auto-generated", FALSE, FALSE, FALSE },
  [PT_NOTIFY_DIVISION] = { FALSE, FALSE, TRUE, "auto-generated", FALSE, TRUE, FALSE },
  [PT_NOTIFY_UNDELIVERED] = { FALSE, FALSE, TRUE, "auto-generated", FALSE, FALSE, FALSE },
  [PT_NOTIFY_WITHHELD] = { FALSE, FALSE, FALSE, "auto-generated", FALSE, FALSE, FALSE },
  [PT_NOTIFY_HELD] = { FALSE, FALSE, FALSE, "auto-generated", TRUE, FALSE, FALSE },
  [PT_NOTIFY_HELD_DIGEST] = { FALSE, FALSE, FALSE, "auto-generated", TRUE, FALSE, FALSE },
  [PT_NOTIFY_SENT] = { FALSE, TRUE, FALSE, "auto-generated", FALSE, FALSE, FALSE },
  [PT_NOTIFY_LEFT] = { TRUE, FALSE, FALSE, "auto-replied", FALSE, FALSE, FALSE },
  [PT_NOTIFY_COPIED] = { TRUE, TRUE, FALSE, "auto-generated", FALSE, FALSE, TRUE },
};
G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == PT_NOTIFY_N_KINDS);
static const char *const state_names[] = {
  "due", "sending", "sent", "unknown", "failed", "bounced", "held", "dropped",
};
const PtNames pt_outbox_state_names = PT_NAMES (state_names, PT_OUTBOX_N_STATES);
PT_WORD_NAME (PtOutboxState, pt_outbox_state)
PT_WORD_FROM_NAME (PtOutboxState, pt_outbox_state)

static const char *const as_names[] = { "anybody", "reader", "requester", "assignee", "watcher", "member" };
static const PtNames pt_mailed_as_names = PT_NAMES (as_names, PT_AS_N);
static const char *const ceiling_names[] = { "none", "receipts", "outside", "staff" };
const PtNames pt_ceiling_names = PT_NAMES (ceiling_names, PT_CEILING_N);
PT_WORD_NAME (PtCeiling, pt_ceiling)
static const char *const told_names[] = { "nothing", "waits", "delay", "all" };
static const PtNames pt_told_names = PT_NAMES (told_names, PT_TOLD_N);

#define MEMBER(column, member, KIND, given) \
  { .name = column, PT_MEMBER_OF (PtOutboxItem, column, member, KIND), .flags = given }
#define WORD(column, member, noun) \
  { .name = column, PT_MEMBER_OF (PtOutboxItem, column, member, ENUM), .names = &noun##_names, \
    .flags = PT_MEMBER_SHOWN }
#define SHOWN PT_MEMBER_SHOWN

static const PtMember members[] = {
  MEMBER ("id", id, ID, 0),
  WORD ("state", state, pt_outbox_state),
  WORD ("kind", notification.kind, pt_notify_kind),
  MEMBER ("ticket", notification.ticket, TICKET, SHOWN),
  MEMBER ("comment", notification.comment, COMMENT, SHOWN),
  MEMBER ("event", notification.event, EVENT, SHOWN),
  MEMBER ("person", notification.person, PERSON, SHOWN),
  MEMBER ("address", notification.address, TEXT, SHOWN),
  MEMBER ("due_at", notification.due_at, TIME, SHOWN),
  MEMBER ("created_at", created_at, TIME, SHOWN),
  MEMBER ("settled_at", settled_at, TIME, SHOWN),
  MEMBER ("attempts", attempts, COUNT, SHOWN),
  MEMBER ("tried_at", tried_at, TIME, 0),
  { .name = "mailed_as", PT_MEMBER_OF (PtOutboxItem, "mailed_as", notification.as, ENUM),
    .names = &pt_mailed_as_names },
  { .name = "ceiling", PT_MEMBER_OF (PtOutboxItem, "ceiling", notification.ceiling, ENUM),
    .names = &pt_ceiling_names },
  MEMBER ("waiting_at", waiting_at, TIME, 0),
  { .name = "told", PT_MEMBER_OF (PtOutboxItem, "told", told, ENUM), .names = &pt_told_names },
  MEMBER ("message_id", message_id, MAYBE, SHOWN),
  MEMBER ("answer", answer, MAYBE, SHOWN),
};
const PtMembers pt_outbox_members = { members, G_N_ELEMENTS (members), sizeof (PtOutboxItem) };

PtNotification *
pt_notification_new (PtNotifyKind kind, PtId ticket, PtId person, const char *address)
{
  PtNotification *notification = g_new0 (PtNotification, 1);
  notification->kind = kind;
  notification->ticket = ticket;
  notification->person = person;
  notification->address = g_strdup (address);
  return notification;
}

void
pt_notification_free (PtNotification *notification)
{
  if (!notification)
    return;
  g_free (notification->address);
  g_clear_pointer (&notification->also, g_array_unref);
  g_free (notification);
}

PtOutboxItem *
pt_outbox_item_new (void)
{
  return g_new0 (PtOutboxItem, 1);
}

void
pt_outbox_item_free (PtOutboxItem *item)
{
  if (!item)
    return;
  g_clear_pointer (&item->notification.also, g_array_unref);
  pt_members_free (&pt_outbox_members, item);
}

gboolean
pt_notify_kind_is_outside (PtNotifyKind kind)
{
  return kinds[kind].is_outside;
}

gboolean
pt_notify_kind_needs_comment (PtNotifyKind kind)
{
  return kinds[kind].needs_comment;
}

gboolean
pt_notify_kind_has_files (PtNotifyKind kind)
{
  return kinds[kind].has_files;
}

const char *
pt_notify_kind_auto_submitted (PtNotifyKind kind)
{
  return kinds[kind].auto_submitted;
}

gboolean
pt_notify_kind_is_of_desk (PtNotifyKind kind)
{
  return kinds[kind].of_desk;
}

gboolean
pt_notify_kind_shows_newest (PtNotifyKind kind)
{
  return kinds[kind].shows_newest;
}

gboolean
pt_notify_kind_is_copy (PtNotifyKind kind)
{
  return kinds[kind].is_copy;
}
