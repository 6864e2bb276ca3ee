#include "model/comment.h"

#define MEMBER(member, KIND) { .name = #member, PT_MEMBER_OF (PtComment, #member, member, KIND) }

static const PtMember members[] = {
  MEMBER (id, COMMENT),
  MEMBER (ticket, TICKET),
  MEMBER (author, PERSON),
  MEMBER (author_address, MAYBE),
  MEMBER (is_private, YES_NO),
  MEMBER (is_participant, YES_NO),
  { .name = "flags", PT_MEMBER_OF (PtComment, "flags", flags, SET), .names = &pt_flag_names },
  { .name = "channel", PT_MEMBER_OF (PtComment, "channel", channel, ENUM), .names = &pt_channel_names },
  MEMBER (text, TEXT),
  MEMBER (rest, TEXT),
  MEMBER (at, TIME),
  MEMBER (publishes, COMMENT),
  MEMBER (visible_to, PERSON),
  MEMBER (visible_cc, IDS),
};
const PtMembers pt_comment_members = { members, G_N_ELEMENTS (members), sizeof (PtComment) };

PtComment *
pt_comment_new (PtId id, PtId ticket, PtId author)
{
  PtComment *comment = g_new0 (PtComment, 1);
  comment->id = id;
  comment->ticket = ticket;
  comment->author = author;
  comment->visible_cc = g_array_new (FALSE, FALSE, sizeof (PtId));
  return comment;
}

void
pt_comment_free (PtComment *comment)
{
  pt_members_free (&pt_comment_members, comment);
}
