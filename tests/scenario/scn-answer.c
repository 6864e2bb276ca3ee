#include "tests/scenario/scn-answer.h"

#include "core/decide.h"
#include "core/keys.h"
#include "tests/lib/reading.h"
#include "tests/scenario/scn-mail.h"

enum { FIRST_TICKET_ROW = 26 };

static void
line_free (gpointer data)
{
  ScnLine *line = data;
  g_strfreev (line->words);
  g_free (line->rest);
  g_free (line->block);
  g_free (line);
}

static void
add_line (GPtrArray *lines, const char *text, const char *block)
{
  ScnLine *line = g_new0 (ScnLine, 1);
  const char *space = strchr (text, ' ');
  line->words = scn_words (text);
  line->rest = g_strdup (space ? space + 1 : "");
  line->block = g_strdup (block);
  g_ptr_array_add (lines, line);
}

/* As his mail program writes it: to Reply-To, with our id and those that it answers. */
static GPtrArray *
answer_to (const PtOutboxItem *item, const PtDraft *draft)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);
  g_autofree char *mail = g_strdup_printf ("mail from %s to %s", item->notification.address, draft->reply_to->addr);
  g_autofree char *id = g_strdup_printf ("in-reply-to <%s>", draft->message_id);
  g_autoptr (GString) references = g_string_new ("references");
  for (guint i = 0; i < draft->references->len; i++)
    g_string_append_printf (references, " <%s>", (const char *) g_ptr_array_index (draft->references, i));
  g_string_append_printf (references, " <%s>", draft->message_id);
  add_line (lines, mail, NULL);
  add_line (lines, id, NULL);
  add_line (lines, references->str, NULL);
  add_line (lines, "text", "An answer.\n");
  return lines;
}

static gboolean
kind_of (const PtDecision *decision, PtReplyKind *out_kind)
{
  switch (decision->verdict) {
  case PT_VERDICT_NEW:
    *out_kind = PT_REPLY_NEW_TICKET;
    break;
  case PT_VERDICT_REPLY:
    *out_kind = PT_REPLY_PUBLIC;
    break;
  case PT_VERDICT_PRIVATE:
    *out_kind = PT_REPLY_NOTE;
    break;
  default:
    *out_kind = PT_REPLY_HELD;
  }
  return decision->row >= FIRST_TICKET_ROW;
}

gboolean
scn_answer_decide (const PtWorld *world, const PtOutboxItem *item, const PtRendering *rendering,
                   PtReplyKind *out_kind)
{
  g_autofree char *error = NULL;
  g_autoptr (GPtrArray) lines = answer_to (item, rendering->draft);
  g_autoptr (ScnMail) mail = scn_mail_build (world, lines, 9999, &error);
  if (!mail)
    g_error ("an answer cannot be written: %s", error);
  mail->envelope->received_at = world->now;
  g_autoptr (PtMessage) message = pt_reading (mail->raw, mail->envelope, world->policy);
  PtCase a_case = { .policy = world->policy, .envelope = mail->envelope, .message = message, .now = world->now };
  g_autoptr (PtKeys) keys = pt_keys_make (&a_case);
  a_case.keys = keys;
  g_autoptr (PtSnapshot) snapshot = pt_memstore_ask (world->rows, &a_case);
  g_autoptr (PtDecision) decision = pt_decide (&a_case);
  return kind_of (decision, out_kind);
}

const char *
scn_answer_name (PtReplyKind kind)
{
  static const char *const names[PT_REPLY_N_KINDS] = { "public", "note", "ticket", "held" };
  return names[kind];
}
