/* PtGateway: the only place that knows the order of the steps.  Entrances and commands call
 * it; it calls every layer below. */
#ifndef PT_GATEWAY_GATEWAY_H
#define PT_GATEWAY_GATEWAY_H

#include "config/settings.h"
#include "model/outcome.h"
#include "model/request.h"
#include "store/store.h"

typedef struct PtGateway PtGateway;

/* Opens the store that CONFIG names, which must outlive the gateway.  Errors are "later": mail waits in the spool. */
gboolean pt_gateway_open (const PtConfig *config, PtStoreFlags flags, PtGateway **out_gateway, GError **error);
void     pt_gateway_close (PtGateway *gateway);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtGateway, pt_gateway_close)

PtStore        *pt_gateway_store (PtGateway *gateway);
const PtConfig *pt_gateway_config (PtGateway *gateway);

/* Takes keys that were rotated since (keys.h).  Accepting, asking and claiming do it themselves. */
void pt_gateway_refresh_keys (PtGateway *gateway);

/* --- accept --- */

/* One message on its way through { gather -> decide -> apply }. */
typedef struct {
  PtEnvelope *envelope;
  PtMessage  *message;
  GBytes     *raw;
  PtOutcome   outcome;  /* valid once accepted */
  gboolean    accepted; /* TRUE after the commit, never before */
  GError     *error;    /* why it was not; the message itself may be at fault, or the store */
} PtIncoming;

/* ENVELOPE and MESSAGE are the callee's from then on; RAW is referenced. */
PtIncoming *pt_incoming_new (PtEnvelope *envelope, PtMessage *message, GBytes *raw);
void        pt_incoming_free (PtIncoming *incoming);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtIncoming, pt_incoming_free)

/* Takes all of BATCH (PtIncoming *) in one transaction and commits once.  It is tried as one piece; if a message is
 * at fault it is rolled back, and each message gets a savepoint of its own.  Busy and conflict are repeated; a failed
 * commit leaves none accepted and sets ERROR. */
gboolean pt_gateway_accept (PtGateway *gateway, GPtrArray *batch, GError **error);

/* What would be decided, and stores nothing: the same code.  *out_snapshot may be NULL. */
gboolean pt_gateway_explain (PtGateway *gateway, const PtEnvelope *envelope, const PtMessage *message,
                             PtDecision **out_decision, PtSnapshot **out_snapshot, GError **error);

/* A request of the command line, carried out.  A refusal is REFUSED, with the reasons as its text. */
gboolean pt_gateway_request (PtGateway *gateway, const PtRequest *request, PtOutcome *out_outcome, GError **error);

/* What an agent changes in held mail before he lets it in (O11); NULL = as it came.  The raw mail stays. */
typedef struct {
  const char *subject;
  const char *text; /* instead of all that its author wrote */
} PtReleaseEdit;

/* Asks for held mail to be let in: makes job *out_job (jobs.h), which reads it again, runs the rules on it with ACTOR
 * vouching for it (B11, O12), and marks it released by them.  EDIT may be NULL.  REFUSED if they may not. */
gboolean pt_gateway_release (PtGateway *gateway, PtId message, PtId actor, const PtReleaseEdit *edit, PtId *out_job,
                             GError **error);

/* Drops held mail with its bytes (O11).  REFUSED if ACTOR may not. */
gboolean pt_gateway_discard (PtGateway *gateway, PtId message, PtId actor, GError **error);

/* Reads raw bytes with the settings' limits, filters included.  Never NULL. */
PtMessage *pt_gateway_read (PtGateway *gateway, GBytes *raw, const PtEnvelope *envelope);

/* --- what a pass or a service did --- */

typedef struct {
  guint taken;    /* spool files committed */
  guint failed;   /* spool files left for later */
  guint poisoned; /* spool files moved to poison/ */
  guint sent;     /* outbox rows that the server took */
  guint unsent;   /* outbox rows tried without success */
} PtRunStats;

#endif
