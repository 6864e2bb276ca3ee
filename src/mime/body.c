#include "mime/body.h"

#include <string.h>

#include "base/text.h"
#include "mime/body-flowed.h"
#include "mime/body-leaf.h"
#include "mime/body-tree.h"
#include "mime/charset.h"
#include "mime/html-text.h"
#include "mime/part.h"

#define PLACEHOLDER_BYTES 300

typedef struct {
  PtMessage      *message;
  const PtLimits *limits;
  const guint8   *bytes;
  gsize           size;
  PtPartScan     *scan;
  GArray         *leaves; /* PtLeaf */
  GString        *text;
  GHashTable     *cids;   /* content ids that the HTML refers to */
  GHashTable     *known;  /* offsets of all contents that the parser found */
} Body;

static PtLeaf *
leaf_at (Body *body, guint i)
{
  return &g_array_index (body->leaves, PtLeaf, i);
}

/* Notices where every content starts, inside attached messages too. */
static void
know_starts (Body *body, GMimeObject *root)
{
  g_autoptr (GPtrArray) todo = g_ptr_array_new ();
  g_ptr_array_add (todo, root);
  while (todo->len > 0) {
    GMimeObject *object = g_ptr_array_steal_index (todo, todo->len - 1);
    GMimeObject *inner = pt_body_inner (object);
    PtLeaf leaf;
    if (inner)
      g_ptr_array_add (todo, inner);
    for (int i = 0; GMIME_IS_MULTIPART (object) && i < g_mime_multipart_get_count (GMIME_MULTIPART (object)); i++)
      g_ptr_array_add (todo, g_mime_multipart_get_part (GMIME_MULTIPART (object), i));
    pt_leaf_init (&leaf, object, body->size);
    g_hash_table_add (body->known, GSIZE_TO_POINTER (leaf.start));
  }
}

/* The raw text of a leaf decoded and in UTF-8, at most CAP decoded bytes. */
static char *
leaf_text (Body *body, const PtLeaf *leaf, PtPart *part, gsize cap)
{
  g_autoptr (GByteArray) kept = NULL;
  g_autofree char *note = NULL;
  const char *data = (const char *) body->bytes + leaf->start;
  gsize length = leaf->length;
  gboolean coded = leaf->encoding == GMIME_CONTENT_ENCODING_BASE64
                   || leaf->encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
                   || leaf->encoding == GMIME_CONTENT_ENCODING_UUENCODE;
  char *text;
  if (coded)
    kept = g_byte_array_sized_new ((guint) MIN (length, cap));
  pt_part_decode (part, body->bytes, leaf->start, leaf->length, leaf->encoding, kept, cap);
  if (coded) {
    data = (const char *) kept->data;
    length = kept->len;
  }
  length = MIN (length, cap);
  if (part->size > cap) {
    pt_part_add_note (part, "text cut at its limit");
    if (g_utf8_validate (data, (gssize) length, NULL) == FALSE)
      for (guint back = 0; back < 4 && length > 0 && ((guchar) data[length - 1] & 0x80) != 0; back++)
        length--;
  }
  text = pt_charset_to_utf8 (length > 0 ? data : "", length, part->charset, &note);
  if (note)
    pt_part_add_note (part, note);
  if (length > 0 && memchr (data, 0, length))
    pt_part_add_note (part, "NUL in the text");
  return text;
}

static gboolean
contains_word (const char *text, const char *word)
{
  gsize length = strlen (word);
  for (; *text != 0; text++)
    if (g_ascii_strncasecmp (text, word, length) == 0)
      return TRUE;
  return FALSE;
}

/* A plain part that holds nothing, or only tells the reader to look at the HTML. */
static gboolean
plain_is_empty (Body *body, const PtLeaf *leaf)
{
  if (leaf->length == 0)
    return TRUE;
  if (leaf->length > 3 * PLACEHOLDER_BYTES)
    return FALSE;
  g_autoptr (PtPart) part = pt_leaf_part (leaf);
  g_autofree char *text = leaf_text (body, leaf, part, 3 * PLACEHOLDER_BYTES);
  g_autofree char *line = pt_text_to_line (text);
  if (*line == 0 || strcmp (line, "&nbsp;") == 0)
    return TRUE;
  return strlen (line) <= PLACEHOLDER_BYTES && contains_word (line, "html")
         && (contains_word (line, "support") || contains_word (line, "view this") || contains_word (line, "display")
             || contains_word (line, "compatible"));
}

/* How good the texts of leaves [FROM, TO) are as the one text of an alternative. */
static guint
text_score (Body *body, guint from, guint to)
{
  guint best = 0;
  for (guint i = from; i < to; i++) {
    PtLeaf *leaf = leaf_at (body, i);
    if (!leaf->shown)
      continue;
    guint score = leaf->kind == PT_LEAF_HTML ? 2 : plain_is_empty (body, leaf) ? 1 : 3;
    best = MAX (best, score);
  }
  return best;
}

static void collect (Body *body, GMimeObject *object, gboolean related);

static void
collect_alternative (Body *body, GMimeMultipart *multipart, gboolean related)
{
  guint best_from = 0, best_to = 0, best = 0, all_from = body->leaves->len;
  for (int i = 0; i < g_mime_multipart_get_count (multipart); i++) {
    guint from = body->leaves->len, score;
    collect (body, g_mime_multipart_get_part (multipart, i), related);
    score = text_score (body, from, body->leaves->len);
    if (score > best) {
      best = score;
      best_from = from;
      best_to = body->leaves->len;
    }
  }
  for (guint i = all_from; i < body->leaves->len; i++)
    if (i < best_from || i >= best_to)
      leaf_at (body, i)->shown = FALSE;
}

static gboolean
has_shown_text (Body *body)
{
  for (guint i = 0; i < body->leaves->len; i++)
    if (leaf_at (body, i)->shown)
      return TRUE;
  return FALSE;
}

static void
collect_leaf (Body *body, GMimeObject *object, gboolean related)
{
  PtLeaf leaf;
  gboolean named = FALSE, attached;
  pt_leaf_init (&leaf, object, body->size);
  attached = pt_leaf_is_attached (&leaf, &named);
  leaf.related = related;
  leaf.body = leaf.kind != PT_LEAF_OTHER && !attached && (!named || !has_shown_text (body));
  leaf.shown = leaf.body;
  g_array_append_val (body->leaves, leaf);
}

/* The depth of the tree is bounded by pt_body_check_tree. */
static void
collect (Body *body, GMimeObject *object, gboolean related)
{
  if (!GMIME_IS_MULTIPART (object)) {
    collect_leaf (body, object, related);
    return;
  }
  GMimeMultipart *multipart = GMIME_MULTIPART (object);
  GMimeContentType *type = g_mime_object_get_content_type (object);
  if (g_mime_content_type_is_type (type, "multipart", "alternative")) {
    collect_alternative (body, multipart, related);
    return;
  }
  gboolean relates = g_mime_content_type_is_type (type, "multipart", "related");
  for (int i = 0; i < g_mime_multipart_get_count (multipart); i++)
    collect (body, g_mime_multipart_get_part (multipart, i), related || (relates && i > 0));
}

/* Remembers every `cid:` of the HTML. */
static void
find_cids (Body *body, const char *html)
{
  for (const char *at = html; (at = strstr (at, "cid:"));) {
    gsize length = strcspn (at += 4, "\"'<> \t\r\n)");
    if (length > 0 && length < 512) {
      g_autofree char *escaped = g_strndup (at, length);
      char *cid = g_uri_unescape_string (escaped, NULL);
      g_hash_table_add (body->cids, cid ? cid : g_steal_pointer (&escaped));
    }
    at += length;
  }
}

static gboolean
has_content_ids (Body *body)
{
  for (guint i = 0; i < body->leaves->len; i++)
    if (leaf_at (body, i)->kind == PT_LEAF_OTHER && g_mime_object_get_content_id (leaf_at (body, i)->object))
      return TRUE;
  return FALSE;
}

static void
add_text (Body *body, const PtLeaf *leaf, PtPart *part, const char *text)
{
  const char *format = g_mime_object_get_content_type_parameter (leaf->object, "format");
  const char *del_sp = g_mime_object_get_content_type_parameter (leaf->object, "delsp");
  gboolean first = body->text->str[strspn (body->text->str, " \t\r\n")] == '\0';
  if (body->text->len > 0 && body->text->str[body->text->len - 1] != '\n')
    g_string_append_c (body->text, '\n');
  if (first) /* what stands on top is what may hold commands */
    body->message->has_plain = leaf->kind != PT_LEAF_HTML;
  if (leaf->kind == PT_LEAF_HTML) {
    const char *note = NULL;
    g_autofree char *plain = pt_html_to_text (text, strlen (text), body->limits, &note);
    g_string_append (body->text, plain);
    if (note)
      pt_part_add_note (part, note);
    return;
  }
  if (format && g_ascii_strcasecmp (format, "flowed") == 0)
    pt_body_append_flowed (body->text, text, del_sp && g_ascii_strcasecmp (del_sp, "yes") == 0);
  else
    pt_body_append_lines (body->text, text);
}

/* An attached message has no content of its own in the tree: its bytes are those the scan found around its start. */
static void
place_message (Body *body, PtLeaf *leaf)
{
  for (guint i = 0; i < body->scan->parts->len; i++) {
    const PtScanPart *part = g_ptr_array_index (body->scan->parts, i);
    if (part->content == leaf->start) {
      leaf->length = part->end - part->content;
      return;
    }
  }
  if (body->scan->parts->len == 0 && leaf->start < body->size)
    leaf->length = body->size - leaf->start;
}

static void
add_leaf (Body *body, PtLeaf *leaf, gboolean want_cids)
{
  PtPart *part = pt_leaf_part (leaf);
  g_ptr_array_add (body->message->parts, part);
  if (GMIME_IS_MESSAGE_PART (leaf->object))
    place_message (body, leaf);
  if (leaf->shown || (want_cids && leaf->body && leaf->kind == PT_LEAF_HTML)) {
    gsize cap = leaf->kind == PT_LEAF_HTML ? body->limits->html_bytes : body->limits->text_bytes + 4;
    g_autofree char *text = leaf_text (body, leaf, part, cap);
    if (leaf->kind == PT_LEAF_HTML && want_cids)
      find_cids (body, text);
    if (leaf->shown && body->text->len <= body->limits->text_bytes)
      add_text (body, leaf, part, text);
    return;
  }
  if (!pt_part_decode (part, body->bytes, leaf->start, leaf->length, leaf->encoding, NULL, 0) && !leaf->body)
    body->message->ambiguous = TRUE;
}

/* Attached or inline: the HTML is known now. */
static void
set_disposition (Body *body, const PtLeaf *leaf, PtPart *part)
{
  const char *disposition = g_mime_object_get_disposition (leaf->object);
  if (leaf->body)
    return;
  part->is_inline = (part->content_id && g_hash_table_contains (body->cids, part->content_id))
                    || (disposition && g_ascii_strcasecmp (disposition, "inline") == 0 && part->name);
  part->attachment = !part->is_inline;
}

/* Parts that only the reading by lines found. */
static void
add_scanned (Body *body)
{
  for (guint i = 0; i < body->scan->parts->len; i++) {
    const PtScanPart *found = g_ptr_array_index (body->scan->parts, i);
    if (found->content >= found->end || g_str_has_prefix (found->type, "multipart/")
        || g_hash_table_contains (body->known, GSIZE_TO_POINTER (found->content)))
      continue;
    g_autofree char *type = pt_text_to_line (found->type);
    PtPart *part = pt_part_new (g_utf8_validate (type, -1, NULL) && *type != 0 ? type : "application/octet-stream");
    g_ptr_array_add (body->message->parts, part);
    part->name = pt_part_safe_name (found->name);
    part->attachment = TRUE;
    pt_part_decode (part, body->bytes, found->content, found->end - found->content,
                    g_mime_content_encoding_from_string (found->encoding), NULL, 0);
    pt_part_add_note (part, found->found ? found->found : "found by another reading of the structure");
    body->message->ambiguous = TRUE;
  }
}

/* A multipart without any part: its words are kept as they stand. */
static void
add_raw_text (Body *body, gsize body_start)
{
  gsize length = MIN (body->size - body_start, body->limits->text_bytes + 4);
  g_autofree char *text = pt_charset_to_utf8 ((const char *) body->bytes + body_start, length, NULL, NULL);
  PtPart *part = pt_part_new ("text/plain");
  g_ptr_array_add (body->message->parts, part);
  pt_part_decode (part, body->bytes, body_start, body->size - body_start, GMIME_CONTENT_ENCODING_DEFAULT, NULL, 0);
  pt_part_add_note (part, "no part found in the multipart: read as one text");
  pt_body_append_lines (body->text, text);
  body->message->ambiguous = TRUE;
}

static void
read_leaves (Body *body, gsize body_start)
{
  gboolean want_cids = has_content_ids (body);
  guint count = body->leaves->len;
  for (guint i = 0; i < count; i++)
    add_leaf (body, leaf_at (body, i), want_cids);
  for (guint i = 0; i < count; i++)
    set_disposition (body, leaf_at (body, i), g_ptr_array_index (body->message->parts, i));
  add_scanned (body);
  if (body->message->parts->len == 0 && body_start < body->size)
    add_raw_text (body, body_start);
}

void
pt_body_read (PtMessage *message, GMimeObject *root, const PtSource *source, PtPartScan *scan, const PtLimits *limits)
{
  g_autoptr (GArray) leaves = g_array_new (FALSE, FALSE, sizeof (PtLeaf));
  g_autoptr (GHashTable) cids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);
  Body body = { .message = message, .limits = limits, .scan = scan, .leaves = leaves, .cids = cids, .known = known };
  body.bytes = g_bytes_get_data (source->raw, &body.size);
  body.text = g_string_new (NULL);
  if (root) {
    collect (&body, root, FALSE);
    if (scan->parts->len > 0)
      know_starts (&body, root);
  }
  read_leaves (&body, source->body_start);
  message->ambiguous |= scan->odd;
  g_string_truncate (body.text, pt_text_prefix (body.text->str, limits->text_bytes));
  g_free (message->text);
  message->text = g_string_free (body.text, FALSE);
}
