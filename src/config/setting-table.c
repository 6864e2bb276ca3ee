/* The table of settings.  Names and defaults of rules are those of RULES section 12, limits those of THREATS
 * section 7. */
#include "config/setting.h"

#include <string.h>

#include "base/clock.h"
#include "config/settings.h"
#include "model/notification.h"
#include "model/person.h"
#include "model/ticket.h"

#define MIB ((gint64) 1024 * 1024)

#define CONFIG(field)  PT_PLACE_CONFIG, G_STRUCT_OFFSET (PtConfig, field)
#define POLICY(field)  PT_PLACE_POLICY, G_STRUCT_OFFSET (PtPolicy, field)
#define SMTP(field)    PT_PLACE_SMTP, G_STRUCT_OFFSET (PtSmtpSettings, field)
#define MAILBOX(field) PT_PLACE_MAILBOX, G_STRUCT_OFFSET (PtMailbox, field)

/* The common shape of rules and limits, whose settings are named as their fields. */
#define RULE(type, field, min, max, words, initial, meaning) \
  { "rules", #field, type, PT_PLACE_RULES, G_STRUCT_OFFSET (PtRules, field), min, max, words, initial, NULL, meaning }
#define YES_NO(field, initial, meaning) RULE (PT_SETTING_YES_NO, field, 0, 0, NULL, initial, meaning)
#define LIMIT(type, field, min, max, initial, meaning) \
  { "limits", #field, type, PT_PLACE_LIMITS, G_STRUCT_OFFSET (PtLimits, field), min, max, NULL, initial, NULL, meaning }
#define SIZE(field, min, max, initial, meaning) LIMIT (PT_SETTING_SIZE, field, min, max, initial, meaning)
#define COUNT(field, min, max, initial, meaning) LIMIT (PT_SETTING_NUMBER, field, min, max, initial, meaning)

static const char *const mode_words[] = { "0600", "0660", "0666", NULL };
static const char *const log_words[] = { "stderr", "syslog", NULL };
static const char *const transport_words[] = { "smtp", "maildir", NULL };
static const char *const tls_words[] = { "none", "starttls", "tls", NULL };
static const char *const follower_reply_words[] = { "inherit", "private", NULL };
static const char *const suppress_words[] = { "per_recipient", "zendesk_both", "zendesk_either", NULL };
static const char *const cc_overflow_words[] = { "suspend", "truncate", NULL };
static const char *const cc_remove_words[] = { "no", "reply_all_diff", NULL };
static const char *const follower_manage_words[] = { "edit", "view", NULL };
static const char *const stranger_reply_words[] = { "zendesk", "refuse", "participant", NULL };
static const char *const stranger_unsigned_words[] = { "ticket", "hold", NULL };
static const char *const closed_reply_words[] = { "followup", "reopen", "refuse", NULL };
static const char *const close_command_words[] = { "solve", "refuse", NULL };
static const char *const copy_words[] = { "form", "requester", "assignee", "division", "priority", "tags", NULL };
static const char *const blocklist_words[] = { "suspend", "reject", NULL };
static const char *const staff_words[] = { "team", "light-agent", "agent", "supervisor", "admin", "owner", NULL };
static const char *const seen_words[] = { "answer", "any", NULL };
static const char *const auth_level_words[] = { "minimal", "native", "arc", NULL };
static const char *const spam_words[] = { "x-spam-flag", "x-spam-status", "x-spam-score", NULL };
static const char *const command_words[] = { "hash", "at", NULL };

static const PtSettingGroup groups[] = {
  { "postern", "postern", "The installation as a whole." },
  { "mailbox", "mailbox NAME", "One group for each address that people write to." },
  { "smtp", "smtp", "How mail leaves." },
  { "limits", "limits", "Ceilings on what a stranger can send." },
  { "rules", "rules", "How tickets behave, for all mailboxes; what each does in full is told by postern-rules(7)." },
};

static const PtSetting table[] = {
  { "postern", "state", PT_SETTING_PATH, CONFIG (state), 0, 0, NULL, PT_LOCALSTATEDIR "/lib/postern", NULL,
    "Folder of everything Postern keeps." },
  { "postern", "spool", PT_SETTING_PATH, CONFIG (spool), 0, 0, NULL, NULL, "spool in state",
    "Maildir into which postern-deliver(1) writes and from which mail is read." },
  { "postern", "store", PT_SETTING_LINE, CONFIG (store), 0, 0, NULL, NULL, "sqlite: and postern.db in state",
    "The database: sqlite: and the path of its file." },
  { "postern", "raw", PT_SETTING_PATH, CONFIG (raw), 0, 0, NULL, NULL, "raw in state",
    "Folder of the packs that hold large messages byte for byte." },
  { "postern", "templates", PT_SETTING_PATH, CONFIG (templates), 0, 0, NULL, NULL, "none",
    "Folder of templates of your own, looked at before the ones installed." },
  { "postern", "key_file", PT_SETTING_PATH, CONFIG (key_file), 0, 0, NULL, NULL, "keys in state",
    "File of the installation's name and of the keys that sign reply addresses and message ids." },
  { "postern", "return_path", PT_SETTING_ADDRESS, POLICY (return_path), 0, 0, NULL, NULL,
    "bounce@ and the domain of the first mailbox",
    "Envelope sender of all mail that leaves; delivery reports come back to it with a detail." },
  { "postern", "id_domain", PT_SETTING_HOST, POLICY (id_domain), 0, 0, NULL, NULL, "domain of the first mailbox",
    "Domain of the message ids that Postern makes." },
  { "postern", "own_domains", PT_SETTING_HOSTS, POLICY (own_domains), 0, 0, NULL, "", NULL,
    "Domains of yours: a sender's that looks like one is flagged, and an address there that is nobody's is made no "
    "CC." },
  { "postern", "authserv_id", PT_SETTING_HOST, POLICY (authserv_id), 0, 0, NULL, NULL, "none",
    "The authserv-id whose Authentication-Results are believed; your MTA must remove foreign ones with this name." },
  { "postern", "received_by", PT_SETTING_HOSTS, POLICY (received_by), 0, 0, NULL, NULL, "authserv_id",
    "Names of your mail servers as the by hosts of their Received lines, the topmost line first." },
  { "postern", "spam_headers", PT_SETTING_WORDS, POLICY (spam_headers), 0, 0, spam_words, "", NULL,
    "Fields of your spam filter that are believed where they stand above the last Received line of received_by." },
  { "postern", "wildcard", PT_SETTING_YES_NO, POLICY (wildcard), 0, 0, NULL, "no", NULL,
    "An address that is nobody's, at the domain of a mailbox or in own_domains, is the first mailbox." },
  { "postern", "recipient_delimiter", PT_SETTING_CHARACTER, POLICY (recipient_delimiter), 0, 0, NULL, "+", NULL,
    "Character between an address and its detail, the same as in your MTA." },
  { "postern", "workers", PT_SETTING_NUMBER, CONFIG (workers), 1, 64, NULL, "2", NULL,
    "Processes of postern serve that read messages." },
  { "postern", "lmtp", PT_SETTING_LINE, CONFIG (lmtp), 0, 0, NULL, NULL, "none",
    "Where postern serve takes mail by LMTP: the path of a socket, or a loopback address and a port." },
  { "postern", "lmtp_mode", PT_SETTING_CHOICE, CONFIG (lmtp_mode), 0, 0, mode_words, "0660", NULL,
    "Who may use the socket: its owner, its group too, or everybody on this machine." },
  { "postern", "lmtp_group", PT_SETTING_LINE, CONFIG (lmtp_group), 0, 0, NULL, NULL, "that of postern serve",
    "Group that the socket belongs to; postern serve must be a member." },
  { "postern", "key_grace", PT_SETTING_DURATION, POLICY (key_grace), 0, 3650 * PT_DAY, NULL, "365d", NULL,
    "How long a retired key is still good; 0 for ever." },
  { "postern", "log", PT_SETTING_WORD, CONFIG (log), 0, 0, log_words, "stderr", NULL, "Where records go." },
  { "postern", "first_ticket", PT_SETTING_NUMBER, CONFIG (first_ticket), 1, G_MAXINT32, NULL, "1", NULL,
    "Number of the first ticket of a new store." },

  { "mailbox", "address", PT_SETTING_ADDRESS, MAILBOX (address), 0, 0, NULL, NULL, "must be given",
    "The support address, without a detail." },
  { "mailbox", "name", PT_SETTING_LINE, MAILBOX (display), 0, 0, NULL, NULL, "name of the group with a capital",
    "What people read as the sender's name." },
  { "mailbox", "language", PT_SETTING_NAME, MAILBOX (language), 0, 0, NULL, "en", NULL,
    "Folder of templates that is used." },
  { "mailbox", "signature", PT_SETTING_LINES, MAILBOX (signature), 0, 0, NULL, "", NULL,
    "Text under every public reply." },
  { "mailbox", "signature_file", PT_SETTING_FILE, MAILBOX (signature), 0, 0, NULL, NULL, "none",
    "File that holds the signature, instead of signature." },
  { "mailbox", "enabled", PT_SETTING_YES_NO, MAILBOX (enabled), 0, 0, NULL, "yes", NULL,
    "Whether an entrance that can refuse recipients takes this one; postern-deliver, which cannot, takes it "
    "always." },

  { "smtp", "transport", PT_SETTING_CHOICE, SMTP (kind), 0, 0, transport_words, "smtp", NULL,
    "How mail leaves: smtp, or maildir, which files it under path for trying out." },
  { "smtp", "path", PT_SETTING_PATH, SMTP (path), 0, 0, NULL, NULL, "none",
    "Folder of transport maildir; every recipient gets a maildir below it." },
  { "smtp", "host", PT_SETTING_HOST, SMTP (host), 0, 0, NULL, "localhost", NULL,
    "The server that takes outgoing mail." },
  { "smtp", "port", PT_SETTING_NUMBER, SMTP (port), 1, 65535, NULL, "25", NULL, "Its port." },
  { "smtp", "tls", PT_SETTING_CHOICE, SMTP (tls), 0, 0, tls_words, NULL, "none for this machine, else starttls",
    "Encryption: none, starttls (demanded, not tried) or tls from the first byte." },
  { "smtp", "user", PT_SETTING_LINE, SMTP (user), 0, 0, NULL, NULL, "none",
    "Name to log in with; needs password_file." },
  { "smtp", "password_file", PT_SETTING_PATH, SMTP (password_file), 0, 0, NULL, NULL, "none",
    "File whose first line is the password; nobody but its owner and group may read it." },
  { "smtp", "helo", PT_SETTING_HOST, SMTP (helo), 0, 0, NULL, NULL, "name of this host", "Name said to the server." },
  { "smtp", "ca_file", PT_SETTING_PATH, SMTP (ca_file), 0, 0, NULL, NULL, "the system's",
    "Certificates against which the server's is checked." },
  { "smtp", "timeout", PT_SETTING_SECONDS, SMTP (timeout), PT_SECOND, PT_HOUR, NULL, "2m", NULL,
    "Time for one mail; what takes longer is tried again later." },
  { "smtp", "connections", PT_SETTING_NUMBER, SMTP (connections), 1, 50, NULL, "4", NULL, "Connections at once." },

  SIZE (message_bytes, 1024, 1024 * MIB, "25MiB", "A whole message."),
  SIZE (header_bytes, 1024, 16 * MIB, "256KiB", "The header of a message."),
  SIZE (field_bytes, 998, 16 * MIB, "64KiB", "One header field with its folded lines."),
  COUNT (fields, 10, 100000, "1000", "Header fields of a message."),
  COUNT (received, 1, 1000, "50", "Received fields, which count the hosts a message went through."),
  COUNT (addresses, 1, 100000, "1000", "Addresses in all address fields of a message together."),
  COUNT (depth, 1, 100, "32", "Nesting of MIME parts and enclosed messages."),
  COUNT (parts, 1, 100000, "1000", "MIME parts of a message."),
  COUNT (parameters, 1, 1000, "64", "Parameters of one header field."),
  SIZE (boundary_bytes, 70, 998, "200B", "A MIME boundary."),
  COUNT (references, 1, 10000, "100", "Message ids kept of References, the newest."),
  SIZE (id_bytes, 64, 998, "512B", "A message id; a longer one is known by its digest alone."),
  SIZE (text_bytes, 1024, 64 * MIB, "1MiB", "Text kept as the comment; the rest stays in the raw message."),
  SIZE (html_bytes, 1024, 64 * MIB, "4MiB", "HTML that is read."),
  COUNT (html_depth, 10, 10000, "2000", "Nesting of HTML elements that is read."),

  YES_NO (agent_email_public, "yes", "An agent's mail to a ticket is a public comment."),
  YES_NO (cc_comments_public, "no", "Mail of a CC that leaves out the requester is public and flagged, not private."),
  RULE (PT_SETTING_WORD, follower_reply, 0, 0, follower_reply_words, "inherit",
        "Whether a follower's reply is as public as the comment it answers, or always private."),
  YES_NO (open_submission, "yes", "Unknown senders may open tickets."),
  YES_NO (cc_enabled, "yes", "Tickets have CCs at all."),
  YES_NO (end_users_may_cc, "yes", "Customers may add CCs by mail."),
  YES_NO (light_agents_may_be_cc, "no", "Light agents may be CCs."),
  YES_NO (agent_cc_becomes_follower, "yes", "An agent who is made a CC becomes a follower too."),
  RULE (PT_SETTING_NUMBER, max_cc, 0, 1000, NULL, "48", "CCs on one ticket."),
  RULE (PT_SETTING_NUMBER, max_cc_per_mail, 0, 1000, NULL, "48", "CCs added by one mail of a proven sender."),
  RULE (PT_SETTING_NUMBER, max_cc_unproven, 0, 1000, NULL, "20", "CCs added by one mail of anybody else."),
  RULE (PT_SETTING_WORD, cc_overflow, 0, 0, cc_overflow_words, "suspend",
        "Whether mail with more CCs is held, or taken without the surplus."),
  RULE (PT_SETTING_ADDRESSES, cc_blocklist, 0, 0, NULL, "", "Addresses and domains that are never made CCs."),
  RULE (PT_SETTING_WORD, cc_remove_by_mail, 0, 0, cc_remove_words, "no",
        "Whether an answer that still lists the requester and at least one CC removes the CCs whom it leaves out."),
  YES_NO (agent_cc_gets_private, "no", "An agent who is CC is told of internal notes, follower or not."),
  YES_NO (followers_enabled, "yes", "Tickets have followers at all."),
  RULE (PT_SETTING_WORD, follower_manage, 0, 0, follower_manage_words, "edit",
        "Who makes others followers: agents who may edit the ticket, or all who may view it; light agents who may view "
        "it always."),
  YES_NO (participants, "no", "Participants and people of the requester's company may comment."),
  YES_NO (copy_participants, "no", "Participants stand in Cc of receipts, replies and word of closing."),
  YES_NO (copy_company_contact, "no", "The main contact of the ticket's company stands in Cc of the same mail."),
  RULE (PT_SETTING_WORD, stranger_reply, 0, 0, stranger_reply_words, "zendesk",
        "What a stranger's mail with a ticket mark is: a flagged note (zendesk), held (refuse), or a participant's "
        "comment if his mail is authenticated and participants is on (participant)."),
  RULE (PT_SETTING_WORD, stranger_unsigned, 0, 0, stranger_unsigned_words, "ticket",
        "What a stranger's mail in the thread of a ticket is, without a ticket mark: a ticket of their own beside it, or "
        "held."),
  RULE (PT_SETTING_WORD, closed_reply, 0, 0, closed_reply_words, "followup",
        "What mail to a closed ticket does: open a follow-up, reopen it, or wait among the held mail."),
  RULE (PT_SETTING_DURATION, close_after, PT_HOUR, 28 * PT_DAY, NULL, "7d",
        "Time after which a solved ticket is closed."),
  YES_NO (manual_close, "no", "Agents may close a ticket by command; else a solved one closes by itself."),
  RULE (PT_SETTING_WORD, close_command, 0, 0, close_command_words, "solve",
        "What a command to close does without manual_close: solve the ticket, or nothing."),
  YES_NO (admin_edit_closed, "no",
          "Admins and owners may change tags, subject, priority and custom fields of a closed ticket."),
  RULE (PT_SETTING_WORDS, followup_copy, 0, 0, copy_words, "form requester assignee division priority tags",
        "What a follow-up takes over from the closed ticket; form means its custom fields."),
  YES_NO (followup_reuse, "no",
          "A further answer to a closed ticket goes to the open follow-up of the same person."),
  RULE (PT_SETTING_STATUSES, public_status, 0, 0, NULL, "new=open on-hold=open closed=solved",
        "What people outside read for a status; one that is not named they read as it is."),
  YES_NO (thanks_reopens, "no", "A solved ticket is open again by an answer that only thanks, too."),
  YES_NO (auto_assign_on_solve, "yes", "An agent who solves a ticket of nobody becomes its assignee."),
  YES_NO (auto_assign_first_responder, "no",
          "The first agent who answers a ticket of nobody publicly becomes its assignee."),
  YES_NO (agents_may_change_requester, "no", "Agents may change the requester; admins and owners may in any case."),
  RULE (PT_SETTING_WORDS, commands, 0, 0, command_words, "hash",
        "How an agent writes commands on top of a mail: # and a name, one a line; at, where no such line is there, @@ "
        "and a name, one for the whole mail, whose text is not taken."),
  YES_NO (agent_forwarding, "no", "A customer's mail that an agent forwards opens a ticket of that customer."),
  RULE (PT_SETTING_NUMBER, header_match_days, 0, 36500, NULL, "30",
        "Days for which stored message ids match a ticket; 0 for ever."),
  RULE (PT_SETTING_LINE, delimiter, 0, 0, NULL, "",
        "A line put on top of outgoing mail; what stands below it in an answer is no comment text."),
  RULE (PT_SETTING_SIZE, max_attachment_in, 0, 1024 * MIB, NULL, "50MB",
        "Largest attachment that a ticket takes over; a larger one stays in the raw message alone; 0 for no limit."),
  RULE (PT_SETTING_WORD, auth_level, 0, 0, auth_level_words, "minimal",
        "Whose mail is held where authserv_id is set and nothing proves the sender: that of agents (minimal), of "
        "everybody (native), or of everybody but what a sealed forward brought (arc)."),
  RULE (PT_SETTING_ADDRESSES, blocklist, 0, 0, NULL, "", "Senders, addresses and domains, whose mail is not taken."),
  RULE (PT_SETTING_WORD, blocklist_action, 0, 0, blocklist_words, "suspend",
        "Whether mail of a blocked sender is held or rejected."),
  RULE (PT_SETTING_ADDRESSES, allowlist, 0, 0, NULL, "",
        "Senders exempt from the blocklist and the spam limits, with ten times the rates."),
  RULE (PT_SETTING_ADDRESSES, groups, 0, 0, NULL, "",
        "Groups and mailing lists in front of the desk, by address or List-Id: what they pass on is its author's mail."),
  RULE (PT_SETTING_ADDRESSES, form_senders, 0, 0, NULL, "",
        "Addresses of forms of yours, whose mail is that of the one whom it names in Reply-To."),
  RULE (PT_SETTING_RATE, rate_accept, 0, 1000000, NULL, "20/h",
        "Mails of one sender that are taken; 0 for no limit."),
  RULE (PT_SETTING_RATE, rate_suspend, 0, 1000000, NULL, "20/h",
        "Further mails of that sender that are held; what comes beyond is rejected."),
  RULE (PT_SETTING_BURST, burst, 0, 100000, NULL, "10/m",
        "Mails of one sender within a minute; with more of them all his mail is held for an hour; 0 for no limit."),
  RULE (PT_SETTING_DURATION, suspended_keep, PT_HOUR, 3650 * PT_DAY, NULL, "14d",
        "Time after which held mail is deleted."),
  RULE (PT_SETTING_NUMBER, held_at_once, 0, 1000, NULL, "10",
        "Mails about held mail, and about what nothing proves, to one person in an hour."),
  RULE (PT_SETTING_DURATION, held_digest, PT_MINUTE, 30 * PT_DAY, NULL, "4h",
        "How often a list of held mail is sent, if there is any."),
  RULE (PT_SETTING_DURATION, reply_delay, 0, 7 * PT_DAY, NULL, "5m",
        "Time that an agent's reply waits before it goes to requester and CCs, and can be held or dropped."),
  RULE (PT_SETTING_DURATION, delay_told, 0, 7 * PT_DAY, NULL, "4h",
        "Time after which mail that is tried in vain is told to who wrote it and who has the ticket; 0 for never."),
  RULE (PT_SETTING_DURATION, unanswered_after, 0, 365 * PT_DAY, NULL, "24h",
        "Time after which the assignee is reminded of a customer's comment that nobody answered, after twice that the "
        "division, after three times that the owner; 0 for never."),
  RULE (PT_SETTING_WORD, seen_by_reply, 0, 0, seen_words, "answer",
        "Which mail of a customer shows that he has seen a reply that still waits, so that it is not sent: his answer to "
        "it, or any."),
  YES_NO (notify_status_change, "yes", "A requester is mailed a change of status that no comment comes with."),
  RULE (PT_SETTING_WORDS, notify_off, 0, 0, pt_notify_kind_list, "", "Kinds of notification that are not sent."),
  RULE (PT_SETTING_ADDRESSES, receipt_blocklist, 0, 0, NULL, "", "Addresses and domains that get no receipt."),
  RULE (PT_SETTING_DURATION, sla_first_response, 0, 365 * PT_DAY, NULL, "0s",
        "Time in which a new ticket shall have an agent's answer; 0 for none."),
  RULE (PT_SETTING_DURATION, sla_reminder, 0, 365 * PT_DAY, NULL, "30m",
        "How long before the end of that time assignee or staff are reminded."),
  RULE (PT_SETTING_WORD, category, 0, 0, pt_category_list, "customer",
        "Category of new tickets: what their requester may know of them (customer), or what stays inside."),
  RULE (PT_SETTING_WORD, suppress, 0, 0, suppress_words, "per_recipient",
        "Who of requester and CCs is not mailed a comment that came by mail: each who had that mail already, or, "
        "where its author is one of them, all at once if all of them had it (zendesk_both) or in any case "
        "(zendesk_either)."),
  RULE (PT_SETTING_WORDS, notify_new, 0, 0, staff_words, "owner admin",
        "Roles that are told of every new ticket; team: agents and supervisors of its division, else all of them."),
  RULE (PT_SETTING_LINE, division, 0, 0, NULL, "",
        "Name of the division that new tickets get; its people are told of those that nobody has."),
  YES_NO (personal_from, "yes", "Replies carry the agent's name as sender beside that of the mailbox."),
  YES_NO (receipt, "yes", "A customer's new ticket is answered with a receipt."),
  RULE (PT_SETTING_LINE, ticket_url, 0, 0, NULL, "",
        "Address of a ticket's page for customers, with {id} where the number stands; for templates."),
  RULE (PT_SETTING_LINE, agent_url, 0, 0, NULL, "",
        "Address of a ticket's page for agents, with {id} where the number stands; never in mail that goes outside."),
  RULE (PT_SETTING_NUMBER, receipts_per_sender_day, 0, 1000, NULL, "1",
        "Receipts an unauthenticated sender gets in 24 hours."),
  RULE (PT_SETTING_NUMBER, receipts_per_domain_hour, 0, 100000, NULL, "20",
        "Receipts that unauthenticated senders of one domain get in an hour."),
  RULE (PT_SETTING_NUMBER, receipts_unproven, 0, 100000, NULL, "30",
        "Receipts that all senders of whom nothing is proven get together in an hour; where results are trusted they get "
        "none."),
  RULE (PT_SETTING_NUMBER, outside_mail, 1, 100000, NULL, "200",
        "Mails that no agent caused to people outside who are not both proven and known, in an hour; what is over it "
        "waits."),
  RULE (PT_SETTING_SIZE, attach_out_file, 0, 1024 * MIB, NULL, "7MB",
        "Largest attachment that is sent on; a larger one is named in the mail and kept."),
  RULE (PT_SETTING_SIZE, attach_out_total, 0, 1024 * MIB, NULL, "10MB",
        "All attachments of one mail together; those that do not fit in are named and kept."),
};

const PtSettingGroup *
pt_setting_groups (gsize *out_count)
{
  *out_count = G_N_ELEMENTS (groups);
  return groups;
}

const PtSetting *
pt_settings (gsize *out_count)
{
  *out_count = G_N_ELEMENTS (table);
  return table;
}

const PtSetting *
pt_setting_find (const char *group, const char *name)
{
  gboolean overrides = strcmp (group, "mailbox") == 0;
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (strcmp (table[i].name, name) == 0
        && (strcmp (table[i].group, group) == 0 || (overrides && table[i].place == PT_PLACE_RULES)))
      return &table[i];
  return NULL;
}
