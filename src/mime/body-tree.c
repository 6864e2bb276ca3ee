#include "mime/body-tree.h"

typedef struct {
  GMimeObject *object;
  guint        depth;
} Step;

GMimeObject *
pt_body_inner (GMimeObject *object)
{
  GMimeMessage *inner
    = GMIME_IS_MESSAGE_PART (object) ? g_mime_message_part_get_message (GMIME_MESSAGE_PART (object)) : NULL;
  return inner ? g_mime_message_get_mime_part (inner) : NULL;
}

static gboolean
stop (PtMessage *message, const char *what, guint limit)
{
  message->gate = PT_GATE_LIMIT;
  g_free (message->gate_detail);
  message->gate_detail = g_strdup_printf ("%s is over %u", what, limit);
  return FALSE;
}

gboolean
pt_body_check_tree (PtMessage *message, GMimeObject *root, const PtLimits *limits)
{
  g_autoptr (GArray) todo = g_array_new (FALSE, FALSE, sizeof (Step));
  Step step = { root, 1 };
  guint parts = 0;
  if (root)
    g_array_append_val (todo, step);
  while (todo->len > 0) {
    step = g_array_index (todo, Step, todo->len - 1);
    g_array_set_size (todo, todo->len - 1);
    GMimeObject *inner = pt_body_inner (step.object);
    gboolean nests = inner || GMIME_IS_MULTIPART (step.object);
    if (nests && step.depth > limits->depth)
      return stop (message, "MIME nesting", limits->depth);
    if (++parts > limits->parts)
      return stop (message, "number of parts", limits->parts);
    Step next = { inner, step.depth + 1 };
    if (inner)
      g_array_append_val (todo, next);
    for (int i = 0;
         GMIME_IS_MULTIPART (step.object) && i < g_mime_multipart_get_count (GMIME_MULTIPART (step.object)); i++) {
      next.object = g_mime_multipart_get_part (GMIME_MULTIPART (step.object), i);
      g_array_append_val (todo, next);
    }
  }
  return TRUE;
}
