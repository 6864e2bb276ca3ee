#include "send/transport.h"

#include <string.h>

#include <curl/curl.h>

#include "base/address.h"
#include "base/text.h"
#include "send/transport-kinds.h"

#define ANSWER_MAX 500

typedef gboolean (*NewTransport) (const PtTransportOptions *options, PtTransport **out_transport, GError **error);

static const struct {
  const char  *kind;
  NewTransport new_transport;
} kinds[] = {
  { "smtp", pt_smtp_transport_new },
  { "maildir", pt_maildir_transport_new },
  { "record", pt_record_transport_new },
  { "fail", pt_fail_transport_new },
};

static const char *const phase_names[] = { "done", "later", "never", "unknown" };

void
pt_transport_init (void)
{
  static gsize once = 0;
  if (g_once_init_enter (&once)) {
    curl_global_init (CURL_GLOBAL_DEFAULT);
    g_once_init_leave (&once, 1);
  }
}

gboolean
pt_transport_new (const PtTransportOptions *options, PtTransport **out_transport, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (options->kind, kinds[i].kind) == 0)
      return kinds[i].new_transport (options, out_transport, error);
  return pt_error_set (error, PT_ERROR_CONFIG, "no transport of kind \"%s\"; use smtp or maildir",
                       options->kind ? options->kind : "");
}

void
pt_send_result_set (PtSendResult *result, PtSendPhase phase, int code, const char *answer)
{
  g_autofree char *valid = pt_text_to_utf8 (answer, strlen (answer), NULL);
  g_autofree char *line = pt_text_to_line (valid);
  result->phase = phase;
  result->code = code;
  result->answer = g_strndup (line, pt_text_prefix (line, ANSWER_MAX));
}

/* Every CR is followed by LF, every LF comes after CR, and the last line is ended: only then does an SMTP client that
 * stuffs dots after CR LF alone stuff all of them (THREATS T076). */
static gboolean
is_canonical (GBytes *data)
{
  gsize size = 0;
  const char *bytes = g_bytes_get_data (data, &size);
  const char *end = bytes + size, *p = bytes;
  if (size < 2 || end[-1] != '\n' || memchr (bytes, 0, size))
    return FALSE;
  for (const char *lf; p < end && (lf = memchr (p, '\n', (gsize) (end - p))); p = lf + 1)
    if (lf == p || memchr (p, '\r', (gsize) (lf - p)) != lf - 1)
      return FALSE;
  return TRUE;
}

static const char *
fault_of (const PtParcel *parcel)
{
  if (!parcel->sender || (*parcel->sender != 0 && !pt_address_is_mailable (parcel->sender, FALSE)))
    return "sender is no address that mail can be sent from";
  if (!parcel->recipient || !pt_address_is_mailable (parcel->recipient, FALSE))
    return "recipient is no address that mail can be sent to";
  return NULL;
}

void
pt_transport_send (PtTransport *transport, const PtParcel *parcel, PtSendResult *result)
{
  const char *fault = fault_of (parcel);
  if (fault)
    pt_send_result_set (result, PT_SEND_NEVER, 0, fault);
  else if (!is_canonical (parcel->data))
    pt_send_result_set (result, PT_SEND_LATER, 0,
                        "mail has a line end other than CR LF; this is a fault of the program");
  else
    transport->send (transport, parcel, result);
}

void
pt_transport_free (PtTransport *transport)
{
  if (transport)
    transport->close (transport);
}

void
pt_send_result_clear (PtSendResult *result)
{
  g_clear_pointer (&result->answer, g_free);
}

const char *
pt_send_phase_name (PtSendPhase phase)
{
  return (guint) phase < G_N_ELEMENTS (phase_names) ? phase_names[phase] : "unknown";
}

void
pt_transport_options_free (PtTransportOptions *options)
{
  if (!options)
    return;
  g_free (options->kind);
  g_free (options->path);
  g_free (options->host);
  g_free (options->tls);
  g_free (options->user);
  g_free (options->password);
  g_free (options->helo);
  g_free (options->ca_file);
  g_free (options->script);
  g_free (options);
}
