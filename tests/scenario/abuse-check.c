#include "tests/scenario/abuse-check.h"

#include <string.h>

#include "tests/lib/reading.h"

typedef gboolean (*Check) (const AbuseRun *run, const char *argument);

static gboolean
fits (const char *pattern, const char *address)
{
  return g_pattern_match_simple (pattern, address);
}

static const PtAction *
find (const AbuseRun *run, PtActionKind kind)
{
  const GPtrArray *actions = run->memory.decision->actions;
  for (guint i = 0; i < actions->len; i++)
    if (((PtAction *) g_ptr_array_index (actions, i))->kind == kind)
      return g_ptr_array_index (actions, i);
  return NULL;
}

/* The next new row of the outbox from *AT on. */
static const PtOutboxItem *
next_mail (const AbuseRun *run, guint *at)
{
  const GPtrArray *outbox = run->world->rows->outbox;
  while (*at < outbox->len) {
    const PtOutboxItem *item = g_ptr_array_index (outbox, (*at)++);
    if (item->id >= run->first)
      return item;
  }
  return NULL;
}

static gboolean
did_mail (const AbuseRun *run, const char *pattern)
{
  guint at = 0;
  for (const PtOutboxItem *item = next_mail (run, &at); item; item = next_mail (run, &at))
    if (fits (pattern, item->notification.address))
      return TRUE;
  return FALSE;
}

static gboolean
did_add_cc (const AbuseRun *run, const char *pattern)
{
  const GPtrArray *tickets = run->world->rows->tickets;
  if (!find (run, PT_ACTION_RELATE))
    return FALSE;
  for (guint i = 0; i < tickets->len; i++) {
    const PtTicketView *view = g_ptr_array_index (tickets, i);
    for (guint j = 0; j < view->people->len; j++) {
      const PtTicketPerson *entry = &g_array_index (view->people, PtTicketPerson, j);
      const PtPerson *person = pt_memstore_person (run->world->rows, entry->person);
      g_autofree char *line = g_strdup_printf ("people %" G_GINT64_FORMAT " cc %s\n", view->ticket->id,
                                               pt_person_primary (person)->address);
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, view->ticket->id);
      const char *before = g_hash_table_lookup (run->before, id);
      if (entry->relation == PT_RELATION_CC && fits (pattern, pt_person_primary (person)->address)
          && (!before || !strstr (before, line)))
        return TRUE;
    }
  }
  return FALSE;
}

static guint
receipts (const AbuseRun *run)
{
  guint at = 0, n = 0;
  for (const PtOutboxItem *item = next_mail (run, &at); item; item = next_mail (run, &at))
    n += item->notification.kind == PT_NOTIFY_RECEIPT;
  return n;
}

static gboolean
did_ack (const AbuseRun *run, const char *argument)
{
  (void) argument;
  return receipts (run) > 0;
}

static gboolean
did_notify (const AbuseRun *run, const char *argument)
{
  (void) argument;
  return did_mail (run, "*");
}

static gboolean
did_tell_outside (const AbuseRun *run, const char *argument)
{
  guint at = 0;
  (void) argument;
  for (const PtOutboxItem *item = next_mail (run, &at); item; item = next_mail (run, &at)) {
    const PtPerson *person = pt_memstore_person (run->world->rows, item->notification.person);
    if (!person || !pt_person_is_internal (person))
      return TRUE;
  }
  return FALSE;
}

static gboolean
did_status (const AbuseRun *run, const char *argument)
{
  (void) argument;
  return find (run, PT_ACTION_STATUS) != NULL;
}

static gboolean
did_assign (const AbuseRun *run, const char *argument)
{
  (void) argument;
  return find (run, PT_ACTION_ASSIGN) != NULL;
}

static gboolean
did_new (const AbuseRun *run, const char *argument)
{
  (void) argument;
  return find (run, PT_ACTION_TICKET) != NULL;
}

static gboolean
did_public (const AbuseRun *run, const char *argument)
{
  const PtAction *action = find (run, PT_ACTION_COMMENT);
  (void) argument;
  return action && !action->comment->is_private;
}

static gboolean
did_touch (const AbuseRun *run, const char *ticket)
{
  g_autofree char *now = pt_memstore_dump (run->world->rows, g_ascii_strtoll (ticket, NULL, 10));
  return g_strcmp0 (now, g_hash_table_lookup (run->before, ticket)) != 0;
}

static gboolean
did_change_requester (const AbuseRun *run, const char *argument)
{
  (void) argument;
  for (guint i = 0; i < run->world->rows->tickets->len; i++) {
    const PtTicket *ticket = ((PtTicketView *) g_ptr_array_index (run->world->rows->tickets, i))->ticket;
    g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, ticket->id);
    g_autofree char *line = g_strdup_printf (
      "requester %s ", pt_person_primary (pt_memstore_person (run->world->rows, ticket->requester))->address);
    const char *before = g_hash_table_lookup (run->before, id);
    if (before && !strstr (before, line))
      return TRUE;
  }
  return FALSE;
}

static const PtPerson *
author (const AbuseRun *run)
{
  const PtComment *comment = pt_memstore_comment (run->world->rows, run->memory.outcome.comment);
  return pt_memstore_person (run->world->rows, comment ? comment->author : run->memory.decision->author);
}

static gboolean
did_act_as_agent (const AbuseRun *run, const char *argument)
{
  const PtPerson *person = author (run);
  (void) argument;
  return person && pt_person_is_internal (person) && run->memory.decision->actions->len > 0;
}

static gboolean
did_match (const AbuseRun *run, const char *address)
{
  const PtPerson *person = author (run);
  return person && pt_person_has_key (person, address);
}

static gboolean
did_deactivate (const AbuseRun *run, const char *address)
{
  for (guint i = 0; i < run->world->rows->persons->len; i++) {
    const PtPerson *person = g_ptr_array_index (run->world->rows->persons, i);
    for (guint j = 0; j < person->addresses->len; j++) {
      const PtPersonAddress *one = g_ptr_array_index (person->addresses, j);
      if (one->state == PT_ADDRESS_UNDELIVERABLE && g_str_equal (one->key, address))
        return TRUE;
    }
  }
  return FALSE;
}

static gboolean
did_lose (const AbuseRun *run, const char *argument)
{
  const PtComment *comment = pt_memstore_comment (run->world->rows, run->memory.outcome.comment);
  (void) argument;
  return run->raw_lost || (comment && !comment->text[0] && !run->message->parts->len);
}

/* The header of a rendered mail, one field a line; NULL if it was not rendered. */
static char *
header_of (const PtRendering *rendering)
{
  gsize length;
  const char *data = rendering->bytes ? g_bytes_get_data (rendering->bytes, &length) : NULL;
  const char *end = data ? g_strstr_len (data, (gssize) length, "\r\n\r\n") : NULL;
  return end ? g_strndup (data, (gsize) (end - data)) : NULL;
}

static gboolean
did_write_field (const AbuseRun *run, const char *name)
{
  g_autofree char *start = g_strdup_printf ("%s:", name);
  for (guint i = 0; i < run->renderings->len; i++) {
    g_autofree char *header = header_of (g_ptr_array_index (run->renderings, i));
    g_auto (GStrv) lines = g_strsplit_set (header ? header : "", "\r\n", -1);
    for (guint j = 0; lines[j]; j++)
      if (g_ascii_strncasecmp (lines[j], start, strlen (start)) == 0)
        return TRUE;
  }
  return FALSE;
}

static gboolean
any_mail_holds (const AbuseRun *run, const char *text)
{
  for (guint i = 0; i < run->renderings->len; i++) {
    const PtRendering *rendering = g_ptr_array_index (run->renderings, i);
    gsize length;
    const char *data = rendering->bytes ? g_bytes_get_data (rendering->bytes, &length) : NULL;
    g_autofree char *lower = data ? g_ascii_strdown (data, (gssize) length) : NULL;
    if (lower && strstr (lower, text))
      return TRUE;
  }
  return FALSE;
}

static gboolean
did_script (const AbuseRun *run, const char *argument)
{
  (void) argument;
  return any_mail_holds (run, "<script") || any_mail_holds (run, "<style") || any_mail_holds (run, "<form");
}

static gboolean
did_fetch (const AbuseRun *run, const char *argument)
{
  (void) argument;
  return any_mail_holds (run, "<img") || any_mail_holds (run, "http-equiv=\"refresh");
}

/* Each rendered mail reads as one or two texts and no attachment. */
static gboolean
did_split (const AbuseRun *run, const char *argument)
{
  (void) argument;
  for (guint i = 0; i < run->renderings->len; i++) {
    const PtRendering *rendering = g_ptr_array_index (run->renderings, i);
    g_autoptr (PtMessage) read = rendering->bytes ? pt_reading (rendering->bytes, NULL, run->world->policy) : NULL;
    if (read && (read->gate != PT_GATE_OK || read->parts->len > 2))
      return TRUE;
  }
  return FALSE;
}

/* A bare CR or LF, with which a second mail could begin inside the first. */
static gboolean
did_bare_line (const AbuseRun *run, const char *argument)
{
  (void) argument;
  for (guint i = 0; i < run->renderings->len; i++) {
    const PtRendering *rendering = g_ptr_array_index (run->renderings, i);
    gsize length = 0;
    const char *data = rendering->bytes ? g_bytes_get_data (rendering->bytes, &length) : NULL;
    for (gsize j = 0; j < length; j++)
      if ((data[j] == '\n' && (j == 0 || data[j - 1] != '\r')) || (data[j] == '\r' && data[j + 1] != '\n'))
        return TRUE;
  }
  return FALSE;
}

static const struct {
  const char *word;
  Check       check;
  gboolean    severe;
} checks[] = {
  { "mail", did_mail, FALSE },
  { "cc+", did_add_cc, FALSE },
  { "header", did_write_field, TRUE },
  { "ack", did_ack, FALSE },
  { "notify", did_notify, FALSE },
  { "notify-customer", did_tell_outside, FALSE },
  { "visible-to-customer", did_tell_outside, FALSE },
  { "status", did_status, FALSE },
  { "reopen", did_status, FALSE },
  { "assign", did_assign, FALSE },
  { "requester-change", did_change_requester, FALSE },
  { "touch", did_touch, FALSE },
  { "new", did_new, FALSE },
  { "public", did_public, FALSE },
  { "agent-rights", did_act_as_agent, TRUE },
  { "match", did_match, FALSE },
  { "deactivate", did_deactivate, FALSE },
  { "lost", did_lose, TRUE },
  { "script", did_script, FALSE },
  { "fetch", did_fetch, FALSE },
  { "split-body", did_split, TRUE },
  { "extra-mail", did_bare_line, TRUE },
};

AbuseFinding
abuse_check_word (const AbuseRun *run, const char *word)
{
  g_auto (GStrv) halves = g_strsplit (word, ":", 2);
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++) {
    if (!g_str_equal (checks[i].word, halves[0]))
      continue;
    const AbuseFinding broken = checks[i].severe ? ABUSE_SEVERE : ABUSE_BROKEN;
    return checks[i].check (run, halves[1] ? halves[1] : "") ? broken : ABUSE_FINE;
  }
  return ABUSE_UNCHECKED;
}

static const char *const allowed_fields[] = {
  "from", "to", "cc", "reply-to", "subject", "message-id", "in-reply-to", "references", "date", "auto-submitted",
  "x-auto-response-suppress", "x-postern-loop", "list-id", "list-unsubscribe", "thread-index", "thread-topic",
  "mime-version", "content-type", "content-transfer-encoding", NULL,
};

static gboolean
has_foreign_field (const PtRendering *rendering)
{
  g_autofree char *header = header_of (rendering);
  g_auto (GStrv) lines = g_strsplit (header ? header : "", "\r\n", -1);
  for (guint i = 0; lines[i]; i++) {
    const char *colon = strchr (lines[i], ':');
    if (g_ascii_isspace (lines[i][0]) || !lines[i][0])
      continue;
    g_autofree char *name = colon ? g_ascii_strdown (lines[i], colon - lines[i]) : g_strdup ("");
    if (!g_strv_contains (allowed_fields, name))
      return TRUE;
  }
  return FALSE;
}

void
abuse_check_always (const AbuseRun *run, GPtrArray *found)
{
  for (guint i = 0; i < run->renderings->len; i++) {
    const PtRendering *rendering = g_ptr_array_index (run->renderings, i);
    gsize length = 0;
    const char *data = rendering->bytes ? g_bytes_get_data (rendering->bytes, &length) : "";
    if (!rendering->inside && g_strstr_len (data, (gssize) length, "CANARY-PRIVATE-1001"))
      g_ptr_array_add (found, (gpointer) "canary");
    if (has_foreign_field (rendering))
      g_ptr_array_add (found, (gpointer) "header");
  }
  if (did_bare_line (run, ""))
    g_ptr_array_add (found, (gpointer) "bare-line");
  if (run->raw_lost)
    g_ptr_array_add (found, (gpointer) "lost");
  if (receipts (run) > 1)
    g_ptr_array_add (found, (gpointer) "second-ack");
  if (run->unrendered)
    g_ptr_array_add (found, run->unrendered);
  if (!g_str_equal (run->memory.text, run->store.text) || !g_str_equal (run->memory.state, run->store.state))
    g_ptr_array_add (found, (gpointer) "sides-differ");
}
