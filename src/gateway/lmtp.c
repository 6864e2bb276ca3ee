#include "gateway/lmtp.h"

#include "base/clock.h"
#include "base/log.h"
#include "gateway/lmtp-session.h"
#include "gateway/lmtp-socket.h"
#include "gateway/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
  MOST_SESSIONS = 200,
  READ_BYTES = 64 * 1024,
  MOST_OUTPUT = 64 * 1024,   /* unread replies of one client, until nothing more is read of it */
  IDLE_SECONDS = 300,        /* RFC 5321 section 4.5.3.2.7 */
  CLOSING_SECONDS = 10,      /* for a client that does not read its last reply */
};
#define MOST_BYTES ((gsize) 48 * 1024 * 1024) /* of mails that are not committed */

typedef struct {
  PtLmtp        *lmtp;
  int            fd;
  PtLmtpSession *session;
  GSource       *in;
  GSource       *out;
  GSource       *timer;
  gboolean       waits; /* its mail is with workers or committer */
} Client;

/* A mail on its way. */
typedef struct {
  Client     *client; /* NULL: it has gone, but its mail is taken all the same */
  PtIncoming *incoming;
  gsize       bytes;
} Delivery;

struct PtLmtp {
  const PtConfig *config;
  PtWorkers      *workers;
  PtCommitter    *committer;
  PtLmtpOptions   options;
  PtRunStats     *stats;
  PtCommitClient  client;
  int             listener;
  GSource        *listen;
  GPtrArray      *clients;
  GPtrArray      *deliveries; /* Delivery *: begun */
  GQueue          waiting;    /* Delivery *: for room of the workers */
  gsize           taken;      /* bytes of all deliveries */
  Client         *first;      /* may go on although the bytes are used up, so that somebody comes to an end */
  gboolean        finishing;
};

static void pump (Client *client);

/* --- room --- */

static gsize
bytes_of (const PtLmtp *lmtp)
{
  gsize sum = lmtp->taken;
  for (guint i = 0; i < lmtp->clients->len; i++)
    sum += pt_lmtp_session_bytes (((const Client *) g_ptr_array_index (lmtp->clients, i))->session);
  return sum;
}

static gboolean
may_read (PtLmtp *lmtp, Client *client)
{
  if (pt_lmtp_session_output (client->session)->len > MOST_OUTPUT || client->waits)
    return FALSE;
  if (bytes_of (lmtp) < MOST_BYTES)
    return TRUE;
  if (!lmtp->first && lmtp->taken == 0)
    lmtp->first = client;
  return lmtp->first == client;
}

/* --- one client --- */

static void
client_free (Client *client)
{
  pt_loop_clear (&client->in);
  pt_loop_clear (&client->out);
  pt_loop_clear (&client->timer);
  pt_lmtp_session_free (client->session);
  close (client->fd);
  g_free (client);
}

static void
tell_idle (PtLmtp *lmtp)
{
  if (lmtp->finishing && pt_lmtp_is_idle (lmtp))
    lmtp->options.idle (lmtp->options.data);
}

static void
drop (Client *client)
{
  PtLmtp *lmtp = client->lmtp;
  for (guint i = 0; i < lmtp->deliveries->len; i++) {
    Delivery *delivery = g_ptr_array_index (lmtp->deliveries, i);
    if (delivery->client == client)
      delivery->client = NULL;
  }
  if (lmtp->first == client)
    lmtp->first = NULL;
  g_ptr_array_remove_fast (lmtp->clients, client);
  client_free (client);
  tell_idle (lmtp);
}

static gboolean
on_time (gpointer data)
{
  Client *client = data;
  if (pt_lmtp_session_is_over (client->session)) {
    drop (client);
    return G_SOURCE_REMOVE;
  }
  pt_lmtp_session_close (client->session, "Too slow");
  if (pt_lmtp_session_is_over (client->session)) {
    pump (client);
    return G_SOURCE_REMOVE;
  }
  drop (client); /* in the middle of a mail: it comes again */
  return G_SOURCE_REMOVE;
}

static void
set_timer (Client *client)
{
  const guint seconds = pt_lmtp_session_is_over (client->session) ? CLOSING_SECONDS : IDLE_SECONDS;
  pt_loop_clear (&client->timer);
  if (!client->waits)
    client->timer = pt_loop_after (seconds * 1000, on_time, client);
}

static gboolean
on_writable (gint fd, GIOCondition condition, gpointer data)
{
  (void) fd, (void) condition;
  pump (data);
  return G_SOURCE_CONTINUE;
}

/* FALSE at the end of what the client says. */
static gboolean
read_some (Client *client)
{
  char bytes[READ_BYTES];
  const ssize_t n = recv (client->fd, bytes, sizeof bytes, 0);
  if (n < 0)
    return errno == EAGAIN || errno == EINTR;
  if (n > 0)
    pt_lmtp_session_feed (client->session, bytes, (gsize) n);
  set_timer (client);
  return n > 0;
}

static gboolean
on_readable (gint fd, GIOCondition condition, gpointer data)
{
  Client *client = data;
  (void) fd, (void) condition;
  if (read_some (client))
    pump (client);
  else
    drop (client);
  return G_SOURCE_CONTINUE;
}

/* --- a mail --- */

static void
log_taken (const PtIncoming *incoming)
{
  const PtOutcome *outcome = &incoming->outcome;
  pt_log (PT_LOG_INFO, "lmtp: message #%" G_GINT64_FORMAT " from <%s> is %s, ticket #%" G_GINT64_FORMAT
          ", notifications: %u", outcome->message, incoming->envelope->sender, pt_verdict_name (outcome->verdict),
          outcome->ticket, outcome->notifications);
}

static void
answer (Client *client, const PtIncoming *incoming)
{
  client->waits = FALSE;
  set_timer (client);
  pt_lmtp_session_answer (client->session, incoming->accepted ? &incoming->outcome : NULL);
  pump (client);
}

static void
on_done (PtIncoming *incoming, const GError *trouble, gpointer mark, gpointer data)
{
  g_autoptr (PtIncoming) owned = incoming;
  PtLmtp *lmtp = data;
  Delivery *delivery = mark;
  Client *client = delivery->client;
  lmtp->taken -= delivery->bytes;
  g_ptr_array_remove_fast (lmtp->deliveries, delivery);
  if (incoming->accepted) {
    lmtp->stats->taken++;
    log_taken (incoming);
  } else {
    lmtp->stats->failed++;
    pt_log (PT_LOG_ERROR, "lmtp: a mail from <%s> is not taken now: %s", incoming->envelope->sender,
            trouble ? trouble->message : incoming->error ? incoming->error->message : "it was not committed");
  }
  if (client)
    answer (client, incoming);
  pt_lmtp_go_on (lmtp);
}

static void
on_read (PtMessage *message, GBytes *raw, gpointer mark, gpointer data)
{
  PtLmtp *lmtp = data;
  Delivery *delivery = mark;
  PtIncoming *incoming = g_steal_pointer (&delivery->incoming);
  (void) raw;
  incoming->message = message;
  pt_committer_add (lmtp->committer, &lmtp->client, incoming, FALSE, delivery);
}

static void
begin_waiting (PtLmtp *lmtp)
{
  while (!g_queue_is_empty (&lmtp->waiting) && !pt_workers_is_full (lmtp->workers)
         && pt_committer_has_room (lmtp->committer)) {
    Delivery *delivery = g_queue_pop_head (&lmtp->waiting);
    pt_workers_read (lmtp->workers, delivery->incoming->raw, delivery->incoming->envelope, on_read, delivery, lmtp);
  }
}

static void
take (Client *client, const PtLmtpMail *mail)
{
  PtLmtp *lmtp = client->lmtp;
  g_autoptr (GBytes) raw = mail->raw;
  Delivery *delivery = g_new0 (Delivery, 1);
  mail->envelope->received_at = pt_clock_now ();
  delivery->client = client;
  delivery->bytes = g_bytes_get_size (raw);
  delivery->incoming = pt_incoming_new (mail->envelope, NULL, raw);
  lmtp->taken += delivery->bytes;
  if (lmtp->first == client)
    lmtp->first = NULL;
  client->waits = TRUE;
  set_timer (client);
  g_ptr_array_add (lmtp->deliveries, delivery);
  g_queue_push_tail (&lmtp->waiting, delivery);
  begin_waiting (lmtp);
}

/* What can be done for CLIENT now; it may be gone afterwards. */
static void
pump (Client *client)
{
  PtLmtp *lmtp = client->lmtp;
  PtLmtpMail mail;
  if (pt_lmtp_session_take (client->session, &mail))
    take (client, &mail);
  if (!pt_lmtp_send (client->fd, pt_lmtp_session_output (client->session))) {
    drop (client);
    return;
  }
  const gboolean more = pt_lmtp_session_output (client->session)->len > 0;
  if (pt_lmtp_session_is_over (client->session) && !more) {
    drop (client);
    return;
  }
  const gboolean reads = !pt_lmtp_session_is_over (client->session) && may_read (lmtp, client);
  pt_loop_watch_while (more, &client->out, client->fd, G_IO_OUT, on_writable, client);
  pt_loop_watch_while (reads, &client->in, client->fd, G_IO_IN, on_readable, client);
}

void
pt_lmtp_go_on (PtLmtp *lmtp)
{
  begin_waiting (lmtp);
  for (guint i = lmtp->clients->len; i > 0; i--)
    if (i <= lmtp->clients->len)
      pump (g_ptr_array_index (lmtp->clients, i - 1));
}

/* --- connections --- */

static void
add_client (PtLmtp *lmtp, int fd)
{
  Client *client = g_new0 (Client, 1);
  client->lmtp = lmtp;
  client->fd = fd;
  client->session = pt_lmtp_session_new (lmtp->config->policy, lmtp->config->policy->id_domain);
  if (lmtp->clients->len >= MOST_SESSIONS)
    pt_lmtp_session_close (client->session, "Too many sessions, come again later");
  g_ptr_array_add (lmtp->clients, client);
  set_timer (client);
  pump (client);
}

static gboolean
on_connection (gint fd, GIOCondition condition, gpointer data)
{
  PtLmtp *lmtp = data;
  (void) condition;
  for (;;) {
    const int peer = accept4 (fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (peer >= 0)
      add_client (lmtp, peer);
    else if (errno != EINTR && errno != ECONNABORTED)
      break;
  }
  if (errno != EAGAIN)
    pt_log (PT_LOG_WARNING, "lmtp: no connection can be taken: %s", g_strerror (errno));
  return G_SOURCE_CONTINUE;
}

/* --- life --- */

gboolean
pt_lmtp_new (const PtConfig *config, PtWorkers *workers, PtCommitter *committer, const PtLmtpOptions *options,
             PtRunStats *stats, PtLmtp **out_lmtp, GError **error)
{
  int listener = -1;
  *out_lmtp = NULL;
  if (!config->lmtp)
    return TRUE;
  if (!pt_lmtp_listen (config->lmtp, (guint) strtoul (config->lmtp_mode, NULL, 8), config->lmtp_group, &listener,
                       error))
    return FALSE;
  PtLmtp *lmtp = *out_lmtp = g_new0 (PtLmtp, 1);
  lmtp->config = config;
  lmtp->workers = workers;
  lmtp->committer = committer;
  lmtp->options = *options;
  lmtp->stats = stats;
  lmtp->client = (PtCommitClient) { on_done, NULL, NULL, lmtp };
  lmtp->listener = listener;
  lmtp->clients = g_ptr_array_new ();
  lmtp->deliveries = g_ptr_array_new_with_free_func (g_free);
  g_queue_init (&lmtp->waiting);
  lmtp->listen = pt_loop_watch (listener, on_connection, lmtp);
  return TRUE;
}

gboolean
pt_lmtp_is_idle (const PtLmtp *lmtp)
{
  return lmtp->clients->len == 0 && lmtp->deliveries->len == 0;
}

void
pt_lmtp_finish (PtLmtp *lmtp)
{
  lmtp->finishing = TRUE;
  pt_loop_clear (&lmtp->listen);
  for (guint i = 0; i < lmtp->clients->len; i++)
    pt_lmtp_session_close (((Client *) g_ptr_array_index (lmtp->clients, i))->session, "The service ends");
  pt_lmtp_go_on (lmtp);
  tell_idle (lmtp);
}

void
pt_lmtp_resume (PtLmtp *lmtp)
{
  lmtp->finishing = FALSE;
  if (!lmtp->listen)
    lmtp->listen = pt_loop_watch (lmtp->listener, on_connection, lmtp);
}

void
pt_lmtp_free (PtLmtp *lmtp)
{
  if (!lmtp)
    return;
  pt_loop_clear (&lmtp->listen);
  close (lmtp->listener);
  for (guint i = 0; i < lmtp->deliveries->len; i++)
    pt_incoming_free (((Delivery *) g_ptr_array_index (lmtp->deliveries, i))->incoming);
  g_ptr_array_foreach (lmtp->clients, (GFunc) (void (*) (void)) client_free, NULL);
  g_ptr_array_unref (lmtp->clients);
  g_queue_clear (&lmtp->waiting);
  g_ptr_array_unref (lmtp->deliveries);
  g_free (lmtp);
}
