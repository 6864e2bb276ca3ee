/* What root makes belongs to root and is closed to the service, and what the service names root must not open for it:
 * a command that root runs acts as the owner of the settings (RULES J24). */
#ifndef PT_CMD_OWNER_H
#define PT_CMD_OWNER_H

#include "config/settings.h"

/* Gives up root for the user and the groups of whom the settings FILE belongs to; where that is root, of whom the
 * state folder named in it belongs to.  What is not there counts as the nearest folder above it.  Nothing if the
 * caller is not root, or both are root's.  Of FILE nothing but the name of that folder is read before, and no other
 * file.  *out_was_root tells whether the caller was root.  CONFIG if somebody else can change FILE, IO if the system
 * does not let it. */
gboolean pt_owner_become (const char *file, gboolean *out_was_root, GError **error);

/* Gives the settings FILE, which the caller has just made, to whom the state folder named in it belongs to.  Nothing
 * if the caller is not root.  IO. */
gboolean pt_owner_give (const char *file, GError **error);

/* For who was root: CONFIG if the templates that CONFIG names can be changed by anybody but root and who runs this
 * now. */
gboolean pt_owner_trust_templates (const PtConfig *config, GError **error);

#endif
