/* What fields are made from; for the files fields*.c only. */
#ifndef PT_RENDER_FIELDS_SOURCE_H
#define PT_RENDER_FIELDS_SOURCE_H

#include "render/fields.h"

typedef struct {
  const PtNotice      *notice;
  const PtFieldsInput *input;
  PtNotifyKind         kind;
  gboolean             outside;
  gboolean             bare;         /* nothing that the sender chose (B12) */
  gboolean             without_text; /* no comment at all (H8, T035) */
  gboolean             machine;      /* the requester is no person (H9) */
} PtFieldsSource;

/* A person's fields. */
PtValue *pt_fields_person (const PtFieldsSource *s, const PtPerson *person);
/* Everybody in CC as a list of persons, and their names with commas between. */
PtValue *pt_fields_cc (const PtFieldsSource *s);
/* Those CCs, in mail to people inside, to whom the comment is not mailed: others outside brought them in (J9). */
PtValue *pt_fields_brought (const PtFieldsSource *s);
PtValue *pt_fields_names (const PtValue *persons);
/* Name, or where there is none what may stand for it; his address if it may be shown (H6).  Free with g_free. */
char *pt_fields_name_for (const PtFieldsSource *s, const PtPerson *person);
char *pt_fields_name_or_address (const PtFieldsSource *s, const PtPerson *person);

/* The comment that the mail is about. */
PtValue *pt_fields_comment (const PtFieldsSource *s);
/* The comments that go in the same mail before that one (D9). */
PtValue *pt_fields_earlier (const PtFieldsSource *s);
/* Sets the fields of TICKET that hold comments; COMMENT is the one that the mail is about, NULL if none. */
void pt_fields_set_comments (const PtFieldsSource *s, PtValue *ticket, PtValue *comment);

/* Those whom the mail of the event did not reach, or will not (J4). */
PtValue *pt_fields_unreached (const PtFieldsSource *s);

/* `2026-01-01 10:00 UTC`, and its two halves under PREFIX_date and PREFIX_time, the whole as PREFIX_at; PREFIX ""
 * gives at, date, time. */
void pt_fields_set_time (PtValue *map, const char *prefix, PtTime time);

/* A string that is TEXT in plain text, and the same made HTML in HTML. */
PtValue *pt_fields_formatted (const char *text);

#endif
