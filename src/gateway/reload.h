/* What a running service asks before it takes other settings and templates. */
#ifndef PT_GATEWAY_RELOAD_H
#define PT_GATEWAY_RELOAD_H

#include "config/settings.h"

/* Reads the file of RUNNING again, with all that it names: keys, password, templates.  CONFIG, with file, line and
 * setting, if one of them cannot be used, or if a place is another one than that of RUNNING: state, spool, store, raw
 * and key_file are held open, and may change with a restart alone.  Nothing is kept of what was read. */
gboolean pt_reload_check (const PtConfig *running, GError **error);

#endif
