/* Whose word a mail is (RULES B0): its From, or, for a form that the settings trust, whom that names in Reply-To. */
#ifndef PT_CORE_AUTHOR_H
#define PT_CORE_AUTHOR_H

#include "core/facts.h"

/* The one mailbox in Reply-To of a mail that a trusted form sent; NULL if it is an ordinary mail.  A form counts only where
 * nothing speaks against its own address, and where an authserv-id is configured only with a pass. */
const PtAddress *pt_author_by_form (const PtPolicy *policy, const PtRules *rules, const PtMessage *message);

/* Fills in who wrote: from, author, author_key, auth, mail_auth, by_form and what the lists say of him.  An agent is never
 * named by a form (X24). */
void pt_author_find (PtFacts *facts);

/* Automatic mail.  That nobody reads the address of a form says nothing of who filled it in. */
gboolean pt_author_is_machine (const PtFacts *facts);

#endif
