/* What the spam filter in front of us found (RULES O6): only in fields that a setting names, and only above the
 * Received line of our own MTA, since below it the sender writes what he likes. */
#include <string.h>

#include "filters/filter.h"

/* Certainties: called spam, and sure enough to be rejected. */
#define SPAM  0.9
#define SURE  0.99
#define CLEAN 0.0

/* Scores of SpamAssassin and rspamd where a field does not say what makes mail spam; three times that is sure. */
#define USUAL_LIMIT 5.0
#define SURE_FACTOR 3.0

/* The number behind WORD in VALUE, such as `score=7.2`. */
static gboolean
number_behind (const char *value, const char *word, double *out_number)
{
  const char *at = strstr (value, word);
  char *end = NULL;
  if (!at)
    return FALSE;
  *out_number = g_ascii_strtod (at + strlen (word), &end);
  return end != at + strlen (word);
}

static double
certainty (gboolean spam, double score, double limit)
{
  if (!spam)
    return CLEAN;
  return limit > 0 && score >= limit * SURE_FACTOR ? SURE : SPAM;
}

/* X-Spam-Flag: YES */
static double
read_flag (const char *value)
{
  return certainty (g_ascii_strncasecmp (value, "yes", 3) == 0, 0, 0);
}

/* X-Spam-Status: Yes, score=7.2 required=5.0 tests=... */
static double
read_status (const char *value)
{
  double score = 0, limit = USUAL_LIMIT;
  if (!number_behind (value, "score=", &score))
    number_behind (value, "hits=", &score);
  number_behind (value, "required=", &limit);
  return certainty (g_ascii_strncasecmp (value, "yes", 3) == 0, score, limit);
}

/* X-Spam-Score: 7.2, or 7.2 / 15.0 where the second is what makes it spam. */
static double
read_score (const char *value)
{
  double score = 0, limit = USUAL_LIMIT;
  number_behind (value, "", &score);
  number_behind (value, "/", &limit);
  return certainty (limit > 0 && score >= limit, score, limit);
}

static const struct {
  const char *name;
  double (*read) (const char *value);
} readers[] = { { "x-spam-flag", read_flag }, { "x-spam-status", read_status }, { "x-spam-score", read_score } };

/* Where fields disagree the worst of them counts. */
static void
run (PtMessage *message, const PtSource *source, const PtEnvelope *envelope)
{
  (void) envelope;
  for (guint i = 0; source->spam_headers && i < source->trusted && i < source->fields->len; i++) {
    const PtField *field = g_ptr_array_index (source->fields, i);
    g_autofree char *name = g_ascii_strdown (field->name, -1);
    for (guint k = 0; g_strv_contains (source->spam_headers, name) && k < G_N_ELEMENTS (readers); k++)
      if (strcmp (readers[k].name, name) == 0)
        message->spam = MAX (message->spam, readers[k].read (field->value));
  }
}

const PtFilter pt_filter_spam = { "spam", PT_FILTER_ANNOTATE, run, NULL };
