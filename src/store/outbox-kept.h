/* Whom a comment kept out, for the mail about it (J14). */
#ifndef PT_STORE_OUTBOX_KEPT_H
#define PT_STORE_OUTBOX_KEPT_H

#include "model/notice.h"
#include "store/store.h"

/* Fills kept_out of NOTICE, which has its comment; nothing for people outside. */
gboolean pt_outbox_load_kept_out (PtStore *store, PtNotice *notice, GError **error);

#endif
