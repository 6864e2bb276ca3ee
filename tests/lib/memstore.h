/* A store of plain lists.  It answers questions and carries out decisions straight from the contract in
   model/snapshot.h
 * and model/decision.h and knows no SQL, so that scenarios can check the real store against it. */
#ifndef TESTS_LIB_MEMSTORE_H
#define TESTS_LIB_MEMSTORE_H

#include "core/case.h"
#include "model/comment.h"
#include "model/decision.h"
#include "model/envelope.h"
#include "model/message.h"
#include "model/notice.h"
#include "model/outcome.h"
#include "model/policy.h"
#include "model/snapshot.h"

typedef struct {
  PtId      id;
  guint8    digest[PT_SHA256_BYTES];
  char     *mailbox; /* "" if it was for none of them */
  PtId      ticket;
  PtId      comment;
  /* all that it made, with copies on linked tickets (D8), if COMMENT is not 0 */
  PtId      first_comment, last_comment;
  PtId      author;
  PtVerdict verdict;
  int       cause;
  char     *sender_key; /* "" if From was unusable */
  PtAuth    auth;
  PtTime    received_at;
  char     *message_id;  /* NULL if none */
  char     *subject, *from, *excerpt; /* NULL if it was never held */
  PtTelling telling;
  PtId      at_once, listed; /* events whose mails tell of it; 0 = none */
  guint     repeats; /* duplicates counted on this row */
} PtMemMessage;

typedef struct {
  PtId  id;
  PtId  ticket;
  PtId  actor;
  PtId  about;  /* person, 0 if nobody */
  char *kind;
  char *detail;
  PtTime at;
} PtMemEvent;

typedef struct {
  char    *key; /* of the address */
  PtReport report;
} PtMemReport;

typedef struct {
  PtId  ticket;
  PtId  other;
  char *kind;
} PtMemLink;

typedef struct {
  GPtrArray *persons;  /* PtPerson * */
  GPtrArray *tickets;  /* PtTicketView *; their counts of comments are left 0 */
  GPtrArray *comments; /* PtComment * */
  GPtrArray *known;    /* PtKnownId * */
  GPtrArray *outbox;   /* PtOutboxItem * */
  GPtrArray *reports;  /* PtMemReport *, as they came */
  GPtrArray *messages; /* PtMemMessage * */
  GPtrArray *events;   /* PtMemEvent * */
  GPtrArray *links;    /* PtMemLink * */
  GPtrArray *divisions; /* PtDivision *, without members */
  GPtrArray *companies; /* PtCompany * */
} PtMemstore;

PtMemstore *pt_memstore_new (void);
void        pt_memstore_free (PtMemstore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtMemstore, pt_memstore_free)

/* All of these give NULL if it is not there; what they give belongs to the store. */
PtPerson     *pt_memstore_person (const PtMemstore *store, PtId id);
PtTicketView *pt_memstore_ticket (const PtMemstore *store, PtId id);
PtComment    *pt_memstore_comment (const PtMemstore *store, PtId id);
PtOutboxItem *pt_memstore_outbox (const PtMemstore *store, PtId id);
PtKnownId    *pt_memstore_known (const PtMemstore *store, const char *id);

/* Rows to be filled, already in the store.  All strings are copied. */
PtMemMessage *pt_memstore_add_message (PtMemstore *store, PtId id);
PtMemEvent   *pt_memstore_add_event (PtMemstore *store, PtId id, PtId ticket, PtId actor, const char *kind,
                                     const char *detail);
PtMemLink    *pt_memstore_add_link (PtMemstore *store, PtId ticket, PtId other, const char *kind);

/* As pt_store_gather_first, pt_store_gather_second and pt_store_apply, without errors: there is nothing that could
 * fail. */
void        pt_memstore_gather_first (const PtMemstore *store, const PtFirstQuestion *first, const PtPolicy *policy,
                                      PtSnapshot *snapshot);
void        pt_memstore_gather_second (const PtMemstore *store, const PtSecondQuestion *second,
                                       const PtPolicy *policy,
                                       PtSnapshot *snapshot);
/* As pt_gather: both questions of A_CASE, whose keys must be there.  A_CASE gets the snapshot, which is the
 * caller's. */
PtSnapshot *pt_memstore_ask (const PtMemstore *store, PtCase *a_case);
void        pt_memstore_apply (PtMemstore *store, const PtEnvelope *envelope, const PtMessage *message,
                               const PtDecision *decision, PtTime now, PtOutcome *out_outcome);

/* As pt_store_delivery_went_well. */
void pt_memstore_went_well (PtMemstore *store, PtTime before);

/* A ticket with its people in order and its comments counted, as a snapshot has it. */
PtTicketView *pt_memstore_view_copy (const PtMemstore *store, const PtTicketView *view);

/* As pt_store_outbox_load and pt_store_outbox_load_history, but for attachments, which nothing here keeps. */
PtNotice *pt_memstore_notice (const PtMemstore *store, PtId item);
void      pt_memstore_notice_history (const PtMemstore *store, PtNotice *notice, gboolean with_private);

/* One line a row, sorted: the whole state.  For the text of TICKET alone, 0 = all. */
char *pt_memstore_dump (const PtMemstore *store, PtId ticket);

#endif
