#include "tests/scenario/matrix-case.h"

#include <string.h>

#include "core/decide.h"
#include "core/keys.h"
#include "tests/lib/reading.h"
#include "tests/scenario/scn-mail.h"

enum { PUBLIC = 1, PRIVATE = 2, MANY = 21 };

static gboolean
is_merged (const MatrixFacts *facts)
{
  return matrix_is (facts, FACT_STATE, "merged");
}

/* The ticket that the evidence names. */
static int
named_ticket (const MatrixFacts *facts)
{
  return is_merged (facts) ? MATRIX_MERGED : MATRIX_TICKET;
}

/* --- given --- */

static void
give_settings (const MatrixFacts *facts, GString *out)
{
  static const MatrixFact settings[] = { FACT_MAX_CC, FACT_CC_PUBLIC, FACT_FOLLOWER_REPLY, FACT_AGENT_PUBLIC,
                                         FACT_REGISTRATION, FACT_OVERFLOW, FACT_STRANGER, FACT_CLOSED_REPLY,
                                         FACT_MAY_CC, FACT_CC_ENABLED, FACT_FOLLOWERS, FACT_BLOCKED,
                                           FACT_MAY_FORWARD };
  const gboolean participants = g_str_has_suffix (matrix_word (facts, FACT_WHO), ":on");
  if (!matrix_is (facts, FACT_AUTH, "nobody-trusted"))
    g_string_append (out, "setting authserv_id mx.example.com\n");
  g_string_append_printf (out, "setting participants %s\n", participants ? "yes" : "no");
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (facts->value[settings[i]] > 0)
      g_string_append_printf (out, "setting %s %s\n", matrix_fact_name (settings[i]),
                              matrix_word (facts, settings[i]));
  g_string_append (out, "mailbox support support@example.com\n");
}

static void
give_author (const MatrixFacts *facts, GString *out)
{
  static const struct {
    const char *role, *words;
  } roles[] = {
    { "end-user", "end-user author@author.test" },
    { "light-agent", "light-agent author@author.test" },
    { "agent", "agent author@author.test" },
    { "agent-limited", "agent author@author.test scope own" },
    { "revoked", "agent author@author.test state disabled" },
    { "suspended", "end-user author@author.test state suspended" },
  };
  const char *company = matrix_has_relation (facts, "company") ? " company 5" : "";
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (matrix_role_is (facts, roles[i].role))
      g_string_append_printf (out, "person author %s%s\n", roles[i].words, company);
}

static void
give_ticket (const MatrixFacts *facts, GString *out)
{
  static const char *const relations[] = { "cc", "participant", "follower" };
  const char *state = matrix_word (facts, FACT_STATE);
  g_string_append_printf (out, "ticket %d requester %s assignee %s cc carl company 5", MATRIX_TICKET,
                          matrix_has_relation (facts, "requester") ? "author" : "req",
                          matrix_has_relation (facts, "assignee") ? "author" : "ann");
  for (guint i = 0; i < G_N_ELEMENTS (relations); i++)
    if (matrix_has_relation (facts, relations[i]))
      g_string_append_printf (out, " %s author", relations[i]);
  if (strcmp (state, "deleted") == 0)
    g_string_append (out, " deleted\n");
  else if (strcmp (state, "none") == 0 || is_merged (facts))
    g_string_append (out, " status open\n");
  else
    g_string_append_printf (out, " status %s\n", state);
  if (is_merged (facts))
    g_string_append_printf (out, "ticket %d requester oscar status closed merged-into %d\n", MATRIX_MERGED,
                            MATRIX_TICKET);
}

static void
give_comments (const MatrixFacts *facts, GString *out)
{
  const gboolean notes = matrix_is (facts, FACT_NOTES, "yes");
  const int ticket = named_ticket (facts);
  if (!notes)
    g_string_append_printf (out, "comment %d on %d by ann public\n", PUBLIC, ticket);
  g_string_append_printf (out, "comment %d on %d by ann private\n", PRIVATE, ticket);
  if (is_merged (facts))
    g_string_append_printf (out, "comment 3 on %d by ann %s\n", MATRIX_TICKET, notes ? "private" : "public");
}

char *
matrix_given (const MatrixFacts *facts)
{
  GString *out = g_string_new (NULL);
  give_settings (facts, out);
  give_author (facts, out);
  g_string_append (out, "person req end-user req@req.test\nperson oscar end-user oscar@oscar.test\n"
                        "person carl end-user carl@carl.test\nperson ann agent ann@ann.test called \"Ann Agent\"\n"
                        "person olga owner olga@olga.test\n");
  give_ticket (facts, out);
  give_comments (facts, out);
  g_string_append_printf (out, "known <stored@kept.test> on %d referenced\n", named_ticket (facts));
  if (matrix_is (facts, FACT_ODD, "id-reused"))
    g_string_append_printf (out, "known <again@kept.test> on %d received\n", MATRIX_TICKET);
  return g_string_free (out, FALSE);
}

PtWorld *
matrix_world (const char *given, char **out_error)
{
  g_autoptr (PtWorld) world = pt_world_new ();
  g_auto (GStrv) lines = g_strsplit (given, "\n", -1);
  for (guint i = 0; lines[i]; i++) {
    g_auto (GStrv) words = scn_words (lines[i]);
    if (words[0] && !pt_world_line (world, words, out_error))
      return NULL;
  }
  return g_steal_pointer (&world);
}

/* --- when --- */

static const char *
named_person (const MatrixFacts *facts)
{
  return g_str_has_prefix (matrix_word (facts, FACT_EVIDENCE), "own:") ? "author" : "oscar";
}

static gboolean
stands_in (const MatrixFacts *facts, const char *place)
{
  g_autofree char *via = matrix_part (facts, FACT_EVIDENCE, 1);
  return strcmp (via, place) == 0;
}

/* 0 if it is not said which. */
static int
answered_comment (const MatrixFacts *facts)
{
  const char *word = strrchr (matrix_word (facts, FACT_EVIDENCE), ':') + 1;
  return strcmp (word, "public") == 0 ? PUBLIC : strcmp (word, "private") == 0 ? PRIVATE : 0;
}

static void
write_recipients (const MatrixFacts *facts, const char *desk, GString *out)
{
  const char *word = matrix_word (facts, FACT_RECIPIENTS);
  const gboolean in_header = matrix_is (facts, FACT_DESK, "header");
  const guint others = strstr (word, "many") ? MANY : strstr (word, "other") ? 1 : 0;
  g_string_append_printf (out, "mail from author@author.test to%s%s", in_header ? " " : "", in_header ? desk : "");
  g_string_append (out, in_header ? " cc" : "");
  if (strstr (word, "requester"))
    g_string_append (out, matrix_has_relation (facts, "requester") ? " author@author.test" : " req@req.test");
  for (guint i = 0; i < others; i++)
    g_string_append_printf (out, " other%u@other.test", i);
  if (matrix_is (facts, FACT_ODD, "mac-in-address"))
    g_string_append (out, " support+{badtoken 1 oscar}");
  if (matrix_is (facts, FACT_ADDRESS, "answer+note"))
    g_string_append_printf (out, " support+{note %d %s}", named_ticket (facts), named_person (facts));
  if (matrix_is (facts, FACT_ADDRESS, "note-of-no-ticket"))
    g_string_append_printf (out, " support+{note %d oscar}", MATRIX_GONE);
  g_string_append (out, "\n");
}

static void
write_envelope (const MatrixFacts *facts, const char *desk, GString *out)
{
  g_string_append_printf (out, "envelope to %s\n", desk);
  g_string_append_printf (out, "entrance %s\n", matrix_word (facts, FACT_ENTRANCE));
}

static void
write_ids (const MatrixFacts *facts, GString *out)
{
  const int comment = answered_comment (facts);
  const char *kind = comment == PRIVATE ? "note" : "notice", *who = named_person (facts);
  if (comment && (stands_in (facts, "address") || strcmp (who, "oscar") == 0) && !stands_in (facts, "body"))
    g_string_append_printf (out, "in-reply-to {id %s %d %s}\n", kind, comment, who);
  else if (comment && stands_in (facts, "id"))
    g_string_append_printf (out, "references {id %s %d %s}\n", kind, comment, who);
  else if (stands_in (facts, "anchor"))
    g_string_append_printf (out, "references {anchor %d}\n", named_ticket (facts));
  else if (stands_in (facts, "id"))
    g_string_append (out, "in-reply-to <stored@kept.test>\n");
  if (stands_in (facts, "subject"))
    g_string_append_printf (out, "subject Re: Printer [#%d]\n", named_ticket (facts));
}

static void
write_oddities (const MatrixFacts *facts, GString *out)
{
  if (matrix_is (facts, FACT_ODD, "mac-in-id"))
    g_string_append_printf (out, "references {badid note %d oscar}\n", PRIVATE);
  if (matrix_is (facts, FACT_ODD, "name"))
    g_string_append (out, "name Ann Agent\n");
  if (matrix_is (facts, FACT_ODD, "id-reused"))
    g_string_append (out, "message-id <again@kept.test>\n");
  if (matrix_is (facts, FACT_REPLY_TO, "author"))
    g_string_append (out, "reply-to author@author.test\n");
  if (matrix_is (facts, FACT_REPLY_TO, "differs"))
    g_string_append (out, "reply-to eve@eve.test\n");
  if (!matrix_is (facts, FACT_AUTH, "nobody-trusted"))
    g_string_append_printf (out, "auth %s\n", matrix_word (facts, FACT_AUTH));
}

static void
write_text (const MatrixFacts *facts, GString *out)
{
  const char *command = matrix_word (facts, FACT_COMMAND);
  const gboolean token = stands_in (facts, "body");
  g_string_append (out, "text\n");
  if (strstr (command, "note"))
    g_string_append (out, "  #note\n");
  if (strstr (command, "public"))
    g_string_append (out, "  #public true\n");
  if (strstr (command, "hide"))
    g_string_append (out, "  #public false\n");
  if (strstr (command, "priority"))
    g_string_append (out, "  #priority urgent\n");
  g_string_append (out, "  Some words.\n");
  if (matrix_is (facts, FACT_FORWARD, "yes"))
    g_string_append (out, "  \n  ---------- Forwarded message ---------\n  From: Carla <carla@carla.test>\n"
                          "  Date: Mon, Jan 5, 2026 at 10:00 AM\n  Subject: Broken\n  To: <author@author.test>\n"
                          "  \n  It broke.\n");
  if (token)
    g_string_append_printf (out, "  %s{body %d %s %d}\n", answered_comment (facts) == PRIVATE ? "> " : "",
                            named_ticket (facts), named_person (facts), answered_comment (facts));
}

static const char *
purpose (const MatrixFacts *facts)
{
  const char *word = matrix_word (facts, FACT_ADDRESS);
  return g_str_has_prefix (word, "answer") ? "answer" : strcmp (word, "note") == 0 ? "note" : "token";
}

char *
matrix_when (const MatrixFacts *facts)
{
  GString *out = g_string_new (NULL);
  g_autofree char *detail = stands_in (facts, "address")
                              ? g_strdup_printf ("+{%s %d %s}", purpose (facts), named_ticket (facts),
                                                 named_person (facts)) : NULL;
  g_autofree char *desk = g_strconcat ("support", detail, NULL);
  write_recipients (facts, desk, out);
  write_envelope (facts, desk, out);
  write_ids (facts, out);
  write_oddities (facts, out);
  write_text (facts, out);
  return g_string_free (out, FALSE);
}

/* --- decide --- */

PtDecision *
matrix_decide (const MatrixFacts *facts, const PtWorld *world, const char *when, char **out_error)
{
  g_autoptr (GPtrArray) lines = scn_lines (when);
  g_autoptr (ScnMail) mail = scn_mail_build (world, lines, 1, out_error);
  if (!mail)
    return NULL;
  mail->envelope->recovered = matrix_is (facts, FACT_RECOVERED, "yes");
  g_autoptr (PtMessage) message = pt_reading (mail->raw, mail->envelope, world->policy);
  PtCase a_case = { .policy = world->policy, .envelope = mail->envelope, .message = message, .now = world->now };
  g_autoptr (PtKeys) keys = pt_keys_make (&a_case);
  a_case.keys = keys;
  g_autoptr (PtSnapshot) snapshot = pt_memstore_ask (world->rows, &a_case);
  return pt_decide (&a_case);
}
