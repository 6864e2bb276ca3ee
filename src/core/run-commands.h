/* The commands of a mail carried out, and what its author is told of them (RULES section 10, B13). */
#ifndef PT_CORE_RUN_COMMANDS_H
#define PT_CORE_RUN_COMMANDS_H

#include "core/ruling.h"
#include "core/work.h"

/* What commands say about the comment of their mail. */
typedef struct {
  gboolean set_status; /* one of them set the status: nothing else does */
  gboolean inside;     /* it is private, whatever the row said: an @@ command was refused; its mail is kept whole */
  gboolean none;       /* there is none (MC12, 10.2) */
  char    *text;       /* its text; NULL = all that was written */
  PtId     told;       /* an agent who is told of it, 0 if nobody */
} PtCommandsEffect;

void pt_commands_effect_clear (PtCommandsEffect *effect);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PtCommandsEffect, pt_commands_effect_clear)

/* Whether the author is an agent of whom so much is proven that he may be told what became of his commands: forged
 * mail makes no mail. */
gboolean pt_run_commands_proven (const PtFacts *facts);

/* The requester of a ticket that this mail opens: whom `#requester` names if it may run (ALLOWED) and can, made if
 * he is new (M19, MC7); else 0. */
PtId pt_run_commands_requester (const PtFacts *facts, PtWork *work, gboolean allowed);

/* Runs the commands of FACTS if ALLOWED, else refuses them; logs what came of each, of which the author is told. 
 * FRESH: the decision makes the ticket. */
void pt_run_commands (const PtFacts *facts, const PtRuling *ruling, PtWork *work, gboolean allowed, gboolean fresh,
                      PtCommandsEffect *out_effect);

#endif
