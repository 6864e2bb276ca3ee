#include "tests/scenario/scn-fill.h"

#include <string.h>

#include "base/clock.h"
#include "core/token.h"
#include "tests/scenario/scn-file.h"

typedef char *(*FillFunc) (const PtWorld *world, char *const *words);

static PtId
number (const char *word)
{
  return word ? g_ascii_strtoll (word, NULL, 10) : 0;
}

/* 0 if nobody is called so. */
static PtId
person (const PtWorld *world, const char *name)
{
  const PtPerson *found = name ? pt_world_person (world, name) : NULL;
  return found ? found->id : 0;
}

static PtId
ticket_of (const PtWorld *world, PtId comment)
{
  for (guint i = 0; i < world->rows->comments->len; i++) {
    const PtComment *one = g_ptr_array_index (world->rows->comments, i);
    if (one->id == comment)
      return one->ticket;
  }
  return 0;
}

/* The newest event by which WHO left the ticket, or the first if OLD; 0 if they never did. */
static PtId
left_by (const PtWorld *world, PtId ticket, PtId who, gboolean old)
{
  const GPtrArray *events = world->rows->events;
  for (guint i = 0; i < events->len; i++) {
    const PtMemEvent *event = g_ptr_array_index (events, old ? i : events->len - 1 - i);
    if (event->ticket == ticket && event->about == who
        && g_str_equal (event->kind, pt_event_kind_name (PT_EVENT_LEFT)))
      return event->id;
  }
  return 0;
}

/* The first word names whatever the purpose is about; a third one says for how long. */
static char *
fill_address (const PtWorld *world, PtPurpose purpose, char *const *words)
{
  const PtId who = words[0] ? person (world, words[1]) : 0, about = number (words[0]);
  const gboolean old = words[0] && words[1] && g_strcmp0 (words[2], "old") == 0;
  PtTime good_for = PT_DAY;
  if (words[2] && g_str_equal (words[2], "over"))
    good_for = -PT_SECOND;
  else if (!who || (words[2] && !old && !pt_duration_from_text (words[2], &good_for)))
    return NULL;
  const PtId ticket = purpose == PT_PURPOSE_PUBLISH ? ticket_of (world, about) : about;
  const PtToken what = { .purpose = purpose, .ticket = ticket, .comment = about, .held = about, .person = who,
                         .event = left_by (world, about, who, old),
                         .until = world->now + good_for };
  return pt_token_address (world->policy, &what);
}

static char *
fill_badtoken (const PtWorld *world, char *const *words)
{
  g_autofree char *good = fill_address (world, PT_PURPOSE_REPLY, words);
  return good ? pt_world_break (good) : NULL;
}

static char *
fill_badnote (const PtWorld *world, char *const *words)
{
  g_autofree char *good = fill_address (world, PT_PURPOSE_NOTE, words);
  return good ? pt_world_break (good) : NULL;
}

static char *
fill_badleave (const PtWorld *world, char *const *words)
{
  g_autofree char *good = fill_address (world, PT_PURPOSE_LEAVE, words);
  return good ? pt_world_break (good) : NULL;
}

static char *
fill_id (const PtWorld *world, char *const *words)
{
  PtNotifyKind kind;
  if (!words[0] || !words[1] || !words[2] || !pt_notify_kind_from_name (words[0], &kind))
    return NULL;
  const PtId who = person (world, words[2]);
  g_autofree char *id = who ? pt_world_message_id (world, kind, number (words[1]), who) : NULL;
  return id ? g_strdup_printf ("<%s>", id) : NULL;
}

static char *
fill_badid (const PtWorld *world, char *const *words)
{
  g_autofree char *good = fill_id (world, words);
  return good ? pt_world_break (good) : NULL;
}

static char *
fill_sent (const PtWorld *world, char *const *words)
{
  const PtOutboxItem *item = pt_memstore_outbox (world->rows, number (words[0]));
  return item && item->message_id ? g_strdup_printf ("<%s>", item->message_id) : NULL;
}

static char *
fill_anchor (const PtWorld *world, char *const *words)
{
  g_autofree char *id = pt_token_anchor_id (world->policy, number (words[0]));
  return g_strdup_printf ("<%s>", id);
}

static char *
fill_body (const PtWorld *world, char *const *words)
{
  const PtId who = words[0] ? person (world, words[1]) : 0;
  return who ? pt_token_body (world->policy, number (words[0]), who, number (words[2])) : NULL;
}

static char *
fill_verp (const PtWorld *world, char *const *words)
{
  return pt_token_return_path (world->policy, number (words[0]));
}

static char *
fill_badverp (const PtWorld *world, char *const *words)
{
  g_autofree char *good = fill_verp (world, words);
  return pt_world_break (good);
}

static char *
fill_loop (const PtWorld *world, char *const *words)
{
  (void) words;
  return g_strdup (world->policy->installation);
}

static const struct {
  const char *word;
  FillFunc    func;
} fills[] = {
  { "badtoken", fill_badtoken }, { "badnote", fill_badnote }, { "badleave", fill_badleave },
  { "id", fill_id },     { "badid", fill_badid },
  { "sent", fill_sent },         { "anchor", fill_anchor },   { "body", fill_body }, { "verp", fill_verp },
  { "badverp", fill_badverp },   { "loop", fill_loop },
};

static const char *const purposes[] = {
  [PT_PURPOSE_REPLY] = "token",     [PT_PURPOSE_ANSWER] = "answer", [PT_PURPOSE_NOTE] = "note",
  [PT_PURPOSE_PUBLISH] = "publish", [PT_PURPOSE_LEAVE] = "leave",   [PT_PURPOSE_LETIN] = "letin",
  [PT_PURPOSE_DROP] = "drop",       [PT_PURPOSE_STOP] = "stop",      [PT_PURPOSE_BACK] = "back",
};

/* NULL if INSIDE begins with no word of ours; *out_known tells. */
static char *
fill_one (const PtWorld *world, const char *inside, gboolean *out_known)
{
  g_auto (GStrv) words = scn_words (inside);
  *out_known = FALSE;
  for (PtPurpose p = 0; words[0] && p < G_N_ELEMENTS (purposes); p++) {
    if (!g_str_equal (words[0], purposes[p]))
      continue;
    *out_known = TRUE;
    return fill_address (world, p, words + 1);
  }
  for (guint i = 0; words[0] && i < G_N_ELEMENTS (fills); i++) {
    if (!g_str_equal (words[0], fills[i].word))
      continue;
    *out_known = TRUE;
    return fills[i].func (world, words + 1);
  }
  return NULL;
}

char *
scn_fill (const PtWorld *world, const char *text, char **out_error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  while (*text) {
    const char *close = *text == '{' ? strchr (text, '}') : NULL;
    if (!close) {
      g_string_append_c (out, *text++);
      continue;
    }
    g_autofree char *inside = g_strndup (text + 1, (gsize) (close - text - 1));
    gboolean known;
    g_autofree char *filled = fill_one (world, inside, &known);
    if (known && !filled) {
      *out_error = g_strdup_printf ("{%s} names nothing", inside);
      return NULL;
    }
    if (filled)
      g_string_append (out, filled);
    else
      g_string_append_len (out, text, close - text + 1);
    text = close + 1;
  }
  return g_strdup (out->str);
}
