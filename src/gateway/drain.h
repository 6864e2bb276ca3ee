/* outbox -> claim -> render -> write -> send -> settle.  No transaction is open on the network. */
#ifndef PT_GATEWAY_DRAIN_H
#define PT_GATEWAY_DRAIN_H

#include "base/clock.h"
#include "gateway/attach.h"
#include "gateway/gateway.h"
#include "model/notice.h"
#include "render/templates.h"
#include "send/transport.h"

/* One mail ready for a transport; or, where DATA is NULL, one that is settled unsent. */
typedef struct {
  PtId         id;       /* outbox row */
  guint        attempts; /* this one included */
  char        *sender;
  char        *recipient;
  char        *message_id;
  GBytes      *data;
  PtSendResult result;
  gboolean     of_desk;   /* about held mail */
  gboolean     withdrawn; /* it may not be sent any more: dropped, not failed */
} PtMailing;

void pt_mailing_free (PtMailing *mailing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtMailing, pt_mailing_free)

/* The installed templates and the administrator's own. */
gboolean pt_drain_templates (const PtConfig *config, PtTemplates **out_templates, GError **error);

/* What the settings say about sending, the password read from its file. */
gboolean pt_drain_transport_options (const PtConfig *config, PtTransportOptions **out_options, GError **error);

/* Claims at most MOST due rows: committed as `sending` before the first byte goes out (PtMailing *, bare ids yet). */
gboolean pt_drain_claim (PtGateway *gateway, PtTime now, guint most, GPtrArray **out_mailings, GError **error);

/* Renders a claimed row.  One that cannot be written has no data and its result already; it only has to be settled.
 * CACHE is for the files of copies that follow each other. */
void pt_drain_prepare (PtGateway *gateway, const PtTemplates *templates, PtAttachCache *cache, PtMailing *mailing);

/* Writes the results of MAILINGS (PtMailing *) in one transaction. */
gboolean pt_drain_settle (PtGateway *gateway, const GPtrArray *mailings, PtTime now, PtRunStats *stats,
                          GError **error);

/* No row that is tried again waits longer. */
#define PT_DRAIN_LONGEST_WAIT (7 * PT_HOUR)

/* When a row that failed for the ATTEMPTS-th time is due again: growing, with a jitter of a tenth taken from ID, so
 * that two rows do not march in step; 0 = it is given up. */
PtTime pt_drain_retry_at (PtId id, guint attempts, PtTime now);

/* Hands one mail to TRANSPORT and keeps the result.  May run in a thread. */
void pt_mailing_send (PtMailing *mailing, PtTransport *transport);

#endif
