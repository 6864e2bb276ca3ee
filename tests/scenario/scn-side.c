#include "tests/scenario/scn-side.h"

#include <glib/gstdio.h>

#include "core/decide.h"
#include "core/keys.h"
#include "gateway/gather.h"
#include "model/dump.h"
#include "store/delivery.h"
#include "tests/lib/world-sql.h"
#include "tests/lib/folder.h"

struct ScnStoreSide {
  PtStore *store;
  char    *folder;
  char    *file;
};

void
scn_result_clear (ScnResult *result)
{
  g_clear_pointer (&result->decision, pt_decision_free);
  g_clear_pointer (&result->snapshot, g_free);
  g_clear_pointer (&result->text, g_free);
  g_clear_pointer (&result->state, g_free);
  g_clear_pointer (&result->tickets, g_free);
}

static PtCase
case_of (const PtWorld *world, const ScnInput *input)
{
  return (PtCase){ .policy = world->policy, .envelope = input->envelope, .message = input->message,
                   .request = input->request, .now = input->now };
}

static void
decide (const PtCase *a_case, ScnResult *out)
{
  GString *text = g_string_new (NULL);
  GString *seen = g_string_new (NULL);
  out->decision = pt_decide (a_case);
  const PtDumpNames names = { a_case->snapshot, out->decision };
  pt_dump_decision (text, out->decision, &names);
  pt_dump_snapshot (seen, a_case->snapshot);
  out->text = g_string_free (text, FALSE);
  out->snapshot = g_string_free (seen, FALSE);
}

/* Every ticket there can be: ids are small in a test. */
static GArray *
all_tickets (const PtWorld *world)
{
  GArray *tickets = g_array_new (FALSE, FALSE, sizeof (PtId));
  for (guint i = 0; i < world->rows->tickets->len; i++)
    g_array_append_val (tickets, ((PtTicketView *) g_ptr_array_index (world->rows->tickets, i))->ticket->id);
  return tickets;
}

static PtSecondQuestion *
ask_for_all (const PtWorld *world, PtTime now)
{
  PtSecondQuestion *second = pt_second_question_new (now);
  g_array_unref (second->tickets);
  second->tickets = all_tickets (world);
  return second;
}

static int
compare_views (gconstpointer a, gconstpointer b)
{
  const PtId x = (*(PtTicketView *const *) a)->ticket->id, y = (*(PtTicketView *const *) b)->ticket->id;
  return (x > y) - (x < y);
}

static char *
dump_tickets (PtSnapshot *snapshot)
{
  GString *out = g_string_new (NULL);
  const PtDumpNames names = { snapshot, NULL };
  g_ptr_array_sort (snapshot->tickets, compare_views);
  for (guint i = 0; i < snapshot->tickets->len; i++)
    pt_dump_ticket (out, g_ptr_array_index (snapshot->tickets, i), &names);
  return g_string_free (out, FALSE);
}

gboolean
scn_memory_feed (PtWorld *world, const ScnInput *input, ScnResult *out, GError **error)
{
  (void) error;
  PtCase a_case = case_of (world, input);
  g_autoptr (PtKeys) keys = pt_keys_make (&a_case);
  a_case.keys = keys;
  g_autoptr (PtSnapshot) snapshot = pt_memstore_ask (world->rows, &a_case);
  decide (&a_case, out);
  pt_memstore_apply (world->rows, input->envelope, input->message, out->decision, input->now, &out->outcome);
  g_autoptr (PtSecondQuestion) all = ask_for_all (world, input->now);
  g_autoptr (PtSnapshot) after = pt_snapshot_new ();
  pt_memstore_gather_second (world->rows, all, world->policy, after);
  out->state = pt_memstore_dump (world->rows, 0);
  out->tickets = dump_tickets (after);
  return TRUE;
}

ScnStoreSide *
scn_store_open (const PtWorld *world, GError **error)
{
  g_autoptr (ScnStoreSide) side = g_new0 (ScnStoreSide, 1);
  side->folder = g_dir_make_tmp ("postern-scenario-XXXXXX", error);
  if (!side->folder)
    return NULL;
  side->file = g_build_filename (side->folder, "store.db", NULL);
  g_autofree char *uri = g_strconcat ("sqlite:", side->file, NULL);
  g_autofree char *raw = g_build_filename (side->folder, "raw", NULL);
  g_mkdir (raw, 0700);
  if (!pt_store_open (uri, raw, PT_STORE_CREATE, &side->store, error)
      || !pt_world_sql_write (side->file, world->rows, error))
    return NULL;
  return g_steal_pointer (&side);
}

PtStore *
scn_store_handle (ScnStoreSide *side)
{
  return side->store;
}

const char *
scn_store_file (const ScnStoreSide *side)
{
  return side->file;
}

void
scn_store_close (ScnStoreSide *side)
{
  if (!side)
    return;
  g_clear_pointer (&side->store, pt_store_close);
  if (side->folder)
    pt_folder_remove (side->folder);
  g_free (side->folder);
  g_free (side->file);
  g_free (side);
}

/* One message in its own transaction and savepoint, as the committer does it. */
static gboolean
transact (ScnStoreSide *side, const PtWorld *world, const ScnInput *input, ScnResult *out, GError **error)
{
  PtCase a_case = case_of (world, input);
  g_autoptr (PtKeys) keys = pt_keys_make (&a_case);
  g_autoptr (PtSnapshot) snapshot = NULL;
  a_case.keys = keys;
  if (!pt_store_savepoint (side->store, error) || !pt_gather (side->store, &a_case, &snapshot, error))
    return FALSE;
  decide (&a_case, out);
  return pt_store_apply (side->store, input->envelope, input->message, input->raw, out->decision, input->now,
                         &out->outcome,
                         error)
         && pt_store_release (side->store, error);
}

gboolean
scn_store_feed (ScnStoreSide *side, const PtWorld *world, const ScnInput *input, ScnResult *out, GError **error)
{
  if (!pt_store_begin (side->store, error))
    return FALSE;
  if (!transact (side, world, input, out, error)) {
    pt_store_rollback (side->store);
    return FALSE;
  }
  if (!pt_store_commit (side->store, error))
    return FALSE;
  g_autoptr (PtMemstore) rows = pt_world_sql_read (side->file, error);
  out->state = rows ? pt_memstore_dump (rows, 0) : NULL;
  return rows != NULL;
}

gboolean
scn_store_tickets (ScnStoreSide *side, const PtWorld *world, PtTime now, ScnResult *out, GError **error)
{
  g_autoptr (PtSecondQuestion) all = ask_for_all (world, now);
  g_autoptr (PtSnapshot) after = pt_snapshot_new ();
  if (!pt_store_gather_second (side->store, all, world->policy, after, error))
    return FALSE;
  out->tickets = dump_tickets (after);
  return TRUE;
}

gboolean
scn_store_went_well (ScnStoreSide *side, PtTime before, GError **error)
{
  gboolean more;
  if (!pt_store_begin (side->store, error))
    return FALSE;
  if (pt_store_delivery_went_well (side->store, before, 10000, &more, error))
    return pt_store_commit (side->store, error);
  pt_store_rollback (side->store);
  return FALSE;
}
