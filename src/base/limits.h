/* PtLimits: the ceilings on everything that a stranger can make grow (THREATS section 7).
 * They are checked where bytes enter; what is over a limit is held, unread (RULES B8, rows 1 and 3). */
#ifndef PT_BASE_LIMITS_H
#define PT_BASE_LIMITS_H

#include <glib.h>

typedef struct {
  gsize message_bytes;   /* whole message */
  gsize header_bytes;    /* header block of the message */
  gsize field_bytes;     /* one header field, folded lines together */
  guint fields;          /* header fields of the message */
  guint received;        /* Received fields: hops */
  guint addresses;       /* addresses in all address fields together */
  guint depth;           /* MIME nesting, multipart and message/rfc822 together */
  guint parts;           /* MIME parts */
  guint parameters;      /* parameters in one field */
  gsize boundary_bytes;  /* a longer boundary is held */
  guint references;      /* ids kept of References, the newest */
  gsize id_bytes;        /* a longer message id is known by its digest */
  gsize text_bytes;      /* plain text kept as the comment; the rest stays in the raw message */
  gsize html_bytes;      /* HTML read */
  guint html_depth;      /* element nesting read */
} PtLimits;

/* The limits of THREATS section 7. */
extern const PtLimits pt_limits_default;

#endif
