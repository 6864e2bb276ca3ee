/* `postern run`: one pass over spool, timers and outbox, and out again. */
#ifndef PT_GATEWAY_RUN_H
#define PT_GATEWAY_RUN_H

#include "gateway/engine.h"

/* Opens an engine for one pass (engine.h). */
gboolean pt_run_open (const PtConfig *config, PtEngine **out_engine, GError **error);

/* Takes what is in the spool, then the jobs and what is due by time, then, with SEND, what is due in the outbox; what
 * it did is in the engine's stats.  Once for an engine. */
gboolean pt_run (PtEngine *engine, gboolean send, GError **error);

#endif
