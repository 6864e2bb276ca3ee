/* The gate: limits and bytes of the header block, before any parser sees them (RULES B8, THREATS T017, T056-T059,
 * T070, section 7).  Linear, takes LF and CR LF. */
#ifndef PT_MIME_GATE_H
#define PT_MIME_GATE_H

#include "base/limits.h"
#include "mime/source.h"
#include "model/message.h"

/* Where a field stands in the bytes.  VALUE to END is the value as sent, folds included, without the last line
 * end. */
typedef struct {
  gsize name;
  gsize name_length;
  gsize value;
  gsize end;
} PtFieldSpan;

/* Reads one field at AT, continuation lines included; *out_next is the offset behind it.  FALSE if no field starts
 * there.  END bounds the bytes. */
gboolean pt_gate_field (const char *bytes, gsize at, gsize end, PtFieldSpan *out_span, gsize *out_next);

/* The first of SPANS (PtFieldSpan) that is NAME; NULL if none is. */
const PtFieldSpan *pt_gate_find_field (const char *bytes, const GArray *spans, const char *name);

/* TRUE if the span's name is NAME in any case. */
gboolean pt_gate_field_is (const char *bytes, const PtFieldSpan *span, const char *name);

/* LENGTH bytes of a field with folds as one space each and the ends cut; bytes otherwise as they are.  Free with
 * g_free.  RFC 5322 section 2.2.3. */
char *pt_gate_unfold (const char *bytes, gsize length, gsize *out_length);

/* The bytes of a byte order mark before the header: no part of it. */
gsize pt_gate_mark_length (const char *bytes, gsize size);

/* Judges the message: sets message->gate and gate_detail.  Fills source->fields, body_start and SPANS (PtFieldSpan,
 * one for each field) if the bytes are OK or only the From is not.  *out_odd: lines that are no field stand in the
 * header block, so that parsers may read it differently. */
void pt_gate_check (PtMessage *message, PtSource *source, GArray *spans, const PtLimits *limits, gboolean *out_odd);

#endif
