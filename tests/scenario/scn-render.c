#include "tests/scenario/scn-render.h"

#include <string.h>

#include "tests/scenario/scn-answer.h"
#include "tests/scenario/scn-fill.h"

typedef struct {
  const PtOutboxItem *item;
  char               *text;   /* all that its reader finds */
  PtReplyKind         answer; /* what his answer would become */
  gboolean            answered;
} Mail;

static void
mail_free (gpointer data)
{
  g_free (((Mail *) data)->text);
  g_free (data);
}

static gboolean
holds (GBytes *bytes, const char *text)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  return g_strstr_len (data, (gssize) length, text) != NULL;
}

/* Header up to the first empty line. */
static char *
header_of (GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  const char *end = g_strstr_len (data, (gssize) length, "\r\n\r\n");
  return g_strndup (data, end ? (gsize) (end - data) : length);
}

static char *
everything (const PtRendering *rendering)
{
  g_autofree char *header = header_of (rendering->bytes);
  GString *unfolded = g_string_new (header);
  g_string_replace (unfolded, "\r\n ", " ", 0);
  g_string_replace (unfolded, "\r\n\t", " ", 0);
  g_string_replace (unfolded, "\r\n", "\n", 0);
  g_string_append_printf (unfolded, "\nenvelope from %s\nenvelope to %s\n%s\n%s\n%s", rendering->draft->sender,
                          rendering->draft->recipient, rendering->draft->subject, rendering->draft->text,
                          rendering->draft->html);
  return g_string_free (unfolded, FALSE);
}

/* --- what must never be --- */

static gboolean
leaks_private (const PtWorld *world, const PtRendering *rendering)
{
  for (guint i = 0; !rendering->inside && i < world->rows->comments->len; i++) {
    const PtComment *comment = g_ptr_array_index (world->rows->comments, i);
    if (!comment->is_private || !g_str_has_prefix (comment->text, "CANARY"))
      continue;
    if (holds (rendering->bytes, comment->text) || strstr (rendering->draft->text, comment->text)
        || strstr (rendering->draft->html, comment->text) || strstr (rendering->draft->subject, comment->text))
      return TRUE;
  }
  return FALSE;
}

/* TEXT names ADDRESS, and no longer one that ends so. */
static gboolean
says_address (const char *text, const char *address)
{
  for (const char *at = text; (at = strstr (at, address)); at++)
    if (at == text || !(g_ascii_isalnum (at[-1]) || strchr ("+-._", at[-1])))
      return TRUE;
  return FALSE;
}

/* T034: the bodies of mail to people outside hold no address of staff, whatever the template. */
static gboolean
names_staff (const PtWorld *world, const PtRendering *rendering)
{
  for (guint i = 0; !rendering->inside && i < world->rows->persons->len; i++) {
    const PtPerson *person = g_ptr_array_index (world->rows->persons, i);
    const PtPersonAddress *address = person->role == PT_ROLE_END_USER ? NULL : pt_person_primary (person);
    if (address
        && (says_address (rendering->draft->text, address->address)
            || says_address (rendering->draft->html, address->address)))
      return TRUE;
  }
  return FALSE;
}

/* FW14: a follower who is nothing else on the ticket stands in no header of anybody else's mail. */
static gboolean
names_follower (const PtWorld *world, const PtOutboxItem *item, const PtRendering *rendering)
{
  const PtTicketView *view = pt_memstore_ticket (world->rows, item->notification.ticket);
  g_autofree char *header = header_of (rendering->bytes);
  for (guint i = 0; view && i < view->people->len; i++) {
    const PtTicketPerson *entry = &g_array_index (view->people, PtTicketPerson, i);
    const PtPerson *person = pt_memstore_person (world->rows, entry->person);
    if (entry->relation == PT_RELATION_FOLLOWER && entry->person != item->notification.person
        && !pt_ticket_view_has (view, entry->person, PT_RELATION_CC)
        && says_address (header, pt_person_primary (person)->address))
      return TRUE;
  }
  return FALSE;
}

static const char *
find_wrong (const ScnRender *render, const Mail *mail, const PtRendering *rendering, const PtRendering *greedy)
{
  if (leaks_private (render->world, rendering) || leaks_private (render->world, greedy))
    return "private text goes to somebody outside";
  if (names_staff (render->world, rendering) || names_staff (render->world, greedy))
    return "an address of staff goes to somebody outside";
  if (names_follower (render->world, mail->item, rendering))
    return "a follower stands in the header";
  if (rendering->inside && mail->answered && mail->answer != rendering->reply)
    return "the hint says something else of an answer than what becomes of it";
  return NULL;
}

/* What sequences of random events are rendered from is what is sent. */
static gboolean
reads_the_same (const ScnRender *render, const PtOutboxItem *item, const PtTemplates *templates,
                const PtRendering *wanted)
{
  g_auto (PtRendering) other = { 0 };
  g_autoptr (GError) error = NULL;
  return wanted->files
         || (pt_rendering_memory (render->world->rows, render->world->policy, templates, item->id, render->world->now,
                                  &other, &error)
             && g_bytes_equal (wanted->bytes, other.bytes));
}

static Mail *
make_mail (const ScnRender *render, const PtOutboxItem *item, GString *report)
{
  g_auto (PtRendering) rendering = { 0 }, greedy = { 0 };
  g_autoptr (GError) error = NULL;
  Mail *mail = g_new0 (Mail, 1);
  const char *wrong;
  mail->item = item;
  if (!pt_rendering_make (render->store, render->world->policy, render->templates, item->id, render->world->now,
                          &rendering, &error)
      || !pt_rendering_make (render->store, render->world->policy, render->greedy, item->id, render->world->now,
                             &greedy, &error)) {
    wrong = error->message;
    mail->text = g_strdup ("");
  } else {
    mail->text = everything (&rendering);
    mail->answered = scn_answer_decide (render->world, item, &rendering, &mail->answer);
    wrong = find_wrong (render, mail, &rendering, &greedy);
    if (!wrong && !(reads_the_same (render, item, render->templates, &rendering)
                    && reads_the_same (render, item, render->greedy, &greedy)))
      wrong = "written from the memory store it reads differently";
  }
  if (!wrong)
    return mail;
  g_string_append_printf (report, "outbox %" G_GINT64_FORMAT " (%s to %s): %s\n", item->id,
                          pt_notify_kind_name (item->notification.kind), item->notification.address, wrong);
  mail_free (mail);
  return NULL;
}

/* --- what must be --- */

/* `mail WHO has|lacks|answers ...`: some mail of his has all, none has any; his answer becomes that. */
static gboolean
fits (const ScnRender *render, const Mail *mail, char *const *words, char **out_error)
{
  gboolean all = TRUE, any = FALSE;
  for (guint i = 3; words[i]; i++) {
    g_autofree char *filled = scn_fill (render->world, words[i], out_error);
    g_autofree char *text = filled ? g_strcompress (filled) : NULL;
    gboolean there = text && (g_str_equal (words[2], "answers")
                                ? mail->answered && g_str_equal (scn_answer_name (mail->answer), text)
                                : strstr (mail->text, text) != NULL);
    all &= there;
    any |= there;
  }
  return g_str_equal (words[2], "lacks") ? !any : all;
}

static const char *
check_line (const ScnRender *render, const GPtrArray *mails, const ScnLine *line, char **out_error)
{
  char *const *words = line->words;
  const PtPerson *person = words[1] ? pt_world_person (render->world, words[1]) : NULL;
  const char *const verbs[] = { "has", "lacks", "answers", NULL };
  guint sent = 0, fitting = 0;
  if (!person || !words[2] || !g_strv_contains (verbs, words[2]) || !words[3])
    return "wants: mail PERSON has|lacks|answers TEXT...";
  for (guint i = 0; i < mails->len; i++) {
    const Mail *mail = g_ptr_array_index (mails, i);
    if (mail->item->notification.person != person->id)
      continue;
    sent++;
    fitting += fits (render, mail, words, out_error);
  }
  if (*out_error)
    return *out_error;
  if (sent == 0)
    return "no mail to this person";
  return fitting == sent || (fitting > 0 && !g_str_equal (words[2], "lacks")) ? NULL : "does not hold";
}

static gboolean
check_lines (const ScnRender *render, const GPtrArray *mails, const ScnScenario *scenario, const ScnStep *step,
             GString *report)
{
  gboolean fine = TRUE;
  for (guint i = 0; i < step->then->len; i++) {
    const ScnLine *line = g_ptr_array_index (step->then, i);
    g_autofree char *error = NULL;
    if (!g_str_equal (line->words[0], "mail"))
      continue;
    const char *wrong = check_line (render, mails, line, &error);
    if (!wrong)
      continue;
    g_string_append_printf (report, "%s:%u: - mail %s: %s\n", scenario->file, line->number, line->rest, wrong);
    for (guint k = 0; k < mails->len; k++) {
      const Mail *mail = g_ptr_array_index (mails, k);
      g_string_append_printf (report, "mail to %s, an answer becomes %s:\n%s\n", mail->item->notification.address,
                              mail->answered ? scn_answer_name (mail->answer) : "nothing", mail->text);
    }
    fine = FALSE;
  }
  return fine;
}

gboolean
scn_render_new (const ScnRender *render, PtId first, const ScnScenario *scenario, const ScnStep *step,
                GString *report)
{
  g_autoptr (GPtrArray) mails = g_ptr_array_new_with_free_func (mail_free);
  gboolean fine = TRUE;
  for (guint i = 0; i < render->world->rows->outbox->len; i++) {
    const PtOutboxItem *item = g_ptr_array_index (render->world->rows->outbox, i);
    if (item->id < first || item->state != PT_OUTBOX_DUE)
      continue;
    Mail *mail = make_mail (render, item, report);
    fine &= mail != NULL;
    if (mail)
      g_ptr_array_add (mails, mail);
  }
  return check_lines (render, mails, scenario, step, report) && fine;
}
