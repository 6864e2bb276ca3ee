/* Address fields, by a parser of our own: one strict reading for From, one lenient for lists (RFC 5322 section 3.4,
 * RULES B8, THREATS T013, T018, T020, T059).  Linear and without recursion. */
#ifndef PT_MIME_HEADER_ADDRESS_H
#define PT_MIME_HEADER_ADDRESS_H

#include "base/address.h"

/* The one mailbox of VALUE (unfolded bytes), or NULL if it is anything that two programs may read differently: two
 * mailboxes, a group, a source route, an encoded word in the addr-spec, text after a comment or the brackets. */
PtAddress *pt_header_address_single (const char *value, gsize length);

/* The mailboxes of a VALUE that should hold one: appended to LIST until it holds MAXIMUM.  *out_in_brackets is the
 * one among them that alone stands in angle brackets (`Doe, Jane <jane@example.org>`, with what stood before its
 * comma in its name), else NULL.  FALSE if there is none, or two programs may read an entry differently. */
gboolean pt_header_address_several (const char *value, gsize length, guint maximum, GPtrArray *list,
                                    PtAddress **out_in_brackets);

/* Appends every mailbox of VALUE to LIST, members of groups included, until LIST holds MAXIMUM; what is no mailbox is
 * left out. */
void pt_header_address_list (const char *value, gsize length, guint maximum, GPtrArray *list);

#endif
