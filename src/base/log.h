/* The log sink: one escaped line a record, so that nothing in a mail can forge a second one (THREATS T084).
 * Library code does not log; the gateway, the entrances and the commands do. */
#ifndef PT_BASE_LOG_H
#define PT_BASE_LOG_H

#include <glib.h>

typedef enum { PT_LOG_ERROR, PT_LOG_WARNING, PT_LOG_INFO, PT_LOG_DEBUG } PtLogLevel;

/* Where records go: PT_LOG_TO_STDERR with a `<N>` prefix when systemd reads it, PT_LOG_TO_SYSLOG, nowhere. */
typedef enum { PT_LOG_TO_STDERR, PT_LOG_TO_SYSLOG, PT_LOG_TO_NOTHING } PtLogTarget;

void pt_log_init (PtLogTarget target, PtLogLevel highest);

/* One record.  Control characters, line ends and invalid UTF-8 in the result are written as \xNN. */
void pt_log (PtLogLevel level, const char *format, ...) G_GNUC_PRINTF (2, 3);

#endif
