/* Body of a mail in a scenario: text, html, attachments, reports. */
#ifndef TESTS_SCENARIO_SCN_BODY_H
#define TESTS_SCENARIO_SCN_BODY_H

#include "tests/lib/world.h"
#include "tests/scenario/scn-file.h"

typedef struct {
  char      *text; /* LF lines; NULL = a sentence of its own */
  char      *html;
  gboolean   empty;
  GPtrArray *attachments; /* char *: names */
  char      *report;      /* delivery, disposition or feedback */
  char      *returned;    /* id of the mail the report is about, with brackets */
  char      *status;
  char      *action;     /* NULL: failed */
  char      *says;       /* Diagnostic-Code; NULL: none */
} ScnBody;

void     scn_body_init (ScnBody *body);
void     scn_body_clear (ScnBody *body);
gboolean scn_body_line (ScnBody *body, const PtWorld *world, const ScnLine *line, char **out_error);
/* MIME fields, the empty line and the body, with CR LF. */
void     scn_body_write (const ScnBody *body, GString *out);

#endif
