#include "core/command-doers.h"

#include "base/text.h"
#include "core/change.h"
#include "core/leave.h"
#include "core/people.h"
#include "core/tags.h"

#include <string.h>

static gboolean G_GNUC_PRINTF (2, 3)
refuse (PtCommandRun *run, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_free (run->note);
  run->note = g_strdup_vprintf (format, args);
  va_end (args);
  return FALSE;
}

static gboolean
done (PtCommandRun *run, const char *note)
{
  g_free (run->note);
  run->note = g_strdup (note);
  return TRUE;
}

/* As it is by now. */
static const PtTicket *
ticket_of (const PtCommandRun *run)
{
  return pt_work_ticket (run->work, run->ticket);
}

/* --- whom a value names --- */

/* By name: the one person of the staff who bears it. */
static const PtPerson *
find_by_name (const PtFacts *f, const char *name, gboolean *out_several)
{
  const PtPerson *found = NULL;
  g_autofree char *wanted = g_utf8_casefold (name, -1);
  for (guint i = 0; i < f->c->snapshot->persons->len; i++) {
    const PtPerson *person = g_ptr_array_index (f->c->snapshot->persons, i);
    g_autofree char *folded = g_utf8_casefold (person->name, -1);
    if (!pt_person_is_internal (person) || strcmp (folded, wanted) != 0)
      continue;
    *out_several |= found != NULL;
    found = person;
  }
  return found;
}

/* An agent by address, number or name (MC8); NULL and a note if there is none, or more than one of that name. */
static const PtPerson *
find_agent (PtCommandRun *run, const char *value)
{
  const PtSnapshot *snapshot = run->f->c->snapshot;
  g_autofree char *key = pt_commands_key (value);
  PtId number = pt_commands_number (value);
  gboolean several = FALSE;
  const PtPerson *person = g_ascii_strcasecmp (value, "me") == 0 ? run->f->author.person
                           : key ? pt_snapshot_person_by_key (snapshot, key)
                           : number ? pt_snapshot_person (snapshot, number)
                                    : find_by_name (run->f, value, &several);
  if (several)
    refuse (run, "several agents are called %s: write the address or the number", value);
  else if (!person || !pt_person_is_internal (person))
    refuse (run, "no agent is called %s", value);
  return several || !person || !pt_person_is_internal (person) ? NULL : person;
}

/* Why nobody at KEY can be a requester; NULL if nothing speaks against it. */
static const char *
why_no_requester (const PtFacts *f, const char *key)
{
  const PtPerson *person = pt_snapshot_person_by_key (f->c->snapshot, key);
  if (pt_policy_owns_address (f->c->policy, key))
    return "that is an address of ours";
  if (!person && pt_list_matches ((const char *const *) f->c->policy->own_domains, key))
    return "that address of ours is nobody's";
  if (pt_address_is_machine (key) || !pt_address_is_mailable (key, FALSE))
    return "nobody can be mailed there";
  return person && person->state != PT_PERSON_ACTIVE ? "that person is disabled or suspended" : NULL;
}

PtId
pt_command_requester (const PtFacts *facts, PtWork *work, const char *value, char **out_why)
{
  PtId number = pt_commands_number (value);
  const PtPerson *person = number ? pt_snapshot_person (facts->c->snapshot, number) : NULL;
  const PtPersonAddress *primary = person ? pt_person_primary (person) : NULL;
  g_autoptr (PtAddress) address = primary ? pt_address_new (NULL, primary->address)
                                  : number ? NULL : pt_commands_address (value);
  const char *why = address ? why_no_requester (facts, address->key)
                            : "that is neither an address nor the number of a person";
  if (why) {
    *out_why = g_strdup (why);
    return 0;
  }
  return pt_people_person_for (work, address);
}

/* --- the doers --- */

/* Asked for while a ticket is opened, it is done by then (M19); later it takes a right of its own (MC7). */
static gboolean
do_requester (PtCommandRun *run, const PtMailCommand *command)
{
  gboolean may = run->f->rules->agents_may_change_requester || run->f->author.person->role >= PT_ROLE_ADMIN;
  if (!run->fresh && !may)
    return refuse (run, "agents may not change the requester here (agents_may_change_requester)");
  g_autofree char *why = NULL;
  PtId person = pt_command_requester (run->f, run->work, command->value, &why);
  if (!person)
    return refuse (run, "%s", why);
  if (person == ticket_of (run)->requester)
    return done (run, NULL);
  pt_change_requester (run->work, run->ticket, person);
  return TRUE;
}

static gboolean
do_group (PtCommandRun *run, const PtMailCommand *command)
{
  const PtDivision *division = pt_snapshot_division_by_name (run->f->c->snapshot, command->value);
  if (!division)
    return refuse (run, "no group is called %s", command->value);
  if (division->id != ticket_of (run)->division)
    pt_change_division (run->work, run->ticket, division);
  return TRUE;
}

static gboolean
set_number (PtCommandRun *run, PtTicketField field, int number, int before, const char *word)
{
  if (number != before || run->fresh)
    pt_change_number (run->work, run->ticket, field, number, word);
  return TRUE;
}

static gboolean
do_type (PtCommandRun *run, const PtMailCommand *command)
{
  int before = run->fresh ? PT_TYPE_NONE : (int) ticket_of (run)->type;
  return set_number (run, PT_FIELD_TYPE, command->number, before, pt_type_name ((PtTicketType) command->number));
}

static gboolean
do_priority (PtCommandRun *run, const PtMailCommand *command)
{
  int before = run->fresh ? PT_PRIORITY_NONE : (int) ticket_of (run)->priority;
  const char *word = pt_priority_name ((PtPriority) command->number);
  return set_number (run, PT_FIELD_PRIORITY, command->number, before, word);
}

/* The words are added to those that are there: a mail takes no tag away. */
static gboolean
do_tags (PtCommandRun *run, const PtMailCommand *command)
{
  const char *before = ticket_of (run)->tags;
  g_autofree char *spaced = g_strdelimit (g_strdup (command->value), ",", ' ');
  g_autofree char *words = pt_text_to_line (spaced);
  if (!pt_tags_are_good (words))
    return refuse (run, "a tag is a word of letters, digits, - _ . and :, at most 64 bytes");
  g_autofree char *tags = pt_tags_add (before, words);
  if (strcmp (tags, before) != 0)
    pt_change_text (run->work, run->ticket, PT_FIELD_TAGS, tags);
  return TRUE;
}

static gboolean
do_assignee (PtCommandRun *run, const PtMailCommand *command)
{
  gboolean nobody = g_ascii_strcasecmp (command->value, "nobody") == 0;
  const PtPerson *person = nobody ? NULL : find_agent (run, command->value);
  if (!nobody && !person)
    return FALSE;
  if (person && person->role == PT_ROLE_LIGHT_AGENT)
    return refuse (run, "a light agent can be assigned nothing"); /* R10 */
  PtId id = person ? person->id : 0;
  if (id != ticket_of (run)->assignee)
    pt_change_assignee (run->work, run->ticket, id);
  return TRUE;
}

/* FW4, FW15 */
static gboolean
add_follower (PtCommandRun *run, const PtPerson *person)
{
  if (!run->f->rules->followers_enabled)
    return refuse (run, "tickets have no followers here (followers_enabled)");
  if (person->id == ticket_of (run)->assignee)
    return refuse (run, "the assignee is told of everything already and is no follower");
  if (pt_people_is_blocked (run->f->rules, person))
    return refuse (run, "that address may not follow (cc_blocklist)");
  pt_people_relate (run->work, run->ticket, person->id, PT_RELATION_FOLLOWER);
  return TRUE;
}

static gboolean
remove_follower (PtCommandRun *run, const PtPerson *person)
{
  pt_leave (run->work, run->ticket, person->id, PT_RELATION_FOLLOWER);
  return TRUE;
}

static gboolean
do_follow (PtCommandRun *run, const PtMailCommand *command)
{
  (void) command;
  return add_follower (run, run->f->author.person);
}

static gboolean
do_unfollow (PtCommandRun *run, const PtMailCommand *command)
{
  (void) command;
  run->left |= !run->fresh && pt_leave_by_wish (run->f, run->work); /* J16 */
  return remove_follower (run, run->f->author.person);
}

static gboolean
do_add_agent (PtCommandRun *run, const PtMailCommand *command)
{
  const PtPerson *person = find_agent (run, command->value);
  return person && add_follower (run, person);
}

static gboolean
do_remove_agent (PtCommandRun *run, const PtMailCommand *command)
{
  const PtPerson *person = find_agent (run, command->value);
  return person && remove_follower (run, person);
}

/* What an answer cannot say by leaving somebody out (C13). */
static gboolean
do_uncc (PtCommandRun *run, const PtMailCommand *command)
{
  const PtSnapshot *snapshot = run->f->c->snapshot;
  gboolean me = !*command->value || g_ascii_strcasecmp (command->value, "me") == 0;
  g_autofree char *key = pt_commands_key (command->value);
  PtId number = pt_commands_number (command->value);
  const PtPerson *person = me ? run->f->author.person
                           : key ? pt_snapshot_person_by_key (snapshot, key) : pt_snapshot_person (snapshot, number);
  if (!person || !pt_work_has (run->work, run->ticket, person->id, PT_RELATION_CC))
    return refuse (run, "no CC is called %s", me ? "me" : command->value);
  pt_leave (run->work, run->ticket, person->id, PT_RELATION_CC);
  return TRUE;
}

static gboolean
set_status (PtCommandRun *run, PtStatus status)
{
  if (status == PT_STATUS_SOLVED && !pt_change_may_solve (run->work, run->ticket))
    return refuse (run, "not solved: a solved ticket needs an assignee"); /* L4, MC6 */
  pt_change_status (run->work, run->ticket, status);
  run->set_status = TRUE;
  return TRUE;
}

static gboolean
do_status (PtCommandRun *run, const PtMailCommand *command)
{
  return set_status (run, (PtStatus) command->number);
}

/* X9; a ticket is opened in no case as closed (A1). */
static gboolean
do_close (PtCommandRun *run, const PtMailCommand *command)
{
  const PtRules *rules = run->f->rules;
  (void) command;
  if (rules->manual_close && !run->fresh)
    return set_status (run, PT_STATUS_CLOSED);
  if (rules->close_command == PT_CLOSE_COMMAND_REFUSE)
    return refuse (run, "nobody closes by hand: set it to solved, and it closes by itself after a time");
  return set_status (run, PT_STATUS_SOLVED) && done (run, "solved; it closes by itself after a time");
}

static gboolean
do_note (PtCommandRun *run, const PtMailCommand *command)
{
  (void) command;
  return run->is_private || refuse (run, "the comment is public");
}

/* What is inside stays there, whatever is asked for (B21). */
static gboolean
do_public (PtCommandRun *run, const PtMailCommand *command)
{
  if (command->number && run->is_private)
    return refuse (run, "the comment stays inside, for the rules of this ticket say so");
  return TRUE;
}

static gboolean
do_notify (PtCommandRun *run, const PtMailCommand *command)
{
  const char *text;
  g_autofree char *word = pt_commands_first_word (command->value, &text);
  if (!*text)
    return refuse (run, "there is nothing to tell");
  const PtPerson *person = find_agent (run, word);
  run->told = person ? person->id : 0;
  return person != NULL;
}

static const PtCommandDoer doers[] = {
  [PT_COMMAND_REQUESTER] = do_requester, [PT_COMMAND_GROUP] = do_group,
  [PT_COMMAND_TYPE] = do_type,           [PT_COMMAND_PRIORITY] = do_priority,
  [PT_COMMAND_TAGS] = do_tags,           [PT_COMMAND_ASSIGNEE] = do_assignee,
  [PT_COMMAND_FOLLOW] = do_follow,       [PT_COMMAND_UNFOLLOW] = do_unfollow,
  [PT_COMMAND_UNCC] = do_uncc,
  [PT_COMMAND_ADD_AGENT] = do_add_agent, [PT_COMMAND_REMOVE_AGENT] = do_remove_agent,
  [PT_COMMAND_STATUS] = do_status,       [PT_COMMAND_CLOSE] = do_close,
  [PT_COMMAND_NOTE] = do_note,           [PT_COMMAND_PUBLIC] = do_public,
  [PT_COMMAND_NOTIFY] = do_notify,
};

PtCommandDoer
pt_command_doer (PtCommandKind kind)
{
  return kind < G_N_ELEMENTS (doers) ? doers[kind] : NULL;
}
