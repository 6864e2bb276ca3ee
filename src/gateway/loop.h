/* Sources of the main context that belongs to the calling thread: that of the main loop, or the committer's. */
#ifndef PT_GATEWAY_LOOP_H
#define PT_GATEWAY_LOOP_H

#include <glib-unix.h>

/* Calls FUNC after so many milliseconds, again while it returns G_SOURCE_CONTINUE. */
GSource *pt_loop_after (guint milliseconds, GSourceFunc func, gpointer data);

/* Calls FUNC once FD can be read. */
GSource *pt_loop_watch (int fd, GUnixFDSourceFunc func, gpointer data);

/* While WANTED is TRUE, *SOURCE is such a watch of CONDITION, made or ended as needed. */
void pt_loop_watch_while (gboolean wanted, GSource **source, int fd, GIOCondition condition, GUnixFDSourceFunc func,
                          gpointer data);

/* A bell: whoever rings it, in whatever thread, FUNC is called in the context where it was made; rings that come
 * before the call are one. */
GSource *pt_loop_bell (GSourceFunc func, gpointer data);
void     pt_loop_ring (GSource *bell);

/* Rings after so many milliseconds, and not before; negative = never, unless it is rung. */
void pt_loop_ring_after (GSource *bell, int milliseconds);

/* Runs FUNC in CONTEXT, which another thread runs: _do waits for its end, _post does not. */
void pt_loop_do (GMainContext *context, void (*func) (gpointer data), gpointer data);
void pt_loop_post (GMainContext *context, void (*func) (gpointer data), gpointer data);

/* Ends *SOURCE, unless it is NULL, and forgets it. */
void pt_loop_clear (GSource **source);

#endif
