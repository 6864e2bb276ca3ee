/* `postern check`: what makes a desk fall silent: a full disk, mail that nobody lets in or that waits for years. */
#include "cmd/check.h"

#include <sys/statvfs.h>

#include "base/clock.h"
#include "store/held.h"
#include "store/outbox.h"

enum { MOST = 1000, NEARLY_FULL = 10, FULL = 1 }; /* per cent that are left */

#define LEAST_BYTES ((guint64) 20 * 1024 * 1024) /* with less not even one mail may fit */

static void
check_disk (PtCheck *check, const char *folder)
{
  struct statvfs disk;
  if (statvfs (folder, &disk) != 0)
    return; /* said of the folder already */
  guint64 bytes = (guint64) disk.f_bavail * disk.f_frsize;
  guint64 left = disk.f_blocks ? (guint64) disk.f_bavail * 100 / disk.f_blocks : 100;
  guint64 files = disk.f_files ? (guint64) disk.f_favail * 100 / disk.f_files : 100;
  gboolean full = bytes < LEAST_BYTES || left < FULL || files < FULL;
  gboolean nearly = (left < NEARLY_FULL && bytes < LEAST_BYTES * 100) || files < NEARLY_FULL;
  g_autofree char *size = g_format_size (bytes);
  if (full || nearly)
    pt_check_say (check, full ? PT_FINDING_ERROR : PT_FINDING_WARNING, "disk", "make room, or move the folder",
                  "%s: %s (%" G_GUINT64_FORMAT " %%) and %" G_GUINT64_FORMAT " %% of the files are left%s", folder,
                  size, left, files, full ? ": mail is deferred, and in time comes back to who wrote it" : "");
  else
    pt_check_say (check, PT_FINDING_OK, "disk", NULL, "%s: %s are left", folder, size);
}

static void
check_held (PtCheck *check, PtStore *store)
{
  g_autoptr (GPtrArray) rows = NULL;
  if (!pt_store_held_list (store, PT_HELD_ANY_CAUSE, MOST, 0, &rows, NULL) || rows->len == 0)
    return;
  const PtMessageRow *oldest = g_ptr_array_index (rows, rows->len - 1);
  pt_check_say (check, PT_FINDING_NOTICE, "held", "look at postern held list, then postern held release or delete",
                "%u%s mails are held; the oldest waits since %" G_GINT64_FORMAT " days", rows->len,
                rows->len == MOST ? " or more" : "", (check->call->now - oldest->received_at) / PT_DAY);
}

/* No delay is longer than a week (reply_delay), unless it waits for room (J10): a clock that jumped made it. */
static gboolean
is_far (const PtOutboxItem *item, PtTime now)
{
  return item->notification.due_at > now + 8 * PT_DAY && (item->waiting_at == 0 || item->waiting_at > now);
}

static void
check_far (PtCheck *check, PtStore *store)
{
  const PtOutboxFilter filter = { .states = 1u << PT_OUTBOX_DUE, .limit = MOST };
  g_autoptr (GPtrArray) items = NULL;
  guint far = 0;
  if (!pt_store_outbox_list (store, &filter, &items, NULL))
    return;
  for (guint i = 0; i < items->len; i++)
    far += is_far (g_ptr_array_index (items, i), check->call->now);
  if (far)
    pt_check_say (check, PT_FINDING_WARNING, "outbox", "look at postern outbox list and at the clock; postern outbox "
                  "hold and release make them due now",
                  "%u mails are due in more than 8 days: the clock was wrong when they were made", far);
}

/* What waits below a ceiling goes by itself; but somebody should know why (J10). */
static void
check_waits (PtCheck *check, PtStore *store)
{
  PtOutboxWaits waits;
  if (!pt_store_outbox_waits (store, &waits, NULL) || waits.outside == 0)
    return;
  g_autofree char *since = pt_time_to_iso (waits.since, FALSE);
  pt_check_say (check, PT_FINDING_NOTICE, "outbox", "look at postern outbox list --state due; where nobody attacks "
                "the desk, set outside_mail higher",
                "%u mails to people outside wait, the oldest since %s: more than outside_mail allows were caused by "
                "people outside", waits.outside, since);
}

void
pt_check_life (PtCheck *check)
{
  g_autoptr (PtStore) store = NULL;
  check_disk (check, check->config->state);
  if (!pt_store_open (check->config->store, check->config->raw, PT_STORE_READ_ONLY, &store, NULL))
    return;
  check_held (check, store);
  check_far (check, store);
  check_waits (check, store);
}
