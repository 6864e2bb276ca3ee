/* The world that a sequence begins in. */
#include <string.h>

#include "tests/scenario/random-case.h"
#include "tests/scenario/scn-file.h"

/* Settings with the values that are drawn; a word means that one, `-` nothing. */
static const struct {
  const char *name, *values;
  guint       percent;
} settings[] = {
  { "authserv_id", "mx.example.com", 75 },
  { "agent_email_public", "no", 20 },
  { "cc_comments_public", "yes", 30 },
  { "follower_reply", "private", 20 },
  { "open_submission", "no", 15 },
  { "cc_enabled", "no", 10 },
  { "end_users_may_cc", "no", 10 },
  { "light_agents_may_be_cc", "yes", 30 },
  { "agent_cc_becomes_follower", "no", 30 },
  { "agent_cc_gets_private", "yes", 30 },
  { "max_cc", "1 2 3", 15 },
  { "cc_overflow", "truncate", 20 },
  { "cc_remove_by_mail", "reply_all_diff", 30 },
  { "followers_enabled", "no", 8 },
  { "follower_manage", "view", 30 },
  { "participants", "yes", 50 },
  { "copy_participants", "yes", 30 },
  { "copy_company_contact", "yes", 30 },
  { "stranger_reply", "refuse participant", 25 },
  { "closed_reply", "reopen refuse", 25 },
  { "close_after", "1h 1d", 60 },
  { "manual_close", "yes", 20 },
  { "close_command", "refuse", 20 },
  { "admin_edit_closed", "yes", 30 },
  { "followup_reuse", "yes", 30 },
  { "auto_assign_on_solve", "no", 20 },
  { "auto_assign_first_responder", "yes", 20 },
  { "agents_may_change_requester", "yes", 50 },
  { "reply_delay", "0s 1h", 50 },
  { "seen_by_reply", "any", 30 },
  { "notify_status_change", "no", 20 },
  { "suppress", "zendesk_both zendesk_either", 25 },
  { "notify_new", "agent owner,supervisor admin,light-agent", 30 },
  { "personal_from", "no", 20 },
  { "receipt", "no", 10 },
  { "category", "back-office tracker", 15 },
  { "auth_level", "native arc", 20 },
  { "division", "North", 30 },
  { "sla_first_response", "2h", 40 },
};

static gboolean
give (RandomCase *c, const char *line)
{
  g_autofree char *error = NULL;
  g_auto (GStrv) words = scn_words (line);
  random_say (c, "%s\n", line);
  if (pt_world_line (c->world, words, &error))
    return TRUE;
  random_say (c, "# %s\n", error);
  return FALSE;
}

/* Gives what was written since the last one. */
static gboolean
give_line (RandomCase *c, GString *line)
{
  const gboolean fine = give (c, line->str);
  g_string_truncate (line, 0);
  return fine;
}

static gboolean
give_settings (RandomCase *c, GString *line)
{
  gboolean fine = give (c, "mailbox support support@example.com") && give (c, "mailbox sales sales@example.com")
                  && give (c, "division 1 North") && give (c, "division 2 South");
  for (guint i = 0; fine && i < G_N_ELEMENTS (settings); i++) {
    if (!random_percent (c, settings[i].percent))
      continue;
    g_autofree char *value = random_word (c, settings[i].values);
    g_string_printf (line, "setting %s %s", settings[i].name, value);
    fine = give_line (c, line);
  }
  return fine;
}

static void
write_person (RandomCase *c, GString *line, PtRole role)
{
  const guint id = c->world->rows->persons->len + 1;
  const char *const switches[] = { "follow_added", "follow_reply", "follow_note" };
  g_string_printf (line, "person p%u %s", id, pt_role_name (role));
  g_string_append_printf (line, " canarya%u@canaryd%u.test called Canaryw%u", id, id, id);
  if (random_percent (c, 5))
    g_string_append (line, role == PT_ROLE_END_USER ? " state suspended" : " state disabled");
  if (random_percent (c, 5))
    g_string_append (line, " undeliverable");
  if (role == PT_ROLE_END_USER && random_percent (c, 30))
    g_string_append_printf (line, " company %u", 5 + random_below (c, 2));
  if (role == PT_ROLE_END_USER)
    return;
  g_autofree char *scope = random_word (c, "all all division own");
  g_string_append_printf (line, " scope %s", scope);
  if (random_percent (c, 60))
    g_string_append_printf (line, " in %u", 1 + random_below (c, 2));
  if (random_percent (c, 15))
    g_string_append_printf (line, " muted %s", switches[random_below (c, G_N_ELEMENTS (switches))]);
}

static gboolean
give_people (RandomCase *c, GString *line)
{
  static const struct {
    PtRole role;
    guint  least, more;
  } crowd[] = {
    { PT_ROLE_END_USER, 4, 3 }, { PT_ROLE_LIGHT_AGENT, 1, 2 }, { PT_ROLE_AGENT, 2, 3 },
    { PT_ROLE_SUPERVISOR, 0, 2 }, { PT_ROLE_ADMIN, 1, 1 }, { PT_ROLE_OWNER, 0, 2 },
  };
  gboolean fine = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (crowd); i++)
    for (guint n = crowd[i].least + random_below (c, crowd[i].more); fine && n > 0; n--) {
      write_person (c, line, crowd[i].role);
      fine = give_line (c, line);
    }
  return fine && give (c, "company 5 First contact p1") && give (c, "company 6 Second");
}

static gboolean
is_active (const PtPerson *person)
{
  return person->state == PT_PERSON_ACTIVE;
}

static void
write_relations (RandomCase *c, GString *line, const char *relation, RandomFits fits, PtId not_one, PtId nor_another)
{
  g_autoptr (GHashTable) used = g_hash_table_new (NULL, NULL);
  for (guint n = random_below (c, 3); n > 0; n--) {
    const PtPerson *person = random_person (c, fits);
    if (person && person->id != not_one && person->id != nor_another && is_active (person)
        && g_hash_table_add (used, GINT_TO_POINTER ((int) person->id)))
      g_string_append_printf (line, " %s p%d", relation, (int) person->id);
  }
}

static void
write_state (RandomCase *c, GString *line, guint id)
{
  g_autofree char *status = random_word (c, "new open open pending on-hold solved solved closed closed");
  if (id > RANDOM_FIRST_TICKET && random_percent (c, 5))
    g_string_append_printf (line, " status closed merged-into %u", id - 1);
  else
    g_string_append_printf (line, " status %s", status);
  if (g_str_equal (status, "solved"))
    g_string_append (line, " solved-for 30m");
  if (random_percent (c, 12)) {
    g_autofree char *category = random_word (c, "back-office tracker");
    g_string_append_printf (line, " category %s", category);
    if (g_str_equal (category, "back-office") && random_percent (c, 40))
      g_string_append (line, " shared");
  }
  if (id > RANDOM_FIRST_TICKET && random_percent (c, 15))
    g_string_append_printf (line, " linked-to %u", id - 1);
  if (random_percent (c, 20))
    g_string_append (line, " restricted");
  if (random_percent (c, 40))
    g_string_append_printf (line, " division %u", 1 + random_below (c, 2));
  if (random_percent (c, 20))
    g_string_append_printf (line, " company %u", 5 + random_below (c, 2));
  if (random_percent (c, 3))
    g_string_append (line, " deleted");
}

static void
write_ticket (RandomCase *c, GString *line, guint id)
{
  const PtPerson *requester = random_person (c, random_percent (c, 90) ? random_is_end_user : random_is_anybody);
  const PtPerson *assignee = random_percent (c, 60) ? random_person (c, random_is_agent) : NULL;
  const PtId has = assignee ? assignee->id : 0;
  g_string_printf (line, "ticket %u requester p%d", id, (int) requester->id);
  if (assignee)
    g_string_append_printf (line, " assignee p%d", (int) has);
  write_relations (c, line, "cc", random_is_anybody, requester->id, 0);
  write_relations (c, line, "participant", random_is_end_user, requester->id, 0);
  write_relations (c, line, "follower", random_is_internal, has, 0);
  write_state (c, line, id);
}

/* Mail of comment N that its readers have got already, so that it can be answered. */
static gboolean
give_sent (RandomCase *c, GString *line, const PtTicketView *view, guint comment, gboolean is_private)
{
  const PtTicket *ticket = view->ticket;
  const guint row = c->world->rows->outbox->len + 1;
  const PtPerson *person = pt_memstore_person (c->world->rows, is_private ? ticket->assignee : ticket->requester);
  if (!person || random_percent (c, 30) || (!is_private && !ticket->shared))
    return TRUE;
  const char *kind = is_private ? "note" : person->role == PT_ROLE_END_USER ? "reply" : "notice";
  g_string_printf (line, "sent %u %s comment %u to p%d", row, kind, comment, (int) person->id);
  return give_line (c, line);
}

static gboolean
give_comments (RandomCase *c, GString *line, const PtTicketView *view)
{
  gboolean fine = TRUE;
  for (guint n = 0; fine && n < 2 + random_below (c, 3); n++) {
    const guint id = c->world->rows->comments->len + 1;
    const gboolean is_private = n > 0 ? random_percent (c, 50) : random_percent (c, 10);
    const PtPerson *agent = random_person (c, random_is_agent);
    const PtId author = n > 0 || is_private ? agent ? agent->id : 1 : view->ticket->requester;
    g_string_printf (line, "comment %u on %d by p%d %s \"These are the words canaryt%u that somebody wrote.\"", id,
                     (int) view->ticket->id, (int) author, is_private ? "private" : "public", ++c->words);
    fine = give_line (c, line) && give_sent (c, line, view, id, is_private);
  }
  return fine;
}

gboolean
random_given (RandomCase *c)
{
  g_autoptr (GString) line = g_string_new (NULL);
  gboolean fine = give_settings (c, line) && give_people (c, line);
  const guint tickets = 2 + random_below (c, 3);
  for (guint i = 0; fine && i < tickets; i++) {
    write_ticket (c, line, RANDOM_FIRST_TICKET + i);
    fine = give_line (c, line)
           && give_comments (c, line, pt_memstore_ticket (c->world->rows, RANDOM_FIRST_TICKET + i));
  }
  return fine;
}
