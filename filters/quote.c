#include "config.h"

#include "filters/quote.h"

#include <string.h>

#include "base/text.h"
#include "filters/filter.h"

#define LINES 200000
#define SIGNATURE_LINES 20

typedef struct {
  const char *at;
  gsize       length; /* without white space at the end */
} Line;

static gboolean
line_is_blank (const Line *line)
{
  return line->length == 0;
}

static gboolean
line_is_quoted (const Line *line)
{
  return line->length > 0 && line->at[0] == '>';
}

static gboolean
line_starts (const Line *line, const char *prefix)
{
  gsize length = strlen (prefix);
  return line->length >= length && g_ascii_strncasecmp (line->at, prefix, length) == 0;
}

static gboolean
line_holds (const Line *line, const char *words, gsize within)
{
  gsize skip = line->length > within ? line->length - within : 0;
  return memmem (line->at + skip, line->length - skip, words, strlen (words)) != NULL;
}

static GArray *
split_lines (const char *text)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (Line));
  while (*text != 0 && lines->len < LINES) {
    gsize length = strcspn (text, "\n");
    Line line = { text, length };
    while (line.length > 0 && (line.at[line.length - 1] == ' ' || line.at[line.length - 1] == '\t'))
      line.length--;
    while (line.length > 0 && (*line.at == ' ' || *line.at == '\t'))
      line.at++, line.length--;
    g_array_append_val (lines, line);
    text += length + (text[length] == '\n');
  }
  return lines;
}

static const Line *
line_at (const GArray *lines, guint i)
{
  return &g_array_index (lines, Line, i);
}

/* The last line of an attribution: a verb of writing and a colon. */
static gboolean
ends_attribution (const Line *line)
{
  static const char *const verbs[] = { "wrote", "writes", "schrieb", "a écrit", "escribió", "ha scritto", "scrisse",
                                       "schreef", "escreveu", "skrev", "napisał", "napsal", "пишет", "написал",
                                       "написав", "yazdı", "写道", "書きました", "작성:", "kirjoitti", "írta",
                                       "a scris", "said" };
  if (line->length < 6
      || (line->at[line->length - 1] != ':' && memcmp (line->at + line->length - 3, "：", 3) != 0))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (line_holds (line, verbs[i], 100))
      return TRUE;
  return FALSE;
}

static gboolean
begins_attribution (const Line *line)
{
  static const char *const begins[] = { "On ", "Le ", "Am ", "El ", "Il ", "Op ", "Em ", "Den ", "W dniu ", "Dnia ",
                                        "Dne ", "In data ", "Quoting ", "Pada ", "Vào ", "Op ", "På ", "Á " };
  for (guint i = 0; i < G_N_ELEMENTS (begins); i++)
    if (line_starts (line, begins[i]))
      return TRUE;
  return line->length > 0 && g_ascii_isdigit (line->at[0]);
}

static gboolean
next_text_is_quoted (const GArray *lines, guint i)
{
  for (; i < lines->len; i++)
    if (!line_is_blank (line_at (lines, i)))
      return line_is_quoted (line_at (lines, i));
  return FALSE;
}

/* The first line of the attribution that ends at line I, or G_MAXUINT if that is none. */
static guint
attribution_start (const GArray *lines, guint i)
{
  const Line *line = line_at (lines, i);
  if (!ends_attribution (line) || line_is_quoted (line))
    return G_MAXUINT;
  for (guint back = 0; back < 4 && back <= i && !line_is_blank (line_at (lines, i - back)); back++)
    if (begins_attribution (line_at (lines, i - back)))
      return i - back;
  return next_text_is_quoted (lines, i + 1) || line_holds (line, "@", line->length) ? i : G_MAXUINT;
}

/* `-----Original Message-----` in the languages of the large mail programs. */
static gboolean
is_separator (const Line *line)
{
  static const char *const words[] = { "original message", "ursprüngliche nachricht", "originalnachricht",
                                       "message d'origine", "message original", "mensaje original",
                                       "mensagem original", "messaggio originale", "oorspronkelijk bericht",
                                       "ursprungligt meddelande", "oprindelig meddelelse", "opprinnelig melding",
                                       "исходное сообщение", "original appointment", "reply message" };
  g_autofree char *lower = NULL;
  if (line->length < 10 || line->length > 120 || line->at[0] != '-' || line->at[line->length - 1] != '-')
    return FALSE;
  lower = g_utf8_strdown (line->at, (gssize) line->length);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (lower, words[i]))
      return TRUE;
  return FALSE;
}

static gboolean
has_label (const Line *line, const char *const *labels)
{
  Line bare = *line;
  while (bare.length > 0 && *bare.at == '*')
    bare.at++, bare.length--;
  for (; *labels; labels++) {
    gsize length = strlen (*labels);
    if (bare.length > length && memcmp (bare.at, *labels, length) == 0
        && (bare.at[length] == ':' || bare.at[length] == ' ' || bare.at[length] == '*'))
      return memchr (bare.at, ':', MIN (bare.length, length + 4)) != NULL;
  }
  return FALSE;
}

/* `From:` with at least two of Sent, Date, To, Subject in the lines below it. */
static gboolean
is_header_block (const GArray *lines, guint i)
{
  static const char *const from[] = { "From", "Von", "De", "Da", "Van", "Från", "Fra", "От", "发件人", "差出人", "Od",
                                      NULL };
  static const char *const rest[] = { "Sent", "Date", "To", "Subject", "Cc", "Gesendet", "Datum", "An", "Betreff",
                                      "Envoyé", "À", "Objet", "Enviado", "Para", "Asunto", "Fecha", "Assunto", "Data",
                                      "Inviato", "A", "Oggetto", "Verzonden", "Aan", "Onderwerp", "Skickat", "Till",
                                      "Ämne", "Sendt", "Til", "Emne", "Отправлено", "Кому", "Тема", "Дата", "发送时间",
                                      "收件人", "主题", "Reply-To", "Wysłano", "Do", "Temat", NULL };
  guint found = 0;
  if (!has_label (line_at (lines, i), from))
    return FALSE;
  for (guint k = i + 1; k < lines->len && k < i + 10 && found < 2; k++)
    found += has_label (line_at (lines, k), rest);
  return found >= 2;
}

/* Line from which on everything is a copy of another message, whatever its shape; lines->len if there is none. */
static guint
find_copy (const GArray *lines)
{
  for (guint i = 0; i < lines->len; i++) {
    const Line *line = line_at (lines, i);
    if (line->length < 4 || line_is_quoted (line))
      continue;
    if (is_separator (line) || is_header_block (lines, i))
      return i;
  }
  return lines->len;
}

/* TRUE if [FROM, TO) is nothing but quote, blank lines and a signature at its end; *out_any: there is a quote. */
static gboolean
is_all_quote (const GArray *lines, guint from, guint to, gboolean *out_any)
{
  *out_any = FALSE;
  for (guint i = from; i < to; i++) {
    const Line *line = line_at (lines, i);
    if (line_is_quoted (line))
      *out_any = TRUE;
    else if (pt_text_is_signature (line->at, line->length))
      return TRUE;
    else if (!line_is_blank (line))
      return FALSE;
  }
  return TRUE;
}

static gboolean
has_quote (const GArray *lines, guint from, guint to)
{
  for (guint i = from; i < to; i++)
    if (line_is_quoted (line_at (lines, i)))
      return TRUE;
  return FALSE;
}

/* The first attribution below which everything is quote, with marks or without any; TO if there is none. */
static guint
find_attribution (const GArray *lines, guint to)
{
  guint last_plain = 0;
  gboolean any;
  for (guint i = to; i > 0 && last_plain == 0; i--)
    if (!line_is_blank (line_at (lines, i - 1)) && !line_is_quoted (line_at (lines, i - 1)))
      last_plain = i;
  for (guint i = 0; i < to; i++) {
    guint start = attribution_start (lines, i);
    if (start == G_MAXUINT)
      continue;
    if (i + 1 >= last_plain || !has_quote (lines, i + 1, to))
      return start;
    return is_all_quote (lines, i + 1, to, &any) ? start : to;
  }
  return to;
}

/* First line of the block of quoted lines at the end, or TO; the line above it that names who wrote belongs to it. */
static guint
find_trailing_quote (const GArray *lines, guint to)
{
  guint i = to, first = to;
  while (i > 0 && (line_is_blank (line_at (lines, i - 1)) || line_is_quoted (line_at (lines, i - 1)))) {
    i--;
    if (line_is_quoted (line_at (lines, i)))
      first = i;
  }
  if (first < to && i > 0) {
    const Line *above = line_at (lines, i - 1);
    guint start = attribution_start (lines, i - 1);
    if (start != G_MAXUINT)
      return start;
    if (line_holds (above, "@", above->length) && above->at[above->length - 1] == '>' && begins_attribution (above))
      return i - 1;
  }
  return first;
}

static gboolean
is_device_line (const Line *line)
{
  static const char *const begins[] = { "Sent from my ", "Sent from Outlook", "Sent from Mail for", "Sent via ",
                                        "Get Outlook for", "Von meinem ", "Gesendet von ", "Envoyé de mon",
                                        "Enviado desde mi", "Enviado do meu", "Inviato da ", "Verstuurd vanaf",
                                        "Skickat från min", "Sendt fra min", "Отправлено с " };
  for (guint i = 0; i < G_N_ELEMENTS (begins); i++)
    if (line_starts (line, begins[i]))
      return line->length < 120;
  return FALSE;
}

/* Where the signature of the new text [0, TO) begins, or TO. */
static guint
find_signature (const GArray *lines, guint to)
{
  guint end = to;
  while (end > 0 && line_is_blank (line_at (lines, end - 1)))
    end--;
  for (guint i = end; i > 0 && end - i < SIGNATURE_LINES; i--) {
    const Line *line = line_at (lines, i - 1);
    if (pt_text_is_signature (line->at, line->length))
      return i - 1;
  }
  return end > 0 && is_device_line (line_at (lines, end - 1)) ? end - 1 : to;
}

static const char *
line_offset (const GArray *lines, guint i, const char *text)
{
  const char *at;
  if (i >= lines->len)
    return text + strlen (text);
  at = line_at (lines, i)->at;
  while (at > text && at[-1] != '\n')
    at--;
  return at;
}

static gboolean
nothing_above (const GArray *lines, guint to)
{
  for (guint i = 0; i < to; i++)
    if (!line_is_blank (line_at (lines, i)))
      return FALSE;
  return TRUE;
}

void
pt_quote_split (const char *text, char **out_new, char **out_quoted)
{
  g_autoptr (GArray) lines = split_lines (text);
  guint cut = find_copy (lines);
  cut = MIN (cut, find_attribution (lines, cut));
  cut = MIN (cut, find_trailing_quote (lines, cut));
  /* a mail that only forwards or quotes is all its author says */
  if (nothing_above (lines, cut))
    cut = lines->len;
  guint signature = find_signature (lines, cut);
  const char *quote = line_offset (lines, cut, text), *end = line_offset (lines, MIN (signature, cut), text);
  if (nothing_above (lines, signature))
    end = quote;
  while (end > text && strchr (" \t\n", end[-1]))
    end--;
  *out_new = g_strndup (text, (gsize) (end - text));
  *out_quoted = g_strdup (quote);
}

static void
run (PtMessage *message, const PtSource *source, const PtEnvelope *envelope)
{
  (void) source;
  (void) envelope;
  g_free (message->text_new);
  g_free (message->text_quoted);
  pt_quote_split (message->text, &message->text_new, &message->text_quoted);
}

const PtFilter pt_filter_quote = { "quote", PT_FILTER_ANNOTATE, run, NULL };
