#include "cmd/explain.h"

#include <stdio.h>

#include "cmd/print.h"
#include "model/words.h"

static const char *const verdict_texts[] = {
  [PT_VERDICT_NEW] = "it opens a new ticket",
  [PT_VERDICT_REPLY] = "it becomes a public comment on the ticket",
  [PT_VERDICT_PRIVATE] = "it becomes a private comment on the ticket",
  [PT_VERDICT_ALSO_TO] = "another copy of it is here already, and it is noted beside that",
  [PT_VERDICT_DUP] = "it came before and is only counted",
  [PT_VERDICT_AUTO] = "no person wrote it just now: it is noted, nobody is told",
  [PT_VERDICT_BOUNCE] = "it reports the fate of a mail of ours, which is noted there",
  [PT_VERDICT_BOUNCE_HELD] = "it is a report that cannot be trusted: it is held",
  [PT_VERDICT_HELD] = "it is held until somebody releases or deletes it",
  [PT_VERDICT_REJECTED] = "it is refused",
  [PT_VERDICT_LOOP] = "it is our own mail coming back",
  [PT_VERDICT_DONE] = "the request is granted",
  [PT_VERDICT_REFUSED] = "the request is refused",
};
static const PtNames verdict_words = PT_NAMES (verdict_texts, PT_VERDICT_N);
G_STATIC_ASSERT (G_N_ELEMENTS (verdict_texts) == PT_VERDICT_N);

static const char *const auth_texts[] = {
  [PT_AUTH_NONE] = "nobody whom the settings trust vouches for the sender",
  [PT_AUTH_PASS] = "the sender's domain vouches for it",
  [PT_AUTH_FAIL] = "the sender's domain disowns it",
};
static const PtNames auth_words = PT_NAMES (auth_texts, PT_AUTH_FAIL + 1);

static const char *const evidence_texts[] = {
  [PT_EVIDENCE_NONE] = "nothing points at a ticket",
  [PT_EVIDENCE_UNSIGNED] = "what points at the ticket can be forged",
  [PT_EVIDENCE_OTHER] = "a token that was given to somebody else",
  [PT_EVIDENCE_OWN] = "a token that was given to the author",
};
static const PtNames evidence_words = PT_NAMES (evidence_texts, PT_EVIDENCE_OWN + 1);

static const char *const via_texts[] = {
  [PT_VIA_NONE] = "no place",
  [PT_VIA_ADDRESS] = "the recipient address",
  [PT_VIA_SIGNED_ID] = "a Message-ID that we signed",
  [PT_VIA_BODY_NEW] = "the text",
  [PT_VIA_STORED_ID] = "a Message-ID that was seen before",
  [PT_VIA_BODY_QUOTED] = "the quoted text",
  [PT_VIA_SUBJECT] = "the subject",
};
static const PtNames via_words = PT_NAMES (via_texts, PT_VIA_SUBJECT + 1);

const char *
pt_explain_verdict (PtVerdict verdict)
{
  return pt_word_at (&verdict_words, verdict);
}

const char *
pt_explain_auth (PtAuth auth)
{
  return pt_word_at (&auth_words, auth);
}

static const char *
evidence_text (PtEvidence evidence)
{
  return pt_word_at (&evidence_words, evidence);
}

static const char *
via_text (PtVia via)
{
  return pt_word_at (&via_words, via);
}

static char *
join (const GPtrArray *words)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  for (guint i = 0; i < words->len; i++)
    g_ptr_array_add (all, g_ptr_array_index (words, i));
  g_ptr_array_add (all, NULL);
  return g_strjoinv (" ", (char **) all->pdata);
}

static char *
name_of_ticket (PtId ticket)
{
  return ticket > 0 ? pt_print_id (ticket) : g_strdup (ticket < 0 ? "a new one" : "-");
}

static void
print_cause (PtColumns *columns, const PtDecision *decision)
{
  if (decision->cause == PT_CAUSE_NONE)
    return;
  const char *text = pt_cause_text (decision->cause);
  g_autofree char *cause = g_strdup_printf ("%d: %s", decision->cause, text ? text : "-");
  g_autofree char *expires = pt_print_time (decision->expires_at);
  pt_columns_add (columns, "cause", cause, NULL);
  if (decision->expires_at)
    pt_columns_add (columns, "held until", expires, NULL);
}

/* What came of each stands among the reasons. */
static void
print_commands (PtColumns *columns, const PtDecision *decision)
{
  guint done = decision->commands_done, refused = decision->commands_refused;
  g_autofree char *text = g_strdup_printf ("%u found, %u done, %u refused", done + refused, done, refused);
  if (done + refused)
    pt_columns_add (columns, "commands", text, NULL);
}

static void
print_facts (const PtEnvelope *envelope, const PtMessage *message, const PtDecision *decision,
             const PtDumpNames *names)
{
  g_autoptr (PtColumns) columns = pt_columns_new (NULL);
  g_autofree char *verdict = g_strdup_printf ("%s: %s", pt_verdict_name (decision->verdict),
                                              pt_explain_verdict (decision->verdict));
  g_autofree char *row = g_strdup_printf ("%u", decision->row), *ticket = name_of_ticket (decision->ticket);
  g_autofree char *author = pt_dump_person (decision->author, names), *recipients = join (envelope->recipients);
  g_autofree char *flags = pt_word_join_set (&pt_flag_names, decision->flags, " ");
  g_autofree char *auth = g_strdup_printf ("%s: %s", pt_auth_name (decision->auth), pt_explain_auth (decision->auth));
  g_autofree char *evidence = g_strdup_printf (
    "%s: %s%s%s", pt_evidence_name (decision->evidence), evidence_text (decision->evidence),
    decision->via ? ", found in " : "", decision->via ? via_text (decision->via) : "");
  const char *sender = envelope->sender ? *envelope->sender ? envelope->sender : "<>" : "not known";
  pt_columns_add (columns, "sender", sender, NULL);
  pt_columns_add (columns, "recipients", recipients, NULL);
  pt_columns_add (columns, "from", message->from ? message->from->addr : "-", NULL);
  pt_columns_add (columns, "subject", message->subject, NULL);
  pt_columns_add (columns, "verdict", verdict, NULL);
  print_cause (columns, decision);
  pt_columns_add (columns, "row", row, NULL);
  pt_columns_add (columns, "mailbox", decision->mailbox ? decision->mailbox : "-", NULL);
  pt_columns_add (columns, "ticket", ticket, NULL);
  pt_columns_add (columns, "author", author, NULL);
  pt_columns_add (columns, "authentication", auth, NULL);
  pt_columns_add (columns, "evidence", evidence, NULL);
  if (decision->flags)
    pt_columns_add (columns, "flags", flags, NULL);
  print_commands (columns, decision);
  pt_columns_print (columns);
}

static char *
label_of (PtId id, const PtDumpNames *names)
{
  const PtPerson *person = id > 0 ? pt_snapshot_person (names->snapshot, id) : NULL;
  return person ? g_strdup (pt_person_label (person)) : pt_dump_person (id, names);
}

static void
print_left_out (const PtDecision *decision, const PtDumpNames *names)
{
  g_autoptr (PtColumns) columns = pt_columns_new (NULL);
  for (guint i = 0; i < decision->left_out->len; i++) {
    const PtLeftOut *one = &g_array_index (decision->left_out, PtLeftOut, i);
    g_autofree char *label = label_of (one->person, names), *person = g_strconcat ("  ", label, NULL);
    pt_columns_add (columns, person, pt_notify_kind_name (one->kind), pt_left_out_text (one->reason), NULL);
  }
  if (decision->left_out->len)
    printf ("not mailed\n");
  pt_columns_print (columns);
}

void
pt_explain_text (const PtEnvelope *envelope, const PtMessage *message, const PtDecision *decision,
                 const PtDumpNames *names)
{
  g_autoptr (PtColumns) reasons = pt_columns_new (NULL);
  print_facts (envelope, message, decision, names);
  printf ("reasons\n");
  for (guint i = 0; i < decision->reasons->len; i++) {
    const PtReason *reason = g_ptr_array_index (decision->reasons, i);
    g_autofree char *rule = g_strconcat ("  ", *reason->rule ? reason->rule : "-", NULL);
    pt_columns_add (reasons, rule, reason->text, NULL);
  }
  pt_columns_print (reasons);
  printf ("actions\n");
  for (guint i = 0; i < decision->actions->len; i++) {
    g_autofree char *line = pt_dump_action (g_ptr_array_index (decision->actions, i), names);
    pt_print_text (line, "  ");
  }
  print_left_out (decision, names);
}

static void
json_facts (JsonBuilder *builder, const PtEnvelope *envelope, const PtMessage *message, const PtDecision *decision,
            const PtDumpNames *names)
{
  g_autofree char *author = decision->author ? pt_dump_person (decision->author, names) : NULL;
  pt_json_text (builder, "sender", envelope->sender);
  pt_json_words (builder, "recipients", envelope->recipients);
  pt_json_text (builder, "from", message->from ? message->from->addr : NULL);
  pt_json_text (builder, "subject", message->subject);
  pt_json_text (builder, "message_id", message->message_id);
  pt_json_text (builder, "gate", pt_gate_name (message->gate));
  pt_json_text (builder, "verdict", pt_verdict_name (decision->verdict));
  pt_json_int (builder, "row", decision->row);
  if (decision->cause == PT_CAUSE_NONE)
    pt_json_text (builder, "cause", NULL);
  else
    pt_json_int (builder, "cause", decision->cause);
  pt_json_time (builder, "expires_at", decision->expires_at);
  pt_json_text (builder, "mailbox", decision->mailbox);
  pt_json_bool (builder, "new_ticket", decision->ticket < 0);
  pt_json_id (builder, "ticket", MAX (decision->ticket, 0));
  pt_json_text (builder, "author", author);
  pt_json_text (builder, "authentication", pt_auth_name (decision->auth));
  pt_json_text (builder, "evidence", pt_evidence_name (decision->evidence));
  pt_json_text (builder, "via", pt_via_name (decision->via));
  pt_json_set (builder, "flags", &pt_flag_names, decision->flags);
  pt_json_int (builder, "commands_done", decision->commands_done);
  pt_json_int (builder, "commands_refused", decision->commands_refused);
}

void
pt_explain_json_reasons (JsonBuilder *builder, const GPtrArray *reasons)
{
  json_builder_set_member_name (builder, "reasons");
  json_builder_begin_array (builder);
  for (guint i = 0; i < reasons->len; i++) {
    const PtReason *reason = g_ptr_array_index (reasons, i);
    json_builder_begin_object (builder);
    pt_json_text (builder, "rule", reason->rule);
    pt_json_text (builder, "text", reason->text);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
json_left_out (JsonBuilder *builder, const PtDecision *decision, const PtDumpNames *names)
{
  json_builder_set_member_name (builder, "not_mailed");
  json_builder_begin_array (builder);
  for (guint i = 0; i < decision->left_out->len; i++) {
    const PtLeftOut *one = &g_array_index (decision->left_out, PtLeftOut, i);
    g_autofree char *person = pt_dump_person (one->person, names);
    json_builder_begin_object (builder);
    pt_json_text (builder, "person", person);
    pt_json_text (builder, "kind", pt_notify_kind_name (one->kind));
    pt_json_text (builder, "reason", pt_left_out_name (one->reason));
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

void
pt_explain_json (const PtEnvelope *envelope, const PtMessage *message, const PtDecision *decision,
                 const PtDumpNames *names)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_facts (builder, envelope, message, decision, names);
  pt_explain_json_reasons (builder, decision->reasons);
  json_builder_set_member_name (builder, "actions");
  json_builder_begin_array (builder);
  for (guint i = 0; i < decision->actions->len; i++) {
    const PtAction *action = g_ptr_array_index (decision->actions, i);
    g_autofree char *line = pt_dump_action (action, names);
    json_builder_begin_object (builder);
    pt_json_text (builder, "kind", pt_action_kind_name (action->kind));
    pt_json_text (builder, "text", line);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_left_out (builder, decision, names);
  json_builder_end_object (builder);
  pt_json_print (builder);
}
