/* A mail whose only new words stand in its subject says these (J27): "any news?" with nothing below it.  Whether the
 * subject is the writer's own, and not that of a mail of ours, is known with the ticket only: core/mail.c looks. */
#include "filters/filter.h"

static gboolean
is_blank (const char *text)
{
  for (; *text; text = g_utf8_next_char (text))
    if (!g_unichar_isspace (g_utf8_get_char (text)))
      return FALSE;
  return TRUE;
}

static void
run (PtMessage *message, const PtSource *source, const PtEnvelope *envelope)
{
  (void) source;
  (void) envelope;
  pt_message_add_note (message, pt_filter_subject_text.name, "subject", message->subject);
  g_free (message->text_new);
  message->text_new = g_strdup (message->subject);
}

/* What is forwarded has no words of its own, and is not said by its subject. */
static gboolean
check (const PtMessage *message)
{
  return is_blank (message->text_new) && !is_blank (message->subject)
         && !pt_message_note (message, pt_filter_forward.name, "address");
}

const PtFilter pt_filter_subject_text = { "subject-text", PT_FILTER_ANNOTATE, run, check };
