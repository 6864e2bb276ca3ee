/* The MIME tree as facts: parts, the text of the body, what is attached (RULES B6, THREATS T062-T067). */
#ifndef PT_MIME_BODY_H
#define PT_MIME_BODY_H

#include <gmime/gmime.h>

#include "mime/part-scan.h"

/* Fills parts, text and has_plain from ROOT, whose offsets refer to SOURCE, and adds the parts that only SCAN found.
 * The tree must have passed pt_body_check_tree. */
void pt_body_read (PtMessage *message, GMimeObject *root, const PtSource *source, PtPartScan *scan,
                   const PtLimits *limits);

#endif
