/* The form of the wire, for its two ends: src/model/wire.c and src/model/wire-read.c only.
 *
 * Field after field, without names: a number is 8 bytes, a text its length in 4 bytes and as many of UTF-8, a digest
 * its bytes, a list its count and what is in it, something that may be missing 0 or 1 before it.  Both ends are one
 * program on one machine. */
#ifndef PT_MODEL_WIRE_FORM_H
#define PT_MODEL_WIRE_FORM_H

#define WIRE_VERSION 3

#endif
