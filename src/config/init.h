/* What `postern init` does: a first settings file, the folders, the key file.  What is there already is left as it
 * is, so it may be run again at any time. */
#ifndef PT_CONFIG_INIT_H
#define PT_CONFIG_INIT_H

#include "base/error.h"
#include "base/types.h"

/* Called once the settings FILE is there and before any other file named in it is looked at; MADE: it was not. */
typedef gboolean (*PtInitSettled) (const char *file, gboolean made, gpointer data, GError **error);

typedef struct {
  const char *file;      /* settings file to write */
  const char *address;   /* first mailbox; its local part names it */
  const char *state;     /* NULL = PT_LOCALSTATEDIR/lib/postern */
  const char *transport; /* "smtp:HOST[:PORT]" or "maildir:FOLDER"; NULL = smtp:localhost:25 */
  PtInitSettled settled; /* NULL = nothing to do then */
  gpointer data;         /* for it */
} PtInitOptions;

/* The text of the settings file for OPTIONS: what is set, and what is likely to be.  USAGE. */
gboolean pt_init_text (const PtInitOptions *options, char **out_text, GError **error);

/* Does it all.  *out_done: one line for each thing made or kept; free with g_strfreev.  USAGE if OPTIONS are wrong,
 * CONFIG if the settings that are there cannot be read, IO. */
gboolean pt_init_run (const PtInitOptions *options, PtTime now, GStrv *out_done, GError **error);

#endif
