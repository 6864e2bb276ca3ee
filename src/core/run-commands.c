#include "core/run-commands.h"

#include "base/text.h"
#include "core/command-doers.h"
#include "core/publish.h"
#include "core/reply-kind.h"

#include <string.h>

/* What came of the commands: one line for each, in the order in which they ran. */
typedef struct {
  PtDecision *decision;
  GString    *lines;
} Results;

static void
add_result (Results *results, const PtMailCommand *command, gboolean is_done, const char *note)
{
  const char *word = is_done ? "done" : "refused";
  g_autofree char *more = note && *note ? g_strdup_printf (" (%s)", note) : g_strdup ("");
  if (is_done)
    results->decision->commands_done++;
  else
    results->decision->commands_refused++;
  g_string_append_printf (results->lines, "%s%s: %s%s", results->lines->len ? "\n" : "", word, command->line, more);
  pt_decision_reason (results->decision, is_done ? "B13" : command->wrong ? "B13 MC4" : "B13 MC11", "%s: %s%s", word,
                      command->line, more);
}

/* One of us, light agents too. */
static gboolean
is_proven (const PtFacts *f)
{
  gboolean own = f->match->evidence == PT_EVIDENCE_OWN;
  return f->standing.internal && (f->author.auth == PT_AUTH_PASS || (!f->has_authserv && own));
}

gboolean
pt_run_commands_proven (const PtFacts *f)
{
  return is_proven (f) && !f->standing.light;
}

/* Why nothing of this mail runs (side effect 1). */
static const char *
why_not (const PtFacts *f, const PtRuling *r)
{
  if (f->c->envelope->edited)
    return "an agent changed the mail when he let it in";
  if (f->mail.reply_to_differs)
    return "Reply-To leads to somebody else";
  if (pt_ruling_flags (f, r))
    return "the mail is flagged";
  if (f->match->view && !f->standing.may_edit)
    return "you may not edit this ticket";
  if (f->match->view && f->match->evidence != PT_EVIDENCE_OWN)
    return "the mail answers none that was sent to you: answer that one";
  return "the rules do not let this mail command";
}

/* --- the commands, in the order of their kinds --- */

static void
run_one (PtCommandRun *run, const PtMailCommand *command, Results *results)
{
  PtCommandDoer doer = pt_command_doer (command->kind);
  gboolean last = run->f->mail.commands->at || pt_commands_last (run->f->mail.commands, command->kind) == command;
  gboolean ran = FALSE;
  g_clear_pointer (&run->note, g_free);
  if (command->wrong)
    run->note = g_strdup (command->wrong);
  else if (!last)
    run->note = g_strdup ("a later line says otherwise");
  else if (doer)
    ran = doer (run, command);
  add_result (results, command, ran, run->note);
}

static void
run_all (PtCommandRun *run, Results *results)
{
  const GPtrArray *list = run->f->mail.commands->list;
  for (PtCommandKind kind = 0; kind <= PT_COMMAND_UNKNOWN; kind++)
    for (guint i = 0; i < list->len; i++) {
      const PtMailCommand *command = g_ptr_array_index (list, i);
      if (command->kind == kind)
        run_one (run, command, results);
    }
}

/* A note stays one even if nothing else of the mail may command. */
static void
refuse_all (PtCommandRun *run, const PtRuling *ruling, Results *results)
{
  const GPtrArray *list = run->f->mail.commands->list;
  for (guint i = 0; i < list->len; i++) {
    const PtMailCommand *command = g_ptr_array_index (list, i);
    gboolean keeps = (command->kind == PT_COMMAND_NOTE && !run->f->mail.commands->at)
                     || (command->kind == PT_COMMAND_PUBLIC && !command->number);
    if (keeps && run->is_private && !command->wrong)
      add_result (results, command, TRUE, NULL);
    else
      add_result (results, command, FALSE, command->wrong ? command->wrong : why_not (run->f, ruling));
  }
}

/* --- the comment --- */

/* One command for a whole mail (10.2): nothing else of it is used, and that is said; a refused one is not let out,
 * and no word of its mail is lost. */
static void
set_comment_at (const PtCommandRun *run, gboolean is_done, Results *results, PtCommandsEffect *effect)
{
  const PtCommands *commands = run->f->mail.commands;
  const PtMailCommand *command = g_ptr_array_index (commands->list, 0);
  const char *text = command->value;
  effect->inside = !is_done;
  effect->told = is_done ? run->told : 0;
  if (!is_done)
    return;
  if (command->kind == PT_COMMAND_NOTE || command->kind == PT_COMMAND_NOTIFY) {
    if (command->kind == PT_COMMAND_NOTIFY)
      g_free (pt_commands_first_word (command->value, &text));
    effect->text = g_strdup (text);
  } else {
    effect->none = !run->fresh;
    effect->text = g_strdup (commands->rest);
  }
  if ((effect->none || command->kind == PT_COMMAND_NOTE || command->kind == PT_COMMAND_NOTIFY) && *commands->rest) {
    g_string_append (results->lines, "\nnot used: the rest of the mail, for it holds one @@ command");
    pt_decision_reason (results->decision, "10.2", "the rest of the mail is not used: it holds one @@ command");
  }
}

/* MC5, MC12.  Refused lines stay in a note and are taken out of what customers read. */
static void
set_comment (const PtCommandRun *run, gboolean allowed, PtCommandsEffect *effect)
{
  const PtCommands *commands = run->f->mail.commands;
  if (!allowed && run->is_private)
    return;
  effect->text = g_strdup (commands->rest);
  effect->none = !*commands->rest && !run->fresh && !run->f->mail.has_files;
}

static gboolean
has_note_command (const PtFacts *f)
{
  const GPtrArray *list = f->mail.commands->list;
  for (guint i = 0; i < list->len; i++)
    if (((const PtMailCommand *) g_ptr_array_index (list, i))->kind == PT_COMMAND_NOTE)
      return TRUE;
  return FALSE;
}

/* The address that they wrote to said so, or the mail that they answered: that names no comment where a mail program
 * leaves it out. */
static gboolean
was_promised_public (const PtFacts *f)
{
  const PtReplyCase reply = { .policy = f->c->policy, .view = f->match->view, .person = f->author.person,
                              .answered = PT_ANSWERED_PUBLIC, .to_staff = f->match->to_staff };
  if (!f->match->view || f->match->to_answer)
    return f->match->to_answer;
  return !f->mail.to_note && f->match->evidence == PT_EVIDENCE_OWN && f->match->answered != PT_ANSWERED_PRIVATE
         && pt_reply_would_be (&reply) == PT_REPLY_PUBLIC;
}

/* Agents hear of it where their words stay inside against what was promised, or by a mark that is no command on top
 * (J1, J25); not where they asked for a note by its address or by a command.  A light agent's are always a note, so
 * that one is told alone where the address said otherwise. */
static gboolean
must_be_told (const PtFacts *f)
{
  gboolean asked = has_note_command (f) || (f->mail.to_note && !f->match->to_answer);
  if (f->match->view && f->standing.access == PT_ACCESS_NONE)
    return is_proven (f);
  if (asked || !is_proven (f) || (f->standing.light && !f->match->to_answer))
    return FALSE;
  return f->mail.note_mark || (!f->mail.commands->make_private && was_promised_public (f));
}

/* TRUE if they are told of a comment that was kept. */
static gboolean
tell_kept (const PtFacts *f, const PtRuling *ruling, Results *results)
{
  g_autofree char *mark = f->mail.note_mark ? pt_text_excerpt (f->mail.note_mark, 80) : NULL;
  if (!pt_ruling_is_private (ruling->kind) || !must_be_told (f))
    return FALSE;
  g_autofree char *why = mark ? g_strdup_printf ("\"%s\" marks a note", mark)
                         : g_strdup (f->mail.to_note ? "it went to the address for notes, too" : ruling->why);
  if (f->match->view && f->standing.access == PT_ACCESS_NONE) {
    g_free (why);
    why = g_strdup ("you may not read this ticket; it is a note for those who may");
  }
  g_string_append_printf (results->lines, "kept inside, and mailed to no customer: %s", why);
  pt_decision_reason (results->decision, mark ? "J1" : "J25", "%s", why);
  return TRUE;
}

/* Whoever asks for a comment to be shown hears what came of it. */
static void
tell_publish (const PtFacts *f, const PtRuling *ruling, Results *results)
{
  if (!pt_publish_is_asked (f) || !is_proven (f))
    return;
  gboolean done = ruling->marks & PT_MARK_PUBLISH;
  const char *why = done ? NULL : pt_publish_refusal (f);
  g_autofree char *line = done ? g_strdup ("published: your words go to the customer; files stay inside")
                          : g_strdup_printf ("not published: %s", why ? why : ruling->why);
  g_string_append_printf (results->lines, "%s%s", results->lines->len ? "\n" : "", line);
  pt_decision_reason (results->decision, "J2", "%s", line);
}

/* One event that says all, and the mail that points at it, of which an agent who may not read the ticket sees these
 * words alone (J25); not where the mail about leaving says all of it (J16). */
static void
report (PtWork *work, const Results *results, gboolean kept, gboolean left)
{
  const PtId ticket = work->decision->ticket, author = work->author.id;
  PtId event = pt_work_event (work, ticket, author, PT_EVENT_COMMANDS, results->lines->str);
  gboolean said = left && !kept && work->decision->commands_done == 1 && !work->decision->commands_refused;
  if (!said)
    pt_work_happened (work, kept ? PT_HAPPENED_KEPT : PT_HAPPENED_REPORT, ticket, author, event);
}

void
pt_commands_effect_clear (PtCommandsEffect *effect)
{
  g_clear_pointer (&effect->text, g_free);
}

PtId
pt_run_commands_requester (const PtFacts *f, PtWork *work, gboolean allowed)
{
  const PtMailCommand *command = allowed ? pt_commands_last (f->mail.commands, PT_COMMAND_REQUESTER) : NULL;
  g_autofree char *why = NULL;
  return command ? pt_command_requester (f, work, command->value, &why) : 0;
}

static void
run_block (PtCommandRun *run, const PtRuling *ruling, gboolean allowed, Results *results, PtCommandsEffect *effect)
{
  if (allowed)
    run_all (run, results);
  else
    refuse_all (run, ruling, results);
  if (run->f->mail.commands->at)
    set_comment_at (run, results->decision->commands_refused == 0, results, effect);
  else
    set_comment (run, allowed, effect);
  effect->set_status = run->set_status;
}

void
pt_run_commands (const PtFacts *f, const PtRuling *ruling, PtWork *work, gboolean allowed, gboolean fresh,
                 PtCommandsEffect *out_effect)
{
  PtCommandRun run = { .f = f, .work = work, .ticket = work->decision->ticket, .fresh = fresh };
  g_autoptr (GString) lines = g_string_new (NULL);
  Results results = { work->decision, lines };
  *out_effect = (PtCommandsEffect) { .text = NULL };
  if (!f->standing.internal)
    return;
  run.is_private = pt_ruling_is_private (ruling->kind);
  gboolean kept = tell_kept (f, ruling, &results);
  tell_publish (f, ruling, &results);
  out_effect->none = pt_publish_is_asked (f) && pt_publish_is_bare (f);
  if (!pt_run_commands_proven (f)) { /* lines of a light agent are his text (MC1) */
    work->decision->commands_refused = f->mail.commands->list->len;
    if (f->mail.commands->list->len)
      pt_decision_reason (work->decision, "B13 MC1 MC11", "the commands on top were refused");
  } else if (f->mail.commands->list->len)
    run_block (&run, ruling, allowed, &results, out_effect);
  if (lines->len)
    report (work, &results, kept, run.left);
  g_free (run.note);
}
