/* PtMessage as bytes, for the frames between a reading worker and the gateway.  What comes back from a worker is a
 * stranger's word: decoding checks every length, every range and every text, and takes what we write and nothing
 * else. */
#ifndef PT_MODEL_WIRE_H
#define PT_MODEL_WIRE_H

#include "model/message.h"

#define PT_WIRE_MAX (64u * 1024 * 1024)

/* Appends MESSAGE to OUT.  Control characters in what must be one line go as U+FFFD. */
void pt_wire_from_message (const PtMessage *message, GByteArray *out);

/* MALFORMED if anything in the LENGTH bytes is not what pt_wire_from_message would write. */
gboolean pt_wire_to_message (const guint8 *wire, gsize length, PtMessage **out_message, GError **error);

#endif
