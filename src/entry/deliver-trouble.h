#ifndef PT_ENTRY_DELIVER_TROUBLE_H
#define PT_ENTRY_DELIVER_TROUBLE_H

#include <stddef.h>
#include <sys/types.h>

/* The one way out of postern-deliver when anything is wrong: the temporary file goes, the details go to syslog, one
 * fixed line goes to standard error, and the exit status is 75, the only one for which Postfix and Exim both keep the
 * mail (T088; both of them read the two output streams as one).  libc only. */

#define PT_DELIVER_LATER 75

/* Text put together in storage of a fixed size; what does not fit is dropped. */
typedef struct {
  char *data;
  size_t size;
  size_t length;
} PtDeliverText;

void pt_deliver_text_add (PtDeliverText *text, const char *string);
void pt_deliver_text_add_number (PtDeliverText *text, unsigned long long number, int base, int width);

/* Makes sure that 0, 1 and 2 are open, so that no file of ours gets one of these numbers, catches every signal that
 * would end the program (Exim bounces mail on a signal), ignores SIGPIPE and SIGXFSZ, and sets the alarm: an MTA
 * bounces when its own patience ends. */
void pt_deliver_guard (unsigned int seconds);

/* Undoes pt_deliver_guard in a child that is about to become another program. */
void pt_deliver_unguard (void);

/* From here on the file NAME (not copied) in the folder SPOOL is ours and is removed on trouble. */
void pt_deliver_guard_file (int spool, const char *name);

/* The file is complete and about to be renamed: from here on only the alarm and a crash interrupt. */
void pt_deliver_guard_publishing (void);

/* As read(2) on standard input, but waits where a pipe that was left non-blocking has nothing yet. */
ssize_t pt_deliver_read (void *data, size_t size);

/* Sends one line to syslog (facility mail, priority error), control characters as "?"; never waits, never fails.
 * NAME may be NULL, ERROR_NUMBER 0. */
void pt_deliver_log (const char *what, const char *name, int error_number);

/* Gives up: cleans, logs, reads the rest of standard input, prints the line and ends with 75. */
_Noreturn void pt_deliver_fail (const char *what, const char *name, int error_number);

#endif
