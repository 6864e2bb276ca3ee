/* One easy handle a transport: libcurl keeps the connection for the next mail. */
#include <string.h>

#include <curl/curl.h>

#include "send/transport-kinds.h"
#include "send/smtp-probe.h"
#include "send/smtp-session.h"

#define TIMEOUT_DEFAULT 600        /* RFC 5321 section 4.5.3.2.6 */
#define CONNECT_MAX 60             /* seconds */
#define CURL_SAFE_STARTTLS 0x074f00 /* 7.79.0 drops what came in before TLS began (CVE-2021-22947, THREATS T091) */

typedef struct {
  PtTransport   base;
  CURL         *curl;
  PtSmtpSession session;
  char         *ca_file; /* NULL = the system's */
  char          error[CURL_ERROR_SIZE];
} PtSmtpTransport;

static gboolean
is_host (const char *host)
{
  if (!host || *host == 0)
    return FALSE;
  for (const char *p = host; *p != 0; p++)
    if (!g_ascii_isalnum (*p) && !strchr (".-_:", *p))
      return FALSE;
  return TRUE;
}

static gboolean
is_local (const char *host)
{
  return g_str_has_prefix (host, "127.") || strcmp (host, "localhost") == 0 || strcmp (host, "::1") == 0;
}

static gboolean
config_error (GError **error, const char *text)
{
  return pt_error_set (error, PT_ERROR_CONFIG, "%s", text);
}

static gboolean
check_options (const PtTransportOptions *options, GError **error)
{
  static const char *const modes[] = { "none", "starttls", "tls", NULL };
  if (!is_host (options->host))
    return config_error (error, "host of transport smtp is no host name; set it to a name or an IP address");
  if (options->port == 0 || options->port > 65535)
    return config_error (error, "port of transport smtp is out of range; set it to 25, 465 or 587");
  if (!options->tls || !g_strv_contains (modes, options->tls))
    return config_error (error, "tls of transport smtp is none of none, starttls, tls");
  if (options->helo && !is_host (options->helo))
    return config_error (error, "helo of transport smtp is no host name; leave it out or set it to one");
  if (options->user && !options->password)
    return config_error (error, "user of transport smtp has no password; set the file that holds it");
  if (options->user && strcmp (options->tls, "none") == 0 && !is_local (options->host))
    return config_error (error, "transport smtp would send the password unencrypted; set tls to tls or starttls");
  if (strcmp (options->tls, "starttls") == 0 && curl_version_info (CURLVERSION_NOW)->version_num < CURL_SAFE_STARTTLS)
    return config_error (error, "libcurl is too old for starttls; set tls to tls or install 7.79 or later");
  return TRUE;
}

static void
set_url (CURL *curl, const PtTransportOptions *options)
{
  gboolean ipv6 = strchr (options->host, ':') != NULL;
  const char *helo = options->helo ? options->helo : g_get_host_name ();
  g_autofree char *url =
      g_strdup_printf ("%s://%s%s%s:%u/%s", strcmp (options->tls, "tls") == 0 ? "smtps" : "smtp", ipv6 ? "[" : "",
                       options->host, ipv6 ? "]" : "", options->port, is_host (helo) ? helo : "localhost");
  curl_easy_setopt (curl, CURLOPT_URL, url);
}

/* No other protocol, no proxy from the environment, no password from ~/.netrc. */
static void
set_fences (CURL *curl)
{
#if LIBCURL_VERSION_NUM >= 0x075500
  curl_easy_setopt (curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
#else
  curl_easy_setopt (curl, CURLOPT_PROTOCOLS, (long) (CURLPROTO_SMTP | CURLPROTO_SMTPS));
#endif
  curl_easy_setopt (curl, CURLOPT_PROXY, "");
  curl_easy_setopt (curl, CURLOPT_NETRC, (long) CURL_NETRC_IGNORED);
  curl_easy_setopt (curl, CURLOPT_NOSIGNAL, 1L);
}

static void
set_security (CURL *curl, const PtTransportOptions *options)
{
  gboolean starttls = strcmp (options->tls, "starttls") == 0;
  curl_easy_setopt (curl, CURLOPT_USE_SSL, (long) (starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
  curl_easy_setopt (curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (curl, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt (curl, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  if (options->ca_file)
    curl_easy_setopt (curl, CURLOPT_CAINFO, options->ca_file);
  if (options->user) {
    curl_easy_setopt (curl, CURLOPT_USERNAME, options->user);
    curl_easy_setopt (curl, CURLOPT_PASSWORD, options->password);
  }
}

static size_t
drop (char *data, size_t size, size_t count, void *user_data)
{
  (void) data;
  (void) user_data;
  return size * count;
}

/* The size is not announced: then libcurl asks the reader until it says that the body is over, and that moment is the
 * border between "later" and "unknown".  VERBOSE only feeds the watcher; nothing is printed. */
static void
set_callbacks (PtSmtpTransport *smtp)
{
  curl_easy_setopt (smtp->curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt (smtp->curl, CURLOPT_READFUNCTION, pt_smtp_session_read);
  curl_easy_setopt (smtp->curl, CURLOPT_READDATA, &smtp->session);
  curl_easy_setopt (smtp->curl, CURLOPT_HEADERFUNCTION, pt_smtp_session_hear);
  curl_easy_setopt (smtp->curl, CURLOPT_HEADERDATA, &smtp->session);
  curl_easy_setopt (smtp->curl, CURLOPT_DEBUGFUNCTION, pt_smtp_session_watch);
  curl_easy_setopt (smtp->curl, CURLOPT_DEBUGDATA, &smtp->session);
  curl_easy_setopt (smtp->curl, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt (smtp->curl, CURLOPT_WRITEFUNCTION, drop);
  curl_easy_setopt (smtp->curl, CURLOPT_ERRORBUFFER, smtp->error);
}

/* Of all faults of the settings that show only now, this is the one that libcurl may keep the name of to itself. */
static void
name_ca_file (CURLcode code, const char *ca_file, char text[CURL_ERROR_SIZE])
{
  if (code != CURLE_SSL_CACERT_BADFILE)
    return;
  if (ca_file)
    g_snprintf (text, CURL_ERROR_SIZE, "no certificates can be read from ca_file %s; correct it in [smtp]", ca_file);
  else
    g_strlcpy (text, "the certificates of the system cannot be read; set ca_file in [smtp]", CURL_ERROR_SIZE);
}

static CURLcode
perform (PtSmtpTransport *smtp, const PtParcel *parcel, gboolean fresh)
{
  pt_smtp_session_begin (&smtp->session, parcel->data);
  smtp->error[0] = 0;
  curl_easy_setopt (smtp->curl, CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L);
  return curl_easy_perform (smtp->curl);
}

static gboolean
used_kept_connection (CURL *curl)
{
  long connects = 0;
  return curl_easy_getinfo (curl, CURLINFO_NUM_CONNECTS, &connects) == CURLE_OK && connects == 0;
}

/* A kept connection may have been closed by the server in between: that is no answer to this mail, so it gets a new
 * one. */
static void
smtp_send (PtTransport *transport, const PtParcel *parcel, PtSendResult *result)
{
  PtSmtpTransport *smtp = (PtSmtpTransport *) transport;
  struct curl_slist *recipients = curl_slist_append (NULL, parcel->recipient);
  CURLcode code;
  curl_easy_setopt (smtp->curl, CURLOPT_MAIL_FROM, parcel->sender);
  curl_easy_setopt (smtp->curl, CURLOPT_MAIL_RCPT, recipients);
  code = perform (smtp, parcel, FALSE);
  if (code != CURLE_OK && used_kept_connection (smtp->curl) && pt_smtp_session_is_stale (&smtp->session))
    code = perform (smtp, parcel, TRUE);
  name_ca_file (code, smtp->ca_file, smtp->error);
  pt_smtp_session_judge (&smtp->session, code, smtp->error, result);
  curl_easy_setopt (smtp->curl, CURLOPT_MAIL_RCPT, NULL);
  curl_slist_free_all (recipients);
}

/* What libcurl answers, as what an administrator has to look at. */
static PtProbe
probe_of (CURLcode code)
{
  switch (code) {
  case CURLE_OK:
    return PT_PROBE_GOOD;
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_CONNECT:
  case CURLE_OPERATION_TIMEDOUT:
    return PT_PROBE_AWAY;
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CACERT_BADFILE:
    return PT_PROBE_CERTIFICATE;
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_USE_SSL_FAILED:
    return PT_PROBE_NO_TLS;
  case CURLE_LOGIN_DENIED:
    return PT_PROBE_LOGIN;
  default:
    return PT_PROBE_REFUSED;
  }
}

/* Connects, says EHLO, begins TLS, logs in, and leaves: libcurl does all that before a command of the caller's. */
gboolean
pt_smtp_probe (const PtTransportOptions *options, guint seconds, PtProbe *out_probe, char **out_answer,
               GError **error)
{
  char text[CURL_ERROR_SIZE] = "";
  if (!check_options (options, error))
    return FALSE;
  CURL *curl = curl_easy_init ();
  if (!curl)
    return pt_error_set (error, PT_ERROR_UNAVAILABLE, "libcurl gives no handle");
  set_url (curl, options);
  set_fences (curl);
  set_security (curl, options);
  curl_easy_setopt (curl, CURLOPT_CUSTOMREQUEST, "NOOP");
  curl_easy_setopt (curl, CURLOPT_NOBODY, 1L);
  curl_easy_setopt (curl, CURLOPT_WRITEFUNCTION, drop);
  curl_easy_setopt (curl, CURLOPT_ERRORBUFFER, text);
  curl_easy_setopt (curl, CURLOPT_TIMEOUT, (long) seconds);
  curl_easy_setopt (curl, CURLOPT_CONNECTTIMEOUT, (long) seconds);
  curl_easy_setopt (curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long) seconds);
  CURLcode code = curl_easy_perform (curl);
  name_ca_file (code, options->ca_file, text);
  *out_probe = probe_of (code);
  *out_answer = g_strdup (*text ? text : curl_easy_strerror (code));
  curl_easy_cleanup (curl);
  return TRUE;
}

static void
smtp_close (PtTransport *transport)
{
  PtSmtpTransport *smtp = (PtSmtpTransport *) transport;
  curl_easy_cleanup (smtp->curl);
  g_free (smtp->ca_file);
  g_free (smtp);
}

gboolean
pt_smtp_transport_new (const PtTransportOptions *options, PtTransport **out_transport, GError **error)
{
  long timeout = options->timeout > 0 ? (long) options->timeout : TIMEOUT_DEFAULT;
  PtSmtpTransport *smtp;
  if (!check_options (options, error))
    return FALSE;
  smtp = g_new0 (PtSmtpTransport, 1);
  smtp->base = (PtTransport){ "smtp", smtp_send, smtp_close };
  smtp->curl = curl_easy_init ();
  if (!smtp->curl) {
    g_free (smtp);
    return pt_error_set (error, PT_ERROR_UNAVAILABLE, "libcurl gives no handle");
  }
  smtp->ca_file = g_strdup (options->ca_file);
  set_url (smtp->curl, options);
  set_fences (smtp->curl);
  set_security (smtp->curl, options);
  set_callbacks (smtp);
  curl_easy_setopt (smtp->curl, CURLOPT_TIMEOUT, timeout);
  curl_easy_setopt (smtp->curl, CURLOPT_CONNECTTIMEOUT, MIN (timeout, CONNECT_MAX));
  /* of QUIT, which belongs to no transfer any more: else two minutes */
  curl_easy_setopt (smtp->curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, timeout);
  *out_transport = &smtp->base;
  return TRUE;
}
