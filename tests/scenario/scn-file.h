/* Scenario files as data: see README in this folder for the language. */
#ifndef TESTS_SCENARIO_SCN_FILE_H
#define TESTS_SCENARIO_SCN_FILE_H

#include <glib.h>

/* One line: its words, and the indented block below it if its first word takes one. */
typedef struct {
  guint  number;
  GStrv  words;
  char  *rest;  /* the line after its first word, as written */
  char  *block; /* NULL if none */
} ScnLine;

typedef struct {
  guint      number;
  GPtrArray *when; /* ScnLine * */
  GPtrArray *then; /* ScnLine * */
} ScnStep;

typedef struct {
  char      *file;
  guint      number;
  char      *name;
  GStrv      ids;   /* rules it is about */
  GPtrArray *common; /* ScnLine *: `given` at the head of the file, for every scenario in it */
  GPtrArray *given; /* ScnLine * */
  GPtrArray *steps; /* ScnStep * */
} ScnScenario;

/* Appends the scenarios of PATH to OUT.  FALSE and *out_error (free with g_free), with file and line, if it
   cannot be read. */
gboolean scn_file_read (const char *path, GPtrArray *out, char **out_error);
void     scn_scenario_free (ScnScenario *scenario);

/* The lines of TEXT (ScnLine *), as they stand below `when`; what is indented by two blanks is the block of the line
 * above. Free with g_ptr_array_unref. */
GPtrArray *scn_lines (const char *text);

/* Words of TEXT: blanks divide, "quotes" and {braces} keep together, quotes are taken away. */
GStrv scn_words (const char *text);

#endif
