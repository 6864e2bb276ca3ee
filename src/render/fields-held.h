/* What templates of mail about held mail read (postern-templates(5), RULES J5). */
#ifndef PT_RENDER_FIELDS_HELD_H
#define PT_RENDER_FIELDS_HELD_H

#include "render/fields.h"

typedef struct {
  const PtMailbox *mailbox;
  const PtWords   *words;
  const GPtrArray *let_in; /* char *: for each held mail of the notice the address that lets it in */
  const GPtrArray *drop;   /* the same that drops it */
} PtFieldsHeldInput;

/* The tree for NOTICE, which is of the desk. */
PtValue *pt_fields_held (const PtNotice *notice, const PtFieldsHeldInput *input);

/* Adds to MAP all that such a tree has beside mailbox and recipient, of NOTICE. */
void pt_fields_set_held (PtValue *map, const PtNotice *notice, const PtFieldsHeldInput *input);

#endif
