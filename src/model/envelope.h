/* PtEnvelope: what the MTA said about a message, apart from its bytes. */
#ifndef PT_MODEL_ENVELOPE_H
#define PT_MODEL_ENVELOPE_H

#include "base/types.h"

typedef enum {
  PT_ENTRANCE_PIPE,
  PT_ENTRANCE_LMTP,
  PT_ENTRANCE_MILTER,
  PT_ENTRANCE_MAILDIR,
  PT_ENTRANCE_IMAP,
  PT_ENTRANCE_COMMAND, /* a person at the command line */
} PtEntrance;

typedef struct {
  PtEntrance entrance;
  char      *sender;      /* reverse path without brackets; "" is the null sender; NULL if not known */
  GPtrArray *recipients;  /* char *, as the MTA gave them */
  PtTime     received_at;
  char      *source;      /* name of the spool file, NULL if none */
  gboolean   recovered;   /* held mail that an agent released: he vouches for it (RULES B11, O12, U7) */
  PtId       recovered_by; /* that agent */
  gboolean   edited;      /* he changed what it says: it does not command in its author's name */
} PtEnvelope;

PtEnvelope *pt_envelope_new (PtEntrance entrance, const char *sender, PtTime received_at);
void        pt_envelope_add_recipient (PtEnvelope *envelope, const char *address);
void        pt_envelope_free (PtEnvelope *envelope);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtEnvelope, pt_envelope_free)

const char *pt_entrance_name (PtEntrance entrance);

/* TRUE if a refusal here reaches the client inside its session; elsewhere it would become a bounce to a forged
 * sender, so what should be rejected is held instead (RULES B14). */
gboolean pt_entrance_can_refuse (PtEntrance entrance);

#endif
