/* Whom commands and requests name: they need not be on the ticket yet (MC7, MC8). */
#ifndef PT_CORE_KEYS_NAMED_H
#define PT_CORE_KEYS_NAMED_H

#include "core/keys.h"

/* Adds to people, persons, names and divisions of KEYS. */
void pt_keys_name_commands (PtKeys *keys, const PtCommands *commands);
void pt_keys_name_request (PtKeys *keys, const PtRequest *request);

#endif
