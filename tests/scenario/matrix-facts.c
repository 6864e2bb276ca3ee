#include "tests/scenario/matrix-facts.h"

#include <string.h>

enum { MOST_WORDS = 48 };

/* An end user is neither assignee nor follower, a light agent no assignee, the assignee no follower; but one whose
 * rights were taken away may still stand in any list. */
static const struct {
  const char *name;
  const char *words[MOST_WORDS];
} facts_table[FACT_N] = {
  [FACT_AUTH] = { "auth", { "pass", "none", "fail", "nobody-trusted" } },
  [FACT_WHO] = { "who", {
    "unknown:none:off", "end-user:none:off", "end-user:requester:off", "end-user:requester:on", "end-user:cc:off",
    "end-user:cc:on", "end-user:participant:on", "end-user:participant:off", "end-user:company:on",
    "end-user:company:off", "end-user:cc+participant:on", "end-user:cc+company:on", "light-agent:none:off",
    "light-agent:requester:off", "light-agent:cc:off", "light-agent:follower:off", "light-agent:cc+follower:off",
    "agent:none:off", "agent:requester:off", "agent:cc:off", "agent:follower:off", "agent:assignee:off",
    "agent:cc+follower:off", "agent:cc+assignee:off", "agent:requester+assignee:off",
    "agent:requester+follower:off", "agent-limited:none:off", "agent-limited:requester:off", "agent-limited:cc:off",
    "agent-limited:follower:off", "agent-limited:assignee:off", "agent-limited:cc+follower:off",
    "agent-limited:cc+assignee:off", "revoked:none:off", "revoked:requester:off", "revoked:cc:off",
    "revoked:participant:on", "revoked:follower:off", "revoked:assignee:off", "revoked:company:on",
    "suspended:none:off", "suspended:requester:off" } },
  [FACT_STATE] = { "state", {
    "none", "new", "open", "pending", "on-hold", "solved", "closed", "merged", "deleted" } },
  [FACT_EVIDENCE] = { "evidence", {
    "none:none:unknown", "own:address:unknown", "own:address:public", "own:address:private", "own:id:public",
    "own:id:private", "own:body:unknown", "own:body:public", "own:body:private", "other:address:unknown",
    "other:id:public", "other:id:private", "other:anchor:unknown", "other:body:unknown", "other:body:private",
    "unsigned:id:unknown", "unsigned:subject:unknown" } },
  [FACT_ENTRANCE] = { "entrance", { "lmtp", "pipe", "milter", "maildir", "imap" } },
  [FACT_RECOVERED] = { "recovered", { "no", "yes" } },
  [FACT_NOTES] = { "only-notes", { "no", "yes" } },
  [FACT_ADDRESS] = { "address", { "reply", "answer", "note", "answer+note", "note-of-no-ticket" } },
  [FACT_REPLY_TO] = { "reply-to", { "missing", "author", "differs" } },
  [FACT_RECIPIENTS] = { "recipients", { "desk", "requester", "other", "requester+other", "many", "requester+many" } },
  [FACT_DESK] = { "desk", { "header", "envelope" } },
  [FACT_COMMAND] = { "command", {
    "none", "note", "public", "hide", "priority", "note+priority", "public+priority" } },
  [FACT_ODD] = { "odd", { "nothing", "mac-in-id", "mac-in-address", "name", "id-reused" } },
  [FACT_FORWARD] = { "forward", { "no", "yes" } },
  [FACT_MAX_CC] = { "max_cc", { "48", "1" } },
  [FACT_CC_PUBLIC] = { "cc_comments_public", { "no", "yes" } },
  [FACT_FOLLOWER_REPLY] = { "follower_reply", { "inherit", "private" } },
  [FACT_AGENT_PUBLIC] = { "agent_email_public", { "yes", "no" } },
  [FACT_REGISTRATION] = { "open_submission", { "yes", "no" } },
  [FACT_OVERFLOW] = { "cc_overflow", { "suspend", "truncate" } },
  [FACT_STRANGER] = { "stranger_unsigned", { "ticket", "hold" } },
  [FACT_CLOSED_REPLY] = { "closed_reply", { "followup", "refuse" } },
  [FACT_MAY_CC] = { "end_users_may_cc", { "yes", "no" } },
  [FACT_CC_ENABLED] = { "cc_enabled", { "yes", "no" } },
  [FACT_FOLLOWERS] = { "followers_enabled", { "yes", "no" } },
  [FACT_BLOCKED] = { "blocklist_action", { "suspend", "reject" } },
  [FACT_MAY_FORWARD] = { "agent_forwarding", { "no", "yes" } },
};

const char *
matrix_fact_name (MatrixFact fact)
{
  return facts_table[fact].name;
}

guint
matrix_fact_values (MatrixFact fact)
{
  guint n = 0;
  while (n < MOST_WORDS && facts_table[fact].words[n])
    n++;
  return n;
}

const char *
matrix_word (const MatrixFacts *facts, MatrixFact fact)
{
  return facts_table[fact].words[facts->value[fact]];
}

gboolean
matrix_is (const MatrixFacts *facts, MatrixFact fact, const char *word)
{
  return strcmp (matrix_word (facts, fact), word) == 0;
}

char *
matrix_part (const MatrixFacts *facts, MatrixFact fact, guint nth)
{
  g_auto (GStrv) parts = g_strsplit (matrix_word (facts, fact), ":", 3);
  return g_strdup (nth < g_strv_length (parts) ? parts[nth] : "");
}

gboolean
matrix_role_is (const MatrixFacts *facts, const char *role)
{
  const char *word = matrix_word (facts, FACT_WHO);
  const gsize length = strlen (role);
  return strncmp (word, role, length) == 0 && word[length] == ':';
}

gboolean
matrix_has_relation (const MatrixFacts *facts, const char *relation)
{
  const char *word = strchr (matrix_word (facts, FACT_WHO), ':') + 1;
  const gsize length = strlen (relation);
  for (;; word += strcspn (word, "+:") + 1) {
    if (strcspn (word, "+:") == length && strncmp (word, relation, length) == 0)
      return TRUE;
    if (word[strcspn (word, "+:")] == ':')
      return FALSE;
  }
}

gboolean
matrix_set (MatrixFacts *facts, MatrixFact fact, const char *word)
{
  for (guint i = 0; i < matrix_fact_values (fact); i++)
    if (strcmp (facts_table[fact].words[i], word) == 0) {
      facts->value[fact] = i;
      return TRUE;
    }
  return FALSE;
}

/* That of a ticket that is gone may stand on any mail. */
static gboolean
needs_token (const MatrixFacts *facts)
{
  g_autofree char *via = matrix_part (facts, FACT_EVIDENCE, 1);
  return !matrix_is (facts, FACT_ADDRESS, "reply") && !matrix_is (facts, FACT_ADDRESS, "note-of-no-ticket")
         && strcmp (via, "address") != 0;
}

const char *
matrix_impossible (const MatrixFacts *facts)
{
  const char *evidence = matrix_word (facts, FACT_EVIDENCE);
  const gboolean named = !g_str_has_prefix (evidence, "none:"), ticket = !matrix_is (facts, FACT_STATE, "none");
  const gboolean internal = matrix_role_is (facts, "agent") || matrix_role_is (facts, "agent-limited")
                            || matrix_role_is (facts, "light-agent");
  if (named && !ticket)
    return "evidence names a ticket";
  if (!named && ticket)
    return "without evidence it does not matter what state a ticket has";
  if (!named && !matrix_has_relation (facts, "none"))
    return "without evidence it does not matter who is on a ticket";
  if (matrix_role_is (facts, "unknown") && g_str_has_prefix (evidence, "own:"))
    return "nothing that we signed names somebody unknown";
  if (matrix_is (facts, FACT_NOTES, "yes") && (!ticket || g_str_has_suffix (evidence, ":public")))
    return "a ticket of notes has no public comment to be answered";
  if (needs_token (facts))
    return "an address for answers or notes names a ticket";
  if (internal && matrix_is (facts, FACT_ODD, "name"))
    return "an agent's name on an agent's mail is his own";
  return NULL;
}
