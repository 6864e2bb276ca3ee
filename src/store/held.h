/* Message rows, and those among them that are held: somebody may still release or delete them (RULES B18, O11,
 * O12). */
#ifndef PT_STORE_HELD_H
#define PT_STORE_HELD_H

#include "store/raw.h"
#include "store/store.h"

typedef enum {
  PT_HELD_NONE,     /* still held, or never was */
  PT_HELD_RELEASED,
  PT_HELD_DELETED,
  PT_HELD_EXPIRED,
} PtHeldOutcome;

typedef struct {
  PtId          id;
  PtTime        received_at;
  PtEntrance    entrance;
  char         *mailbox;         /* "" if it was for none */
  PtVerdict     verdict;
  guint         row;             /* of the table RULES 3.3 */
  int           cause;
  PtAuth        auth;
  PtEvidence    evidence;
  PtVia         via;
  PtId          ticket;          /* 0 if none */
  PtId          comment;
  PtId          author;
  gboolean      held;
  PtTime        expires_at;
  PtTime        settled_at;
  PtHeldOutcome outcome;
  PtId          settled_by;      /* who released or deleted it; 0 if nobody */
  guint         duplicates;
  char         *message_id;      /* NULL if none */
  char         *subject;
  char         *from;            /* name and address as text */
  char         *envelope_sender; /* NULL if not known */
  GStrv         recipients;
  char         *flags;           /* words */
  GPtrArray    *reasons;         /* PtReason * */
  gsize         raw_size;
  guint8        raw_digest[PT_SHA256_BYTES];
} PtMessageRow;

void pt_message_row_free (PtMessageRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtMessageRow, pt_message_row_free)

/* Any cause. */
#define PT_HELD_ANY_CAUSE (-2)

/* Held mail, newest first.  *out_rows: PtMessageRow *, free with g_ptr_array_unref. */
gboolean pt_store_held_list (PtStore *store, int cause, guint limit, guint offset, GPtrArray **out_rows,
                             GError **error);

/* All messages, newest first, with ids below BEFORE (0 = from the newest). */
gboolean pt_store_message_list (PtStore *store, PtId before, guint limit, GPtrArray **out_rows, GError **error);

/* One row, held or not; NOT_FOUND if there is none.  Its bytes: pt_store_raw. */
gboolean pt_store_message_load (PtStore *store, PtId id, PtMessageRow **out_row, GError **error);

/* The row is held no longer, by what PERSON did (0 = nobody).  Releasing a message through pt_store_apply
 * (PtEnvelope.recovered) does this itself; this is for one that went another way.  Deleting and expiring remove the
 * raw bytes.  NOT_FOUND if it is not held (any more). */
gboolean
pt_store_held_settle (PtStore *store, PtId id, PtHeldOutcome outcome, PtId person, PtTime now, GError **error);

/* --- telling (J5) --- */

/* NOW's date has run; *out_day: its number among all dates that have.  A clock that jumps makes one date. */
gboolean pt_store_run_day (PtStore *store, PtTime now, guint *out_day, GError **error);

/* Held mail of which it is not known yet who is told at once. */
typedef struct {
  PtId  message;
  PtId  ticket; /* that it names; 0 if none */
  char *sender; /* address key; NULL if it has none */
} PtHeldAsked;

void pt_held_asked_free (PtHeldAsked *asked);

/* The oldest MOST of them (PtHeldAsked *); free with g_ptr_array_unref. */
gboolean pt_store_held_to_tell (PtStore *store, guint most, GPtrArray **out_asked, GError **error);

/* All that is left of them is told in a digest. */
gboolean pt_store_held_tell_later (PtStore *store, GError **error);

typedef struct {
  PtTime   line_since;   /* since when something waits to be a line of a digest; 0 if nothing does */
  PtTime   number_since; /* the same of what is counted there */
  gboolean again;        /* something must be told a second time before it is deleted */
} PtHeldWaits;

/* What waits for a digest, where held mail is kept for DAYS of service; what is told by mails that were all given up
 * waits again. */
gboolean pt_store_held_waits (PtStore *store, guint days, PtHeldWaits *out_waits, GError **error);

/* Row OUTBOX, a mail about held mail, was sent: what it tells of is told. */
gboolean pt_store_held_told (PtStore *store, PtId outbox, GError **error);

/* How much of what came up to BEFORE nobody was told of. */
gboolean pt_store_held_untold (PtStore *store, PtTime before, guint64 *out_count, GError **error);

/* Settles the rows that were told DAYS days of service ago, of which today is number DAY, and told again; *out_count
 * of them and at most PT_HELD_EXPIRE_MOST: call it again if it was so many. */
#define PT_HELD_EXPIRE_MOST 500
gboolean pt_store_held_expire (PtStore *store, guint day, guint days, PtTime now, guint *out_count, GError **error);

#endif
