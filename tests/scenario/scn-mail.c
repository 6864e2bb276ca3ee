#include "tests/scenario/scn-mail.h"

#include <string.h>

#include "base/clock.h"
#include "tests/scenario/scn-body.h"
#include "tests/scenario/scn-fill.h"

/* A mail being written. */
typedef struct {
  const PtWorld *world;
  ScnBody        body;
  char          *from, *name, *raw_from, *auth, *message_id;
  GPtrArray     *to, *cc;      /* char *: as they stand in the header */
  GString       *fields;       /* further fields */
  GString       *trace;        /* those above our own MTA's Received line */
  gboolean       has_subject;
  char          *sender;       /* of the envelope; NULL = the From address */
  GPtrArray     *recipients;   /* of the envelope; empty = those of To and Cc that are ours */
  PtEntrance     entrance;
  guint          hops;
  gboolean       undated; /* neither Date nor Message-ID */
} Mail;

typedef gboolean (*LineFunc) (Mail *mail, const ScnLine *line, char **out_error);

static gboolean G_GNUC_PRINTF (2, 3)
bad (char **out_error, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  *out_error = g_strdup_vprintf (format, args);
  va_end (args);
  return FALSE;
}

/* `support+DETAIL` by the name of a mailbox, a person's name, or an address. NULL if it is none of them. */
static char *
address_of (const PtWorld *world, const char *word, char **out_error)
{
  g_autofree char *filled = scn_fill (world, word, out_error);
  if (!filled)
    return NULL;
  if (strchr (filled, '@'))
    return g_steal_pointer (&filled);
  g_auto (GStrv) halves = g_strsplit (filled, "+", 2);
  const PtMailbox *mailbox = pt_policy_mailbox_named (world->policy, halves[0]);
  if (!mailbox) {
    const PtPerson *person = pt_world_person (world, filled);
    if (!person)
      bad (out_error, "%s is neither a mailbox nor a person nor an address", filled);
    return person ? g_strdup (pt_person_primary (person)->address) : NULL;
  }
  const char *at = strchr (mailbox->address, '@');
  return halves[1] ? g_strdup_printf ("%.*s+%s%s", (int) (at - mailbox->address), mailbox->address, halves[1], at)
                   : g_strdup (mailbox->address);
}

/* mail from WHO [to WHO...] [cc WHO...] */
static gboolean
line_mail (Mail *mail, const ScnLine *line, char **out_error)
{
  GPtrArray *into = NULL;
  for (guint i = 1; line->words[i]; i++) {
    const char *word = line->words[i];
    if (g_str_equal (word, "to") || g_str_equal (word, "cc")) {
      into = word[0] == 't' ? mail->to : mail->cc;
      continue;
    }
    if (g_str_equal (word, "from"))
      continue;
    char *address = address_of (mail->world, word, out_error);
    if (!address)
      return FALSE;
    if (into)
      g_ptr_array_add (into, address);
    else {
      g_free (mail->from);
      mail->from = address;
    }
  }
  return mail->from || bad (out_error, "mail wants a sender");
}

static gboolean
set_text (char **field, const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
  return TRUE;
}

static gboolean
line_from (Mail *mail, const ScnLine *line, char **out_error)
{
  (void) out_error;
  return set_text (&mail->raw_from, line->rest);
}

static gboolean
line_name (Mail *mail, const ScnLine *line, char **out_error)
{
  (void) out_error;
  return set_text (&mail->name, line->rest);
}

static gboolean
line_auth (Mail *mail, const ScnLine *line, char **out_error)
{
  (void) out_error;
  return set_text (&mail->auth, line->rest);
}

static gboolean
line_message_id (Mail *mail, const ScnLine *line, char **out_error)
{
  g_free (mail->message_id);
  mail->message_id = scn_fill (mail->world, line->rest, out_error);
  return mail->message_id != NULL;
}

static gboolean
add_field (Mail *mail, const char *name, const char *value, char **out_error)
{
  g_autofree char *filled = scn_fill (mail->world, value, out_error);
  if (filled)
    g_string_append_printf (mail->fields, "%s: %s\r\n", name, filled);
  return filled != NULL;
}

static gboolean
line_subject (Mail *mail, const ScnLine *line, char **out_error)
{
  mail->has_subject = TRUE;
  return add_field (mail, "Subject", line->rest, out_error);
}

static gboolean
line_in_reply_to (Mail *mail, const ScnLine *line, char **out_error)
{
  return add_field (mail, "In-Reply-To", line->rest, out_error);
}

static gboolean
line_references (Mail *mail, const ScnLine *line, char **out_error)
{
  return add_field (mail, "References", line->rest, out_error);
}

static gboolean
line_reply_to (Mail *mail, const ScnLine *line, char **out_error)
{
  g_autofree char *address = address_of (mail->world, line->rest, out_error);
  return address && add_field (mail, "Reply-To", address, out_error);
}

/* Escapes as in C: a bare CR is `\r`. */
static gboolean
line_header (Mail *mail, const ScnLine *line, char **out_error)
{
  g_autofree char *plain = g_strcompress (line->rest);
  g_autofree char *filled = scn_fill (mail->world, plain, out_error);
  if (filled)
    g_string_append_printf (mail->fields, "%s\r\n", filled);
  return filled != NULL;
}

static gboolean
line_trace (Mail *mail, const ScnLine *line, char **out_error)
{
  (void) out_error;
  g_string_append_printf (mail->trace, "%s\r\n", line->rest);
  return TRUE;
}

/* envelope from ADDR | envelope to ADDR... */
static gboolean
line_envelope (Mail *mail, const ScnLine *line, char **out_error)
{
  const gboolean sender = line->words[1] && g_str_equal (line->words[1], "from");
  for (guint i = 2; line->words[1] && line->words[i]; i++) {
    if (sender && g_str_equal (line->words[i], "<>"))
      return set_text (&mail->sender, "");
    char *address = address_of (mail->world, line->words[i], out_error);
    if (!address)
      return FALSE;
    if (sender)
      mail->sender = address;
    else
      g_ptr_array_add (mail->recipients, address);
  }
  return TRUE;
}

static gboolean
line_entrance (Mail *mail, const ScnLine *line, char **out_error)
{
  for (PtEntrance entrance = PT_ENTRANCE_PIPE; entrance <= PT_ENTRANCE_IMAP; entrance++)
    if (g_str_equal (pt_entrance_name (entrance), line->rest)) {
      mail->entrance = entrance;
      return TRUE;
    }
  return bad (out_error, "there is no entrance %s", line->rest);
}

static gboolean
line_hops (Mail *mail, const ScnLine *line, char **out_error)
{
  (void) out_error;
  mail->hops = (guint) g_ascii_strtoull (line->rest, NULL, 10);
  return TRUE;
}

static gboolean
line_undated (Mail *mail, const ScnLine *line, char **out_error)
{
  (void) line;
  (void) out_error;
  mail->undated = TRUE;
  return TRUE;
}

static gboolean
line_automatic (Mail *mail, const ScnLine *line, char **out_error)
{
  if (g_str_equal (line->rest, "vacation")) {
    mail->has_subject = TRUE;
    g_string_append (mail->fields, "Subject: Automatic reply: Printer\r\nAuto-Submitted: auto-replied\r\n");
  } else if (g_str_equal (line->rest, "bulk"))
    g_string_append (mail->fields, "Precedence: bulk\r\nList-Id: <news.lists.test>\r\n");
  else if (g_str_equal (line->rest, "yes"))
    g_string_append (mail->fields, "Auto-Submitted: auto-generated\r\n");
  else
    return bad (out_error, "automatic wants yes, vacation or bulk");
  return TRUE;
}

static const struct {
  const char *word;
  LineFunc    func;
} lines[] = {
  { "mail", line_mail },           { "from", line_from },           { "name", line_name },
  { "auth", line_auth },           { "message-id", line_message_id }, { "subject", line_subject },
  { "in-reply-to", line_in_reply_to }, { "references", line_references }, { "reply-to", line_reply_to },
  { "header", line_header },       { "envelope", line_envelope },   { "entrance", line_entrance },
  { "hops", line_hops },           { "automatic", line_automatic }, { "trace", line_trace },
  { "undated", line_undated },
};

static gboolean
read_line (Mail *mail, const ScnLine *line, char **out_error)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (g_str_equal (line->words[0], lines[i].word))
      return lines[i].func (mail, line, out_error);
  return scn_body_line (&mail->body, mail->world, line, out_error);
}

static const char *
domain_of (const char *address)
{
  const char *at = strrchr (address, '@');
  return at ? at + 1 : "localhost";
}

/* pass, fail, none, or the results themselves; without the word: pass where an authserv-id is trusted. */
static void
write_auth (const Mail *mail, GString *out)
{
  const char *trusted = mail->world->policy->authserv_id;
  const char *word = mail->auth ? mail->auth : "pass";
  const char *domain = domain_of (mail->from);
  if (!trusted || g_str_equal (word, "none"))
    return;
  g_string_append_printf (out, "Authentication-Results: %s; ", trusted);
  if (g_str_equal (word, "pass"))
    g_string_append_printf (out, "dkim=pass header.d=%s; dmarc=pass header.from=%s\r\n", domain, domain);
  else if (g_str_equal (word, "fail"))
    g_string_append_printf (out, "dkim=none; dmarc=fail header.from=%s\r\n", domain);
  else
    g_string_append_printf (out, "%s\r\n", word);
}

static void
write_trace (const Mail *mail, GString *out, const char *date)
{
  const PtPolicy *policy = mail->world->policy;
  const char *by = policy->received_by && *policy->received_by ? *policy->received_by
                   : policy->authserv_id                       ? policy->authserv_id
                                                               : "mx.test";
  g_string_append (out, mail->trace->str);
  write_auth (mail, out);
  g_string_append_printf (out, "Received: from mail.%s by %s with ESMTPS id 1; %s\r\n", domain_of (mail->from), by,
                          date);
  for (guint i = 1; i < mail->hops; i++)
    g_string_append_printf (out, "Received: from a.test by b.test with ESMTP id %u; %s\r\n", i, date);
}

static void
write_list (GString *out, const char *field, const GPtrArray *addresses)
{
  for (guint i = 0; i < addresses->len; i++)
    g_string_append_printf (out, "%s%s", i ? ",\r\n " : field, (const char *) g_ptr_array_index (addresses, i));
  if (addresses->len)
    g_string_append (out, "\r\n");
}

static GBytes *
write_mail (const Mail *mail, guint nth)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *date = pt_time_to_rfc5322 (mail->world->now - PT_MINUTE);
  write_trace (mail, out, date);
  if (mail->raw_from)
    g_string_append_printf (out, "%s\r\n", mail->raw_from);
  else if (mail->name)
    g_string_append_printf (out, "From: \"%s\" <%s>\r\n", mail->name, mail->from);
  else
    g_string_append_printf (out, "From: %s\r\n", mail->from);
  write_list (out, "To: ", mail->to);
  write_list (out, "Cc: ", mail->cc);
  if (!mail->has_subject)
    g_string_append (out, "Subject: Printer\r\n");
  if (mail->undated)
    g_string_append (out, mail->fields->str);
  else if (mail->message_id)
    g_string_append_printf (out, "Message-ID: %s\r\n", mail->message_id);
  else
    g_string_append_printf (out, "Message-ID: <mail-%u@%s>\r\n", nth, domain_of (mail->from));
  if (!mail->undated)
    g_string_append_printf (out, "Date: %s\r\n%s", date, mail->fields->str);
  scn_body_write (&mail->body, out);
  return g_bytes_new (out->str, out->len);
}

static PtEnvelope *
make_envelope (const Mail *mail)
{
  const PtPolicy *policy = mail->world->policy;
  PtEnvelope *envelope = pt_envelope_new (mail->entrance, mail->sender ? mail->sender : mail->from, mail->world->now);
  for (guint i = 0; i < mail->recipients->len; i++)
    pt_envelope_add_recipient (envelope, g_ptr_array_index (mail->recipients, i));
  for (guint i = 0; !mail->recipients->len && i < mail->to->len + mail->cc->len; i++) {
    const char *address = g_ptr_array_index (i < mail->to->len ? mail->to : mail->cc,
                                             i < mail->to->len ? i : i - mail->to->len);
    g_autofree char *key = pt_address_key (address);
    if (key && pt_policy_owns_address (policy, key))
      pt_envelope_add_recipient (envelope, address);
  }
  return envelope;
}

static void
mail_clear (Mail *mail)
{
  scn_body_clear (&mail->body);
  g_free (mail->from);
  g_free (mail->name);
  g_free (mail->raw_from);
  g_free (mail->auth);
  g_free (mail->message_id);
  g_free (mail->sender);
  g_ptr_array_unref (mail->to);
  g_ptr_array_unref (mail->cc);
  g_ptr_array_unref (mail->recipients);
  g_string_free (mail->fields, TRUE);
  g_string_free (mail->trace, TRUE);
}

ScnMail *
scn_mail_build (const PtWorld *world, const GPtrArray *wanted, guint nth, char **out_error)
{
  Mail mail = { .world = world, .entrance = PT_ENTRANCE_LMTP, .fields = g_string_new (NULL), .hops = 1,
                .trace = g_string_new (NULL) };
  ScnMail *built = NULL;
  gboolean fine = TRUE;
  scn_body_init (&mail.body);
  mail.to = g_ptr_array_new_with_free_func (g_free);
  mail.cc = g_ptr_array_new_with_free_func (g_free);
  mail.recipients = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; fine && i < wanted->len; i++)
    fine = read_line (&mail, g_ptr_array_index (wanted, i), out_error);
  if (fine) {
    built = g_new0 (ScnMail, 1);
    built->raw = write_mail (&mail, nth);
    built->envelope = make_envelope (&mail);
  }
  mail_clear (&mail);
  return built;
}

gboolean
scn_mail_readdress (ScnMail *mail, const PtWorld *world, const ScnLine *line, char **out_error)
{
  if (!g_str_equal (line->words[0], "envelope") || !line->words[1] || !g_str_equal (line->words[1], "to"))
    return bad (out_error, "only `envelope to` may follow here");
  g_ptr_array_set_size (mail->envelope->recipients, 0);
  for (guint i = 2; line->words[i]; i++) {
    g_autofree char *address = address_of (world, line->words[i], out_error);
    if (!address)
      return FALSE;
    pt_envelope_add_recipient (mail->envelope, address);
  }
  return TRUE;
}

void
scn_mail_free (ScnMail *mail)
{
  if (!mail)
    return;
  g_bytes_unref (mail->raw);
  pt_envelope_free (mail->envelope);
  g_free (mail);
}
