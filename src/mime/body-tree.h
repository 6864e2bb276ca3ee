/* The parsed MIME tree before anything is taken from it. */
#ifndef PT_MIME_BODY_TREE_H
#define PT_MIME_BODY_TREE_H

#include <gmime/gmime.h>

#include "base/limits.h"
#include "model/message.h"

/* Counts depth and parts without recursion; FALSE and the gate set to LIMIT if there are too many.  Attached messages
 * count with all that is in them (THREATS T053-T055). */
gboolean pt_body_check_tree (PtMessage *message, GMimeObject *root, const PtLimits *limits);

/* The body of the attached message OBJECT, or NULL if it is none. */
GMimeObject *pt_body_inner (GMimeObject *object);

#endif
