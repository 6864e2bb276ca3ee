/* The mail of a `when` as bytes with an envelope. */
#ifndef TESTS_SCENARIO_SCN_MAIL_H
#define TESTS_SCENARIO_SCN_MAIL_H

#include "model/envelope.h"
#include "tests/lib/world.h"
#include "tests/scenario/scn-file.h"

typedef struct {
  GBytes     *raw;
  PtEnvelope *envelope;
} ScnMail;

/* NTH makes a Message-ID when none is told.  NULL and *out_error (free with g_free) if a line cannot be
   understood. */
ScnMail *scn_mail_build (const PtWorld *world, const GPtrArray *lines, guint nth, char **out_error);
/* Gives MAIL other recipients in its envelope: `envelope to WHO...`. */
gboolean scn_mail_readdress (ScnMail *mail, const PtWorld *world, const ScnLine *line, char **out_error);
void     scn_mail_free (ScnMail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScnMail, scn_mail_free)

#endif
