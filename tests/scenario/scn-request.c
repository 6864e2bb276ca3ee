#include "tests/scenario/scn-request.h"

#include "tests/scenario/scn-file.h"

static PtId
person (const PtWorld *world, const char *name)
{
  const PtPerson *found = pt_world_person (world, name);
  return found ? found->id : 0;
}

static gboolean
field_from_name (const char *name, PtTicketField *out_field)
{
  for (int field = 0; field < PT_FIELD_N; field++)
    if (g_str_equal (pt_ticket_field ((PtTicketField) field)->name, name)) {
      *out_field = (PtTicketField) field;
      return TRUE;
    }
  return FALSE;
}

static gboolean
take (PtRequest *request, const PtWorld *world, const char *word, const char *value)
{
  if (g_str_equal (word, "by"))
    return (request->actor = person (world, value)) > 0;
  if (g_str_equal (word, "on"))
    return (request->ticket = g_ascii_strtoll (value, NULL, 10)) > 0;
  if (g_str_equal (word, "to"))
    return (request->person = person (world, value)) > 0 || g_str_equal (value, "nobody");
  if (g_str_equal (word, "status"))
    return pt_status_from_name (value, &request->status);
  if (g_str_equal (word, "into"))
    return (request->other = g_ascii_strtoll (value, NULL, 10)) > 0;
  if (g_str_equal (word, "as"))
    return pt_relation_from_name (value, &request->relation);
  if (g_str_equal (word, "row"))
    return (request->row = g_ascii_strtoll (value, NULL, 10)) > 0;
  if (g_str_equal (word, "all-or-nothing"))
    return (request->all_or_nothing = g_str_equal (value, "yes"));
  if (g_str_equal (word, "note"))
    return (request->note = g_str_equal (value, "yes"));
  if (g_str_equal (word, "only-cc"))
    return (request->only_cc = g_str_equal (value, "yes"));
  if (g_str_equal (word, "api"))
    return (request->api = g_str_equal (value, "yes"));
  if (g_str_equal (word, "field"))
    return field_from_name (value, &request->field);
  if (g_str_equal (word, "number"))
    return g_ascii_string_to_signed (value, 10, G_MININT64, G_MAXINT64, &request->number, NULL);
  char **field = g_str_equal (word, "name")      ? &request->name
                 : g_str_equal (word, "value")   ? &request->value
                 : g_str_equal (word, "mailbox")   ? &request->mailbox
                 : g_str_equal (word, "subject") ? &request->subject
                 : g_str_equal (word, "text")    ? &request->text
                                                 : NULL;
  if (!field)
    return FALSE;
  g_free (*field);
  *field = g_strdup (value);
  return TRUE;
}

static gboolean
kind_of (const char *word, PtRequestKind *out_kind)
{
  for (PtRequestKind kind = PT_REQUEST_NEW; word && kind < PT_REQUEST_N_KINDS; kind++)
    if (g_str_equal (pt_request_kind_name (kind), word)) {
      *out_kind = kind;
      return TRUE;
    }
  return FALSE;
}

PtRequest *
scn_request_build (const PtWorld *world, const GPtrArray *lines, char **out_error)
{
  const ScnLine *line = g_ptr_array_index (lines, 0);
  PtRequestKind kind;
  if (!kind_of (line->words[1], &kind)) {
    *out_error = g_strdup_printf ("there is no command %s", line->words[1] ? line->words[1] : "(nothing)");
    return NULL;
  }
  g_autoptr (PtRequest) request = pt_request_new (kind, 0);
  for (guint i = 2; line->words[i]; i += 2)
    if (!line->words[i + 1] || !take (request, world, line->words[i], line->words[i + 1])) {
      *out_error = g_strdup_printf ("%s is nothing that a command has, or its value is wrong", line->words[i]);
      return NULL;
    }
  return g_steal_pointer (&request);
}
