/* What every dump is built of: fields that cannot break their line (THREATS T084).  For src/model/dump*.c only. */
#ifndef PT_MODEL_DUMP_LINE_H
#define PT_MODEL_DUMP_LINE_H

#include "model/dump.h"

/* TEXT with line ends, controls, bidi and zero-width characters, `"` and `\` written as C-like escapes. */
void pt_dump_escaped (GString *out, const char *text);

/* The same between quotes; of LENGTH bytes. */
void pt_dump_quoted (GString *out, const char *text, gsize length);

/* TEXT bare if it is one plain word, else quoted; `-` for NULL. */
void pt_dump_word (GString *out, const char *text);

/* ` NAME WORD`, nothing if VALUE is NULL. */
void pt_dump_field (GString *out, const char *name, const char *value);

/* ` NAME "TEXT"`, nothing if VALUE is NULL. */
void pt_dump_text (GString *out, const char *name, const char *value);

/* ` NAME ISO`, nothing for 0. */
void pt_dump_time (GString *out, const char *name, PtTime time);

/* `<ID>` as one word. */
void pt_dump_id (GString *out, const char *id);

/* ` NAME PERSON`. */
void pt_dump_person_field (GString *out, const char *name, PtId person, const PtDumpNames *names);

/* ` NAME VALUE` of each member of ROW with FLAG, in the order of the table; nothing for what is as usual. */
void pt_dump_members (GString *out, const PtMembers *members, gconstpointer row, PtMemberFlags flag,
                      const PtDumpNames *names);

/* Name of a row: its number, or for one that the decision makes by KIND `new`, `new2` ... in order; `-` for 0. */
void pt_dump_row (GString *out, PtId id, PtActionKind kind, const PtDumpNames *names);

#endif
