/* The log of a ticket in words. */
#include "cmd/argument.h"
#include "cmd/print.h"
#include "cmd/ticket.h"

#include <string.h>

static const char *
label_of (const PtTicketSheet *sheet, PtId id)
{
  const PtPerson *person = pt_ticket_sheet_person (sheet, id);
  return person ? pt_person_label (person) : "somebody";
}

/* `assigned-to-nobody` of a kind that is not in the table, with what is known of it. */
static char *
plain_words (const char *kind, const char *about, const char *detail)
{
  GString *out = g_string_new (kind);
  g_strdelimit (out->str, "-", ' ');
  if (about)
    g_string_append_printf (out, " %s", about);
  if (*detail)
    g_string_append_printf (out, ": %s", detail);
  return g_string_free (out, FALSE);
}

/* EVENT in words, one line.  Free with g_free. */
static char *
event_words (const PtTicketSheet *sheet, const PtEvent *event)
{
  const char *about = event->about ? label_of (sheet, event->about) : NULL,
                      *detail = event->detail ? event->detail : "";
  const char *words = pt_event_kind_words (event->kind), *mark = words ? strchr (words, '%') : NULL;
  if (!words)
    return plain_words (pt_event_kind_name (event->kind), about, detail);
  if (!mark)
    return g_strdup (words);
  const char *comma = event->kind == PT_EVENT_TICKET_CREATED && *detail ? ", " : "";
  const char *value = mark[1] == 'D' ? detail : about ? about : "somebody";
  gboolean why = event->kind == PT_EVENT_NOTIFY_SUPPRESSED && *detail;
  return g_strdup_printf ("%.*s%s%s%s%s%s", (int) (mark - words), words, comma, value, mark + 2, why ? ": " : "",
                          why ? detail : "");
}

static const char *
actor_of (const PtTicketSheet *sheet, const PtEvent *event)
{
  return event->actor ? label_of (sheet, event->actor) : "Postern";
}

static void
print_log (const PtTicketSheet *sheet)
{
  g_autoptr (PtColumns) columns = pt_columns_new (NULL);
  for (guint i = 0; i < sheet->events->len; i++) {
    const PtEvent *event = g_ptr_array_index (sheet->events, i);
    g_autofree char *at = pt_print_time (event->at), *words = event_words (sheet, event);
    pt_columns_add (columns, at, actor_of (sheet, event), words, NULL);
  }
  pt_columns_print (columns);
}

typedef struct {
  const PtTicketSheet *sheet;
  const PtEvent       *event;
} Line;

static void
json_actor_label (JsonBuilder *builder, const char *name, gconstpointer of)
{
  const Line *line = of;
  pt_json_text (builder, name, actor_of (line->sheet, line->event));
}

static void
json_event_words (JsonBuilder *builder, const char *name, gconstpointer of)
{
  const Line *line = of;
  g_autofree char *words = event_words (line->sheet, line->event);
  pt_json_text (builder, name, words);
}

static const PtJsonMore line_more[] = {
  { "actor_label", json_actor_label, NULL },
  { "words", json_event_words, NULL },
};
static const PtJsonForm line_form = PT_JSON_FORM (pt_event_members, PT_MEMBER_SHOWN, line_more);

static void
print_json (const PtTicketSheet *sheet)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_array (builder);
  for (guint i = 0; i < sheet->events->len; i++) {
    const Line line = { sheet, g_ptr_array_index (sheet->events, i) };
    pt_json_object (builder, &line_form, line.event, &line);
  }
  json_builder_end_array (builder);
  pt_json_print (builder);
}

gboolean
pt_cmd_ticket_log (PtCall *call, GError **error)
{
  g_autoptr (PtTicketSheet) sheet = NULL;
  if (!pt_ticket_look (call, &sheet, error))
    return FALSE;
  if (call->options.json)
    print_json (sheet);
  else
    print_log (sheet);
  return TRUE;
}
