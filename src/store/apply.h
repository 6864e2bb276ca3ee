/* The inside of pt_store_apply: ids of rows that a decision makes, and its parts. */
#ifndef PT_STORE_APPLY_H
#define PT_STORE_APPLY_H

#include "store/store-handle.h"

/* What a number below zero became. */
typedef struct {
  PtCount kind;
  PtId    number;
  PtId    id;
} PtMade;

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
  PtId              waiting_asked; /* ticket of which the next is known; 0 = none */
  gboolean          waiting;  /* replies waited for somebody before this decision */
  PtOutcome         outcome;
} PtApply;

/* A new id for each row that the decision makes, before any row is written: rows may point at each other. */
gboolean pt_apply_number (PtApply *apply, GError **error);

/* The real id of ID, which is itself if it is not negative; BUG if the decision makes no such row. */
gboolean pt_apply_resolve (const PtApply *apply, PtCount kind, PtId id, PtId *out_id, GError **error);

/* The same in every field of ROW that names a row which a decision may make. */
gboolean pt_apply_resolve_members (const PtApply *apply, const PtMembers *members, gpointer row, GError **error);

/* The notification at *AT of the decision and those like it that follow, as many as one statement takes; *AT becomes
 * the last of them. */
gboolean pt_apply_notify (PtApply *apply, guint *at, GError **error);

/* Every action in order; then each changed ticket gets its new updated_at. */
gboolean pt_apply_actions (PtApply *apply, GError **error);

/* Replies that wait for the person of ROW on its ticket become one mail with row ITEM, at the time *DUE of the first
 * (D9): their comments, in order, are added to ALSO. */
gboolean
pt_apply_join (PtApply *apply, const PtNotification *row, PtId item, GArray *also, PtTime *due, GError **error);

/* Those that change rows of the outbox. */
gboolean pt_apply_unjoin (PtApply *apply, const PtAction *action, GError **error);
gboolean pt_apply_cancel (PtApply *apply, const PtAction *action, GError **error);
gboolean pt_apply_bounce (PtApply *apply, const PtAction *action, GError **error);
gboolean pt_apply_address (PtApply *apply, const PtAction *action, GError **error);
gboolean pt_apply_told (PtApply *apply, const PtAction *action, GError **error);
gboolean pt_apply_seen (PtApply *apply, const PtAction *action, GError **error);

/* The message row (B18) with its parts and raw bytes, or the count on the row that a duplicate repeats. */
gboolean pt_apply_message (PtApply *apply, GBytes *raw, GError **error);

#endif
