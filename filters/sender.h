/* Signs of who sent a message that several filters ask for. */
#ifndef PT_FILTERS_SENDER_H
#define PT_FILTERS_SENDER_H

#include "filters/filter.h"

/* The null reverse path: of the envelope, or, where that is not known, of the Return-Path field. */
gboolean pt_sender_is_null (const PtSource *source, const PtEnvelope *envelope);

/* A mail system speaks: mailer-daemon, postmaster and their kin are the whole local part of From, or, where From has
 * no address, stand in it.  A name is no evidence (RULES J6). */
gboolean pt_sender_is_daemon (const PtMessage *message, const PtSource *source);

/* The From field calls its sender a mail system anywhere: supports other signs, and is none by itself. */
gboolean pt_sender_calls_itself_daemon (const PtSource *source);

/* TRUE if TEXT holds one of the lower-case WORDS (NULL-terminated), compared without ASCII case. */
gboolean pt_sender_has_word (const char *text, const char *const *words);

#endif
