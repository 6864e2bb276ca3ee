/* A store in a temporary folder, and decisions by hand for it: the tests of src/store start from here. */
#ifndef TESTS_LIB_STORE_WORLD_H
#define TESTS_LIB_STORE_WORLD_H

#include "base/clock.h"
#include "store/store.h"

/* 2026-01-01T10:00:00Z */
#define PT_WORLD_NOW (G_GINT64_CONSTANT (1767261600) * PT_SECOND)

typedef struct {
  char     *dir;
  char     *file;
  char     *uri;
  char     *raw_dir;
  PtStore  *store;
  PtPolicy *policy; /* mailboxes support and sales of example.com; agents hear of new tickets */
} PtStoreWorld;

PtStoreWorld *pt_store_world_new (void);
void          pt_store_world_free (PtStoreWorld *world);
/* Closes the store and opens it again. */
void          pt_store_world_reopen (PtStoreWorld *world);
/* One more handle on the same store. */
PtStore      *pt_store_world_handle (const PtStoreWorld *world);

/* Agent #1 agent@example.net, customer #2 customer@example.org and ticket #1000 of theirs in support, which is open.
 */
void pt_store_world_seed (PtStoreWorld *world);

/* A test with a new one, which has that seed, in its *STATE. */
#define PT_STORE_TEST(function) \
  cmocka_unit_test_setup_teardown (function, pt_store_world_setup, pt_store_world_teardown)
int pt_store_world_setup (void **state);
int pt_store_world_teardown (void **state);

/* Facts of a mail from ADDRESS; SEED makes its digests and its Message-ID. */
PtMessage  *pt_store_world_message (const char *address, const char *seed);
PtEnvelope *pt_store_world_envelope (void);
/* SIZE bytes without a pattern that repeats; the raw digest of MESSAGE (may be NULL) is set to theirs. */
GBytes     *pt_store_world_raw (PtMessage *message, gsize size);

/* A person who is to be made with ID. */
void pt_store_world_add_person (PtDecision *decision, PtId id, const char *name, PtRole role, const char *address);
void pt_store_world_add_ticket (PtDecision *decision, PtId id, PtId requester, PtStatus status);

/* A public comment by mail from the customer on ticket 1000: N_IDS known ids, N_OUTBOX replies and N_EVENTS events.
 */
PtDecision *pt_store_world_reply (const char *seed, guint n_ids, guint n_outbox, guint n_events);
/* Held with CAUSE for the mailbox support. */
PtDecision *pt_store_world_held (int cause, PtTime expires_at);

/* In a transaction of its own, or in the caller's; any error fails the test. */
PtOutcome pt_store_world_apply (PtStore *store, PtMessage *message, GBytes *raw, const PtDecision *decision);
void      pt_store_world_begin (PtStore *store);
void      pt_store_world_commit (PtStore *store);

/* Either question may be NULL. */
PtSnapshot *pt_store_world_gather (const PtStoreWorld *world, const PtFirstQuestion *first,
                                   const PtSecondQuestion *second);

/* The store has no finding; the findings are printed if it has. */
void pt_store_world_assert_sound (PtStoreWorld *world);

/* What SQL gives as its first column, by a connection of its own. */
gint64 pt_store_world_count (const PtStoreWorld *world, const char *sql);
/* Runs SQL behind the store's back. */
void   pt_store_world_execute (const PtStoreWorld *world, const char *sql);

#endif
