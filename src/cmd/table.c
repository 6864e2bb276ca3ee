#include "cmd/command.h"

#include "base/nearest.h"

#define AT(field) G_STRUCT_OFFSET (PtCallOptions, field)

static const PtOption json_options[] = {
  { "json", NULL, FALSE, AT (json), "print JSON" },
  { 0 },
};
static const PtOption ticket_show_options[] = {
  { "as", "AGENT", FALSE, AT (as), "what this agent may see; else $POSTERN_AS, else everything" },
  { "json", NULL, FALSE, AT (json), "print JSON" },
  { 0 },
};
static const PtOption config_list_options[] = {
  { "changed", NULL, FALSE, AT (changed), "only settings that are not at their default" },
  { "json", NULL, FALSE, AT (json), "print JSON" },
  { 0 },
};
static const PtOption help_options[] = {
  { "all", NULL, FALSE, AT (all), "list the commands with their arguments" },
  { 0 },
};
static const PtOption init_options[] = {
  { "address", "ADDR", FALSE, AT (address), "address of the first mailbox" },
  { "state", "DIR", FALSE, AT (folder), "folder of store, spool and keys" },
  { "transport", "HOW", FALSE, AT (transport), "smtp:HOST:PORT, or maildir:DIR to file mail instead of sending it" },
  { "new-keys", NULL, FALSE, AT (new_keys),
    "make new keys where keys or store are lost: answers to older mail open new tickets" },
  { 0 },
};
static const PtOption check_options[] = {
  { "full", NULL, FALSE, AT (full), "read the whole store" },
  { "json", NULL, FALSE, AT (json), "print JSON" },
  { 0 },
};
static const PtOption run_options[] = {
  { "no-send", NULL, FALSE, AT (no_send), "leave the outbox alone" },
  { "json", NULL, FALSE, AT (json), "print JSON" },
  { 0 },
};
static const PtOption explain_options[] = {
  { "from", "ADDR", FALSE, AT (from), "envelope sender; empty or <> is the null sender" },
  { "to", "ADDR", TRUE, AT (to), "envelope recipient" },
  { "json", NULL, FALSE, AT (json), "print JSON" },
  { 0 },
};
static const PtOption person_add_options[] = {
  { "name", "NAME", FALSE, AT (name), "name as others read it" },
  { "role", "ROLE", FALSE, AT (role), "end-user (the default), light-agent, agent, supervisor, admin or owner" },
  { "as", "ADMIN", FALSE, AT (as), "who does it: an admin or owner; nobody is asked for unless this or $POSTERN_AS is given" },
  { 0 },
};
static const PtOption person_list_options[] = {
  { "role", "ROLE", FALSE, AT (role), "people with this role only" },
  { "json", NULL, FALSE, AT (json), "print JSON" },
  { 0 },
};
static const PtOption person_set_options[] = {
  { "name", "NAME", FALSE, AT (name), "name as others read it" },
  { "role", "ROLE", FALSE, AT (role), "end-user, light-agent, agent, supervisor, admin or owner" },
  { "state", "STATE", FALSE, AT (state), "active, disabled or suspended" },
  { "scope", "SCOPE", FALSE, AT (scope), "which tickets an agent works on: all, division or own" },
  { "company", "NAME", FALSE, AT (company), "company; none = of none" },
  { "as", "ADMIN", FALSE, AT (as), "who does it: an admin or owner; nobody is asked for unless this or $POSTERN_AS is given" },
  { 0 },
};
static const PtOption person_address_options[] = {
  { "primary", NULL, FALSE, AT (primary), "mail goes to this one of his addresses from now on" },
  { "remove", NULL, FALSE, AT (remove), "take these addresses away" },
  { "deliverable", NULL, FALSE, AT (deliverable), "send mail to these addresses again though it came back" },
  { "as", "ADMIN", FALSE, AT (as), "who does it: an admin or owner; nobody is asked for unless this or $POSTERN_AS is given" },
  { 0 },
};
static const PtOption admin_options[] = {
  { "as", "ADMIN", FALSE, AT (as), "who does it: an admin or owner; nobody is asked for unless this or $POSTERN_AS is given" },
  { 0 },
};
static const PtOption company_add_options[] = {
  { "contact", "PERSON", FALSE, AT (contact), "main contact" },
  { "as", "ADMIN", FALSE, AT (as), "who does it: an admin or owner; nobody is asked for unless this or $POSTERN_AS is given" },
  { 0 },
};
static const PtOption company_set_options[] = {
  { "name", "NAME", FALSE, AT (name), "name" },
  { "contact", "PERSON", FALSE, AT (contact), "main contact; none = nobody" },
  { "as", "ADMIN", FALSE, AT (as), "who does it: an admin or owner; nobody is asked for unless this or $POSTERN_AS is given" },
  { 0 },
};
static const PtOption ticket_list_options[] = {
  { "status", "STATUS", FALSE, AT (status), "new, open, pending, on-hold, solved or closed" },
  { "assignee", "AGENT", FALSE, AT (assignee), "assigned to this agent; none = to nobody" },
  { "requester", "PERSON", FALSE, AT (requester), "for this person" },
  { "mailbox", "NAME", FALSE, AT (mailbox), "of this mailbox" },
  { "priority", "PRIORITY", FALSE, AT (priority), "none, low, normal, high or urgent" },
  { "channel", "CHANNEL", FALSE, AT (channel), "how it was opened: mail, command or closed-ticket" },
  { "tag", "WORD", FALSE, AT (tag), "with this tag" },
  { "division", "NAME", FALSE, AT (division), "of this division; none = of none" },
  { "following", NULL, FALSE, AT (following), "that the agent of --as follows" },
  { "as", "AGENT", FALSE, AT (as), "what this agent may see, and whose --following is; else $POSTERN_AS" },
  { "closed", NULL, FALSE, AT (closed), "closed tickets and no others" },
  { "all", NULL, FALSE, AT (all), "closed tickets, too" },
  { "json", NULL, FALSE, AT (json), "print JSON" },
  { 0 },
};
static const PtOption as_options[] = {
  { "as", "AGENT", FALSE, AT (as), "who does it; else $POSTERN_AS, else the owner if there is one only" },
  { 0 },
};
static const PtOption ticket_reply_options[] = {
  { "as", "AGENT", FALSE, AT (as), "who does it; else $POSTERN_AS, else the owner if there is one only" },
  { "all-or-nothing", NULL, FALSE, AT (all_or_nothing), "do nothing if somebody on the ticket would not be mailed" },
  { 0 },
};
static const PtOption api_options[] = {
  { "as", "AGENT", FALSE, AT (as), "who does it; else $POSTERN_AS, else the owner if there is one only" },
  { "api", NULL, FALSE, AT (api), "by the rules for programs; print JSON" },
  { 0 },
};
static const PtOption ticket_attachment_options[] = {
  { "output", "FILE", FALSE, AT (output), "where it goes instead of a file of its name here; - is standard output" },
  { "force", NULL, FALSE, AT (force), "replace a file that is there" },
  { "as", "AGENT", FALSE, AT (as), "what this agent may see; else $POSTERN_AS" },
  { "json", NULL, FALSE, AT (json), "print the list as JSON" },
  { 0 },
};
static const PtOption ticket_cc_options[] = {
  { "as", "AGENT", FALSE, AT (as), "who does it; else $POSTERN_AS, else the owner if there is one only" },
  { "only-cc", NULL, FALSE, AT (only_cc), "agents among them do not become followers" },
  { "api", NULL, FALSE, AT (api), "by the rules for programs, as with --only-cc; print JSON" },
  { 0 },
};
static const PtOption ticket_followup_options[] = {
  { "as", "AGENT", FALSE, AT (as), "who does it; else $POSTERN_AS, else the owner if there is one only" },
  { "mailbox", "NAME", FALSE, AT (mailbox), "mailbox of the new ticket, by default that of the closed one" },
  { "requester", "ADDR", FALSE, AT (requester), "whom it is for, by default who the closed one was for" },
  { "subject", "TEXT", FALSE, AT (subject), "title, by default that of the closed one" },
  { "note", NULL, FALSE, AT (note), "the text is a note, which nobody outside reads" },
  { "all-or-nothing", NULL, FALSE, AT (all_or_nothing), "do nothing if somebody on the ticket would not be mailed" },
  { "api", NULL, FALSE, AT (api), "by the rules for programs; print JSON" },
  { 0 },
};
static const PtOption ticket_merge_options[] = {
  { "as", "AGENT", FALSE, AT (as), "who does it; else $POSTERN_AS, else the owner if there is one only" },
  { "text", "TEXT", FALSE, AT (text), "what is said on both tickets" },
  { "public", "WHERE", FALSE, AT (sides), "where people outside may read it: none (the default), there, here or both" },
  { 0 },
};
static const PtOption follow_options[] = {
  { "as", "AGENT", FALSE, AT (as), "who does it; else $POSTERN_AS, else the owner if there is one only" },
  { "who", "AGENT", FALSE, AT (who), "who follows, by default he who does it" },
  { 0 },
};
static const PtOption outbox_retry_options[] = {
  { "failed", NULL, FALSE, AT (failed), "every mail that failed" },
  { "as", "AGENT", FALSE, AT (as), "who does it; else $POSTERN_AS, else the owner if there is one only" },
  { 0 },
};
static const PtOption ticket_new_options[] = {
  { "as", "AGENT", FALSE, AT (as), "who does it; else $POSTERN_AS, else the owner if there is one only" },
  { "mailbox", "NAME", FALSE, AT (mailbox), "mailbox of the ticket, by default the first" },
  { "requester", "ADDR", FALSE, AT (requester), "whom the ticket is for; somebody new becomes a person" },
  { "subject", "TEXT", FALSE, AT (subject), "title of the ticket" },
  { "category", "CATEGORY", FALSE, AT (category), "customer, back-office or tracker; else as the setting says" },
  { "status", "STATUS", FALSE, AT (status), "status to begin with: open, pending, on-hold or solved" },
  { "note", NULL, FALSE, AT (note), "the text is a note, which nobody outside reads" },
  { "all-or-nothing", NULL, FALSE, AT (all_or_nothing), "do nothing if somebody on the ticket would not be mailed" },
  { "api", NULL, FALSE, AT (api), "by the rules for programs; print JSON" },
  { 0 },
};
static const PtOption held_list_options[] = {
  { "all", NULL, FALSE, AT (all), "all messages, not only those held" },
  { "json", NULL, FALSE, AT (json), "print JSON" },
  { 0 },
};
static const PtOption held_show_options[] = {
  { "raw", NULL, FALSE, AT (raw), "print the message as it came, byte for byte" },
  { "json", NULL, FALSE, AT (json), "print JSON" },
  { 0 },
};
static const PtOption held_release_options[] = {
  { "as", "AGENT", FALSE, AT (as), "who does it; else $POSTERN_AS, else the owner if there is one only" },
  { "subject", "TEXT", FALSE, AT (subject), "a subject instead of its own" },
  { "text", "TEXT|-", FALSE, AT (text), "a text instead of its own" },
  { 0 },
};
static const PtOption outbox_list_options[] = {
  { "state", "STATE", FALSE, AT (state), "due, sending, sent, unknown, failed, bounced, held or dropped" },
  { "all", NULL, FALSE, AT (all), "rows that are sent or dropped, too" },
  { "json", NULL, FALSE, AT (json), "print JSON" },
  { 0 },
};

const PtOption pt_general_options[] = {
  { "config", "FILE", FALSE, AT (file), "settings file" },
  { 0 },
};

enum {
  NOTHING = 0,
  READS = PT_NEEDS_SETTINGS | PT_NEEDS_STORE,
  WRITES = PT_NEEDS_SETTINGS | PT_NEEDS_STORE | PT_NEEDS_WRITING,
  MANY = 1000,
};

/* In the order of postern(1). */
static const PtCommand commands[] = {
  { "help", NULL, pt_cmd_help, NOTHING, 0, 2, "[COMMAND]", help_options, "explain a command, or list them" },
  { "init", NULL, pt_cmd_init, NOTHING, 0, 0, "", init_options, "make settings, folders, keys and store" },
  { "check", NULL, pt_cmd_check, NOTHING, 0, 0, "", check_options, "look for mistakes in settings, folders, keys, store, templates" },
  { "config", "get", pt_cmd_config_get, PT_NEEDS_SETTINGS, 1, 1, "[GROUP.]NAME", NULL,
    "print the value of a setting" },
  { "config", "list", pt_cmd_config_list, PT_NEEDS_SETTINGS, 0, 0, "", config_list_options,
    "print the settings in force, and what they mean" },
  { "print-mta-config", NULL, pt_cmd_print_mta_config, PT_NEEDS_SETTINGS | PT_NEEDS_NO_KEYS, 1, 2, "MTA [PART]", NULL,
    "print what Postfix, Exim or Dovecot must be told to hand mail over" },
  { "key", "list", pt_cmd_key_list, PT_NEEDS_SETTINGS, 0, 0, "", json_options, "list the keys that sign reply addresses" },
  { "key", "rotate", pt_cmd_key_rotate, PT_NEEDS_SETTINGS, 0, 0, "", NULL, "sign with a new key from now on" },
  { "migrate", NULL, pt_cmd_migrate, PT_NEEDS_SETTINGS, 0, 0, "", NULL, "bring the store to the version of this program" },
  { "serve", NULL, pt_cmd_serve, PT_NEEDS_SETTINGS | PT_NEEDS_NO_KEYS, 0, 0, "", NULL, "process mail as it comes, until told to stop" },
  { "run", NULL, pt_cmd_run, PT_NEEDS_SETTINGS | PT_NEEDS_NO_KEYS, 0, 0, "", run_options, "process spool and outbox once" },
  { "explain", NULL, pt_cmd_explain, READS, 1, 1, "FILE|-", explain_options, "say what would become of a message, and why" },
  { "person", "add", pt_cmd_person_add, WRITES, 1, MANY, "ADDR...", person_add_options, "add a person" },
  { "person", "list", pt_cmd_person_list, READS, 0, 0, "", person_list_options, "list people" },
  { "person", "show", pt_cmd_person_show, READS, 1, 1, "PERSON", json_options, "show a person" },
  { "person", "set", pt_cmd_person_set, WRITES, 1, 1, "PERSON", person_set_options, "change a person" },
  { "person", "address", pt_cmd_person_address, WRITES, 2, MANY, "PERSON ADDR...", person_address_options, "add, remove, choose or try again addresses of a person" },
  { "person", "merge", pt_cmd_person_merge, WRITES, 2, 2, "PERSON INTO", admin_options, "make one person of two" },
  { "settings", NULL, pt_cmd_settings, WRITES, 1, MANY, "PERSON [NAME=yes|no...]", json_options, "show or choose what mail a follower gets" },
  { "division", "add", pt_cmd_division_add, WRITES, 1, 1, "NAME", admin_options, "make a division of agents" },
  { "division", "list", pt_cmd_division_list, READS, 0, 0, "", json_options, "list divisions and who is in them" },
  { "division", "rename", pt_cmd_division_rename, WRITES, 2, 2, "DIVISION NAME", admin_options, "give a division another name" },
  { "division", "join", pt_cmd_division_join, WRITES, 2, MANY, "DIVISION AGENT...", admin_options, "put agents into a division" },
  { "division", "leave", pt_cmd_division_leave, WRITES, 2, MANY, "DIVISION AGENT...", admin_options, "take agents out of a division" },
  { "division", "remove", pt_cmd_division_remove, WRITES, 1, 1, "DIVISION", admin_options, "remove a division" },
  { "company", "add", pt_cmd_company_add, WRITES, 1, 1, "NAME", company_add_options, "add a company" },
  { "company", "list", pt_cmd_company_list, READS, 0, 0, "", json_options, "list companies" },
  { "company", "set", pt_cmd_company_set, WRITES, 1, 1, "COMPANY", company_set_options, "change a company" },
  { "company", "remove", pt_cmd_company_remove, WRITES, 1, 1, "COMPANY", admin_options, "remove a company" },
  { "ticket", "list", pt_cmd_ticket_list, READS, 0, 0, "", ticket_list_options, "list tickets" },
  { "ticket", "show", pt_cmd_ticket_show, READS, 1, 1, "TICKET", ticket_show_options, "show a ticket with its comments" },
  { "ticket", "reply", pt_cmd_ticket_reply, WRITES, 1, 2, "TICKET [TEXT|-]", ticket_reply_options, "write a public comment" },
  { "ticket", "note", pt_cmd_ticket_note, WRITES, 1, 2, "TICKET [TEXT|-]", as_options, "write a private comment" },
  { "ticket", "assign", pt_cmd_ticket_assign, WRITES, 2, 2, "TICKET AGENT|none", as_options, "change the assignee" },
  { "ticket", "status", pt_cmd_ticket_status, WRITES, 2, 2, "TICKET STATUS", api_options, "change the status" },
  { "ticket", "new", pt_cmd_ticket_new, WRITES, 0, 1, "[TEXT|-]", ticket_new_options, "open a ticket for somebody" },
  { "ticket", "set", pt_cmd_ticket_set, WRITES, 3, 3, "TICKET FIELD VALUE", api_options, "set subject, priority, type, requester, category, shared, division or restricted" },
  { "ticket", "tag", pt_cmd_ticket_tag, WRITES, 3, MANY, "TICKET add|remove WORD...", api_options, "add or remove tags" },
  { "ticket", "field", pt_cmd_ticket_field, WRITES, 2, 2, "TICKET NAME=VALUE", api_options, "set a custom field" },
  { "ticket", "followup", pt_cmd_ticket_followup, WRITES, 1, 2, "TICKET [TEXT|-]", ticket_followup_options, "open a ticket that follows a closed one" },
  { "ticket", "merge", pt_cmd_ticket_merge, WRITES, 2, 2, "TICKET INTO", ticket_merge_options, "merge a ticket into another one" },
  { "ticket", "delete", pt_cmd_ticket_delete, WRITES, 1, 1, "TICKET", as_options, "delete a ticket" },
  { "ticket", "log", pt_cmd_ticket_log, READS, 1, 1, "TICKET", ticket_show_options, "tell what happened to a ticket" },
  { "ticket", "cc", pt_cmd_ticket_cc, WRITES, 3, MANY, "TICKET add|remove PERSON...", ticket_cc_options, "add or remove CCs" },
  { "ticket", "participant", pt_cmd_ticket_participant, WRITES, 3, MANY, "TICKET add|remove PERSON...", as_options, "add or remove people who act for the customer" },
  { "ticket", "follow", pt_cmd_ticket_follow, WRITES, 1, 1, "TICKET", follow_options, "be told of everything on a ticket" },
  { "ticket", "unfollow", pt_cmd_ticket_unfollow, WRITES, 1, 1, "TICKET", follow_options, "be told no more" },
  { "ticket", "candidates", pt_cmd_ticket_candidates, READS, 2, 2, "TICKET WORD", json_options, "search agents who could follow a ticket" },
  { "ticket", "seen", pt_cmd_ticket_seen, WRITES, 2, 2, "TICKET PERSON", as_options, "somebody has seen the ticket: replies that wait for him are not mailed" },
  { "ticket", "link", pt_cmd_ticket_link, WRITES, 2, 2, "TICKET OTHER|none", as_options, "link a ticket with its tracker or its customer ticket" },
  { "ticket", "attachment", pt_cmd_ticket_attachment, READS, 1, 2, "TICKET [FILE]", ticket_attachment_options, "list the files of a ticket, or take one out of the store" },
  { "ticket", "unsend", pt_cmd_ticket_unsend, WRITES, 1, 1, "COMMENT", as_options, "take a comment back while nobody has it: it becomes a note" },
  { "held", "list", pt_cmd_held_list, READS, 0, 0, "", held_list_options, "list held messages" },
  { "held", "show", pt_cmd_held_show, READS, 1, 1, "MESSAGE", held_show_options, "show a message and why it is held" },
  { "held", "release", pt_cmd_held_release, PT_NEEDS_SETTINGS | PT_NEEDS_NO_KEYS, 1, 1, "MESSAGE", held_release_options, "let a held message in" },
  { "held", "delete", pt_cmd_held_delete, WRITES, 1, 1, "MESSAGE", as_options, "drop a held message" },
  { "outbox", "list", pt_cmd_outbox_list, READS, 0, 0, "", outbox_list_options, "list mail that waits to be sent" },
  { "outbox", "show", pt_cmd_outbox_show, READS, 1, 1, "ROW", json_options, "show one mail of the outbox" },
  { "outbox", "retry", pt_cmd_outbox_retry, WRITES, 0, MANY, "[ROW...]", outbox_retry_options, "send again what failed, bounced or is unknown" },
  { "outbox", "hold", pt_cmd_outbox_hold, WRITES, 1, MANY, "ROW...", as_options, "keep mail from being sent" },
  { "outbox", "release", pt_cmd_outbox_release, WRITES, 1, MANY, "ROW...", as_options, "let held mail be sent" },
  { "outbox", "drop", pt_cmd_outbox_drop, WRITES, 1, MANY, "ROW...", as_options, "never send this mail" },
};

const PtCommand *
pt_commands (gsize *out_count)
{
  *out_count = G_N_ELEMENTS (commands);
  return commands;
}

/* Second words of the command NAME. */
static char *
subs_of (const char *name)
{
  GString *out = g_string_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (commands[i].sub && g_str_equal (commands[i].name, name))
      g_string_append_printf (out, "%s%s", out->len ? ", " : "", commands[i].sub);
  return g_string_free (out, FALSE);
}

static gboolean
unknown_sub (const char *const *words, GError **error)
{
  const char *names[G_N_ELEMENTS (commands) + 1] = { NULL };
  gsize n = 0;
  g_autofree char *subs = subs_of (words[0]);
  if (!words[1])
    return pt_error_set (error, PT_ERROR_USAGE, "\"%s\" needs a second word: %s", words[0], subs);
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (commands[i].sub && g_str_equal (commands[i].name, words[0]))
      names[n++] = commands[i].sub;
  const char *near = pt_nearest_name (names, words[1]);
  return near ? pt_error_set (error, PT_ERROR_USAGE, "no command \"%s %s\"; did you mean \"%s %s\"?", words[0], words[1],
                              words[0], near)
              : pt_error_set (error, PT_ERROR_USAGE, "no command \"%s %s\"; write %s and one of: %s", words[0],
                              words[1], words[0], subs);
}

static gboolean
unknown (const char *const *words, gboolean name_is_known, GError **error)
{
  const char *names[G_N_ELEMENTS (commands) + 1] = { NULL };
  if (name_is_known)
    return unknown_sub (words, error);
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    names[i] = commands[i].name;
  const char *near = pt_nearest_name (names, words[0]);
  return pt_error_set (error, PT_ERROR_USAGE, "no command \"%s\"; %s%s%s", words[0], near ? "did you mean \"" : "",
                       near ? near : "postern help lists them", near ? "\"?" : "");
}

gboolean
pt_command_find (const char *const *words, const PtCommand **out_command, guint *out_used, GError **error)
{
  gboolean name_is_known = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    if (!g_str_equal (commands[i].name, words[0]))
      continue;
    name_is_known = TRUE;
    if (commands[i].sub && g_strcmp0 (commands[i].sub, words[1]) != 0)
      continue;
    *out_command = &commands[i];
    *out_used = commands[i].sub ? 2 : 1;
    return TRUE;
  }
  return unknown (words, name_is_known, error);
}

char *
pt_command_title (const PtCommand *command)
{
  return g_strjoin (command->sub ? " " : "", command->name, command->sub ? command->sub : "", NULL);
}

char *
pt_command_synopsis (const PtCommand *command)
{
  g_autofree char *title = pt_command_title (command);
  GString *out = g_string_new ("postern ");
  g_string_append (out, title);
  for (const PtOption *option = command->options; option && option->name; option++)
    g_string_append_printf (out, " [--%s%s%s]%s", option->name, option->value ? " " : "", option->value ? option->value : "",
                            option->many ? "..." : "");
  g_string_append_printf (out, "%s%s", *command->arguments ? " " : "", command->arguments);
  return g_string_free (out, FALSE);
}
