/* A mail of somebody else that the author hands on (RULES M15, M16): where it begins, and who it says wrote it.  What
 * it says is a claim and no proof (T037). */
#ifndef PT_FILTERS_FORWARD_H
#define PT_FILTERS_FORWARD_H

#include <glib.h>

typedef struct {
  char *above;   /* what the author typed above it (or below, where the copy is marked as one), "" if nothing */
  char *name;    /* of its From, "" if none */
  char *address; /* of its From */
  char *subject; /* one line, "" if none */
  char *date;    /* as it stands there, one line, "" if none */
  char *text;
} PtForward;

/* The forwarded mail in TEXT (LF lines) of a mail with SUBJECT: below the line by which Gmail, Apple Mail,
 * Thunderbird and their like begin one, in the larger languages; or, as Outlook does, below nothing but a block of
 * fields, which is an answer's as well, so that SUBJECT must say that it is a forward.  A block that stands in a
 * quote, or below one, is part of an answer.  NULL if there is none, or its From has not exactly one address. Linear.
 */
PtForward *pt_forward_find (const char *text, const char *subject);
void       pt_forward_free (PtForward *forward);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtForward, pt_forward_free)

/* SUBJECT begins with a mark of forwarding: Fwd:, WG:, TR:, RV: ... */
gboolean pt_forward_is_subject (const char *subject);

#endif
