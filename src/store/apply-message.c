/* One row a message (RULES B18), with its attachments and its bytes. */
#include "base/digest.h"
#include "base/text.h"
#include "model/notice.h"
#include "store/apply.h"
#include "store/query.h"
#include "store/rows.h"

#include <string.h>

typedef struct {
  gint64      key;     /* first 64 bits of the content digest */
  const char *mailbox; /* "" if none */
  PtId        author;
  char       *recipients;
  char       *flags;
  char       *reasons;
  char       *from;
  char       *excerpt; /* "" unless it is held */
} Texts;

static void
texts_clear (Texts *texts)
{
  g_free (texts->recipients);
  g_free (texts->flags);
  g_free (texts->reasons);
  g_free (texts->from);
  g_free (texts->excerpt);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Texts, texts_clear)

static void
append_line (GString *out, const char *text)
{
  for (const char *p = text ? text : ""; *p != 0; p++)
    g_string_append_c (out, *p == '\n' || *p == '\t' || *p == '\r' ? ' ' : *p);
}

static char *
join_reasons (const GPtrArray *reasons)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < reasons->len; i++) {
    const PtReason *reason = g_ptr_array_index (reasons, i);
    append_line (out, reason->rule);
    g_string_append_c (out, '\t');
    append_line (out, reason->text);
    g_string_append_c (out, '\n');
  }
  return g_string_free (out, FALSE);
}

static char *
join_recipients (const GPtrArray *recipients)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < recipients->len; i++) {
    append_line (out, g_ptr_array_index (recipients, i));
    g_string_append_c (out, '\n');
  }
  return g_string_free (out, FALSE);
}

static char *
from_text (const PtAddress *from)
{
  if (!from)
    return g_strdup ("");
  return from->name && *from->name != 0 ? g_strdup_printf ("%s <%s>", from->name, from->addr)
                                                : g_strdup (from->addr);
}

static gboolean
texts_fill (const PtApply *apply, Texts *texts, GError **error)
{
  const PtDecision *decision = apply->decision;
  memcpy (&texts->key, apply->message->digest, sizeof texts->key);
  texts->key = GINT64_FROM_BE (texts->key);
  texts->mailbox = decision->mailbox ? decision->mailbox : "";
  texts->recipients = join_recipients (apply->envelope->recipients);
  texts->flags = pt_word_join_set (&pt_flag_names, decision->flags, " ");
  texts->reasons = join_reasons (decision->reasons);
  texts->from = from_text (apply->message->from);
  texts->excerpt = decision->telling ? pt_text_head (apply->message->text, PT_HELD_EXCERPT) : g_strdup ("");
  return pt_apply_resolve (apply, PT_COUNT_PERSON, decision->author, &texts->author, error);
}

/* What somebody may still release or delete. */
static gboolean
is_held (PtVerdict verdict)
{
  return verdict == PT_VERDICT_AUTO || verdict == PT_VERDICT_BOUNCE_HELD || verdict == PT_VERDICT_HELD
         || verdict == PT_VERDICT_REJECTED || verdict == PT_VERDICT_LOOP;
}

/* Mails accepted or held count against the sender's rate (O2); the others do not. */
static void
bind_sender (PtQuery *q, const PtApply *apply)
{
  const PtAddress *from = apply->message->from;
  PtVerdict verdict = apply->decision->verdict;
  gboolean counts = from && from->key && verdict != PT_VERDICT_LOOP && verdict != PT_VERDICT_BOUNCE
                    && verdict != PT_VERDICT_REJECTED;
  if (counts)
    pt_query_int (q, pt_hash64 (from->key));
  else
    pt_query_id (q, 0);
}

static void
bind_facts (PtQuery *q, const PtApply *apply, const Texts *texts)
{
  const PtMessage *message = apply->message;
  pt_query_int (q, apply->row);
  pt_query_int (q, apply->envelope->received_at);
  pt_query_int (q, apply->envelope->entrance);
  pt_query_text (q, texts->mailbox);
  pt_query_int (q, texts->key);
  pt_query_blob (q, message->digest, PT_SHA256_BYTES);
  pt_query_blob (q, message->raw_digest, PT_SHA256_BYTES);
  pt_query_int (q, (gint64) message->raw_size);
}

/* $9 to $17 of the insert. */
static void
bind_decision (PtQuery *q, const PtApply *apply, const Texts *texts)
{
  const PtDecision *decision = apply->decision;
  pt_query_int (q, decision->verdict);
  pt_query_int (q, decision->row);
  pt_query_int (q, decision->cause);
  pt_query_int (q, decision->auth);
  pt_query_int (q, decision->evidence);
  pt_query_int (q, decision->via);
  pt_query_id (q, apply->outcome.ticket);
  pt_query_id (q, apply->outcome.comment);
  pt_query_id (q, texts->author);
}

static gboolean
insert_row (PtApply *apply, const Texts *texts, GError **error)
{
  const PtMessage *message = apply->message;
  gint64 id;
  gboolean inserted;
  if (!pt_counter_next (apply->store, PT_COUNT_MESSAGE, &apply->row, error))
    return FALSE;
  PtQuery q = pt_query (apply->store, PT_SQL_MESSAGE_INSERT);
  bind_facts (&q, apply, texts);
  bind_decision (&q, apply, texts);
  bind_sender (&q, apply);
  pt_query_int (&q, is_held (apply->decision->verdict));
  pt_query_int (&q, apply->decision->expires_at);
  pt_query_text (&q, message->message_id);
  pt_query_text (&q, message->subject ? message->subject : "");
  pt_query_text (&q, texts->from);
  pt_query_text (&q, apply->envelope->sender);
  pt_query_text (&q, texts->recipients);
  pt_query_text (&q, texts->flags);
  pt_query_text (&q, texts->reasons);
  pt_query_int (&q, apply->decision->telling);
  pt_query_text (&q, texts->excerpt);
  pt_query_int (&q, pt_message_repeats_since (message, apply->now));
  if (!pt_query_one (&q, &id, &inserted, error))
    return FALSE;
  return inserted
         || pt_error_set (error, PT_ERROR_CONFLICT, "the same message to the same mailbox was stored meanwhile");
}

static gboolean
insert_parts (const PtApply *apply, GError **error)
{
  for (guint i = 0; i < apply->message->parts->len; i++) {
    const PtPart *part = g_ptr_array_index (apply->message->parts, i);
    gboolean large = apply->decision->part_bytes != 0 && part->size > apply->decision->part_bytes;
    if ((!part->attachment && !part->is_inline) || large)
      continue;
    PtQuery q = pt_query (apply->store, PT_SQL_PART_INSERT);
    pt_query_int (&q, apply->row);
    pt_query_int (&q, i + 1);
    pt_query_text (&q, part->type);
    pt_query_text (&q, part->name);
    pt_query_int (&q, (gint64) part->size);
    pt_query_blob (&q, part->sha256, PT_SHA256_BYTES);
    pt_query_int (&q, part->attachment);
    pt_query_int (&q, part->is_inline);
    pt_query_text (&q, part->note);
    pt_query_text (&q, part->charset);
    pt_query_int (&q, (gint64) part->raw_start);
    pt_query_int (&q, (gint64) part->raw_length);
    pt_query_int (&q, part->encoding);
    if (!pt_query_run (&q, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
count_duplicate (PtApply *apply, const Texts *texts, GError **error)
{
  PtQuery q = pt_query (apply->store, PT_SQL_MESSAGE_REPEATED);
  pt_query_int (&q, texts->key);
  pt_query_blob (&q, apply->message->digest, PT_SHA256_BYTES);
  pt_query_text (&q, texts->mailbox);
  gboolean found = pt_query_next (&q);
  if (found) {
    apply->row = pt_query_get_int (&q, 0);
    apply->outcome.ticket = pt_query_get_int (&q, 1);
    apply->outcome.comment = pt_query_get_int (&q, 2);
  }
  if (!pt_query_run (&q, error))
    return FALSE;
  return found || pt_error_set (error, PT_ERROR_CONFLICT, "the message that this one repeats is not there any more");
}

static gboolean
find_held (PtApply *apply, const Texts *texts, gboolean *out_found, GError **error)
{
  PtQuery q = pt_query (apply->store, PT_SQL_MESSAGE_TO_RECOVER);
  pt_query_int (&q, texts->key);
  pt_query_blob (&q, apply->message->digest, PT_SHA256_BYTES);
  pt_query_text (&q, texts->mailbox);
  return pt_query_one (&q, &apply->row, out_found, error);
}

static gboolean
update_held (PtApply *apply, const Texts *texts, GError **error)
{
  gboolean still = is_held (apply->decision->verdict);
  PtQuery q = pt_query (apply->store, PT_SQL_MESSAGE_RECOVER);
  pt_query_int (&q, apply->row);
  pt_query_text (&q, texts->mailbox);
  bind_decision (&q, apply, texts);
  pt_query_int (&q, still);
  pt_query_int (&q, apply->decision->expires_at);
  pt_query_int (&q, still ? 0 : apply->now);
  pt_query_int (&q, still ? 0 : 1);
  pt_query_text (&q, texts->flags);
  pt_query_text (&q, texts->reasons);
  pt_query_id (&q, apply->envelope->recovered_by);
  return pt_query_run (&q, error) && insert_parts (apply, error);
}

gboolean
pt_apply_message (PtApply *apply, GBytes *raw, GError **error)
{
  g_auto (Texts) texts = { 0 };
  gboolean recovers = apply->envelope->recovered, good;
  if (!texts_fill (apply, &texts, error))
    return FALSE;
  if (recovers && !find_held (apply, &texts, &recovers, error))
    return FALSE;
  if (apply->decision->verdict == PT_VERDICT_DUP)
    good = count_duplicate (apply, &texts, error);
  else if (recovers)
    good = update_held (apply, &texts, error);
  else
    good = insert_row (apply, &texts, error) && insert_parts (apply, error)
           && (!raw || pt_raw_write (apply->store, apply->row, raw, apply->now, error));
  apply->outcome.message = apply->row;
  return good;
}
