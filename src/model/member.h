/* PtMember: one row of the table of the members of a type, which copying, freeing, the store, dumps and JSON are made
 * from.  The table is the only place that knows a column. */
#ifndef PT_MODEL_MEMBER_H
#define PT_MODEL_MEMBER_H

#include "base/types.h"
#include "model/words.h"

typedef enum {
  /* PtId, 0 = none.  Of the second to the fifth kind a decision may make rows, whose ids are negative until they are
   * stored. */
  PT_KIND_ID,
  PT_KIND_PERSON,
  PT_KIND_TICKET,
  PT_KIND_COMMENT,
  PT_KIND_EVENT,
  PT_KIND_TIME,   /* PtTime, 0 = never */
  PT_KIND_COUNT,  /* guint */
  PT_KIND_YES_NO, /* gboolean */
  PT_KIND_ENUM,   /* an enumeration, whose words are `names` */
  PT_KIND_NAME,   /* the same, of which the store holds the word */
  PT_KIND_TEXT,   /* char *; where it is NULL the store has "" */
  PT_KIND_MAYBE,  /* char *; NULL = none */
  PT_KIND_SET,    /* bits 1 << value of an enumeration: words, one space between in the store */
  PT_KIND_PEOPLE, /* GArray * of PtId: numbers, one space between in the store */
} PtMemberKind;

typedef enum {
  PT_MEMBER_DUMPED = 1 << 0, /* stands in the dump of its row unless it is as usual: 0, "" */
  PT_MEMBER_MADE = 1 << 1,   /* stands so in the line of the action that makes the row */
  PT_MEMBER_ALWAYS = 1 << 2, /* stands there whatever it is */
  PT_MEMBER_BARE = 1 << 3,   /* text that is one word there, without quotes if it is plain */
  PT_MEMBER_LISTED = 1 << 4, /* a member in the JSON of lists */
  PT_MEMBER_SHOWN = 1 << 5,  /* a member in the JSON of one row */
  PT_MEMBER_SET = 1 << 6,    /* `postern ticket set` takes it */
} PtMemberFlags;

typedef struct {
  const char    *name;   /* in dumps and for people: merged-into */
  const char    *column; /* in the store: merged_into */
  const char    *json;   /* in JSON, if it is called otherwise there; NULL = as the column */
  const char    *member; /* in C; of a struct inside it notification.kind */
  PtMemberKind    kind;
  gsize          offset;
  const PtNames *names;  /* of an enumeration */
  guint          flags;  /* PtMemberFlags */
} PtMember;

typedef struct {
  const PtMember *at;
  guint          n;
  gsize          size; /* of the struct */
} PtMembers;

/* The column COLUMN_NAME, which is PATH in TYPE.  It does not compile if the C type of the member is none of
 * KIND's. */
#define PT_MEMBER_OF(Type, column_name, path, KIND) \
  .column = column_name, .member = #path, .kind = PT_KIND_##KIND, \
  .offset = G_STRUCT_OFFSET (Type, path) + PT_IS_##KIND (((Type *) NULL)->path)

#define PT_IS_ID(member) _Generic ((member), PtId: 0)
#define PT_IS_PERSON(member) PT_IS_ID (member)
#define PT_IS_TICKET(member) PT_IS_ID (member)
#define PT_IS_COMMENT(member) PT_IS_ID (member)
#define PT_IS_EVENT(member) PT_IS_ID (member)
#define PT_IS_TIME(member) _Generic ((member), PtTime: 0)
#define PT_IS_COUNT(member) _Generic ((member), guint: 0)
#define PT_IS_YES_NO(member) _Generic ((member), gboolean: 0)
/* C gives an enumeration without negative values this type */
#define PT_IS_ENUM(member) _Generic ((member), guint: 0)
#define PT_IS_NAME(member) PT_IS_ENUM (member)
#define PT_IS_TEXT(member) _Generic ((member), char *: 0)
#define PT_IS_MAYBE(member) PT_IS_TEXT (member)
#define PT_IS_SET(member) PT_IS_ENUM (member)
#define PT_IS_PEOPLE(member) _Generic ((member), GArray *: 0)

/* Of a member that is a number of any kind. */
gint64      pt_member_number (const PtMember *member, gconstpointer row);
void        pt_member_set_number (const PtMember *member, gpointer row, gint64 number);

/* Of a member that is text; the second frees what was there and copies TEXT. */
gboolean    pt_member_is_text (const PtMember *member);
const char *pt_member_text (const PtMember *member, gconstpointer row);
void        pt_member_set_text (const PtMember *member, gpointer row, const char *text);

/* A set and people as one line; the second adds those of TEXT.  Free with g_free. */
gboolean    pt_member_is_list (const PtMember *member);
char       *pt_member_join (const PtMember *member, gconstpointer row);
void        pt_member_split (const PtMember *member, gpointer row, const char *text);

/* A copy of ROW, and the freeing of one, as the table knows it. */
gpointer    pt_members_copy (const PtMembers *members, gconstpointer row);
void        pt_members_free (const PtMembers *members, gpointer row);
/* What the members of ROW own. */
void        pt_members_clear (const PtMembers *members, gpointer row);

/* Every member is the same. */
gboolean    pt_members_equal (const PtMembers *members, gconstpointer a, gconstpointer b);

/* NULL if there is none of that name, or of that column. */
const PtMember *pt_members_named (const PtMembers *members, const char *name);
const PtMember *pt_members_column (const PtMembers *members, const char *column);

#endif
