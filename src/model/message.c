#include "model/message.h"

#include "base/clock.h"

#include "model/words.h"

#include <string.h>

static const char *const gate_names[] = {
  "ok", "too-large", "too-many-hops", "limit", "bytes", "from", "unreadable",
};
static const PtNames pt_gate_names = PT_NAMES (gate_names, PT_GATE_UNREADABLE + 1);
PT_WORD_NAME (PtGate, pt_gate)
static const char *const automatic_names[] = { "no", "yes", "vacation", "bulk", "noreply" };
static const PtNames pt_automatic_names = PT_NAMES (automatic_names, PT_AUTOMATIC_NOREPLY + 1);
PT_WORD_NAME (PtAutomatic, pt_automatic)
static const char *const encoding_names[] = {
  "unknown", "7bit", "8bit", "binary", "base64", "quoted-printable", "uuencode",
};
static const PtNames pt_encoding_names = PT_NAMES (encoding_names, PT_ENCODING_UUENCODE + 1);
PT_WORD_NAME (PtEncoding, pt_encoding)
static const char *const report_names[] = { "none", "delivery", "disposition", "feedback" };
static const PtNames pt_report_names = PT_NAMES (report_names, PT_REPORT_FEEDBACK + 1);
PT_WORD_NAME (PtReportKind, pt_report)

static void
auth_result_free (gpointer data)
{
  PtAuthResult *result = data;
  g_free (result->method);
  g_free (result->result);
  g_free (result->domain);
  g_free (result);
}

static void
delivery_status_free (gpointer data)
{
  PtDeliveryStatus *status = data;
  g_free (status->recipient);
  g_free (status->action);
  g_free (status->status);
  g_free (status->words);
  g_free (status);
}

static void
note_free (gpointer data)
{
  PtNote *note = data;
  g_free (note->filter);
  g_free (note->key);
  g_free (note->value);
  g_free (note);
}

PtMessage *
pt_message_new (void)
{
  PtMessage *message = g_new0 (PtMessage, 1);
  message->in_reply_to = g_ptr_array_new_with_free_func (g_free);
  message->references = g_ptr_array_new_with_free_func (g_free);
  message->subject = g_strdup ("");
  message->to = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_address_free);
  message->cc = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_address_free);
  message->reply_to = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_address_free);
  message->auth = g_ptr_array_new_with_free_func (auth_result_free);
  message->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_part_free);
  message->text = g_strdup ("");
  message->text_new = g_strdup ("");
  message->text_quoted = g_strdup ("");
  message->returned_ids = g_ptr_array_new_with_free_func (g_free);
  message->statuses = g_ptr_array_new_with_free_func (delivery_status_free);
  message->spam = -1;
  message->notes = g_ptr_array_new_with_free_func (note_free);
  return message;
}

void
pt_message_free (PtMessage *message)
{
  if (!message)
    return;
  char *texts[] = { message->gate_detail,  message->message_id, message->subject,  message->loop_mark,
                    message->thread_index, message->text,       message->text_new, message->text_quoted };
  GPtrArray *arrays[] = { message->in_reply_to, message->references, message->to,           message->cc,
                          message->reply_to,    message->auth,       message->parts,        message->returned_ids,
                          message->statuses,    message->notes };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_ptr_array_unref (arrays[i]);
  pt_address_free (message->from);
  g_free (message);
}

PtPart *
pt_part_new (const char *type)
{
  PtPart *part = g_new0 (PtPart, 1);
  part->type = g_strdup (type);
  return part;
}

void
pt_part_free (PtPart *part)
{
  if (!part)
    return;
  g_free (part->type);
  g_free (part->charset);
  g_free (part->name);
  g_free (part->content_id);
  g_free (part->note);
  g_free (part);
}

PtAuthResult *
pt_auth_result_new (const char *method, const char *result, const char *domain)
{
  PtAuthResult *made = g_new0 (PtAuthResult, 1);
  made->method = g_strdup (method);
  made->result = g_strdup (result);
  made->domain = g_strdup (domain);
  return made;
}

PtDeliveryStatus *
pt_delivery_status_new (const char *recipient, const char *action, const char *status, const char *words)
{
  PtDeliveryStatus *made = g_new0 (PtDeliveryStatus, 1);
  made->recipient = g_strdup (recipient);
  made->action = g_strdup (action);
  made->status = g_strdup (status ? status : "");
  made->words = g_strdup (words ? words : "");
  return made;
}

void
pt_message_add_note (PtMessage *message, const char *filter, const char *key, const char *value)
{
  PtNote *note = g_new0 (PtNote, 1);
  note->filter = g_strdup (filter);
  note->key = g_strdup (key);
  note->value = g_strdup (value);
  g_ptr_array_add (message->notes, note);
}

const char *
pt_message_note (const PtMessage *message, const char *filter, const char *key)
{
  for (guint i = 0; i < message->notes->len; i++) {
    const PtNote *note = g_ptr_array_index (message->notes, i);
    if (!strcmp (note->filter, filter) && !strcmp (note->key, key))
      return note->value;
  }
  return NULL;
}

PtTime
pt_message_repeats_since (const PtMessage *message, PtTime now)
{
  return message->date || message->message_id ? G_MININT64 : now - PT_DAY;
}
