/* Ids of new rows.  The last ones given out stand in one row of table counter, read when a transaction first
 * needs an id and written back before its commit: a batch of messages pays for two statements, not for one a
 * row. */
#ifndef PT_STORE_COUNTER_H
#define PT_STORE_COUNTER_H

#include "base/types.h"
#include "store/store.h"

typedef enum {
  PT_COUNT_PERSON,
  PT_COUNT_TICKET,
  PT_COUNT_MESSAGE,
  PT_COUNT_COMMENT,
  PT_COUNT_EVENT,
  PT_COUNT_OUTBOX,
  PT_COUNT_DIVISION,
  PT_COUNT_COMPANY,
  PT_COUNT_JOB,
  PT_COUNT_N
} PtCount;

typedef struct {
  PtId     last[PT_COUNT_N];
  gboolean loaded;
  gboolean dirty;
} PtCounters;

/* A new id of that kind. */
gboolean pt_counter_next (PtStore *store, PtCount kind, PtId *out_id, GError **error);

/* ID was chosen by the caller: nothing will get it, or a lower one, again. */
gboolean pt_counter_raise (PtStore *store, PtCount kind, PtId id, GError **error);

/* Writes them back if they changed; before the commit. */
gboolean pt_counter_write (PtStore *store, GError **error);

#endif
