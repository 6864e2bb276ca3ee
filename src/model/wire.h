/* PtMessage as a GVariant, for the frames between a reading worker and the gateway (DESIGN section 4).  What comes back
 * from a worker is a stranger's word: decoding checks normal form, every range and every text. */
#ifndef PT_MODEL_WIRE_H
#define PT_MODEL_WIRE_H

#include "model/message.h"

#define PT_WIRE_MAX (64u * 1024 * 1024)

/* Type of the frame: what bytes from a worker are given to g_variant_new_from_bytes with. */
const GVariantType *pt_wire_type (void);

/* A floating reference, serialised: it holds nothing of MESSAGE.  Control characters in
 * what must be one line go as U+FFFD. */
GVariant *pt_wire_from_message (const PtMessage *message);

/* Takes no reference.  MALFORMED if anything in it is not what pt_wire_from_message would write. */
gboolean pt_wire_to_message (GVariant *wire, PtMessage **out_message, GError **error);

#endif
