/* Files of committed mail are removed in a thread, beside the next batch: removing one takes the file system longer than
 * deciding about its mail, and nothing waits for it.  The counterpart of read-ahead.h. */
#ifndef PT_GATEWAY_REMOVE_BEHIND_H
#define PT_GATEWAY_REMOVE_BEHIND_H

#include "gateway/gateway.h"

typedef struct PtRemoveBehind PtRemoveBehind;

/* CONFIG must live until the end.  PT_ERROR_UNAVAILABLE if there is no thread to be had. */
gboolean pt_remove_behind_start (const PtConfig *config, PtRemoveBehind **out_behind, GError **error);

/* Hands over ITEMS (PtSpoolItem *), of which a reference is taken: the files of those accepted go. */
void pt_remove_behind_add (PtRemoveBehind *behind, GPtrArray *items);

/* Waits until all handed over are removed, and frees. */
void pt_remove_behind_finish (PtRemoveBehind *behind);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtRemoveBehind, pt_remove_behind_finish)

#endif
