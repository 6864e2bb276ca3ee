/* The migrations of schema/, compiled in.  Step n makes version n + 1 of the store. */
#ifndef PT_STORE_SCHEMA_H
#define PT_STORE_SCHEMA_H

#include <glib.h>

typedef struct {
  const char *name; /* of the file */
  const char *sql;
} PtSchemaStep;

extern const PtSchemaStep pt_schema_steps[];
extern const guint        pt_schema_n_steps;

#endif
