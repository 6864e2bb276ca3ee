#include "mime/write-fields.h"

#include <string.h>

#include "base/clock.h"
#include "mime/write-check.h"

typedef gboolean (*WriteField) (PtHead *head, const char *name, const PtDraft *draft, GError **error);

const char *const pt_write_field_names[] = {
  "From",        "Reply-To",     "To",           "Cc",           "Subject",
  "Date",        "Message-ID",   "In-Reply-To",  "References",   "Auto-Submitted",
  "X-Auto-Response-Suppress",    "X-Postern-Loop", "List-Id",    "List-Unsubscribe",
  "Thread-Index", "Thread-Topic", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
  NULL,
};

static gboolean
write_address (PtHead *head, const char *name, const PtAddress *address, gboolean last, GError **error)
{
  g_autofree char *addr = NULL, *word = NULL, *shown = g_strstrip (g_strdup (address->name ? address->name : ""));
  const char *comma = last ? "" : ",";
  if (!pt_write_check_address (name, address, &addr, error))
    return FALSE;
  if (*shown == 0) {
    word = g_strconcat (addr, comma, NULL);
  } else {
    pt_head_phrase (head, shown);
    word = g_strconcat ("<", addr, ">", comma, NULL);
  }
  pt_head_word (head, word);
  return TRUE;
}

static gboolean
write_addresses (PtHead *head, const char *name, const GPtrArray *addresses, GError **error)
{
  if (!addresses || addresses->len == 0)
    return TRUE;
  pt_head_begin (head, name);
  for (guint i = 0; i < addresses->len; i++)
    if (!write_address (head, name, addresses->pdata[i], i + 1 == addresses->len, error))
      return FALSE;
  pt_head_end (head);
  return TRUE;
}

static gboolean
write_one_address (PtHead *head, const char *name, const PtAddress *address, GError **error)
{
  pt_head_begin (head, name);
  if (!write_address (head, name, address, TRUE, error))
    return FALSE;
  pt_head_end (head);
  return TRUE;
}

static gboolean
write_word (PtHead *head, const char *name, const char *word)
{
  pt_head_begin (head, name);
  pt_head_word (head, word);
  pt_head_end (head);
  return TRUE;
}

static gboolean
write_text (PtHead *head, const char *name, const char *text, GError **error)
{
  if (!text || *text == 0)
    return TRUE;
  if (!pt_write_check_text (name, text, error))
    return FALSE;
  pt_head_begin (head, name);
  pt_head_text (head, text);
  pt_head_end (head);
  return TRUE;
}

static gboolean
write_id (PtHead *head, const char *name, const char *id, GError **error)
{
  g_autofree char *word = g_strdup_printf ("<%s>", id ? id : "");
  return pt_write_check_id (name, id, error) && write_word (head, name, word);
}

static gboolean
write_token (PtHead *head, const char *name, const char *value, GError **error)
{
  return !value || (pt_write_check_token (name, value, error) && write_word (head, name, value));
}

static gboolean
missing (const char *name, GError **error)
{
  return pt_error_set (error, PT_ERROR_REFUSED, "mail not written: %s is missing", name);
}

static gboolean
write_from (PtHead *head, const char *name, const PtDraft *draft, GError **error)
{
  return draft->from ? write_one_address (head, name, draft->from, error) : missing (name, error);
}

static gboolean
write_reply_to (PtHead *head, const char *name, const PtDraft *draft, GError **error)
{
  return !draft->reply_to || write_one_address (head, name, draft->reply_to, error);
}

static gboolean
write_to (PtHead *head, const char *name, const PtDraft *draft, GError **error)
{
  guint readers = (draft->to ? draft->to->len : 0) + (draft->cc ? draft->cc->len : 0);
  return readers > 0 ? write_addresses (head, name, draft->to, error) : missing (name, error);
}

static gboolean
write_cc (PtHead *head, const char *name, const PtDraft *draft, GError **error)
{
  return write_addresses (head, name, draft->cc, error);
}

static gboolean
write_subject (PtHead *head, const char *name, const PtDraft *draft, GError **error)
{
  return write_text (head, name, draft->subject, error);
}

static gboolean
write_date (PtHead *head, const char *name, const PtDraft *draft, GError **error)
{
  g_autofree char *date = pt_time_to_rfc5322 (draft->date);
  return draft->date > 0 ? write_word (head, name, date) : missing (name, error);
}

static gboolean
write_message_id (PtHead *head, const char *name, const PtDraft *draft, GError **error)
{
  return write_id (head, name, draft->message_id, error);
}

static gboolean
write_in_reply_to (PtHead *head, const char *name, const PtDraft *draft, GError **error)
{
  return !draft->in_reply_to || write_id (head, name, draft->in_reply_to, error);
}

static gboolean
write_references (PtHead *head, const char *name, const PtDraft *draft, GError **error)
{
  if (!draft->references || draft->references->len == 0)
    return TRUE;
  pt_head_begin (head, name);
  for (guint i = 0; i < draft->references->len; i++) {
    const char *id = draft->references->pdata[i];
    g_autofree char *word = NULL;
    if (!pt_write_check_id (name, id, error))
      return FALSE;
    word = g_strdup_printf ("<%s>", id);
    pt_head_word (head, word);
  }
  pt_head_end (head);
  return TRUE;
}

static gboolean
write_auto_submitted (PtHead *head, const char *name, const PtDraft *draft, GError **error)
{
  static const char *const keywords[] = { "auto-replied", "auto-generated", NULL };
  if (draft->auto_submitted && !g_strv_contains (keywords, draft->auto_submitted))
    return pt_error_set (error, PT_ERROR_REFUSED, "mail not written: %s is neither auto-replied nor auto-generated",
                         name);
  return write_token (head, name, draft->auto_submitted, error);
}

static gboolean
write_suppress (PtHead *head, const char *name, const PtDraft *draft, GError **error)
{
  return write_token (head, name, draft->suppress_auto ? "All" : NULL, error);
}

static gboolean
write_loop_mark (PtHead *head, const char *name, const PtDraft *draft, GError **error)
{
  return write_token (head, name, draft->loop_mark, error);
}

/* `followers.example.com` or `Name of the list <followers.example.com>` (RFC 2919 section 2). */
static gboolean
write_list_id (PtHead *head, const char *name, const PtDraft *draft, GError **error)
{
  g_autofree char *phrase = NULL, *id = NULL, *word = NULL;
  const char *bracket = draft->list_id ? strrchr (draft->list_id, '<') : NULL;
  if (!draft->list_id)
    return TRUE;
  if (bracket && g_str_has_suffix (bracket, ">")) {
    phrase = g_strchomp (g_strndup (draft->list_id, (gsize) (bracket - draft->list_id)));
    id = g_strndup (bracket + 1, strlen (bracket) - 2);
  } else {
    id = g_strdup (draft->list_id);
  }
  if (!pt_write_check_text (name, phrase, error) || !pt_write_check_token (name, id, error))
    return FALSE;
  word = g_strdup_printf ("<%s>", id);
  pt_head_begin (head, name);
  if (phrase && *phrase != 0)
    pt_head_phrase (head, phrase);
  pt_head_word (head, word);
  pt_head_end (head);
  return TRUE;
}

static gboolean
write_list_unsubscribe (PtHead *head, const char *name, const PtDraft *draft, GError **error)
{
  g_autofree char *word = g_strdup_printf ("<%s>", draft->list_unsubscribe);
  if (!draft->list_unsubscribe)
    return TRUE;
  if (!g_str_has_prefix (draft->list_unsubscribe, "mailto:"))
    return pt_error_set (error, PT_ERROR_REFUSED, "mail not written: %s is no mailto: URL", name);
  return pt_write_check_token (name, draft->list_unsubscribe, error) && write_word (head, name, word);
}

static gboolean
write_thread_index (PtHead *head, const char *name, const PtDraft *draft, GError **error)
{
  return write_token (head, name, draft->thread_index, error);
}

static gboolean
write_thread_topic (PtHead *head, const char *name, const PtDraft *draft, GError **error)
{
  return write_text (head, name, draft->thread_topic, error);
}

/* In the order of pt_write_field_names, whose last three names belong to MIME and are written with the body. */
static const WriteField writers[] = {
  write_from,       write_reply_to,   write_to,             write_cc,       write_subject,   write_date,
  write_message_id, write_in_reply_to, write_references,    write_auto_submitted, write_suppress,
  write_loop_mark,  write_list_id,    write_list_unsubscribe, write_thread_index, write_thread_topic,
};

G_STATIC_ASSERT (G_N_ELEMENTS (writers) + 4 == G_N_ELEMENTS (pt_write_field_names));

gboolean
pt_write_fields (PtHead *head, const PtDraft *draft, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
    if (!writers[i](head, pt_write_field_names[i], draft, error))
      return FALSE;
  return TRUE;
}
