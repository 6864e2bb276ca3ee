/* Random sequences of mails and requests, each from a seed, for tests/scenario/sequences.py: what was there, what was
 * done and what came of it, as lines (README, "Random sequences").
 *
 *   random-run FIRST COUNT   the sequences of so many seeds
 *   random-run SEED          one, and every mail that goes out whole */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "core/decide.h"
#include "core/keys.h"
#include "tests/lib/greedy.h"
#include "tests/lib/reading.h"
#include "tests/scenario/random-case.h"
#include "tests/scenario/random-print.h"
#include "tests/scenario/scn-mail.h"
#include "tests/scenario/scn-request.h"

enum { FEWEST_STEPS = 8, MORE_STEPS = 8, GREEDY_PERCENT = 4 };

typedef struct {
  RandomCase         c;
  RandomPrinted      printed;
  GString           *out;
  const PtTemplates *templates; /* of this sequence */
  ScnMail           *last;
  gboolean           last_held;
  guint              mails;
  gboolean           whole; /* print mails as they are */
} Run;

static const PtTemplates *plain, *greedy;

static gboolean
trouble (Run *run, const char *what)
{
  g_string_append_printf (run->out, "! %s\n", what);
  return FALSE;
}

/* People who are new get a name, so that later lines can speak of them. */
static void
name_people (Run *run)
{
  const GPtrArray *persons = run->c.world->rows->persons;
  for (guint i = g_hash_table_size (run->c.world->names); i < persons->len; i++) {
    const PtId id = ((const PtPerson *) g_ptr_array_index (persons, i))->id;
    g_hash_table_insert (run->c.world->names, g_strdup_printf ("p%d", (int) id), g_memdup2 (&id, sizeof id));
  }
}

static PtVerdict
decide (Run *run, const PtEnvelope *envelope, const PtMessage *message, const PtRequest *request)
{
  PtWorld *world = run->c.world;
  PtCase a_case = { .policy = world->policy, .envelope = envelope, .message = message, .request = request,
                    .now = world->now };
  g_autoptr (PtKeys) keys = pt_keys_make (&a_case);
  a_case.keys = keys;
  g_autoptr (PtSnapshot) snapshot = pt_memstore_ask (world->rows, &a_case);
  PtOutcome outcome;
  g_autoptr (PtDecision) decision = pt_decide (&a_case);
  pt_memstore_apply (world->rows, envelope, message, decision, world->now, &outcome);
  random_print_decision (run->out, decision, &outcome);
  random_print_changes (&run->printed, run->out, world);
  name_people (run);
  return decision->verdict;
}

/* --- steps --- */

/* Takes what was written into the case's lines over. */
static GPtrArray *
take_lines (Run *run)
{
  GPtrArray *lines = scn_lines (run->c.lines->str);
  g_string_append_printf (run->out, "step\n%s", run->c.lines->str);
  g_string_truncate (run->c.lines, 0);
  return lines;
}

static gboolean
feed_mail (Run *run)
{
  g_autoptr (PtMessage) message = pt_reading (run->last->raw, run->last->envelope, run->c.world->policy);
  run->last->envelope->received_at = run->c.world->now;
  const PtVerdict verdict = decide (run, run->last->envelope, message, NULL);
  run->last_held = verdict == PT_VERDICT_HELD;
  return TRUE;
}

static gboolean
step_mail (Run *run)
{
  g_autofree char *error = NULL;
  random_mail (&run->c);
  g_autoptr (GPtrArray) lines = take_lines (run);
  scn_mail_free (run->last);
  run->last = scn_mail_build (run->c.world, lines, ++run->mails, &error);
  return run->last ? feed_mail (run) : trouble (run, error);
}

/* The last mail once more, or let in by an agent who may see every ticket. */
static gboolean
step_again (Run *run)
{
  const PtPerson *agent = random_person (&run->c, random_is_agent);
  if (run->last_held && agent) {
    run->last->envelope->recovered = TRUE;
    run->last->envelope->recovered_by = agent->id;
    random_say (&run->c, "released by p%d\n", (int) agent->id);
  } else
    random_say (&run->c, "again\n");
  g_ptr_array_unref (take_lines (run));
  return feed_mail (run);
}

static gboolean
feed_request (Run *run)
{
  g_autofree char *error = NULL;
  g_autoptr (GPtrArray) lines = take_lines (run);
  g_autoptr (PtRequest) request = scn_request_build (run->c.world, lines, &error);
  if (!request)
    return trouble (run, error);
  g_autoptr (PtEnvelope) envelope = pt_envelope_new (PT_ENTRANCE_COMMAND, NULL, run->c.world->now);
  decide (run, envelope, NULL, request);
  return TRUE;
}

static gboolean
step_request (Run *run)
{
  random_request (&run->c);
  return feed_request (run);
}

/* Somebody becomes something else: as `postern person set` does it, ticket by ticket, and then the person. */
static gboolean
step_person (Run *run)
{
  PtPerson *person = pt_memstore_person (run->c.world->rows, random_person (&run->c, random_is_anybody)->id);
  const GPtrArray *tickets = run->c.world->rows->tickets;
  const gboolean demoted = person->role != PT_ROLE_END_USER && random_percent (&run->c, 50);
  const PtRole role = demoted ? (PtRole) random_below (&run->c, person->role) : person->role;
  gboolean fine = TRUE;
  for (guint i = 0; fine && demoted && i < tickets->len; i++) {
    const PtTicketView *view = g_ptr_array_index (tickets, i);
    random_say (&run->c, "command retire on %d to p%d number %d\n", (int) view->ticket->id, (int) person->id,
                (int) role);
    fine = feed_request (run);
  }
  person->role = role;
  if (!demoted)
    person->state = person->state == PT_PERSON_ACTIVE ? PT_PERSON_DISABLED : PT_PERSON_ACTIVE;
  g_string_append (run->out, "step\n# somebody becomes something else\n");
  random_print_person (run->out, person);
  return fine;
}

static gboolean
ask_time (Run *run, const char *kind, PtId ticket)
{
  random_say (&run->c, "command %s on %d\n", kind, (int) ticket);
  return feed_request (run);
}

/* Held mail is told as the timer does it (J5). */
static gboolean
tell_held (Run *run)
{
  const GPtrArray *messages = run->c.world->rows->messages;
  gboolean fine = TRUE, more = FALSE;
  for (guint i = 0; fine && i < messages->len; i++) {
    const PtMemMessage *message = g_ptr_array_index (messages, i);
    if (message->telling == PT_TELLING_ASK) {
      random_say (&run->c, "command tell-held number %d value %s", (int) message->id,
                  *message->sender_key ? message->sender_key : "nobody");
      if (message->ticket)
        random_say (&run->c, " on %d", (int) message->ticket);
      random_say (&run->c, "\n");
      fine = feed_request (run);
    }
    more |= !message->listed && (message->telling == PT_TELLING_LINE || message->telling == PT_TELLING_NUMBER);
  }
  if (more)
    random_say (&run->c, "command digest-held\n");
  return fine && (!more || feed_request (run));
}

static void
print_held (Run *run)
{
  static const char *const tellings[] = { "nothing", "ask", "line", "number", "done" };
  const GPtrArray *messages = run->c.world->rows->messages;
  for (guint i = 0; i < messages->len; i++) {
    const PtMemMessage *message = g_ptr_array_index (messages, i);
    if (message->telling)
      g_string_append_printf (run->out, "= held %d %s event %d in %d\n", (int) message->id,
                              tellings[message->telling], (int) message->at_once, (int) message->listed);
  }
}

static gboolean
step_wait (Run *run)
{
  g_autofree char *duration = random_word (&run->c, "1m 4m 6m 70m 1d 8d");
  const GPtrArray *tickets = run->c.world->rows->tickets;
  const gboolean limited = run->c.world->policy->rules->sla_first_response > 0;
  PtTime time = 0;
  gboolean fine = pt_duration_from_text (duration, &time);
  run->c.world->now += time;
  g_string_append_printf (run->out, "step\nwait %s\n", duration);
  for (guint i = 0; fine && i < tickets->len; i++) {
    const PtTicket *ticket = ((const PtTicketView *) g_ptr_array_index (tickets, i))->ticket;
    if (ticket->status == PT_STATUS_SOLVED)
      fine = ask_time (run, "close", ticket->id);
    else if (limited && ticket->status < PT_STATUS_SOLVED && !ticket->responded_at && !ticket->reminded_at)
      fine = ask_time (run, "remind", ticket->id);
  }
  return fine && tell_held (run);
}

/* --- mail that goes out --- */

static gboolean
send (Run *run, PtOutboxItem *item)
{
  g_auto (PtRendering) rendering = { 0 };
  g_autoptr (GError) error = NULL;
  item->attempts++;
  item->settled_at = run->c.world->now;
  if (!pt_rendering_memory (run->c.world->rows, run->c.world->policy, run->templates, item->id, run->c.world->now,
                            &rendering, &error)) {
    item->state = PT_OUTBOX_DROPPED;
    g_string_append_printf (run->out, "= unsent %d to p%d # %s\n", (int) item->id, (int) item->notification.person,
                            error->message);
    return g_error_matches (error, PT_ERROR, PT_ERROR_REFUSED) || trouble (run, "a mail cannot be written");
  }
  item->state = PT_OUTBOX_SENT;
  item->message_id = g_strdup (rendering.draft->message_id);
  random_print_mail (run->out, item, &rendering);
  if (run->whole) {
    g_autofree char *text = g_strndup (g_bytes_get_data (rendering.bytes, NULL), g_bytes_get_size (rendering.bytes));
    g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
    for (guint i = 0; lines[i]; i++)
      g_string_append_printf (run->out, "#    %s\n", lines[i]);
  }
  return TRUE;
}

static gboolean
send_due (Run *run)
{
  const GPtrArray *outbox = run->c.world->rows->outbox;
  gboolean fine = TRUE;
  g_string_append (run->out, "step\n# mail goes out\n");
  for (guint i = 0; fine && i < outbox->len; i++) {
    PtOutboxItem *item = g_ptr_array_index (outbox, i);
    if (item->state == PT_OUTBOX_DUE && item->notification.due_at <= run->c.world->now)
      fine = send (run, item);
  }
  return fine;
}

/* --- a sequence --- */

static gboolean
one_step (Run *run)
{
  const guint kind = random_below (&run->c, 100);
  run->c.world->now += (PtTime) random_below (&run->c, 60) * PT_SECOND;
  if (run->last && (kind < 3 || (run->last_held && random_percent (&run->c, 40))))
    return step_again (run);
  if (kind < 48)
    return step_mail (run);
  if (kind < 88)
    return step_request (run);
  return kind < 91 ? step_person (run) : step_wait (run);
}

static gboolean
go_on (Run *run)
{
  gboolean fine = TRUE;
  for (guint n = FEWEST_STEPS + random_below (&run->c, MORE_STEPS); fine && n > 0; n--)
    fine = one_step (run) && (random_percent (&run->c, 50) || send_due (run));
  run->c.world->now += PT_DAY;
  fine = fine && tell_held (run) && send_due (run);
  print_held (run);
  return fine;
}

static gboolean
run_seed (guint seed, gboolean whole)
{
  g_autoptr (PtWorld) world = pt_world_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (GString) out = g_string_new (NULL);
  Run run = { .c = { rand, world, 0, lines }, .out = out, .whole = whole };
  random_printed_init (&run.printed);
  run.templates = random_percent (&run.c, GREEDY_PERCENT) ? greedy : plain;
  gboolean fine = random_given (&run.c);
  g_string_append_printf (out, "seed %u\n%s", seed, lines->str);
  g_string_truncate (lines, 0);
  random_print_changes (&run.printed, out, world);
  fine = fine && go_on (&run);
  fputs (out->str, stdout);
  scn_mail_free (run.last);
  random_printed_clear (&run.printed);
  return fine;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  const guint first = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 0;
  const guint count = argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 1;
  gboolean fine = first > 0;
  if (!fine) {
    g_printerr ("random-run: wants a seed, and how many from there on\n");
    return 64;
  }
  pt_reading_init ();
  g_autoptr (PtTemplates) all = pt_rendering_templates (&error);
  g_autoptr (PtTemplates) every_field = all ? pt_greedy_templates (&error) : NULL;
  if (!every_field) {
    g_printerr ("random-run: %s\n", error->message);
    return 70;
  }
  plain = all;
  greedy = every_field;
  for (guint seed = first; fine && seed < first + count; seed++)
    fine = run_seed (seed, argc == 2);
  return !fine;
}
