/* The held mail that a mail tells of (RULES J5).  Only outbox-notice.c includes it. */
#ifndef PT_STORE_OUTBOX_HELD_H
#define PT_STORE_OUTBOX_HELD_H

#include "model/notice.h"
#include "store/store.h"

/* Fills NOTICE, whose item and event are there. */
gboolean pt_outbox_held_load (PtStore *store, PtNotice *notice, GError **error);

#endif
