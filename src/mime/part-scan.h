/* A second reading of the MIME structure, by lines: every line that equals a declared boundary starts a part.  It
 * runs before the parser, so it also holds the limits that the parser has none for (THREATS T054-T058, T062). */
#ifndef PT_MIME_PART_SCAN_H
#define PT_MIME_PART_SCAN_H

#include "mime/gate.h"

typedef struct {
  gsize header;  /* offset of the part's header block */
  gsize content; /* offset behind the empty line */
  gsize end;     /* offset of the line end before the next delimiter */
  char *type;    /* lower case, "text/plain" if not given */
  char *encoding; /* lower case, "" if not given */
  char *name;    /* as sent, NULL if none */
  char *found;   /* NULL if the part stands in its place; else what is odd about it */
} PtScanPart;

typedef struct {
  GPtrArray *parts; /* PtScanPart * */
  gboolean   odd;   /* fields or parameters that stand twice, parts behind a closing delimiter */
} PtPartScan;

void pt_part_scan_clear (PtPartScan *scan);

/* Reads the whole body once.  FALSE and the gate set to LIMIT if a limit is exceeded. */
gboolean pt_part_scan_run (PtPartScan *scan, PtMessage *message, const PtSource *source, const GArray *spans,
                           const PtLimits *limits);

#endif
