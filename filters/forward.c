#include "config.h"

#include "filters/forward.h"

#include <string.h>

#include "base/address.h"
#include "base/text.h"
#include "filters/quote.h"

enum { LINES = 200000, FIELDS = 12, TRIES = 8 };

typedef enum { FIELD_FROM, FIELD_SUBJECT, FIELD_DATE, FIELD_OTHER, FIELD_N } Field;

typedef struct {
  const char *at;
  gsize       length; /* without white space at both ends */
} Line;

static Line
trimmed (const char *at, gsize length)
{
  while (length > 0 && strchr (" \t\r", at[length - 1]))
    length--;
  while (length > 0 && strchr (" \t", *at))
    at++, length--;
  return (Line) { at, length };
}

static GArray *
split_lines (const char *text)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (Line));
  while (*text != 0 && lines->len < LINES) {
    gsize length = strcspn (text, "\n");
    Line line = trimmed (text, length);
    g_array_append_val (lines, line);
    text += length + (text[length] == '\n');
  }
  return lines;
}

static Line
line_at (const GArray *lines, guint i)
{
  return g_array_index (lines, Line, i);
}

static gboolean
is_quoted (Line line)
{
  return line.length > 0 && *line.at == '>';
}

/* LINE without one level of quoting. */
static Line
unquoted (Line line)
{
  return is_quoted (line) ? trimmed (line.at + 1, line.length - 1) : line;
}

/* --- where it begins --- */

static gboolean
holds_word (Line line, const char *const *words)
{
  g_autofree char *lower = g_utf8_strdown (line.at, (gssize) line.length);
  for (; *words; words++)
    if (strstr (lower, *words))
      return TRUE;
  return FALSE;
}

/* A line that only forwarding writes. */
static gboolean
begins_forward (Line line)
{
  static const char *const dashed[] = { "forwarded message", "weitergeleitete nachricht", "message transféré",
                                        "message réexpédié", "mensaje reenviado", "messaggio inoltrato",
                                        "mensagem encaminhada", "doorgestuurd bericht", "vidarebefordrat meddelande",
                                        "videresendt melding", "videresendt meddelelse", "przekazana wiadomość",
                                        "пересылаемое сообщение", "пересланное сообщение", "转发的邮件", NULL };
  static const char *const plain[] = { "begin forwarded message", "anfang der weitergeleiteten nachricht",
                                       "début du message réexpédié", "début du message transféré",
                                       "inicio del mensaje reenviado", "inizio messaggio inoltrato",
                                       "início da mensagem encaminhada", "begin doorgestuurd bericht",
                                       "vidarebefordrat brev", NULL };
  if (line.length < 10 || line.length > 120)
    return FALSE;
  if (*line.at == '-')
    return line.at[line.length - 1] == '-' && holds_word (line, dashed);
  return line.at[line.length - 1] == ':' && holds_word (line, plain);
}

/* A line that stands above the fields of a copy in forwards and answers alike. */
static gboolean
begins_copy (Line line)
{
  static const char *const words[] = { "original message", "ursprüngliche nachricht", "originalnachricht",
                                       "message d'origine", "message original", "mensaje original",
                                       "mensagem original", "messaggio originale", "oorspronkelijk bericht", NULL };
  gsize underscores = 0;
  while (underscores < line.length && line.at[underscores] == '_')
    underscores++;
  return (line.length >= 10 && underscores == line.length)
         || (line.length > 10 && line.length < 80 && *line.at == '-' && holds_word (line, words));
}

/* --- its fields --- */

static const struct {
  const char *label;
  Field       field;
} labels[] = {
  { "From", FIELD_FROM },         { "Von", FIELD_FROM },          { "De", FIELD_FROM },
  { "Da", FIELD_FROM },           { "Van", FIELD_FROM },          { "Från", FIELD_FROM },
  { "Fra", FIELD_FROM },          { "Od", FIELD_FROM },           { "От", FIELD_FROM },
  { "发件人", FIELD_FROM },       { "Expéditeur", FIELD_FROM },   { "Remitente", FIELD_FROM },
  { "Subject", FIELD_SUBJECT },   { "Betreff", FIELD_SUBJECT },   { "Objet", FIELD_SUBJECT },
  { "Sujet", FIELD_SUBJECT },     { "Asunto", FIELD_SUBJECT },    { "Assunto", FIELD_SUBJECT },
  { "Oggetto", FIELD_SUBJECT },   { "Onderwerp", FIELD_SUBJECT }, { "Ämne", FIELD_SUBJECT },
  { "Emne", FIELD_SUBJECT },      { "Temat", FIELD_SUBJECT },     { "Тема", FIELD_SUBJECT },
  { "主题", FIELD_SUBJECT },      { "Date", FIELD_DATE },         { "Datum", FIELD_DATE },
  { "Fecha", FIELD_DATE },        { "Data", FIELD_DATE },         { "Sent", FIELD_DATE },
  { "Gesendet", FIELD_DATE },     { "Envoyé", FIELD_DATE },       { "Enviado", FIELD_DATE },
  { "Enviado el", FIELD_DATE },   { "Inviato", FIELD_DATE },      { "Verzonden", FIELD_DATE },
  { "Skickat", FIELD_DATE },      { "Sendt", FIELD_DATE },        { "Дата", FIELD_DATE },
  { "Отправлено", FIELD_DATE },   { "Dato", FIELD_DATE },         { "发送时间", FIELD_DATE },
  { "To", FIELD_OTHER },          { "An", FIELD_OTHER },          { "À", FIELD_OTHER },
  { "Pour", FIELD_OTHER },        { "Para", FIELD_OTHER },        { "A", FIELD_OTHER },
  { "Aan", FIELD_OTHER },         { "Till", FIELD_OTHER },        { "Til", FIELD_OTHER },
  { "Do", FIELD_OTHER },          { "Кому", FIELD_OTHER },        { "收件人", FIELD_OTHER },
  { "Cc", FIELD_OTHER },          { "Kopie", FIELD_OTHER },       { "Copie à", FIELD_OTHER },
  { "CC", FIELD_OTHER },          { "Reply-To", FIELD_OTHER },    { "Antwort an", FIELD_OTHER },
  { "Importance", FIELD_OTHER },  { "Wichtigkeit", FIELD_OTHER }, { "Priority", FIELD_OTHER },
  { "Attachments", FIELD_OTHER }, { "Répondre à", FIELD_OTHER },  { "Organization", FIELD_OTHER },
};

/* `Label: value`, also `*Label:* value` and `Label : value`.  FALSE if LINE is no field. */
static gboolean
read_field (Line line, Field *out_field, Line *out_value)
{
  while (line.length > 0 && *line.at == '*')
    line.at++, line.length--;
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++) {
    gsize n = strlen (labels[i].label);
    if (line.length <= n || memcmp (line.at, labels[i].label, n) != 0)
      continue;
    Line rest = { line.at + n, line.length - n };
    while (rest.length > 0 && (*rest.at == '*' || *rest.at == ' '))
      rest.at++, rest.length--;
    if (rest.length > 1 && memcmp (rest.at, "\xc2\xa0", 2) == 0)
      rest.at += 2, rest.length -= 2;
    if (rest.length == 0 || *rest.at != ':')
      continue;
    rest.at++, rest.length--;
    while (rest.length > 0 && *rest.at == '*')
      rest.at++, rest.length--;
    *out_field = labels[i].field;
    *out_value = trimmed (rest.at, rest.length);
    return TRUE;
  }
  return FALSE;
}

typedef struct {
  GString *values[FIELD_N];
  gboolean found[FIELD_N];
  guint    count;
  guint    end; /* the line behind the fields */
} Block;

static void
block_clear (Block *block)
{
  for (guint i = 0; i < FIELD_N; i++)
    g_string_free (block->values[i], TRUE);
}

/* The fields from line I on.  A line that is none ends them, unless it goes on with an address of the one before. */
static void
read_block (Block *block, const GArray *lines, guint i, gboolean quoted)
{
  Field field = FIELD_OTHER;
  Line value;
  for (; i < lines->len && block->count < FIELDS; i++) {
    Line line = quoted ? unquoted (line_at (lines, i)) : line_at (lines, i);
    if (line.length == 0)
      break;
    if (read_field (line, &field, &value)) {
      block->count++;
      if (!block->found[field])
        g_string_append_len (block->values[field], value.at, (gssize) value.length);
      block->found[field] = TRUE;
    } else if (block->count > 0 && (*line.at == '<' || field == FIELD_OTHER) && memchr (line.at, '@', line.length)) {
      g_string_append_c (block->values[field], ' ');
      g_string_append_len (block->values[field], line.at, (gssize) line.length);
    } else
      break;
  }
  block->end = i;
}

/* --- whom it names --- */

/* REST, behind the address with KEY, holds another one. */
static gboolean
holds_another (const char *rest, const char *key)
{
  static const char ends[] = "<>[] ,;:\"'";
  for (const char *at = strchr (rest, '@'); at; at = strchr (at + 1, '@')) {
    const char *begin = at;
    while (begin > rest && !strchr (ends, begin[-1]))
      begin--;
    g_autofree char *word = g_strndup (begin, strcspn (begin, ends));
    g_autofree char *other = pt_address_key (word);
    if (!other || strcmp (other, key) != 0)
      return TRUE;
  }
  return FALSE;
}

/* The one address of VALUE, and the words before it as a name: `Name <a@b>`, `a@b`, `Name [mailto:a@b]`,
 * `Name <a@b<mailto:a@b>>`. */
static gboolean
read_from (const char *value, char **out_name, char **out_address)
{
  gsize begin = strcspn (value, "<[");
  const char *inside = value[begin] != 0 ? value + begin + 1 : value;
  if (g_ascii_strncasecmp (inside, "mailto:", 7) == 0)
    inside += 7;
  g_autofree char *bare = g_strstrip (g_strndup (inside, strcspn (inside, "<>[] ,;")));
  g_autofree char *key = pt_address_key (bare);
  if (!key || holds_another (inside + strlen (bare), key)
      || (value[begin] == 0 && strcspn (value, " ,;") < strlen (value)))
    return FALSE;
  g_autofree char *words = value[begin] != 0 ? g_strndup (value, begin) : g_strdup ("");
  g_autofree char *line = pt_text_to_line (words);
  gsize length = strlen (line);
  gboolean marks = length > 1 && (*line == '"' || *line == '\'') && line[length - 1] == *line;
  *out_name = g_strstrip (marks ? g_strndup (line + 1, length - 2) : g_strdup (line));
  *out_address = g_steal_pointer (&bare);
  return TRUE;
}

/* --- what stands around it --- */

static void
append_line (GString *out, Line line)
{
  g_string_append_len (out, line.at, (gssize) line.length);
  g_string_append_c (out, '\n');
}

/* Lines as they stand in TEXT up to line I. */
static char *
text_above (const char *text, const GArray *lines, guint i)
{
  const char *end = i < lines->len ? line_at (lines, i).at : text + strlen (text);
  while (end > text && end[-1] != '\n')
    end--;
  return g_strchomp (g_strndup (text, (gsize) (end - text)));
}

/* What the author wrote above, without his signature; NULL if a quote stands there: then it is an answer. */
static char *
own_words (const char *above)
{
  g_autoptr (GArray) lines = split_lines (above);
  g_autofree char *fresh = NULL, *quoted = NULL;
  guint first = lines->len;
  for (guint i = lines->len; i > 0; i--) {
    if (is_quoted (line_at (lines, i - 1)))
      return NULL;
    if (line_at (lines, i - 1).length > 0)
      first = i - 1;
  }
  if (first == lines->len || (line_at (lines, first).length == 2 && memcmp (line_at (lines, first).at, "--", 2) == 0))
    return g_strdup ("");
  pt_quote_split (above, &fresh, &quoted);
  return *quoted != 0 ? NULL : g_steal_pointer (&fresh);
}

/* The text below the fields.  Of a copy that is quoted only what is quoted; the rest is the author's. */
static char *
text_below (const GArray *lines, guint i, gboolean quoted, GString *own)
{
  g_autoptr (GString) out = g_string_new (NULL);
  for (; i < lines->len; i++) {
    Line line = line_at (lines, i);
    if (quoted && !is_quoted (line) && line.length > 0)
      append_line (own, line);
    else
      append_line (out, quoted ? unquoted (line) : line);
  }
  const char *begin = out->str + strspn (out->str, "\n");
  return g_strchomp (g_strdup (begin));
}

/* --- */

/* The first line of fields at or below line I, past blank lines. */
static guint
skip_blank (const GArray *lines, guint i)
{
  guint most = MIN (lines->len, i + 4);
  while (i < most && unquoted (line_at (lines, i)).length == 0)
    i++;
  return i;
}

static PtForward *
read_forward (const char *text, const GArray *lines, guint begin, guint fields, gboolean quoted)
{
  Block block = { .count = 0 };
  g_autofree char *above = text_above (text, lines, begin), *mine = own_words (above), *name = NULL, *address = NULL;
  for (guint i = 0; i < FIELD_N; i++)
    block.values[i] = g_string_new (NULL);
  read_block (&block, lines, fields, quoted);
  PtForward *forward = NULL;
  if (mine && block.count >= 2 && block.found[FIELD_FROM]
      && read_from (block.values[FIELD_FROM]->str, &name, &address)) {
    g_autoptr (GString) own = g_string_new (mine);
    forward = g_new0 (PtForward, 1);
    forward->text = text_below (lines, block.end, quoted, own);
    forward->above = g_strstrip (g_strdup (own->str));
    forward->name = g_steal_pointer (&name);
    forward->address = g_steal_pointer (&address);
    forward->subject = pt_text_to_line (block.values[FIELD_SUBJECT]->str);
    forward->date = pt_text_to_line (block.values[FIELD_DATE]->str);
  }
  block_clear (&block);
  return forward;
}

gboolean
pt_forward_is_subject (const char *subject)
{
  static const char *const marks[] = { "fwd", "fw", "wg", "tr", "rv", "i", "enc", "doorst", "vs", "vb", "pd", "vl",
                                       "转发" };
  gsize length = strcspn (subject, ":");
  g_autofree char *mark = g_strstrip (g_strndup (subject, length));
  if (subject[length] == 0)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    if (g_ascii_strcasecmp (mark, marks[i]) == 0)
      return TRUE;
  return FALSE;
}

/* The first block there is decides: what stands below it was forwarded with it. */
PtForward *
pt_forward_find (const char *text, const char *subject)
{
  g_autoptr (GArray) lines = split_lines (text);
  gboolean said = pt_forward_is_subject (subject);
  Field field;
  Line value;
  for (guint i = 0, tries = 0; i < lines->len && tries < TRIES; i++) {
    Line line = line_at (lines, i);
    if (line.length < 5 || is_quoted (line))
      continue;
    gboolean explicit = begins_forward (line), copy = !explicit && begins_copy (line);
    guint fields = explicit || copy ? skip_blank (lines, i + 1) : i;
    if (fields >= lines->len || !(explicit || said))
      continue;
    if (explicit || copy || (read_field (line, &field, &value) && field == FIELD_FROM)) {
      PtForward *forward = read_forward (text, lines, i, fields, explicit && is_quoted (line_at (lines, fields)));
      if (forward || explicit)
        return forward;
      tries++;
    }
  }
  return NULL;
}

void
pt_forward_free (PtForward *forward)
{
  if (!forward)
    return;
  g_free (forward->above);
  g_free (forward->name);
  g_free (forward->address);
  g_free (forward->subject);
  g_free (forward->date);
  g_free (forward->text);
  g_free (forward);
}
