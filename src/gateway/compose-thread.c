#include "gateway/compose-thread.h"

#include "core/token.h"
#include "mime/write-check.h"

#include <string.h>

enum { INDEX_HEAD = 22, INDEX_CHILD = 5, INDEX_MAX = INDEX_HEAD + 100 * INDEX_CHILD, INDEX_TEXT_MAX = 1024 };

#define FILETIME_1970 G_GUINT64_CONSTANT (116444736000000000) /* 1601 to 1970 in 100 ns */

char *
pt_compose_message_id (const PtPolicy *policy, const PtOutboxItem *item)
{
  return item->message_id ? g_strdup (item->message_id) : pt_token_message_id (policy, &item->notification);
}

static gboolean
may_be_written (const char *id)
{
  return pt_write_check_id ("References", id, NULL);
}

char *
pt_compose_in_reply_to (const PtPolicy *policy, const PtNotice *notice)
{
  if (notice->last_sent)
    return pt_compose_message_id (policy, notice->last_sent);
  return notice->last_received && may_be_written (notice->last_received) ? g_strdup (notice->last_received) : NULL;
}

/* What an id takes in the field: brackets and a space. */
static gsize
cost (const char *id)
{
  return id ? strlen (id) + 3 : 0;
}

static gboolean
holds (const GPtrArray *ids, const char *id)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_strcmp0 (g_ptr_array_index (ids, i), id) == 0)
      return TRUE;
  return FALSE;
}

GPtrArray *
pt_compose_references (const PtPolicy *policy, const PtNotice *notice, const char *in_reply_to)
{
  GPtrArray *references = g_ptr_array_new_with_free_func (g_free);
  const GPtrArray *received = notice->received_ids;
  g_autofree char *anchor = pt_token_anchor_id (policy, notice->ticket->id);
  gsize bytes = cost (anchor) + cost (in_reply_to);
  guint fixed = (anchor != NULL) + (in_reply_to != NULL);
  for (guint i = received->len; i > 0; i--) { /* the newest first: the oldest are left out */
    const char *id = g_ptr_array_index (received, i - 1);
    gboolean fixed_one = g_strcmp0 (id, in_reply_to) == 0 || g_strcmp0 (id, anchor) == 0;
    if (fixed_one || !may_be_written (id) || holds (references, id))
      continue;
    if (references->len + fixed >= PT_REFERENCES_MAX || bytes + cost (id) > PT_REFERENCES_BYTES)
      break;
    bytes += cost (id);
    g_ptr_array_insert (references, 0, g_strdup (id));
  }
  if (anchor)
    g_ptr_array_insert (references, 0, g_steal_pointer (&anchor));
  if (in_reply_to)
    g_ptr_array_add (references, g_strdup (in_reply_to));
  return references;
}

/* The first six bytes of the head are the upper six of a FILETIME. */
static guint64
head_time (const guint8 *head)
{
  guint64 time = 0;
  for (int i = 0; i < 6; i++)
    time = time << 8 | head[i];
  return time << 16;
}

static void
make_child (guint8 *child, const guint8 *head, PtTime now, PtId seed)
{
  guint64 time = FILETIME_1970 + (guint64) MAX (now, 0) * 10, start = head_time (head);
  guint64 delta = time > start ? time - start : 0;
  gboolean far = delta >> 49 != 0; /* more than 1.7 years: a coarser scale */
  guint32 value = (guint32) (delta >> (far ? 23 : 18)) & 0x7fffffff;
  value |= far ? 0x80000000 : 0;
  for (int i = 0; i < 4; i++)
    child[i] = (guint8) (value >> (24 - 8 * i));
  child[4] = (guint8) seed;
}

char *
pt_compose_thread_index (const char *parent, PtTime now, PtId seed)
{
  gsize length;
  if (!parent || strlen (parent) > INDEX_TEXT_MAX)
    return NULL;
  g_autofree guint8 *index = g_base64_decode (parent, &length);
  if (!index || length < INDEX_HEAD || (length - INDEX_HEAD) % INDEX_CHILD != 0 || length + INDEX_CHILD > INDEX_MAX)
    return NULL;
  index = g_realloc (index, length + INDEX_CHILD);
  make_child (index + length, index, now, seed);
  return g_base64_encode (index, length + INDEX_CHILD);
}
