#include "gateway/senders.h"

#include "gateway/loop.h"

#define FULL_BYTES ((gsize) 32 * 1024 * 1024)

struct PtSenders {
  const PtTransportOptions *options;
  PtSendersFunc             func;
  gpointer                  data;
  GSource                  *bell; /* of whoever has started it */
  GAsyncQueue              *todo; /* PtMailing *, or the senders itself: end */
  GAsyncQueue              *done; /* PtMailing * */
  GPtrArray                *threads;
  guint                     pending;
  gsize                     bytes;  /* of those pending */
};

static gboolean
on_done (gpointer data)
{
  PtSenders *senders = data;
  senders->func (senders->data);
  return G_SOURCE_CONTINUE;
}

static void
report (PtSenders *senders, PtMailing *mailing)
{
  g_async_queue_push (senders->done, mailing);
  pt_loop_ring (senders->bell);
}

typedef struct {
  PtSenders   *senders;
  PtTransport *transport;
} Sender;

static gpointer
work (gpointer data)
{
  Sender *sender = data;
  PtMailing *mailing;
  while ((mailing = g_async_queue_pop (sender->senders->todo)) != (gpointer) sender->senders) {
    if (mailing->data)
      pt_mailing_send (mailing, sender->transport);
    report (sender->senders, mailing);
  }
  pt_transport_free (sender->transport);
  g_free (sender);
  return NULL;
}

static gboolean
add_thread (PtSenders *senders, GError **error)
{
  Sender *sender = g_new0 (Sender, 1);
  sender->senders = senders;
  if (!pt_transport_new (senders->options, &sender->transport, error)) {
    g_free (sender);
    return FALSE;
  }
  g_ptr_array_add (senders->threads, g_thread_new ("sender", work, sender));
  return TRUE;
}

gboolean
pt_senders_start (const PtTransportOptions *options, PtSendersFunc func, gpointer data, PtSenders **out_senders,
                  GError **error)
{
  g_autoptr (PtSenders) senders = g_new0 (PtSenders, 1);
  senders->options = options;
  senders->func = func;
  senders->data = data;
  senders->bell = pt_loop_bell (on_done, senders);
  senders->todo = g_async_queue_new ();
  senders->done = g_async_queue_new ();
  senders->threads = g_ptr_array_new ();
  for (guint i = 0; i < MAX (options->connections, 1); i++)
    if (!add_thread (senders, error))
      return FALSE;
  *out_senders = g_steal_pointer (&senders);
  return TRUE;
}

static gsize
size_of (const PtMailing *mailing)
{
  return mailing->data ? g_bytes_get_size (mailing->data) : 0;
}

void
pt_senders_push (PtSenders *senders, PtMailing *mailing)
{
  senders->pending++;
  senders->bytes += size_of (mailing);
  g_async_queue_push (senders->todo, mailing);
}

GPtrArray *
pt_senders_take (PtSenders *senders)
{
  GPtrArray *taken = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_mailing_free);
  for (PtMailing *mailing = g_async_queue_try_pop (senders->done); mailing;
       mailing = g_async_queue_try_pop (senders->done)) {
    g_ptr_array_add (taken, mailing);
    senders->pending--;
    senders->bytes -= size_of (mailing);
  }
  return taken;
}

guint
pt_senders_pending (const PtSenders *senders)
{
  return senders->pending;
}

gboolean
pt_senders_full (const PtSenders *senders)
{
  return senders->bytes >= FULL_BYTES;
}

void
pt_senders_join (PtSenders *senders)
{
  for (guint i = 0; i < senders->threads->len; i++)
    g_async_queue_push_front (senders->todo, senders);
  for (guint i = 0; i < senders->threads->len; i++)
    g_thread_join (g_ptr_array_index (senders->threads, i));
  g_ptr_array_set_size (senders->threads, 0);
}

void
pt_senders_stop (PtSenders *senders)
{
  PtMailing *mailing;
  if (!senders)
    return;
  pt_senders_join (senders);
  while ((mailing = g_async_queue_try_pop (senders->done)))
    pt_mailing_free (mailing);
  while ((mailing = g_async_queue_try_pop (senders->todo)))
    if (mailing != (gpointer) senders)
      pt_mailing_free (mailing);
  pt_loop_clear (&senders->bell);
  g_async_queue_unref (senders->todo);
  g_async_queue_unref (senders->done);
  g_ptr_array_unref (senders->threads);
  g_free (senders);
}
