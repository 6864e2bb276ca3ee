/* Words of the command line as values.  Errors are USAGE with what may be written, unless said otherwise. */
#ifndef PT_CMD_ARGUMENT_H
#define PT_CMD_ARGUMENT_H

#include "cmd/command.h"
#include "model/division.h"

/* `12` or `#12`; WHAT names it in the error. */
gboolean pt_argument_id (const char *what, const char *text, PtId *out_id, GError **error);

/* FALSE: TEXT is none of WORDS; WHAT names what they are. */
gboolean pt_argument_no_word (const PtNames *words, const char *what, const char *text, GError **error);

gboolean pt_argument_role (const char *text, PtRole *out_role, GError **error);
gboolean pt_argument_person_state (const char *text, PtPersonState *out_state, GError **error);
gboolean pt_argument_status (const char *text, PtStatus *out_status, GError **error);
gboolean pt_argument_priority (const char *text, PtPriority *out_priority, GError **error);
gboolean pt_argument_outbox_state (const char *text, PtOutboxState *out_state, GError **error);

/* An address that may be mailed. */
gboolean pt_argument_address (const char *text, GError **error);

/* A person that is there, by address, `#id` or `id`.  NOT_FOUND. */
gboolean pt_argument_person (PtCall *call, const char *text, PtPerson **out_person, GError **error);

/* Who does it: --as, POSTERN_AS, or the one active owner.  NOT_FOUND. */
gboolean pt_argument_actor (PtCall *call, PtId *out_person, GError **error);

/* Who looks, by --as or POSTERN_AS; *out_person is NULL if neither is given: everything is shown then.  NOT_FOUND. */
gboolean pt_argument_viewer (PtCall *call, PtPerson **out_person, GError **error);

/* Who changes people and groups: 0 if neither --as nor POSTERN_AS is given, for who may open the store may do that.
 * REFUSED if it is no active admin or owner (R17). */
gboolean pt_argument_admin (PtCall *call, PtId *out_person, GError **error);

gboolean pt_argument_scope (const char *text, PtScope *out_scope, GError **error);

/* By name or number.  NOT_FOUND. */
gboolean pt_argument_division (PtCall *call, const char *text, PtDivision **out_division, GError **error);
gboolean pt_argument_company (PtCall *call, const char *text, PtCompany **out_company, GError **error);

/* WORD itself; standard input where it is NULL or `-`.  MALFORMED if that is not UTF-8, TOO_LARGE. */
gboolean pt_argument_text (PtCall *call, const char *word, char **out_text, GError **error);

/* The bytes of FILE, or of standard input for `-`, at most MOST.  TOO_LARGE, NOT_FOUND, IO. */
gboolean pt_argument_bytes (const char *file, gsize most, GBytes **out_bytes, GError **error);

#endif
