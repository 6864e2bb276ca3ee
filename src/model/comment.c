#include "model/comment.h"



PtComment *
pt_comment_new (PtId id, PtId ticket, PtId author)
{
  PtComment *comment = g_new0 (PtComment, 1);
  comment->id = id;
  comment->ticket = ticket;
  comment->author = author;
  comment->flags = g_ptr_array_new_with_free_func (g_free);
  comment->visible_cc = g_array_new (FALSE, FALSE, sizeof (PtId));
  return comment;
}

void
pt_comment_free (PtComment *comment)
{
  if (!comment)
    return;
  g_free (comment->author_address);
  g_ptr_array_unref (comment->flags);
  g_free (comment->text);
  g_array_unref (comment->visible_cc);
  g_free (comment);
}

void
pt_comment_add_flag (PtComment *comment, const char *word)
{
  if (!g_ptr_array_find_with_equal_func (comment->flags, word, g_str_equal, NULL))
    g_ptr_array_add (comment->flags, g_strdup (word));
}

gboolean
pt_comment_is_flagged (const PtComment *comment)
{
  return comment->flags->len > 0;
}
