#include "base/error.h"

#include <sysexits.h>

static const PtErrorInfo infos[] = {
  { PT_ERROR_BUSY, TRUE, EX_TEMPFAIL, 451, "4.3.0", "busy" },
  { PT_ERROR_CONFLICT, TRUE, EX_TEMPFAIL, 451, "4.3.0", "conflict" },
  { PT_ERROR_IO, TRUE, EX_TEMPFAIL, 451, "4.3.0", "io" },
  { PT_ERROR_UNAVAILABLE, TRUE, EX_TEMPFAIL, 451, "4.3.0", "unavailable" },
  { PT_ERROR_TIMEOUT, TRUE, EX_TEMPFAIL, 451, "4.3.0", "timeout" },
  { PT_ERROR_CONFIG, TRUE, EX_TEMPFAIL, 451, "4.3.5", "config" },
  { PT_ERROR_SCHEMA, TRUE, EX_TEMPFAIL, 451, "4.3.5", "schema" },
  { PT_ERROR_BUG, TRUE, EX_TEMPFAIL, 451, "4.3.0", "bug" },
  { PT_ERROR_TOO_LARGE, FALSE, EX_DATAERR, 552, "5.3.4", "too-large" },
  { PT_ERROR_MALFORMED, FALSE, EX_DATAERR, 554, "5.6.0", "malformed" },
  { PT_ERROR_REFUSED, FALSE, EX_NOPERM, 550, "5.7.1", "refused" },
  { PT_ERROR_NOT_ALL, FALSE, EX_UNAVAILABLE, 550, "5.7.1", "not-all" },
  { PT_ERROR_NO_MAILBOX, FALSE, EX_NOUSER, 550, "5.1.1", "no-mailbox" },
  { PT_ERROR_USAGE, FALSE, EX_USAGE, 501, "5.5.4", "usage" },
  { PT_ERROR_NOT_FOUND, FALSE, EX_DATAERR, 550, "5.1.1", "not-found" },
};

G_DEFINE_QUARK (pt-error-quark, pt_error)

const PtErrorInfo *
pt_error_info (const GError *error)
{
  if (error && error->domain == PT_ERROR)
    for (gsize i = 0; i < G_N_ELEMENTS (infos); i++)
      if ((int) infos[i].code == error->code)
        return &infos[i];
  return &infos[PT_ERROR_BUG];
}

gboolean
pt_error_is_later (const GError *error)
{
  return pt_error_info (error)->later;
}

gboolean
pt_error_set (GError **error, PtErrorCode code, const char *format, ...)
{
  if (error) {
    va_list args;
    va_start (args, format);
    g_propagate_error (error, g_error_new_valist (PT_ERROR, code, format, args));
    va_end (args);
  }
  return FALSE;
}

gboolean
pt_error_set_errno (GError **error, int errnum, const char *format, ...)
{
  if (error) {
    va_list args;
    va_start (args, format);
    g_autofree char *what = g_strdup_vprintf (format, args);
    va_end (args);
    g_set_error (error, PT_ERROR, PT_ERROR_IO, "%s: %s", what, g_strerror (errnum));
  }
  return FALSE;
}
