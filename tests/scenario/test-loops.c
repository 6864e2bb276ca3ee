/* Mail loops in the long run (RULES section 9, O2, O3, O10, B12): machines that answer every mail, on core and lists.
 * Each day brings one new mail that starts another chain; chains end only where a rule ends them.  The figures are
 * printed; what must hold is that they level off at the limits of row 11.  POSTERN_LONG=1 takes the default rate. */
#include "tests/unit/test.h"

#include "base/clock.h"
#include "core/decide.h"
#include "core/keys.h"
#include "core/token.h"
#include "tests/lib/world.h"

enum { DAYS = 1000, MOST_DESKS = 2, SEED = 7391 };

/* The rate of row 11 is 20 an hour with POSTERN_LONG, else 4, and everything so much slower. */
static guint
hourly (void)
{
  return g_getenv ("POSTERN_LONG") ? 20 : 4;
}

/* A mail on its way; or, where ANSWERS, one that a machine at its recipient will answer then. */
typedef struct {
  PtTime   at;
  guint    desk; /* where it goes */
  char    *from, *to, *reply_to;
  gboolean automatic;
  char    *loop_mark;
} Mail;

typedef struct {
  const char *sentence;
  guint       desks;    /* 2: desks that write to each other; 1: two people with answering machines, on one ticket */
  gboolean    stripped; /* something on the way removes every mark */
  gboolean    proven;   /* mail passes authentication */
  gboolean    cc_public;
  guint       most;     /* mails sent on a day, at most */
  guint       senders;  /* or what so many senders may make at the rate of row 11 */
  guint       least;    /* and on the last hundred days together, at least: else nothing was tried */
} Case;

typedef struct {
  const Case *c;
  PtWorld    *worlds[MOST_DESKS];
  GPtrArray  *mails; /* Mail * */
  GRand      *rand;
  guint64     count;
  guint       sent[DAYS];
  PtTime      start;
} Loop;

static void
mail_free (gpointer data)
{
  Mail *mail = data;
  g_free (mail->from);
  g_free (mail->to);
  g_free (mail->reply_to);
  g_free (mail->loop_mark);
  g_free (mail);
}

static const char *
desk_address (guint desk)
{
  static const char *const addresses[] = { "support@north.test", "support@south.test" };
  return addresses[desk];
}

static void
line (PtWorld *world, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  g_autofree char *error = NULL;
  if (!pt_world_line (world, words, &error))
    fail_msg ("%s: %s", text, error);
}

static PtWorld *
make_world (const Case *c, guint desk)
{
  PtWorld *world = pt_world_new ();
  g_autofree char *mailbox = g_strdup_printf ("mailbox support %s", desk_address (desk));
  g_autofree char *accept = g_strdup_printf ("setting rate_accept %u", hourly ());
  g_autofree char *suspend = g_strdup_printf ("setting rate_suspend %u", hourly ());
  if (c->proven)
    line (world, "setting authserv_id mx.test");
  line (world, mailbox);
  line (world, accept);
  line (world, suspend);
  g_free (world->policy->installation);
  world->policy->installation = g_strdup (desk_address (desk));
  g_free (world->policy->return_path_key);
  world->policy->return_path_key = g_strdup_printf ("bounce-%u@desk.test", desk);
  if (c->cc_public)
    line (world, "setting cc_comments_public yes");
  if (c->desks == 1) {
    line (world, "person alice end-user alice@west.test");
    line (world, "person carol end-user carol@east.test");
    line (world, "ticket 1 requester alice cc carol");
    line (world, "comment 1 on 1 by alice public");
  }
  return world;
}

static void
put (Loop *loop, PtTime at, guint desk, const char *from, const char *to)
{
  Mail *mail = g_new0 (Mail, 1);
  mail->at = at;
  mail->desk = desk;
  mail->from = g_strdup (from);
  mail->to = g_strdup (to);
  g_ptr_array_add (loop->mails, mail);
}

/* From one minute to ten at the default rate: slow enough for some chains to stay under it for ever. */
static PtTime
later (Loop *loop, PtTime at)
{
  return at + g_rand_int_range (loop->rand, 60, 600) * PT_SECOND * 20 / hourly ();
}

static PtMessage *
make_message (Loop *loop, const Mail *mail)
{
  PtMessage *message = pt_message_new ();
  const char *domain = strchr (mail->from, '@') + 1;
  g_free (message->subject);
  g_free (message->text);
  g_free (message->text_new);
  message->message_id = g_strdup_printf ("%" G_GUINT64_FORMAT "@%s", ++loop->count, domain);
  memcpy (message->digest, &loop->count, sizeof loop->count);
  message->from = pt_address_new (NULL, mail->from);
  g_ptr_array_add (message->to, pt_address_new (NULL, mail->to));
  message->subject = g_strdup ("Your mail");
  message->text = g_strdup ("I am away.\n");
  message->text_new = g_strdup ("I am away.");
  message->has_plain = TRUE;
  message->automatic = mail->automatic ? PT_AUTOMATIC_VACATION : PT_AUTOMATIC_NO;
  message->loop_mark = g_strdup (mail->loop_mark);
  if (loop->c->proven)
    g_ptr_array_add (message->auth, pt_auth_result_new ("dmarc", "pass", domain));
  return message;
}

/* What a desk sends is answered by the machine at its recipient; what it sends to the other desk simply comes there.
 */
static void
send_one (Loop *loop, guint desk, PtOutboxItem *item)
{
  PtWorld *world = loop->worlds[desk];
  const PtNotification *n = &item->notification;
  gint64 day = (n->due_at - loop->start) / PT_DAY;
  if (day < DAYS)
    loop->sent[day]++;
  item->state = PT_OUTBOX_SENT;
  item->settled_at = n->due_at;
  if (loop->c->desks == 1) {
    const PtMailbox *mailbox = g_ptr_array_index (world->policy->mailboxes, 0);
    g_autofree char *reply = pt_token_whole_address (world->policy, mailbox,
                                                     &(PtToken) { .ticket = n->ticket, .person = n->person });
    put (loop, later (loop, n->due_at), desk, n->address, reply);
    return;
  }
  put (loop, later (loop, n->due_at), 1 - desk, desk_address (desk), n->address);
  Mail *mail = g_ptr_array_index (loop->mails, loop->mails->len - 1);
  mail->automatic = !loop->c->stripped && n->kind == PT_NOTIFY_RECEIPT;
  mail->loop_mark = loop->c->stripped ? NULL : g_strdup (world->policy->installation);
}

static void
feed (Loop *loop, const Mail *mail)
{
  PtWorld *world = loop->worlds[mail->desk];
  g_autoptr (PtMessage) message = make_message (loop, mail);
  g_autoptr (PtEnvelope) envelope = pt_envelope_new (PT_ENTRANCE_LMTP, mail->from, mail->at);
  PtCase a_case = { .policy = world->policy, .envelope = envelope, .message = message, .now = mail->at };
  PtOutcome outcome;
  pt_envelope_add_recipient (envelope, mail->to);
  g_autoptr (PtKeys) keys = pt_keys_make (&a_case);
  a_case.keys = keys;
  g_autoptr (PtSnapshot) snapshot = pt_memstore_ask (world->rows, &a_case);
  guint before = world->rows->outbox->len;
  g_autoptr (PtDecision) decision = pt_decide (&a_case);
  pt_memstore_apply (world->rows, envelope, message, decision, mail->at, &outcome);
  for (guint i = before; i < world->rows->outbox->len; i++)
    send_one (loop, mail->desk, g_ptr_array_index (world->rows->outbox, i));
}

/* The first MORE rows go, but the last stays: the next number follows from it. */
static void
cut (GPtrArray *rows, guint more)
{
  if (more > 0 && rows->len > more)
    g_ptr_array_remove_range (rows, 0, more);
}

/* No rule looks back further than a day here; lists would make each mail dearer than the one before. */
static void
forget (PtMemstore *rows, PtTime before, gboolean tickets)
{
  guint n = 0;
  while (n < rows->messages->len && ((PtMemMessage *) g_ptr_array_index (rows->messages, n))->received_at < before)
    n++;
  cut (rows->messages, n);
  for (n = 0; n < rows->outbox->len && ((PtOutboxItem *) g_ptr_array_index (rows->outbox, n))->settled_at < before;)
    n++;
  cut (rows->outbox, n);
  for (n = 0; n < rows->comments->len && ((PtComment *) g_ptr_array_index (rows->comments, n))->at < before;)
    n++;
  cut (rows->comments, n);
  for (n = 0; tickets && n < rows->tickets->len
              && ((PtTicketView *) g_ptr_array_index (rows->tickets, n))->ticket->updated_at < before;)
    n++;
  cut (rows->tickets, tickets ? n : 0);
  cut (rows->events, rows->events->len - 1);
  cut (rows->known, rows->known->len - 1);
}

static guint
earliest (const GPtrArray *mails)
{
  guint best = 0;
  for (guint i = 1; i < mails->len; i++)
    if (((Mail *) g_ptr_array_index (mails, i))->at < ((Mail *) g_ptr_array_index (mails, best))->at)
      best = i;
  return best;
}

static void
start_chain (Loop *loop, PtTime at)
{
  const Case *c = loop->c;
  if (c->desks == 2) {
    put (loop, at, 0, desk_address (1), desk_address (0));
    return;
  }
  PtWorld *world = loop->worlds[0];
  const PtToken what = { .ticket = 1, .person = pt_world_person (world, "alice")->id };
  g_autofree char *reply =
    pt_token_whole_address (world->policy, g_ptr_array_index (world->policy->mailboxes, 0), &what);
  put (loop, at, 0, "alice@west.test", reply);
}

static guint
limit (const Case *c)
{
  return c->most + c->senders * 24 * hourly ();
}

static void
run_day (Loop *loop, guint day)
{
  PtTime begin = loop->start + day * PT_DAY;
  start_chain (loop, begin + PT_HOUR);
  while (loop->mails->len) {
    guint i = earliest (loop->mails);
    Mail *mail = g_ptr_array_index (loop->mails, i);
    if (mail->at >= begin + PT_DAY)
      break;
    g_ptr_array_steal_index_fast (loop->mails, i);
    feed (loop, mail);
    mail_free (mail);
    if (loop->sent[day] > limit (loop->c)) /* else a broken rule would run until nothing fits in */
      fail_msg ("%s: over %u mails on day %u", loop->c->sentence, limit (loop->c), day + 1);
  }
  for (guint i = 0; i < loop->c->desks; i++)
    forget (loop->worlds[i]->rows, begin, loop->c->desks == 2);
}

static guint
sum (const Loop *loop, guint from, guint to)
{
  guint all = 0;
  for (guint i = from; i < to; i++)
    all += loop->sent[i];
  return all;
}

static void
look (const Loop *loop)
{
  static const guint shown[] = { 0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 999 };
  g_autoptr (GString) text = g_string_new (NULL);
  guint most = 0;
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    g_string_append_printf (text, " %u:%u", shown[i] + 1, loop->sent[shown[i]]);
  for (guint i = 0; i < DAYS; i++)
    most = MAX (most, loop->sent[i]);
  print_message ("# %s: mails sent on day%s; at most %u, %u under way at the end\n", loop->c->sentence, text->str,
                 most, loop->mails->len);
  assert_true (sum (loop, DAYS - 100, DAYS) >= loop->c->least);
  /* a plateau: the last hundred days are no worse than the busiest hundred of the first half */
  guint busiest = 0;
  for (guint i = 0; i + 100 <= DAYS / 2; i += 50)
    busiest = MAX (busiest, sum (loop, i, i + 100));
  assert_true (sum (loop, DAYS - 100, DAYS) <= busiest + busiest / 20);
}

/* An accepted mail makes one mail to somebody who answers. */
static const Case cases[] = {
  { "two desks that mark what they send", 2, FALSE, TRUE, FALSE, 1, 0, 0 },
  { "two desks, and something removes every mark", 2, TRUE, TRUE, FALSE, 0, 2, 100 },
  { "the same where nothing proves a sender", 2, TRUE, FALSE, FALSE, 2, 0, 0 },
  { "two answering machines without any mark", 1, TRUE, TRUE, FALSE, 1, 0, 100 },
  { "the same where a CC's mail is public", 1, TRUE, TRUE, TRUE, 0, 2, 100 },
};

static void
levels_off (void **state)
{
  Loop loop = { .c = *state, .rand = g_rand_new_with_seed (SEED) };
  loop.mails = g_ptr_array_new_with_free_func (mail_free);
  for (guint i = 0; i < loop.c->desks; i++)
    loop.worlds[i] = make_world (loop.c, i);
  loop.start = loop.worlds[0]->now;
  for (guint day = 0; day < DAYS; day++)
    run_day (&loop, day);
  look (&loop);
  for (guint i = 0; i < loop.c->desks; i++)
    pt_world_free (loop.worlds[i]);
  g_ptr_array_unref (loop.mails);
  g_rand_free (loop.rand);
}

int
main (void)
{
  struct CMUnitTest tests[G_N_ELEMENTS (cases)];
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    tests[i] = (struct CMUnitTest) { cases[i].sentence, levels_off, NULL, NULL, (void *) &cases[i] };
  return cmocka_run_group_tests_name ("a thousand days of loops", tests, NULL, NULL);
}
