/* PtMessage: the facts that gate, read and filters found in the bytes of one message.  Filled once, then const.
 * All text is valid UTF-8.  Nothing here is an opinion: who the author is and what he may do is decided in core. */
#ifndef PT_MODEL_MESSAGE_H
#define PT_MODEL_MESSAGE_H

#include "base/address.h"
#include "base/digest.h"
#include "base/types.h"

/* Why the gate stops a message before the parser, or the reader after it (RULES B8, rows 1, 3, 8). */
typedef enum {
  PT_GATE_OK,
  PT_GATE_TOO_LARGE,     /* over the size: rejected, or held 19 */
  PT_GATE_TOO_MANY_HOPS, /* over 50 Received: rejected, or held 4 */
  PT_GATE_LIMIT,         /* another limit of THREATS section 7: held 19 */
  PT_GATE_BYTES,         /* NUL or bare CR in the header block, no header at all: held 29 */
  PT_GATE_FROM,          /* not one From with one mailbox, `=?` in an addr-spec, an address that reads differently
                            when written again: held 29 */
  PT_GATE_UNREADABLE,    /* the reading worker died on it twice: held 19 */
} PtGate;

/* Marks of mail that no person wrote just now (RULES 9.2, B9). */
typedef enum {
  PT_AUTOMATIC_NO,
  PT_AUTOMATIC_YES,      /* Auto-Submitted and its kin: cause 3 */
  PT_AUTOMATIC_VACATION, /* an absence note: cause 8 */
  PT_AUTOMATIC_BULK,     /* list or bulk mail: cause 3 */
  PT_AUTOMATIC_NOREPLY,  /* the sender's own local part says that nobody reads answers: cause 27 */
} PtAutomatic;

typedef enum {
  PT_REPORT_NONE,
  PT_REPORT_DELIVERY,    /* RFC 3464, or a null sender without any structure */
  PT_REPORT_DISPOSITION, /* RFC 8098 */
  PT_REPORT_FEEDBACK,    /* RFC 5965 */
} PtReportKind;

/* One recipient of a delivery report. */
typedef struct {
  char *recipient; /* Final-Recipient without its type, NULL if missing */
  char *action;    /* failed, delayed, delivered, relayed, expanded; lower case */
  char *status;    /* RFC 3463, "" if missing */
  char *words;     /* what the server said, one line; "" if nothing */
} PtDeliveryStatus;

/* One result of a trusted Authentication-Results field (RFC 8601, THREATS 5.1). */
typedef struct {
  char *method; /* dmarc, dkim, spf, arc; lower case */
  char *result; /* pass, fail, none ...; lower case */
  char *domain; /* header.from or header.d as A-label in lower case, NULL if missing */
} PtAuthResult;

/* Content-Transfer-Encoding (RFC 2045 section 6.1): what has to be undone to get at the bytes of a part. */
typedef enum {
  PT_ENCODING_UNKNOWN, /* none given, or none of these: the bytes count as they stand */
  PT_ENCODING_7BIT,
  PT_ENCODING_8BIT,
  PT_ENCODING_BINARY,
  PT_ENCODING_BASE64,
  PT_ENCODING_QUOTED_PRINTABLE,
  PT_ENCODING_UUENCODE,
} PtEncoding;

/* One leaf of the MIME tree. */
typedef struct {
  char    *type;        /* "text/plain", lower case */
  char    *charset;     /* as declared, NULL if none */
  char    *name;        /* safe display name, never a path (THREATS T081); NULL if none */
  char    *content_id;  /* without brackets; NULL if none */
  gboolean attachment;  /* shown as an attachment; FALSE for the body texts and inline parts */
  gboolean is_inline;   /* referred to by the HTML, or disposed inline with a name */
  gsize    size;        /* decoded bytes */
  guint8   sha256[PT_SHA256_BYTES]; /* of the decoded bytes */
  gsize    raw_start;   /* where the encoded bytes lie in the raw message, so that nobody has to parse it again */
  gsize    raw_length;
  PtEncoding encoding;
  char *note; /* what had to be repaired: charset, encoding, NUL; NULL if nothing (RULES B6, last sentence) */
} PtPart;

/* What a filter adds: FILTER is its name. */
typedef struct {
  char *filter;
  char *key;
  char *value;
} PtNote;

typedef struct {
  /* gate */
  PtGate gate;
  char  *gate_detail; /* which limit, field or byte; NULL if gate is OK */
  guint8 digest[PT_SHA256_BYTES];     /* content digest, RULES B19; of the raw bytes if unreadable */
  guint8 raw_digest[PT_SHA256_BYTES]; /* SHA-256 of the raw message */
  gsize  raw_size;

  /* header */
  char      *message_id;  /* without brackets; NULL if none or beyond our grammar */
  GPtrArray *in_reply_to; /* char * ids without brackets */
  GPtrArray *references;  /* char * ids without brackets, oldest first, bounded by PtLimits.references */
  char      *subject;     /* decoded, one line; "" if none */
  PtTime     date;        /* only shown, never used for order (T109); 0 if unreadable */
  PtAddress *from;        /* the single From mailbox; NULL if the gate is not OK */
  GPtrArray *to;          /* PtAddress * */
  GPtrArray *cc;          /* PtAddress * */
  GPtrArray *reply_to;    /* PtAddress * */
  char      *loop_mark;   /* value of X-Postern-Loop, NULL if none */
  char      *thread_index; /* Thread-Index as sent, one line, NULL if none */
  gboolean   ambiguous;   /* two readings of the MIME structure or of a field (T062, T063) */

  /* authentication: results of the trusted fields above our own MTA's Received line */
  GPtrArray *auth;        /* PtAuthResult * */

  /* body */
  GPtrArray *parts;       /* PtPart * */
  char      *text;        /* the whole body as plain text, LF line ends */
  char      *text_new;    /* what the author wrote now */
  char      *text_quoted; /* the quoted rest */
  gboolean   has_plain;   /* text begins with a text/plain part: only then may commands stand on top (RULES MC2) */

  /* filters */
  PtAutomatic  automatic;
  PtReportKind report;
  GPtrArray   *returned_ids; /* char *: Message-IDs in the returned part of a report */
  GPtrArray   *statuses;     /* PtDeliveryStatus * */
  double       spam;         /* certainty 0 ... 1; negative if nobody said */
  GPtrArray   *notes;        /* PtNote * */
} PtMessage;

/* An empty message: all arrays there, all texts "" or NULL, spam -1. */
PtMessage *pt_message_new (void);
/* Repeats of MESSAGE received at this time or before are other mails: G_MININT64, or for one that bears neither Date
 * nor Message-ID, so that a device may say the same again, 24 hours before NOW (RULES J22). */
PtTime     pt_message_repeats_since (const PtMessage *message, PtTime now);
void       pt_message_free (PtMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtMessage, pt_message_free)

PtPart *pt_part_new (const char *type);
void    pt_part_free (PtPart *part);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtPart, pt_part_free)

PtAuthResult     *pt_auth_result_new (const char *method, const char *result, const char *domain);
PtDeliveryStatus *pt_delivery_status_new (const char *recipient, const char *action, const char *status,
                                          const char *words);

/* Adds a note; all strings are copied. */
void pt_message_add_note (PtMessage *message, const char *filter, const char *key, const char *value);

/* The value of the first note with that filter and key, or NULL. */
const char *pt_message_note (const PtMessage *message, const char *filter, const char *key);

const char *pt_gate_name (PtGate gate);
const char *pt_automatic_name (PtAutomatic automatic);
const char *pt_report_name (PtReportKind kind);
const char *pt_encoding_name (PtEncoding encoding);

#endif
