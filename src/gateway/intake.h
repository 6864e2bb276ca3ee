/* From spool files to messages ready for the commit, and back: what becomes of a file after it. */
#ifndef PT_GATEWAY_INTAKE_H
#define PT_GATEWAY_INTAKE_H

#include "gateway/gateway.h"

/* One spool file that a reader has begun. */
typedef struct {
  char       *name;      /* as it is called now, with its count of attempts */
  PtIncoming *incoming;  /* message NULL until it was read */
} PtSpoolItem;

void pt_spool_item_free (PtSpoolItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtSpoolItem, pt_spool_item_free)

/* Counts the attempt and reads the bytes of NAME.  *out_item is NULL, without an error, if the file went to poison/. */
gboolean pt_intake_begin (const PtConfig *config, const char *name, PtSpoolItem **out_item, GError **error);

/* Commits ITEMS (PtSpoolItem *, read) as one batch and removes the files of those accepted.  Those not accepted stay in the
 * spool: uncounted where the trouble was ours.  Adds to STATS.  FALSE if the store could not take the batch. */
gboolean pt_intake_commit (PtGateway *gateway, GPtrArray *items, PtRunStats *stats, GError **error);

#endif
