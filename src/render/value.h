/* PtValue: the tree that a template reads: strings, booleans, lists and maps.
 * It is built once and then only read; numbers and times are strings by then, since how they look is a
 * question of language and not of the template.  A value is reference counted; a container must not hold
 * itself. */
#ifndef PT_RENDER_VALUE_H
#define PT_RENDER_VALUE_H

#include <glib.h>

typedef enum {
  PT_VALUE_STRING,
  PT_VALUE_BOOL,
  PT_VALUE_LIST,
  PT_VALUE_MAP,
} PtValueKind;

typedef struct PtValue PtValue;

/* A copy of TEXT; NULL is the empty string. */
PtValue *pt_value_new_string (const char *text);

/* Takes TEXT, which g_free must be able to free. */
PtValue *pt_value_new_take (char *text);

/* A string of HTML that has been built or sanitised by this program.  It differs from other strings in one
 * thing: {{{name}}} inserts it as it stands also under PT_ESCAPE_GUARDED (THREATS T079).  Takes HTML. */
PtValue *pt_value_new_html (char *html);

/* A string that differs by where it stands: TEXT in plain text and subjects, HTML, which this program has built, in
 * HTML, with any number of braces.  Takes both. */
PtValue *pt_value_new_formatted (char *text, char *html);

PtValue *pt_value_new_bool (gboolean truth);
PtValue *pt_value_new_int (gint64 number);
PtValue *pt_value_new_list (void);
PtValue *pt_value_new_map (void);

PtValue *pt_value_ref (PtValue *value);
void pt_value_unref (PtValue *value);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtValue, pt_value_unref)

/* Appends ITEM, whose reference is taken, to LIST. */
void pt_value_list_add (PtValue *list, PtValue *item);

/* Sets KEY of MAP to ITEM, whose reference is taken; a value already there is replaced.  A template cannot
 * name a key that holds a dot or a space. */
void pt_value_map_set (PtValue *map, const char *key, PtValue *item);

/* What {{name}} inserts for MAP itself, beside its items: as pt_value_new_formatted. */
void pt_value_map_set_self (PtValue *map, char *text, char *html);

/* As pt_value_map_set with a copy of TEXT, which may be NULL; a truth; a number. */
void pt_value_map_set_string (PtValue *map, const char *key, const char *text);
void pt_value_map_set_bool (PtValue *map, const char *key, gboolean truth);
void pt_value_map_set_int (PtValue *map, const char *key, gint64 number);

PtValueKind pt_value_kind (const PtValue *value);

/* What {{name}} inserts: the string, or "true" or "false"; the empty string for lists, NULL, and maps that have
 * nothing. Borrowed; *LENGTH, if wanted, is in bytes. */
const char *pt_value_text (const PtValue *value, gsize *length);

/* TRUE if VALUE was made by pt_value_new_html. */
gboolean pt_value_is_html (const PtValue *value);

/* What is inserted in HTML as it stands; NULL if VALUE was not made by pt_value_new_formatted or has no self.
 * Borrowed. */
const char *pt_value_html (const PtValue *value, gsize *length);

/* Calls FUNC for each item of MAP, in the order of the keys; nothing for everything but a map. */
typedef void (*PtValueFunc) (const char *key, const PtValue *item, gpointer data);
void pt_value_map_each (const PtValue *map, PtValueFunc func, gpointer data);

/* What {{#name}} asks: FALSE for NULL, false, the empty string and the empty list; else TRUE. */
gboolean pt_value_is_true (const PtValue *value);

/* Number of items of a list; 0 for everything else. */
guint pt_value_list_length (const PtValue *value);

/* Item at INDEX, borrowed; NULL beyond the end and for everything but a list. */
const PtValue *pt_value_list_item (const PtValue *value, guint index);

/* Value of KEY, borrowed; NULL if there is none and for everything but a map. */
const PtValue *pt_value_map_get (const PtValue *value, const char *key);

#endif
