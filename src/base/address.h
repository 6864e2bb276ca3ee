/* PtAddress: one mailbox as a person wrote it, and the questions that identity asks of it.
 *
 * Two spellings are the same person's address when their keys are equal: the key is the address with
 * ASCII letters in lower case and the domain as A-label (RULES B20, M23, THREATS T021). */
#ifndef PT_BASE_ADDRESS_H
#define PT_BASE_ADDRESS_H

#include <glib.h>

typedef struct {
  char *name; /* display name, decoded, valid UTF-8, no control characters; NULL if none */
  char *addr; /* addr-spec as written */
  char *key;  /* for comparing; NULL if the address has no usable form */
} PtAddress;

/* NAME may be NULL.  Computes the key.  Never NULL. */
PtAddress *pt_address_new (const char *name, const char *addr);
PtAddress *pt_address_copy (const PtAddress *address);
void       pt_address_free (PtAddress *address);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtAddress, pt_address_free)

/* The key of ADDR, or NULL if ADDR is not one local part, one `@`, one domain that has an A-label form.
 * Free with g_free. */
char *pt_address_key (const char *addr);

/* TRUE if our own grammar lets ADDR into an SMTP envelope: dot-atom local part of at most 64 octets,
 * domain of at most 255 as letters, digits, hyphens and dots (or, with UTF8, UTF-8), 254 in all; no quotes,
 * no brackets, no space, no control (THREATS T019, T075). */
gboolean pt_address_is_mailable (const char *addr, gboolean utf8);

/* ADDR as it stands in an envelope and in a header: the domain as A-label.  NULL if it cannot be mailed so: nothing
 * here speaks SMTPUTF8, so its local part has to be ASCII.  Free with g_free. */
char *pt_address_as_mailed (const char *addr);
gboolean pt_address_can_be_mailed (const char *addr);

/* Domain part of KEY, "" if none; a pointer into KEY. */
const char *pt_address_domain (const char *key);

/* Organisational domain by the public suffix list (RFC 7489 section 3.2), or DOMAIN itself. Free with g_free. */
char *pt_domain_organisational (const char *domain);

/* TRUE if both have the same organisational domain. */
gboolean pt_domain_same_organisation (const char *a, const char *b);

/* TRUE if DOMAIN (A- or U-labels) mixes scripts inside a label, or looks like one of KNOWN (NULL-terminated)
 * without being equal to it (THREATS T022). */
gboolean pt_domain_is_lookalike (const char *domain, const char *const *known);

/* TRUE if the local part of KEY is one that no person reads: mailer-daemon, postmaster, no-reply and their kin
 * (RULES O5, C3, 9.2). */
gboolean pt_address_is_machine (const char *key);

/* TRUE if the whole local part of KEY, apart from a detail, is such a name: a part of it is no evidence (RULES J6).
 */
gboolean pt_address_is_unread (const char *key);

/* TRUE if the local part of KEY says itself that nobody reads answers: no-reply and its kin alone (RULES O5). */
gboolean pt_address_is_noreply (const char *key);

#endif
