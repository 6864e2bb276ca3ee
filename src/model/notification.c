#include "model/notification.h"

#include "model/words.h"

const char *const pt_notify_kind_list[] = {
  "receipt", "reply", "notice", "note", "assignment", "status", "reopened", "reminder", "followed", "report",
    "division", "undelivered", "withheld", "held", "held-digest", "left", "sent", "copied",
    "digest", "ceiling",
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
  [PT_NOTIFY_DIGEST] = { FALSE, FALSE, FALSE, "auto-generated", TRUE, FALSE, FALSE },
  [PT_NOTIFY_CEILING] = { FALSE, FALSE, FALSE, "auto-generated", TRUE, FALSE, FALSE },
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
static const char *const ceiling_names[] = { "none", "receipts", "outside", "staff", "person" };
const PtNames pt_ceiling_names = PT_NAMES (ceiling_names, PT_CEILING_N);
PT_WORD_NAME (PtCeiling, pt_ceiling)
static const char *const told_names[] = { "nothing", "waits", "delay", "all" };
static const PtNames pt_told_names = PT_NAMES (told_names, PT_TOLD_N);

#define MEMBER(called, column, member, KIND, given) \
  { .name = called, PT_MEMBER_OF (PtOutboxItem, column, member, KIND), .flags = given }
#define WORD(called, column, member, noun, given) \
  { .name = called, PT_MEMBER_OF (PtOutboxItem, column, member, ENUM), .names = &noun##_names, .flags = given }
#define DUMPED PT_MEMBER_DUMPED
#define ALWAYS (PT_MEMBER_DUMPED | PT_MEMBER_ALWAYS)
#define MADE   PT_MEMBER_MADE
#define SHOWN  PT_MEMBER_SHOWN

static const PtMember members[] = {
  { .name = "id", PT_MEMBER_OF (PtOutboxItem, "id", id, ID), .json = "row", .flags = SHOWN },
  WORD ("state", "state", state, pt_outbox_state, ALWAYS | SHOWN),
  WORD ("kind", "kind", notification.kind, pt_notify_kind, ALWAYS | SHOWN),
  MEMBER ("ticket", "ticket", notification.ticket, TICKET, DUMPED | SHOWN),
  MEMBER ("comment", "comment", notification.comment, COMMENT, DUMPED | MADE | SHOWN),
  MEMBER ("event", "event", notification.event, EVENT, DUMPED | MADE | SHOWN),
  MEMBER ("person", "person", notification.person, PERSON, DUMPED | SHOWN),
  MEMBER ("at", "address", notification.address, TEXT, DUMPED | PT_MEMBER_BARE | SHOWN),
  MEMBER ("due", "due_at", notification.due_at, TIME, DUMPED | MADE | SHOWN),
  MEMBER ("created", "created_at", created_at, TIME, DUMPED | SHOWN),
  MEMBER ("settled", "settled_at", settled_at, TIME, DUMPED | SHOWN),
  MEMBER ("attempts", "attempts", attempts, COUNT, DUMPED | SHOWN),
  MEMBER ("tried", "tried_at", tried_at, TIME, DUMPED),
  WORD ("as", "mailed_as", notification.as, pt_mailed_as, DUMPED),
  WORD ("ceiling", "ceiling", notification.ceiling, pt_ceiling, DUMPED | MADE),
  MEMBER ("waiting", "waiting_at", waiting_at, TIME, DUMPED),
  WORD ("told", "told", told, pt_told, DUMPED),
  MEMBER ("id", "message_id", message_id, MAYBE, DUMPED | PT_MEMBER_BARE | SHOWN),
  MEMBER ("answer", "answer", answer, MAYBE, DUMPED | SHOWN),
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
