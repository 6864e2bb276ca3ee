/* What keeps the mails of one ticket together in the reader's mail program. */
#ifndef PT_GATEWAY_COMPOSE_THREAD_H
#define PT_GATEWAY_COMPOSE_THREAD_H

#include "model/draft.h"
#include "model/notice.h"
#include "model/policy.h"

#define PT_REFERENCES_MAX   20  /* ids */
#define PT_REFERENCES_BYTES 900

/* Message-ID of ITEM: as it was sent, else derived from the row; NULL if the policy has no key.  Free with g_free. */
char *pt_compose_message_id (const PtPolicy *policy, const PtOutboxItem *item);

/* In-Reply-To: the last mail that the recipient has; NULL if he has none.  Free with g_free. */
char *pt_compose_in_reply_to (const PtPolicy *policy, const PtNotice *notice);

/* References: the anchor of the ticket, the newest of the received ids, IN_REPLY_TO (may be NULL) last.  No id twice,
 * none that may not be written (T074), within both limits.  Free with g_ptr_array_unref. */
GPtrArray *pt_compose_references (const PtPolicy *policy, const PtNotice *notice, const char *in_reply_to);

/* PARENT, a Thread-Index, with one child block for a message of NOW: base64 of 22 bytes and 5 a message
 * ([MS-OXOMSG] 2.2.1.3).  NULL if PARENT is NULL, of another form, or has 100 children.  SEED tells copies of one
 * moment apart.  Free with g_free. */
char *pt_compose_thread_index (const char *parent, PtTime now, PtId seed);

#endif
