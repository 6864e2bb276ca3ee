/* The spool: a maildir of raw mail with the envelope in front, written by postern-deliver.
 *
 * Nothing here syncs: a rename or a removal lost in a power cut costs a count, or brings back a file whose mail is
 * committed, which the digest then shows to be a duplicate (RULES B19).  Errors are IO unless said otherwise. */
#ifndef PT_GATEWAY_SPOOL_H
#define PT_GATEWAY_SPOOL_H

#include "base/error.h"
#include "model/envelope.h"

#define PT_SPOOL_ATTEMPTS 3

/* Makes DIR with tmp, new and poison, mode 0700, if they are missing. */
gboolean pt_spool_make (const char *dir, GError **error);

/* FALSE if one of its folders is not there: what is not mounted, or lost, is not made anew silently.  CONFIG. */
gboolean pt_spool_is_there (const char *dir, GError **error);

/* Keeps other readers of DIR away: two at once would count each other's attempts and put good mail into poison/.
 * With WAIT until the other is done, else BUSY.  close(*out_fd), or the end of the process, lets go. */
gboolean pt_spool_lock (const char *dir, gboolean wait, int *out_fd, GError **error);

/* Names (char *) in DIR/new in order of arrival, at most MOST (0 = all).  Free with g_ptr_array_unref. */
gboolean pt_spool_list (const char *dir, guint most, GPtrArray **out_names, GError **error);

/* How often a reader began NAME: the number after `,a=`. */
guint pt_spool_attempts (const char *name);

/* Renames NAME so that it counts one more attempt (THREATS T071).  After PT_SPOOL_ATTEMPTS it goes to poison/ instead
 * and *out_name is NULL.  BUSY if there is no such file any more: another reader has it.  Free with g_free. */
gboolean pt_spool_begin (const char *dir, const char *name, char **out_name, GError **error);

/* Takes the count back: the trouble was ours, not the message's. */
void pt_spool_unbegin (const char *dir, const char *name);

/* Counts the attempt at many files at once: notes, before their mail is committed, the NAMES (char *) that are in the
 * commit.  A reader that died in it leaves the mark behind, and pt_spool_count_marked counts each of them by its
 * name; one that came to the end of the commit, well or not, calls pt_spool_unmark.  All three only under the
 * lock. */
gboolean pt_spool_mark (const char *dir, const GPtrArray *names, GError **error);
gboolean pt_spool_count_marked (const char *dir, GError **error);
void     pt_spool_unmark (const char *dir);

/* Splits a spool file into envelope and the untouched bytes.  MALFORMED if the head is not what postern-deliver
 * writes; fields of that name inside the message are never read as envelope.  The caller names the source. */
gboolean pt_spool_parse (GBytes *file, PtEnvelope **out_envelope, GBytes **out_raw, GError **error);

/* What pt_spool_read may take into memory where messages may have MESSAGE_BYTES: four times as much, so that mail
 * over the limit is still held with its raw bytes (RULES B18), and room for the envelope. */
gsize pt_spool_most (gsize message_bytes);

/* Reads DIR/new/NAME: maps nothing, bounded by MOST bytes.  TOO_LARGE over it, MALFORMED if it is no regular file:
 * put it into poison/ then, where its bytes are kept. */
gboolean pt_spool_read (const char *dir, const char *name, gsize most, GBytes **out_file, GError **error);

/* After the commit: the file's duty is done.  A file that is gone already is no error. */
gboolean pt_spool_remove (const char *dir, const char *name, GError **error);

/* Puts an unreadable file aside, kept. */
gboolean pt_spool_poison (const char *dir, const char *name, GError **error);

#endif
