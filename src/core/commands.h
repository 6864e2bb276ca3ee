/* The block of `#name value` lines on top of an agent's plain text (RULES 10.1, MC1-MC12).  The first line that is none of
 * them ends it and is text, a misspelt command too: words of a person are never dropped. */
#ifndef PT_CORE_COMMANDS_H
#define PT_CORE_COMMANDS_H

#include "core/case.h"

typedef struct {
  guint       count;      /* command lines in the block */
  gboolean    make_private; /* `#note`, `#public false`, and `#public` with a word that is not understood */
  gboolean    make_public;  /* `#public true` */
  gboolean    has_status;
  PtStatus    status;       /* open, pending, solved */
  gboolean    has_priority;
  PtPriority  priority;
  gboolean    unfollow;     /* `#unfollow` */
  char       *uncc;         /* word after `#uncc`, "" for the author himself, NULL without it */
  char       *assignee;     /* word after `#assignee`, NULL if none */
  GPtrArray  *unknown;      /* char *: commands with a value that is not understood: a reason says so (MC4) */
  char       *rest;         /* the text below the block, for the comment (MC5) */
} PtCommands;

/* Never NULL.  Reads the top of MESSAGE's new text; nothing if the text does not come from a plain part (MC2, T031). */
PtCommands *pt_commands_read (const PtMessage *message);
void        pt_commands_free (PtCommands *commands);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtCommands, pt_commands_free)

#endif
