/* Labelled mail that goes through reading, look-up, gather, match and apply alone: which ticket takes it? */
#ifndef TESTS_SCENARIO_THREADING_WORLD_H
#define TESTS_SCENARIO_THREADING_WORLD_H

#include "model/envelope.h"
#include "model/message.h"
#include "model/policy.h"

typedef struct {
  char       *file;
  char       *key;     /* first folder and label: mails with the same key are one thread */
  PtEnvelope *envelope;
  PtMessage  *message;
  PtId        ticket;  /* that took it in the last run */
  gboolean    repeats; /* its content was there already */
  gboolean    namesake; /* its Message-ID was there already, with other content, and nothing else matched */
} PtLabelled;

/* A policy without a limit of age on ids: only the matching is measured. */
PtPolicy *pt_threading_policy (void);

/* Reads FOLDER/expected.jsonl and every message with a label (PtLabelled *), in the order of their dates.  Free with
 * g_ptr_array_unref. */
gboolean pt_threading_read (const char *folder, const PtPolicy *policy, GPtrArray **out_mails, GError **error);

/* Feeds MAILS in their order to a fresh store made in DIR, which must be empty, and notes what became of each.
 * *out_links: two PtId after another for each link `same-thread`; free with g_array_unref. */
gboolean pt_threading_feed (const char *dir, const PtPolicy *policy, GPtrArray *mails, GArray **out_links,
                            GError **error);

#endif
