#include "model/comment.h"

#define MEMBER(called, column, member, KIND, given) \
  { .name = called, PT_MEMBER_OF (PtComment, column, member, KIND), .flags = given }
#define NAMED(called, column, member, KIND, given, in_json) \
  { .name = called, PT_MEMBER_OF (PtComment, column, member, KIND), .flags = given, .json = in_json }
#define WORDS(column, member, KIND, noun, given) \
  { .name = column, PT_MEMBER_OF (PtComment, column, member, KIND), .names = &noun##_names, .flags = given }
#define MADE  PT_MEMBER_MADE
#define SHOWN PT_MEMBER_SHOWN

static const PtMember members[] = {
  NAMED ("id", "id", id, COMMENT, SHOWN, "comment"),
  MEMBER ("ticket", "ticket", ticket, TICKET, 0),
  MEMBER ("at", "at", at, TIME, SHOWN),
  NAMED ("private", "is_private", is_private, YES_NO, SHOWN, "private"),
  NAMED ("participant", "is_participant", is_participant, YES_NO, MADE | SHOWN, "participant"),
  MEMBER ("author", "author", author, PERSON, SHOWN),
  MEMBER ("from", "author_address", author_address, MAYBE, 0),
  WORDS ("channel", channel, ENUM, pt_channel, MADE),
  MEMBER ("to", "visible_to", visible_to, PERSON, MADE),
  MEMBER ("cc", "visible_cc", visible_cc, PEOPLE, MADE),
  WORDS ("flags", flags, SET, pt_flag, MADE | SHOWN),
  MEMBER ("text", "text", text, TEXT, MADE | PT_MEMBER_ALWAYS | SHOWN),
  MEMBER ("rest", "rest", rest, TEXT, 0),
  MEMBER ("publishes", "publishes", publishes, COMMENT, 0),
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
