/* What templates of mail about no one ticket read (postern-templates(5), RULES J5, J10). */
#ifndef PT_RENDER_FIELDS_HELD_H
#define PT_RENDER_FIELDS_HELD_H

#include "render/fields.h"

typedef struct {
  const PtNoticeLine *line;
  char               *answer; /* mailto links; NULL if it is not offered */
  char               *note;
} PtFieldsLine;

typedef struct {
  const PtMailbox *mailbox;
  const PtWords   *words;
  const GPtrArray *let_in; /* char *: for each held mail of the notice the address that lets it in */
  const GPtrArray *drop;   /* the same that drops it */
  const GArray    *lines;  /* PtFieldsLine: those of the notice's lines that its reader may see */
} PtFieldsHeldInput;

/* The tree for NOTICE, which is of the desk. */
PtValue *pt_fields_held (const PtNotice *notice, const PtFieldsHeldInput *input);

/* Adds to MAP all that such a tree has beside mailbox and recipient, of NOTICE. */
void pt_fields_set_held (PtValue *map, const PtNotice *notice, const PtFieldsHeldInput *input);

#endif
