/* The transport `fail`: answers by a script and sends nothing. */
#include <string.h>

#include "send/transport-kinds.h"

typedef struct {
  PtTransport base;
  char      **script;
  guint       next;
} PtFailTransport;

static const struct {
  PtSendPhase phase;
  int         code;
  const char *answer;
} answers[] = {
  { PT_SEND_DONE, 250, "250 2.0.0 taken by script" },
  { PT_SEND_LATER, 451, "451 4.3.0 later by script" },
  { PT_SEND_NEVER, 550, "550 5.1.1 never by script" },
  { PT_SEND_UNKNOWN, 354, "no answer to the end of the mail by script" },
};

static int
find_answer (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (strcmp (pt_send_phase_name (answers[i].phase), word) == 0)
      return (int) i;
  return -1;
}

static void
fail_send (PtTransport *transport, const PtParcel *parcel, PtSendResult *result)
{
  PtFailTransport *fail = (PtFailTransport *) transport;
  int i = find_answer (fail->script[fail->next]);
  (void) parcel;
  if (fail->script[fail->next + 1])
    fail->next++;
  pt_send_result_set (result, answers[i].phase, answers[i].code, answers[i].answer);
}

static void
fail_close (PtTransport *transport)
{
  PtFailTransport *fail = (PtFailTransport *) transport;
  g_strfreev (fail->script);
  g_free (fail);
}

gboolean
pt_fail_transport_new (const PtTransportOptions *options, PtTransport **out_transport, GError **error)
{
  g_auto (GStrv) script = g_strsplit (options->script ? options->script : "", " ", -1);
  PtFailTransport *fail;
  if (!script[0])
    return pt_error_set (error, PT_ERROR_CONFIG, "script of transport fail is empty");
  for (guint i = 0; script[i]; i++)
    if (find_answer (script[i]) < 0)
      return pt_error_set (error, PT_ERROR_CONFIG,
                           "script of transport fail holds \"%s\"; use done, later, never or unknown", script[i]);
  fail = g_new0 (PtFailTransport, 1);
  fail->base = (PtTransport){ "fail", fail_send, fail_close };
  fail->script = g_steal_pointer (&script);
  *out_transport = &fail->base;
  return TRUE;
}
