/* The second half of loading: defaults that follow from other settings, and what must hold between settings. */
#ifndef PT_CONFIG_SETTINGS_DERIVE_H
#define PT_CONFIG_SETTINGS_DERIVE_H

#include "config/settings.h"

/* Completes CONFIG.  CONFIG (with file and line) if settings contradict each other or no mailbox is there. */
gboolean pt_config_derive (PtConfig *config, const PtLines *lines, GError **error);

#endif
