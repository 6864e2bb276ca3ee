/* The two sides a scenario runs on: core over the memory store, and core over the real one. */
#ifndef TESTS_SCENARIO_SCN_SIDE_H
#define TESTS_SCENARIO_SCN_SIDE_H

#include "core/case.h"
#include "store/store.h"
#include "tests/lib/world.h"

/* What is fed: MESSAGE with its ENVELOPE and RAW, or REQUEST. */
typedef struct {
  const PtEnvelope *envelope;
  const PtMessage  *message;
  GBytes           *raw;
  const PtRequest  *request;
  PtTime            now;
} ScnInput;

typedef struct {
  PtDecision *decision;
  char       *snapshot; /* dump of what was gathered */
  char       *text;     /* dump of the decision */
  char       *state;    /* pt_memstore_dump afterwards */
  char       *tickets;  /* pt_dump_ticket of every ticket, freshly gathered */
  PtOutcome   outcome;
} ScnResult;

void scn_result_clear (ScnResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ScnResult, scn_result_clear)

/* On WORLD's own rows, which go on from there. */
gboolean scn_memory_feed (PtWorld *world, const ScnInput *input, ScnResult *out_result, GError **error);

/* A store in a new temporary folder, filled from WORLD; both go when it is closed. */
typedef struct ScnStoreSide ScnStoreSide;
ScnStoreSide *scn_store_open (const PtWorld *world, GError **error);
PtStore      *scn_store_handle (ScnStoreSide *side);
const char   *scn_store_file (const ScnStoreSide *side);
void          scn_store_close (ScnStoreSide *side);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScnStoreSide, scn_store_close)
gboolean      scn_store_feed (ScnStoreSide *side, const PtWorld *world, const ScnInput *input, ScnResult *out_result,
                              GError **error);

/* Mail that was sent before BEFORE went well (J3). */
gboolean scn_store_went_well (ScnStoreSide *side, PtTime before, GError **error);

/* Fills `tickets`, which names those that WORLD has by then: feed WORLD before. */
gboolean      scn_store_tickets (ScnStoreSide *side, const PtWorld *world, PtTime now, ScnResult *out_result,
                                 GError **error);

#endif
