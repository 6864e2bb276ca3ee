#include "gateway/outbox.h"

#include "base/clock.h"
#include "core/standing.h"
#include "gateway/wake.h"
#include "store/outbox.h"
#include "store/person.h"

enum {
  DEAD = 1u << PT_OUTBOX_FAILED | 1u << PT_OUTBOX_BOUNCED | 1u << PT_OUTBOX_UNKNOWN,
  WAITING = 1u << PT_OUTBOX_DUE | 1u << PT_OUTBOX_HELD,
};

typedef struct {
  PtEventKind   event;
  const char   *name;
  guint         from; /* bit mask of states */
  PtOutboxState to;
  const char   *wanted;
} Hand;

static const Hand hands[PT_HAND_N] = {
  [PT_HAND_RETRY] = { PT_EVENT_DELIVERY_RETRIED, "sent again", DEAD, PT_OUTBOX_DUE, "failed, bounced or unknown" },
  [PT_HAND_HOLD] = { PT_EVENT_DELIVERY_HELD, "held", 1u << PT_OUTBOX_DUE, PT_OUTBOX_HELD, "due" },
  [PT_HAND_RELEASE] = { PT_EVENT_DELIVERY_RELEASED, "released", 1u << PT_OUTBOX_HELD, PT_OUTBOX_DUE, "held" },
  [PT_HAND_DROP] = { PT_EVENT_DELIVERY_DROPPED, "dropped", DEAD | WAITING, PT_OUTBOX_DROPPED,
                     "due, held, failed, bounced or unknown" },
};

gboolean
pt_outbox_state_is_dead (PtOutboxState state)
{
  return (DEAD >> state) & 1u;
}

static gboolean
load_actor (PtStore *store, PtId actor, PtPerson **out_person, GError **error)
{
  g_autoptr (PtPerson) person = NULL;
  if (!pt_store_person_load (store, actor, &person, error))
    return FALSE;
  if (!pt_person_is_internal (person) || person->role == PT_ROLE_LIGHT_AGENT)
    return pt_error_set (error, PT_ERROR_REFUSED, "%s is no active agent who may write to customers",
                         pt_person_label (person));
  *out_person = g_steal_pointer (&person);
  return TRUE;
}

static gboolean
may (PtStore *store, PtId row, const PtPerson *person, gboolean *out_may, GError **error)
{
  g_autoptr (PtNotice) notice = NULL;
  if (!pt_store_outbox_load (store, row, &notice, error))
    return FALSE;
  *out_may = pt_standing_of (NULL, notice->view, person).may_edit;
  return TRUE;
}

static gboolean
wrong_state (PtStore *store, const Hand *hand, PtId row, GError **error)
{
  g_autoptr (PtNotice) notice = NULL;
  if (!pt_store_outbox_load (store, row, &notice, error))
    return FALSE;
  return pt_error_set (error, PT_ERROR_REFUSED, "row %" G_GINT64_FORMAT " is %s; only what is %s can be %s", row,
                       pt_outbox_state_name (notice->item->state), hand->wanted, hand->name);
}

static gboolean
move_one (PtStore *store, const Hand *hand, PtId row, PtId actor, PtTime now, GError **error)
{
  gboolean moved = FALSE;
  g_autofree char *detail = g_strdup_printf ("row %" G_GINT64_FORMAT, row);
  PtTime due = hand->to == PT_OUTBOX_DUE ? now : 0;
  if (!pt_store_outbox_move (store, row, hand->from, hand->to, due, now, &moved, error))
    return FALSE;
  return moved ? pt_store_outbox_note (store, row, hand->to, actor, hand->event, detail, now, error)
               : wrong_state (store, hand, row, error);
}

/* What failed on tickets that PERSON may edit. */
static gboolean
failed_rows (PtStore *store, const PtPerson *person, GArray **out_rows, GError **error)
{
  const PtOutboxFilter filter = { .states = 1u << PT_OUTBOX_FAILED, .limit = G_MAXINT32 };
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (PtId));
  if (!pt_store_outbox_list (store, &filter, &items, error))
    return FALSE;
  for (guint i = 0; i < items->len; i++) {
    PtId row = ((PtOutboxItem *) g_ptr_array_index (items, i))->id;
    gboolean his;
    if (!may (store, row, person, &his, error))
      return FALSE;
    if (his)
      g_array_append_val (rows, row);
  }
  *out_rows = g_steal_pointer (&rows);
  return TRUE;
}

static gboolean
check_rows (PtStore *store, const PtPerson *person, const GArray *rows, GError **error)
{
  for (guint i = 0; i < rows->len; i++) {
    PtId row = g_array_index (rows, PtId, i);
    gboolean his;
    if (!may (store, row, person, &his, error))
      return FALSE;
    if (!his)
      return pt_error_set (error, PT_ERROR_REFUSED, "row %" G_GINT64_FORMAT " is of a ticket that %s may not edit",
                           row,
                           pt_person_label (person));
  }
  return TRUE;
}

static gboolean
move_all (PtStore *store, const Hand *hand, const GArray *rows, PtId actor, guint *out_count, GError **error)
{
  g_autoptr (PtPerson) person = NULL;
  g_autoptr (GArray) failed = NULL;
  PtTime now = pt_clock_now ();
  if (!load_actor (store, actor, &person, error)
      || !(rows ? check_rows (store, person, rows, error) : failed_rows (store, person, &failed, error)))
    return FALSE;
  if (failed)
    rows = failed;
  for (guint i = 0; i < rows->len; i++)
    if (!move_one (store, hand, g_array_index (rows, PtId, i), actor, now, error))
      return FALSE;
  *out_count = rows->len;
  return TRUE;
}

gboolean
pt_gateway_outbox_hand (PtGateway *gateway, PtOutboxHand hand, const GArray *rows, PtId actor, guint *out_count,
                        GError **error)
{
  PtStore *store = pt_gateway_store (gateway);
  if (!pt_store_begin (store, error))
    return FALSE;
  if (!move_all (store, &hands[hand], rows, actor, out_count, error)) {
    pt_store_rollback (store);
    return FALSE;
  }
  if (!pt_store_commit (store, error))
    return FALSE;
  pt_wake_service (pt_gateway_config (gateway));
  return TRUE;
}
