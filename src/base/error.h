/* Errors: one domain whose codes name what the caller must do.
 *
 * A code is either "later" (the fault is ours or may pass: the MTA must try again, exit 75, 4xx) or
 * "never" (trying again cannot help).  One table maps a code to everything that must be said to the
 * outside; a code the table does not know is "later" (our own faults never bounce mail). */
#ifndef PT_BASE_ERROR_H
#define PT_BASE_ERROR_H

#include <glib.h>

#define PT_ERROR (pt_error_quark ())

typedef enum {
  /* later */
  PT_ERROR_BUSY,        /* somebody else holds the lock: repeat the whole unit of work */
  PT_ERROR_CONFLICT,    /* a row changed under us: repeat gather, decide, apply */
  PT_ERROR_IO,          /* a file or the disk failed */
  PT_ERROR_UNAVAILABLE, /* a server or the store cannot be reached */
  PT_ERROR_TIMEOUT,     /* a limit of time ran out */
  PT_ERROR_CONFIG,      /* the settings are wrong: mail waits for the administrator */
  PT_ERROR_SCHEMA,      /* the store is of another version, or damaged */
  PT_ERROR_BUG,         /* a broken invariant */
  /* never */
  PT_ERROR_TOO_LARGE,   /* over a limit of size or number */
  PT_ERROR_MALFORMED,   /* bytes that no repair makes usable */
  PT_ERROR_REFUSED,     /* a rule says no */
  PT_ERROR_NOT_ALL,     /* not everybody whom it concerns would be reached, and that was asked for */
  PT_ERROR_NO_MAILBOX,  /* no mailbox of that name */
  /* for commands */
  PT_ERROR_USAGE,       /* the command line is wrong */
  PT_ERROR_NOT_FOUND,   /* no ticket, person, message or row of that name */
} PtErrorCode;

typedef struct {
  PtErrorCode code;
  gboolean    later;       /* trying again may help */
  int         exit_status; /* of a command: sysexits, 75 for every "later" */
  int         smtp_code;   /* LMTP and milter reply */
  const char *dsn;         /* enhanced status code, RFC 3463 */
  const char *word;        /* for logs */
} PtErrorInfo;

GQuark pt_error_quark (void);

/* The row of the table for ERROR; an error of another domain, or NULL, gives the row of BUG. */
const PtErrorInfo *pt_error_info (const GError *error);

/* TRUE if trying again may help; TRUE for every error that the table does not know. */
gboolean pt_error_is_later (const GError *error);

/* Sets *ERROR (if wanted) and returns FALSE, so that a function can end with it. */
gboolean pt_error_set (GError **error, PtErrorCode code, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* As pt_error_set, with code IO and the text of ERRNUM appended; ENOENT and the like stay IO. */
gboolean pt_error_set_errno (GError **error, int errnum, const char *format, ...) G_GNUC_PRINTF (3, 4);

#endif
