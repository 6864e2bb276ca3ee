/* Commands that set fields of a ticket. */
#include "base/text.h"
#include "cmd/argument.h"
#include "cmd/ticket.h"

#include <string.h>

typedef gboolean (*TakeFunc) (PtCall *call, const char *value, PtRequest *request, GError **error);

static gboolean
take_subject (G_GNUC_UNUSED PtCall *call, const char *value, PtRequest *request, G_GNUC_UNUSED GError **error)
{
  request->value = pt_text_to_line (value);
  return TRUE;
}

static gboolean
take_priority (G_GNUC_UNUSED PtCall *call, const char *value, PtRequest *request, GError **error)
{
  PtPriority priority = PT_PRIORITY_NONE;
  gboolean good = pt_argument_priority (value, &priority, error);
  request->number = priority;
  return good;
}

static gboolean
take_type (G_GNUC_UNUSED PtCall *call, const char *value, PtRequest *request, GError **error)
{
  PtTicketType type = PT_TYPE_NONE;
  gboolean good = pt_type_from_name (value, &type);
  request->number = type;
  return good || pt_error_set (error, PT_ERROR_USAGE, "unknown type \"%s\"; write none, question, incident, problem or task",
                               value);
}

static gboolean
take_category (G_GNUC_UNUSED PtCall *call, const char *value, PtRequest *request, GError **error)
{
  return pt_ticket_category (value, &request->number, error);
}

static gboolean
take_yes_or_no (G_GNUC_UNUSED PtCall *call, const char *value, PtRequest *request, GError **error)
{
  request->number = g_str_equal (value, "yes");
  return request->number || g_str_equal (value, "no") ||
         pt_error_set (error, PT_ERROR_USAGE, "bad value \"%s\"; write yes or no", value);
}

static gboolean
take_requester (PtCall *call, const char *value, PtRequest *request, GError **error)
{
  return pt_ticket_person (call, value, &request->person, error);
}

static gboolean
take_division (G_GNUC_UNUSED PtCall *call, const char *value, PtRequest *request, G_GNUC_UNUSED GError **error)
{
  request->name = g_strdup (value);
  return TRUE;
}

static const struct {
  PtTicketField field;
  TakeFunc      take;
} fields[] = {
  { PT_FIELD_SUBJECT, take_subject },
  { PT_FIELD_PRIORITY, take_priority },
  { PT_FIELD_TYPE, take_type },
  { PT_FIELD_REQUESTER, take_requester },
  { PT_FIELD_CATEGORY, take_category },
  { PT_FIELD_SHARED, take_yes_or_no },
  { PT_FIELD_DIVISION, take_division },
  { PT_FIELD_RESTRICTED, take_yes_or_no },
};

gboolean
pt_cmd_ticket_set (PtCall *call, GError **error)
{
  const char *name = pt_call_word (call, 1);
  g_autoptr (PtRequest) request = NULL;
  if (!pt_ticket_request (call, PT_REQUEST_SET, &request, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (name, pt_ticket_field_name (fields[i].field))) {
      request->field = fields[i].field;
      return fields[i].take (call, pt_call_word (call, 2), request, error) && pt_ticket_ask (call, request, error);
    }
  return pt_error_set (error, PT_ERROR_USAGE, "no field \"%s\"; write subject, priority, type, requester, category, shared, division or "
                       "restricted", name);
}

gboolean
pt_cmd_ticket_tag (PtCall *call, GError **error)
{
  const char *how = pt_call_word (call, 1);
  g_autoptr (GString) words = g_string_new (NULL);
  g_autoptr (PtRequest) request = NULL;
  if (!g_str_equal (how, "add") && !g_str_equal (how, "remove"))
    return pt_error_set (error, PT_ERROR_USAGE, "bad word \"%s\"; write add or remove", how);
  if (!pt_ticket_request (call, PT_REQUEST_TAG, &request, error))
    return FALSE;
  for (guint i = 2; i < call->words->len; i++)
    g_string_append_printf (words, "%s%s", words->len ? " " : "", pt_call_word (call, i));
  request->number = g_str_equal (how, "add");
  request->value = g_strdup (words->str);
  return pt_ticket_ask (call, request, error);
}

gboolean
pt_cmd_ticket_field (PtCall *call, GError **error)
{
  const char *word = pt_call_word (call, 1), *equals = strchr (word, '=');
  g_autoptr (PtRequest) request = NULL;
  if (!equals)
    return pt_error_set (error, PT_ERROR_USAGE, "bad field \"%s\"; write NAME=VALUE, or NAME= to remove it", word);
  if (!pt_ticket_request (call, PT_REQUEST_CUSTOM, &request, error))
    return FALSE;
  request->name = g_strndup (word, (gsize) (equals - word));
  request->value = g_strdup (equals + 1);
  return pt_ticket_ask (call, request, error);
}
