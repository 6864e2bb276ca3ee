/* The outbox: a notification is a row committed with its cause; it is claimed, sent and
 * settled later, at least once, with the same Message-ID each time.  What writes needs a transaction of the
 * caller's. */
#ifndef PT_STORE_OUTBOX_H
#define PT_STORE_OUTBOX_H

#include "base/clock.h"
#include "model/event.h"
#include "store/store.h"

/* A sender has so long to settle what it claimed, in microseconds: its due_at while it is `sending`. */
#define PT_OUTBOX_LEASE (10 * PT_MINUTE)

/* How much mail that nobody of ours caused may begin in an hour (J10). */
typedef struct {
  guint outside; /* to people outside, for the desk (outside_mail) */
  guint staff;   /* to one person inside (held_at_once) */
} PtOutboxCeilings;

/* Up to LIMIT due rows, oldest first, become `sending` with one more attempt; but what CEILINGS leaves no room for
 * waits, due when there may be some.  *out_ids: PtId, may be empty although rows were due, free with g_array_unref.
 */
gboolean pt_store_outbox_claim (PtStore *store, const PtOutboxCeilings *ceilings, PtTime now, guint limit,
                                GArray **out_ids, GError **error);

/* What waits for room below a ceiling. */
typedef struct {
  guint  outside;  /* mails to people outside */
  guint  staff;    /* to people inside, who will get a list */
  PtTime since;    /* the oldest of the former; 0 = none */
} PtOutboxWaits;
gboolean pt_store_outbox_waits (PtStore *store, PtOutboxWaits *out_waits, GError **error);

/* When somebody was told of that; 0 = never.  The second needs a transaction. */
gboolean pt_store_waits_told (PtStore *store, PtTime *out_at, GError **error);
gboolean pt_store_set_waits_told (PtStore *store, PtTime at, GError **error);

/* Everything needed to write the mail of row ID; NOT_FOUND if there is none. */
gboolean pt_store_outbox_load (PtStore *store, PtId id, PtNotice **out_notice, GError **error);

/* Adds other comments to NOTICE: the newest 20 before its own, or of all if it has none, and the first of the ticket.
 */
gboolean pt_store_outbox_load_history (PtStore *store, PtNotice *notice, gboolean with_private, GError **error);

/* The Message-ID it is sent with, this time and every other, and where to (J18). */
gboolean pt_store_outbox_set_sent_as (PtStore *store, PtId id, const char *message_id, const char *address,
                                      GError **error);

/* How a row that was claimed ended: STATE with the server's last ANSWER (may be NULL), or `due` again at DUE_AT.
 * A row that is not `sending` any more (a report came first) is left as it is. */
gboolean pt_store_outbox_settle (PtStore *store, PtId id, PtOutboxState state, const char *answer, PtTime due_at,
                                 PtTime now, GError **error);

/* An event of KIND by ACTOR (0 = Postern) on the ticket of row ID, about its recipient, if the row is in STATE: so
 * what a report did to it first is not told twice.  DETAIL is one line. */
gboolean pt_store_outbox_note (PtStore *store, PtId id, PtOutboxState state, PtId actor, PtEventKind kind,
                               const char *detail, PtTime now, GError **error);

/* An administrator's hand: from any of the states in the bit mask FROM (1u << PT_OUTBOX_...), but never from
 * `sending`, to STATE.  A settled row that is due again starts anew with its attempts.  *out_moved, which may be
 * NULL, tells whether the row was in one of them. */
gboolean pt_store_outbox_move (PtStore *store, PtId id, guint from, PtOutboxState state, PtTime due_at, PtTime now,
                               gboolean *out_moved, GError **error);

/* Rows left `sending` by a sender that died are due again at once: those whose lease ends at DEADLINE or before
 * it.  `now` is safe while other senders are at work; G_MAXINT64 takes all, for a process that knows itself the
 * only sender. Whether the server took them is not known: they may be sent twice, with the same Message-ID
 * (T101). */
gboolean pt_store_outbox_recover (PtStore *store, PtTime deadline, guint *out_count, GError **error);

typedef struct {
  guint states; /* bit mask, 0 = all */
  PtId  ticket; /* 0 = all */
  guint limit;  /* 0 = 100 */
  guint offset;
} PtOutboxFilter;

/* Newest first; *out_items: PtOutboxItem *, free with g_ptr_array_unref. */
gboolean pt_store_outbox_list (PtStore *store, const PtOutboxFilter *filter, GPtrArray **out_items, GError **error);

gboolean pt_store_outbox_count (PtStore *store, guint64 out_counts[PT_OUTBOX_N_STATES], GError **error);

/* Rows that are due after LATEST are due NOW. */
gboolean pt_store_outbox_clip (PtStore *store, PtTime now, PtTime latest, guint *out_count, GError **error);

/* When the next row is due; 0 if none is. */
gboolean pt_store_outbox_next_due (PtStore *store, PtTime *out_due_at, GError **error);

#endif
