/* PtConfig: what the settings file says, read, checked and completed.  Errors are PT_ERROR_CONFIG (a file that cannot
 * be read: CONFIG too), which is *later*: mail waits for the administrator.  They name file, line and setting, what
 * is allowed, and for an unknown name the nearest known one. */
#ifndef PT_CONFIG_SETTINGS_H
#define PT_CONFIG_SETTINGS_H

#include "base/error.h"
#include "base/log.h"
#include "config/lines.h"
#include "config/setting.h"
#include "model/policy.h"

/* Where commands look when they are told no other file. */
#define PT_CONFIG_FILE PT_SYSCONFDIR "/postern/postern.conf"

/* Group [smtp].  The same words as PtTransportOptions, which lies in a layer that this one does not know. */
typedef struct {
  char *kind;          /* "smtp" or "maildir" */
  char *path;          /* of maildir; NULL otherwise */
  char *host;
  guint port;
  char *tls;           /* "none", "starttls", "tls" */
  char *user;          /* NULL = no AUTH */
  char *password_file; /* NULL if no user */
  char *helo;          /* NULL = host name */
  char *ca_file;       /* NULL = the system's */
  guint timeout;       /* seconds */
  guint connections;
} PtSmtpSettings;

typedef struct {
  char          *file;      /* the settings file, absolute */
  PtLines       *lines;     /* where each setting stands in it */
  PtPolicy      *policy;    /* without installation and keys until pt_config_open or pt_keyfile_load */
  char          *state;     /* folders and files, absolute */
  char          *spool;
  char          *store;     /* for pt_store_open: sqlite:FILE, FILE absolute */
  char          *raw;
  char          *templates; /* own templates, NULL = none; those installed are in PT_DATADIR/templates */
  char          *key_file;
  PtSmtpSettings smtp;
  guint          workers;
  char          *lmtp;       /* path or HOST:PORT; NULL = no LMTP */
  char          *lmtp_mode;  /* of the socket, octal */
  char          *lmtp_group; /* NULL = that of the process */
  PtLogTarget    log;
  guint          first_ticket;
} PtConfig;

/* *out_state is the state folder that FILE names, or that it has without naming one.  FALSE if FILE cannot be read as
 * settings: pt_config_load tells why.  No other file is read, and no special one waited for.  Free with g_free. */
gboolean pt_config_peek_state (const char *file, char **out_state);

/* Reads FILE without the keys. */
gboolean pt_config_load (const char *file, PtConfig **out_config, GError **error);

/* As pt_config_load, from TEXT of LENGTH bytes; FILE is the name in errors and its folder is where relative paths
 * start. */
gboolean pt_config_parse (const char *file, const char *text, gsize length, PtConfig **out_config, GError **error);

/* pt_config_load and the key file: all that a program needs to take and send mail. */
gboolean pt_config_open (const char *file, PtConfig **out_config, GError **error);

void pt_config_free (PtConfig *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtConfig, pt_config_free)

/* MAILBOX is the name of its group, NULL for the other groups; VALUE as it would be written, "" if it is unset, NULL
 * where what is kept stands under another setting (signature_file). */
typedef void (*PtConfigFunc) (const PtSetting *setting, const char *mailbox, const char *value, gpointer data);

/* Calls FUNC for every setting in force, a mailbox with all its rules. */
void pt_config_each (const PtConfig *config, PtConfigFunc func, gpointer data);

/* First line of the password file; *out_password is NULL if no user is set.  CONFIG if others than owner and group
 * can read the file. */
gboolean pt_smtp_settings_password (const PtSmtpSettings *smtp, char **out_password, GError **error);

#endif
