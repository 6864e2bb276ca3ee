/* PtSenders: a pool of threads, each with a transport and so a connection of its own.  They see finished bytes only:
 * no store, no rules. */
#ifndef PT_GATEWAY_SENDERS_H
#define PT_GATEWAY_SENDERS_H

#include "gateway/drain.h"

typedef struct PtSenders PtSenders;

/* Called in the main context of the thread that started it when at least one mailing is done: take them with
 * pt_senders_take. */
typedef void (*PtSendersFunc) (gpointer data);

/* OPTIONS must outlive the pool.  CONFIG if no transport can be made of them. */
gboolean pt_senders_start (const PtTransportOptions *options, PtSendersFunc func, gpointer data,
                           PtSenders **out_senders,
                           GError **error);

/* Takes MAILING over until pt_senders_take gives it back. */
void pt_senders_push (PtSenders *senders, PtMailing *mailing);

/* Those done (PtMailing *).  Free with g_ptr_array_unref. */
GPtrArray *pt_senders_take (PtSenders *senders);

/* Given and not yet taken back. */
guint pt_senders_pending (const PtSenders *senders);

/* TRUE while so many bytes are given and not yet taken back that no more should be written: 32 MiB. */
gboolean pt_senders_full (const PtSenders *senders);

/* Waits for what is under way, at most one mail a thread, and ends the threads.  What they did can still be taken. */
void pt_senders_join (PtSenders *senders);

/* The same, and frees it with all that was not taken back. */
void pt_senders_stop (PtSenders *senders);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtSenders, pt_senders_stop)

#endif
