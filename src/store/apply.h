/* The inside of pt_store_apply: ids of rows that a decision makes, and its parts. */
#ifndef PT_STORE_APPLY_H
#define PT_STORE_APPLY_H

#include "store/handle.h"

typedef struct {
  PtStore          *store;
  const PtEnvelope *envelope; /* NULL for a request, like the next */
  const PtMessage  *message;
  const PtDecision *decision;
  PtTime            now;
  GArray           *made;     /* which negative number became which id */
  GArray           *changed;  /* PtId: tickets with an action ... */
  GArray           *dated;    /* ... and those whose updated_at is already now */
  PtId              row;      /* of the message */
  PtOutcome         outcome;
} PtApply;

/* A new id for each row that the decision makes, before any row is written: rows may point at each other. */
gboolean pt_apply_number (PtApply *apply, GError **error);

/* The real id of ID, which is itself if it is not negative; BUG if the decision makes no such row. */
gboolean pt_apply_resolve (const PtApply *apply, PtCount kind, PtId id, PtId *out_id, GError **error);

/* The notification at *AT of the decision and those like it that follow, as many as one statement takes; *AT becomes
 * the last of them. */
gboolean pt_apply_notify (PtApply *apply, guint *at, GError **error);

/* Every action in order; then each changed ticket gets its new updated_at. */
gboolean pt_apply_actions (PtApply *apply, GError **error);

/* The message row (B18) with its parts and raw bytes, or the count on the row that a duplicate repeats. */
gboolean pt_apply_message (PtApply *apply, GBytes *raw, GError **error);

#endif
