/* What root makes belongs to root and is closed to the service: a command that root runs acts as the owner of the
 * state folder. */
#ifndef PT_CMD_OWNER_H
#define PT_CMD_OWNER_H

#include "config/settings.h"

/* Gives up root for the user and the groups of whom CONFIG's state folder belongs to; nothing if the caller is not
 * root, or the folder is root's or not there.  IO if the system does not let it. */
gboolean pt_owner_become (const PtConfig *config, GError **error);

#endif
