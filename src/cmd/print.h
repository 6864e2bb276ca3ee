/* What commands print with: aligned columns and times (print.c), JSON (print-json.c).  Everything that came from a
 * stranger is made safe for a terminal on its way out (THREATS T084). */
#ifndef PT_CMD_PRINT_H
#define PT_CMD_PRINT_H

#include <json-glib/json-glib.h>

#include "base/text.h"
#include "base/types.h"
#include "model/member.h"

typedef struct PtColumns PtColumns;

/* TITLES (NULL-terminated) is the first line; NULL = none. */
PtColumns *pt_columns_new (const char *const *titles);
/* One line; the cells end with NULL, and are copied.  A cell is one line whatever it holds. */
void       pt_columns_add (PtColumns *columns, ...) G_GNUC_NULL_TERMINATED;
void       pt_columns_print (const PtColumns *columns);
void       pt_columns_free (PtColumns *columns);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtColumns, pt_columns_free)

/* TEXT of several lines, each behind INDENT. */
void pt_print_text (const char *text, const char *indent);

/* `2026-01-01 10:00`, UTC; "-" for 0.  Free with g_free. */
char *pt_print_time (PtTime time);

/* "#12".  Free with g_free. */
char *pt_print_id (PtId id);

/* Members of the object that BUILDER is in; NULL and 0 times become null. */
void pt_json_text (JsonBuilder *builder, const char *name, const char *value);
void pt_json_int (JsonBuilder *builder, const char *name, gint64 value);
void pt_json_bool (JsonBuilder *builder, const char *name, gboolean value);
void pt_json_time (JsonBuilder *builder, const char *name, PtTime value);
void pt_json_id (JsonBuilder *builder, const char *name, PtId value); /* 0 = null */
void pt_json_words (JsonBuilder *builder, const char *name, const GPtrArray *words /* char * */);
/* The words of SET, bits 1 << value. */
void pt_json_set (JsonBuilder *builder, const char *name, const PtNames *words, guint set);

/* What an object has beside the members of its row.  OF is what pt_json_object was given. */
typedef struct {
  const char *name;
  void (*write) (JsonBuilder *builder, const char *name, gconstpointer of);
  const char *behind; /* the column that it follows; NULL = it stands behind all */
} PtJsonMore;

/* What an object is made of: the members of MEMBERS with FLAG, in their order, and N others. */
typedef struct {
  const PtMembers *members;
  PtMemberFlags    flag;
  const PtJsonMore *more;
  guint            n;
} PtJsonForm;

#define PT_JSON_FORM(members, flag, more) { &members, flag, more, G_N_ELEMENTS (more) }

/* An object of ROW. */
void pt_json_object (JsonBuilder *builder, const PtJsonForm *form, gconstpointer row, gconstpointer of);

/* Ends and prints the document, characters that a terminal obeys as \uNNNN. */
void pt_json_print (JsonBuilder *builder);

#endif
