/* A world to test in: policy, people, tickets, comments, known ids and sent mail with ids of the test's
   choice, and the
 * names that the test calls them by.  The same world can be written into an empty SQLite store (world-sql.h). */
#ifndef TESTS_LIB_WORLD_H
#define TESTS_LIB_WORLD_H

#include "model/policy.h"
#include "tests/lib/memstore.h"

typedef struct {
  PtPolicy   *policy; /* one key, number 7, of a fixed secret */
  PtMemstore *rows;
  GHashTable *names;  /* char * -> PtId of a person */
  PtTime      now;
} PtWorld;

/* No mailbox, nobody: 2026-01-01T10:00:00Z at desk.example.com, installation `test`. */
PtWorld *pt_world_new (void);
void     pt_world_free (PtWorld *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtWorld, pt_world_free)

/* Fills WORLD from a line of words, as in the `given` part of a scenario (tests/scenario/README).  FALSE and
 * *out_error (free with g_free) if it cannot be understood. */
gboolean pt_world_line (PtWorld *world, char *const *words, char **out_error);

/* The person called NAME; NULL if there is none. */
PtPerson *pt_world_person (const PtWorld *world, const char *name);

/* The name that the test gave to the person with that primary address; NULL if none. */
const char *pt_world_name_for (const PtWorld *world, const char *address);

/* The Message-ID of a notification of that kind about COMMENT to PERSON.  Free with g_free. */
char *pt_world_message_id (const PtWorld *world, PtNotifyKind kind, PtId comment, PtId person);

/* Changes the last character of the MAC of an address detail or of the local part of an id; broken for sure. */
char *pt_world_break (const char *text);

/* Sets one setting by its name. */
gboolean pt_world_setting (PtWorld *world, const char *name, const char *value, char **out_error);

#endif
