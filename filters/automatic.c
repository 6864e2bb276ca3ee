/* Mail that no person wrote just now (RULES 9.2, B9; RFC 3834; THREATS T040, T044, T048). */
#include <string.h>

#include "filters/filter.h"
#include "filters/sender.h"

/* The first word of a field that may carry comments and parameters; lower case, to be freed. */
static char *
first_word (const char *value)
{
  guint depth = 0;
  for (; *value != 0; value++) {
    if (*value == '(')
      depth++;
    else if (*value == ')' && depth > 0)
      depth--;
    else if (depth == 0 && *value != ' ' && *value != '\t')
      break;
  }
  return g_ascii_strdown (value, (gssize) strcspn (value, " \t;(,"));
}

static gboolean
field_is_one_of (const PtSource *source, const char *name, const char *const *words)
{
  const char *value = pt_source_field (source, name);
  g_autofree char *word = value ? first_word (value) : NULL;
  return word && g_strv_contains (words, word);
}

/* Beginnings of the subjects that mail programs give to absence notes; lower case. */
static const char *const absence_subjects[] = {
  "automatic reply",       "automatic response",  "auto reply",            "auto-reply",       "autoreply",
  "auto response",
  "auto-response",         "automated reply",     "automated response",    "autoresponse",     "out of office",
  "out of the office",     "out-of-office",       "vacation reply",        "vacation message", "away from my mail",
  "i am out of the office", "on annual leave",    "automatische antwort",  "automatische reaktion",
  "abwesenheitsnotiz",     "abwesenheitsmeldung", "abwesenheitsnachricht", "abwesend",         "abwesenheit",
  "réponse automatique",   "reponse automatique", "absence du bureau",     "absent du bureau", "respuesta automática",
  "respuesta automatica",  "fuera de la oficina", "fuera de oficina",      "resposta automática",
  "resposta automatica",   "fora do escritório",  "risposta automatica",   "fuori sede",       "fuori ufficio",
  "automatisch antwoord",  "afwezig",             "niet op kantoor",       "autosvar",         "automatisk svar",
  "frånvaro",              "fravær",              "automaattinen vastaus", "poissa",
  "automatyczna odpowiedź",
  "odpowiedź automatyczna", "automatická odpověď", "automatikus válasz",   "автоматический ответ",
  "автоответ",             "自动回复",            "自動返信",              "自動回覆",         "자동 회신",
  "otomatik yanıt",        "răspuns automat",
};

/* Says that the subject is one of an absence note.  *out_sure: the phrase stands alone or a colon follows, so that
 * no other sign is needed. */
static gboolean
subject_is_absence (const char *subject, gboolean *out_sure)
{
  g_autofree char *folded = g_utf8_strdown (subject, -1);
  const char *at = folded;
  if (g_str_has_prefix (at, "re: ") || g_str_has_prefix (at, "aw: "))
    at += 4;
  *out_sure = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (absence_subjects); i++) {
    if (!g_str_has_prefix (at, absence_subjects[i]))
      continue;
    const char *rest = at + strlen (absence_subjects[i]);
    while (*rest == ' ' || *rest == '!')
      rest++;
    *out_sure = at == folded && (*rest == 0 || strchr (":(-", *rest) || g_str_has_prefix (rest, "reply")
                                 || g_str_has_prefix (rest, "auto"));
    return TRUE;
  }
  return FALSE;
}

static gboolean
has_field (const PtSource *source, const char *const *names)
{
  for (; *names; names++)
    if (pt_source_field (source, *names))
      return TRUE;
  return FALSE;
}

/* `X-Autoreply: no` and the like say the opposite. */
static gboolean
says_autoreply (const PtSource *source)
{
  static const char *const names[] = { "X-Autoreply", "X-Autorespond", "X-Autoresponder", "Autoresponder",
                                       "X-Autoreply-From", "X-Mail-Autoreply", "X-Autoreply-Domain" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *value = pt_source_field (source, names[i]);
    if (value && g_ascii_strcasecmp (value, "no") != 0 && g_ascii_strcasecmp (value, "false") != 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_submitted_by_machine (const PtSource *source)
{
  const char *value = pt_source_field (source, "Auto-Submitted");
  g_autofree char *word = value ? first_word (value) : NULL;
  return word && *word != 0 && strcmp (word, "no") != 0;
}

static gboolean
is_vacation (const PtMessage *message, const PtSource *source, gboolean null_sender)
{
  static const char *const replied[] = { "auto-replied", "vacation", NULL };
  static const char *const replies[] = { "auto_reply", "auto-reply", NULL };
  gboolean sure = FALSE, answers = message->in_reply_to->len > 0 || message->references->len > 0;
  gboolean subject = subject_is_absence (message->subject, &sure);
  if (says_autoreply (source) || field_is_one_of (source, "Precedence", replies))
    return TRUE;
  if (field_is_one_of (source, "Auto-Submitted", replied))
    return answers || subject || null_sender || g_ascii_strncasecmp (message->subject, "re:", 3) == 0;
  return subject && (sure || null_sender); /* what goes on in words of its own is a person's (J6) */
}

static gboolean
is_bulk (const PtSource *source)
{
  static const char *const words[] = { "bulk", "junk", "list", NULL };
  static const char *const fields[] = { "List-Id", "List-Unsubscribe", "List-Post", "X-Mailing-List", "X-BeenThere",
                                        "Mailing-List", "List-Owner", NULL };
  return field_is_one_of (source, "Precedence", words) || has_field (source, fields);
}

static gboolean
is_product (const PtSource *source)
{
  static const char *const fields[] = { "X-Mailing-Software", "X-Tender", "RT-Ticket", "X-Twitteremailtype",
                                        "X-Autogenerated", "X-Auto-Generated", "X-Cron-Env", NULL };
  static const char *const mailers[] = { "kayako", "mailchimp", "benchmail agent", "clang", NULL };
  const char *mailer = pt_source_field (source, "X-Mailer");
  return has_field (source, fields) || (mailer && pt_sender_has_word (mailer, mailers));
}

/* Of mail that bears them a machine is the author, whatever else it bears; others are weak: signed evidence of the
 * author outweighs them (J6). */
static gboolean
is_strong (const PtMessage *message, const PtSource *source, gboolean null_sender)
{
  static const char *const words[] = { "junk", "auto_reply", "auto-reply", NULL };
  return message->report != PT_REPORT_NONE || null_sender || is_submitted_by_machine (source)
         || says_autoreply (source) || field_is_one_of (source, "Precedence", words);
}

static void
run (PtMessage *message, const PtSource *source, const PtEnvelope *envelope)
{
  gboolean null_sender = pt_sender_is_null (source, envelope), daemon = pt_sender_is_daemon (message, source);
  const char *key = message->from ? message->from->key : NULL;
  gboolean machine = key && pt_address_is_unread (key);
  const char *why = NULL;
  if (message->report != PT_REPORT_NONE)
    message->automatic = PT_AUTOMATIC_YES, why = "a report";
  else if (machine && !daemon)
    message->automatic = PT_AUTOMATIC_NOREPLY, why = "nobody reads the sender's address";
  else if (is_vacation (message, source, null_sender))
    message->automatic = PT_AUTOMATIC_VACATION, why = "an absence note";
  else if (is_bulk (source))
    message->automatic = PT_AUTOMATIC_BULK, why = "list or bulk mail";
  else if (is_submitted_by_machine (source))
    message->automatic = PT_AUTOMATIC_YES, why = "Auto-Submitted";
  else if (null_sender)
    message->automatic = PT_AUTOMATIC_YES, why = "the null sender";
  else if (daemon)
    message->automatic = PT_AUTOMATIC_YES, why = "a mail system sent it";
  else if (is_product (source))
    message->automatic = PT_AUTOMATIC_YES, why = "a program's own field";
  if (!why)
    return;
  pt_message_add_note (message, pt_filter_automatic.name, "why", why);
  if (!is_strong (message, source, null_sender))
    pt_message_add_note (message, pt_filter_automatic.name, "weight", "weak");
}

const PtFilter pt_filter_automatic = { "automatic", PT_FILTER_ANNOTATE, run, NULL };
