#ifndef PT_ENTRY_DELIVER_SPOOL_H
#define PT_ENTRY_DELIVER_SPOOL_H

#include <stddef.h>

/* One new file in the spool, a maildir: written in tmp/, synced, renamed into new/, folder synced (T100).
 * A function that cannot do its work ends the program by pt_deliver_fail, so none returns an error.  libc only. */

typedef struct {
  int spool;         /* the maildir */
  int arrived;       /* its folder new/ */
  int file;
  long long now;     /* microseconds since 1970 */
  char name[64];     /* tmp/NAME; NAME ends in no suffix, so that a reader can add ,a=N */
} PtDeliverSpool;

/* Opens the maildir DIRECTORY and a new file of mode 0600 in its tmp/. */
void pt_deliver_spool_open (PtDeliverSpool *spool, const char *directory);

/* Appends to the file, through one buffer of fixed size. */
void pt_deliver_spool_add (PtDeliverSpool *spool, const char *text);

/* Appends everything up to the end of standard input, byte for byte. */
void pt_deliver_spool_copy_stdin (PtDeliverSpool *spool);

/* Makes the file durable and visible; when it returns, the mail is ours. */
void pt_deliver_spool_publish (PtDeliverSpool *spool);

#endif
