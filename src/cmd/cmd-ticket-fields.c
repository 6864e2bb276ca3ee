/* Commands that set fields of a ticket. */
#include "base/text.h"
#include "cmd/argument.h"
#include "cmd/ticket.h"

#include <string.h>

static gboolean
take_word (const PtMember *member, const char *value, PtRequest *request, GError **error)
{
  int found = pt_word_find (member->names, value);
  request->number = found;
  return found >= 0 || pt_argument_no_word (member->names, member->name, value, error);
}

static gboolean
take_yes_or_no (const char *value, PtRequest *request, GError **error)
{
  request->number = g_str_equal (value, "yes");
  return request->number || g_str_equal (value, "no")
         || pt_error_set (error, PT_ERROR_USAGE, "bad value \"%s\"; write yes or no", value);
}

static gboolean
take_number (const char *value, PtRequest *request, GError **error)
{
  return g_ascii_string_to_signed (value, 10, 0, G_MAXINT32, &request->number, NULL)
         || pt_error_set (error, PT_ERROR_USAGE, "bad value \"%s\"; write a number", value);
}

/* Of what has a name besides its number the rules find which one is meant. */
static gboolean
take (PtCall *call, const PtMember *member, const char *value, PtRequest *request, GError **error)
{
  switch (member->kind) {
  case PT_KIND_TEXT:
  case PT_KIND_MAYBE: request->value = pt_text_to_line (value); return TRUE;
  case PT_KIND_ENUM: return take_word (member, value, request, error);
  case PT_KIND_YES_NO: return take_yes_or_no (value, request, error);
  case PT_KIND_PERSON: return pt_ticket_person (call, value, &request->person, error);
  case PT_KIND_COUNT: return take_number (value, request, error);
  default: request->name = g_strdup (value); return TRUE;
  }
}

/* Those that the command takes, for people.  Free with g_free. */
static char *
settable (void)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (guint i = 0; i < pt_ticket_members.n; i++)
    if (pt_ticket_members.at[i].flags & PT_MEMBER_SET)
      g_ptr_array_add (names, (gpointer) pt_ticket_members.at[i].name);
  const PtNames words = { (const char *const *) names->pdata, names->len };
  return pt_word_list (&words, 0);
}

gboolean
pt_cmd_ticket_set (PtCall *call, GError **error)
{
  const char *name = pt_call_word (call, 1);
  const PtMember *member = pt_members_named (&pt_ticket_members, name);
  g_autoptr (PtRequest) request = NULL;
  if (!pt_ticket_request (call, PT_REQUEST_SET, &request, error))
    return FALSE;
  if (member && member->flags & PT_MEMBER_SET) {
    request->field = (PtTicketField) (member - pt_ticket_members.at);
    return take (call, member, pt_call_word (call, 2), request, error) && pt_ticket_ask (call, request, error);
  }
  g_autofree char *names = settable ();
  return pt_error_set (error, PT_ERROR_USAGE, "no field \"%s\"; write %s", name, names);
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
