/* A desk with one mailbox, its people, and mails about its ticket 1042; for tests of compose. */
#ifndef PT_TEST_COMPOSE_MAIL_H
#define PT_TEST_COMPOSE_MAIL_H

#include "test.h"

#include <gmime/gmime.h>

#include "base/clock.h"
#include "gateway/compose.h"

#define NOW       (G_GINT64_CONSTANT (1767261600) * PT_SECOND) /* 2026-01-01T10:00:00Z */
#define CANARY    "canary-7391"
#define RLO       "\xe2\x80\xae"
#define AGENT     "ann@staff.example.com"
#define INDEX_OLD "AdxAAAAAEBESExQVFhcYGRobHB0eHw=="

extern PtTemplates *mail_templates; /* the installed ones, between mail_setup and mail_teardown */

int mail_setup (void **state);
int mail_teardown (void **state);

PtPolicy *make_policy (void);

PtPerson *person (PtId id, const char *name, PtRole role, const char *address);
PtPerson *agent (void);    /* 2, author */
PtPerson *customer (void); /* 3, requester */
PtPerson *copied (void);   /* 4, CC */
PtPerson *assignee (void); /* 6 */

/* A mail of KIND about a comment of the agent's, to the person it is usually for. */
PtNotice *make_notice (PtNotifyKind kind);
void      add_attachment (PtNotice *notice, const char *name, gsize size);
void      set_text (char **field, const char *value);

PtDraft *compose (const PtPolicy *policy, PtNotice *notice);

/* The mail on the wire, read again; with POSTERN_TEST_PRINT it is shown too.  Free with g_object_unref. */
GMimeMessage *written (const PtDraft *draft);
char         *header (const PtDraft *draft, const char *name);

/* Everything a reader could find, in one string. */
char *everything (const PtDraft *draft);

void assert_people (const char *where, const GPtrArray *addresses, const char *wanted);
void assert_holds (const char *text, const char *part);
void assert_lacks (const char *text, const char *part);

#endif
