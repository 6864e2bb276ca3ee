/* The log of a ticket in words. */
#include "cmd/argument.h"
#include "cmd/print.h"
#include "cmd/ticket.h"

#include <string.h>

/* %A is the person the event is about, %D its detail. */
static const struct {
  const char *kind;
  const char *words;
} kinds[] = {
  { "assigned", "assigned to %A" },
  { "unassigned", "assigned to nobody" },
  { "cc-added", "%A added as CC" },
  { "cc-removed", "%A removed as CC" },
  { "category-changed", "category set to %D" },
  { "comment-added", "public comment written" },
  { "custom-changed", "custom fields changed" },
  { "deleted-changed", "deleted" },
  { "delivery-failed", "mail to %A could not be delivered" },
  { "first-response-due", "reminded: the first answer is due at %D" },
  { "follower-added", "%A added as follower" },
  { "follower-removed", "%A removed as follower" },
  { "linked", "linked with another ticket" },
  { "linked-to-changed", "linked with %D" },
  { "match-conflict", "the mail named two tickets: %D" },
  { "merged", "merged %D" },
  { "merged-in", "ticket %D merged into this one" },
  { "note-added", "private comment written" },
  { "notify-suppressed", "%A not mailed" },
  { "priority-changed", "priority set to %D" },
  { "requester-changed", "requester changed to %A" },
  { "seen", "seen by %A" },
  { "shared-changed", "shared with people outside: %D" },
  { "status-changed", "status changed from %D" },
  { "subject-changed", "subject changed to %D" },
  { "tags-changed", "tags are now %D" },
  { "ticket-created", "ticket opened%D" },
  { "type-changed", "type set to %D" },
};

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

char *
pt_ticket_event_words (const PtTicketSheet *sheet, const PtSheetEvent *event)
{
  const char *about = event->about ? label_of (sheet, event->about) : NULL, *detail = event->detail ? event->detail : "";
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (!g_str_equal (kinds[i].kind, event->kind))
      continue;
    const char *mark = strchr (kinds[i].words, '%');
    if (!mark)
      return g_strdup (kinds[i].words);
    gboolean opened = g_str_equal (event->kind, "ticket-created") && *detail;
    const char *value = mark[1] == 'A' ? (about ? about : "somebody") : *detail || opened ? detail : "";
    return g_strdup_printf ("%.*s%s%s%s", (int) (mark - kinds[i].words), kinds[i].words, opened ? ", " : "", value, mark + 2);
  }
  return plain_words (event->kind, about, detail);
}

static const char *
actor_of (const PtTicketSheet *sheet, const PtSheetEvent *event)
{
  return event->actor ? label_of (sheet, event->actor) : "Postern";
}

static void
print_log (const PtTicketSheet *sheet)
{
  g_autoptr (PtColumns) columns = pt_columns_new (NULL);
  for (guint i = 0; i < sheet->events->len; i++) {
    const PtSheetEvent *event = g_ptr_array_index (sheet->events, i);
    g_autofree char *at = pt_print_time (event->at), *words = pt_ticket_event_words (sheet, event);
    pt_columns_add (columns, at, actor_of (sheet, event), words, NULL);
  }
  pt_columns_print (columns);
}

static void
print_json (const PtTicketSheet *sheet)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_array (builder);
  for (guint i = 0; i < sheet->events->len; i++) {
    const PtSheetEvent *event = g_ptr_array_index (sheet->events, i);
    g_autofree char *words = pt_ticket_event_words (sheet, event);
    json_builder_begin_object (builder);
    pt_json_time (builder, "at", event->at);
    pt_json_id (builder, "actor", event->actor);
    pt_json_text (builder, "actor_label", actor_of (sheet, event));
    pt_json_text (builder, "kind", event->kind);
    pt_json_id (builder, "about", event->about);
    pt_json_text (builder, "detail", event->detail);
    pt_json_text (builder, "words", words);
    json_builder_end_object (builder);
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
