/* Held mail that an agent lets in: a job (jobs.h), since it is read again from its stored bytes, and decided again
 * with their word for it (RULES B11, O11, O12). */
#ifndef PT_GATEWAY_RELEASE_H
#define PT_GATEWAY_RELEASE_H

#include "gateway/gateway.h"
#include "model/decision.h"

typedef struct {
  PtId  message;
  PtId  actor;
  char *subject; /* NULL = as it came */
  char *text;
} PtRelease;

void pt_release_free (PtRelease *release);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtRelease, pt_release_free)

/* The job for what a mail ASKS, in the transaction of that; nothing if it asks for nothing, or what it asks for was
 * decided meanwhile. */
gboolean pt_release_ask (PtGateway *gateway, const PtHeldAsk *asks, PtTime now, GError **error);

/* Drops held mail, by a payload made of what was ASKed.  Nothing if it is not held any more. */
gboolean pt_release_drop (PtGateway *gateway, const char *payload, GError **error);

/* The payload of a job, and back.  MALFORMED. */
char    *pt_release_to_text (const PtRelease *release);
gboolean pt_release_from_text (const char *text, PtRelease **out_release, GError **error);

/* *out_incoming has the envelope and the bytes, and no message yet; it is NULL if the mail is not held any more, so
 * that there is nothing to do.  REFUSED if the actor may not. */
gboolean pt_release_load (PtGateway *gateway, const PtRelease *release, PtIncoming **out_incoming, GError **error);

/* Once it is read: with what the agent changed. */
void pt_release_edit (const PtRelease *release, PtIncoming *incoming);

#endif
