/* From spool files to messages ready for the commit, and back: what becomes of a file after it. */
#ifndef PT_GATEWAY_INTAKE_H
#define PT_GATEWAY_INTAKE_H

#include "gateway/gateway.h"

/* One spool file that a reader has begun. */
typedef struct {
  char       *name;      /* as it is called now, with its count of attempts */
  gboolean    counted;   /* this attempt is in the name, or in the mark of the spool */
  PtIncoming *incoming;  /* message NULL until it was read */
} PtSpoolItem;

void pt_spool_item_free (PtSpoolItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtSpoolItem, pt_spool_item_free)

/* Reads the bytes of NAME.  *out_item is NULL, without an error, if the file went to poison/.
 * COUNT: counts the attempt first, for a caller that reads the message in its own process, where a message can kill it.  Else
 * pt_intake_commit counts: a reading worker dies alone, and a service that is killed again and again while mail waits in it must
 * not take that for the mail's fault. */
gboolean pt_intake_begin (const PtConfig *config, const char *name, gboolean count, PtSpoolItem **out_item, GError **error);

/* Commits ITEMS (PtSpoolItem *, read) as one batch; the files of those accepted have done their duty and wait for
 * pt_intake_remove.  Those not accepted stay in the spool: uncounted where the trouble was ours.  Adds to STATS.  FALSE if the
 * store could not take the batch. */
gboolean pt_intake_commit (PtGateway *gateway, GPtrArray *items, PtRunStats *stats, GError **error);

/* Removes the files of the ITEMS that were accepted.  May run in a thread, any time after the commit: a file that is left, by a
 * crash, is read again as a duplicate. */
void pt_intake_remove (const PtConfig *config, const GPtrArray *items);

/* Leaves ITEMS in the spool for later: their attempts are counted back. */
void pt_intake_leave (const PtConfig *config, GPtrArray *items);

#endif
