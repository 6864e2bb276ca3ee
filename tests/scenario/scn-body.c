#include "tests/scenario/scn-body.h"

#include "tests/scenario/scn-fill.h"

void
scn_body_init (ScnBody *body)
{
  body->attachments = g_ptr_array_new_with_free_func (g_free);
}

void
scn_body_clear (ScnBody *body)
{
  g_free (body->text);
  g_free (body->html);
  g_free (body->report);
  g_free (body->returned);
  g_free (body->status);
  g_free (body->action);
  g_free (body->says);
  g_ptr_array_unref (body->attachments);
}

/* report KIND [returned {id ...}] [status 5.1.1] [action delayed] [says "WORDS"] */
static gboolean
line_report (ScnBody *body, const PtWorld *world, const ScnLine *line, char **out_error)
{
  body->report = g_strdup (line->words[1]);
  for (guint i = 2; line->words[1] && line->words[i] && line->words[i + 1]; i += 2) {
    char *value = scn_fill (world, line->words[i + 1], out_error);
    if (!value)
      return FALSE;
    char **field = g_str_equal (line->words[i], "returned") ? &body->returned
                   : g_str_equal (line->words[i], "action") ? &body->action
                   : g_str_equal (line->words[i], "says")   ? &body->says
                                                            : &body->status;
    g_free (*field);
    *field = value;
  }
  return body->report != NULL;
}

gboolean
scn_body_line (ScnBody *body, const PtWorld *world, const ScnLine *line, char **out_error)
{
  const char *word = line->words[0];
  if (g_str_equal (word, "text"))
    return (body->text = scn_fill (world, line->block, out_error)) != NULL;
  if (g_str_equal (word, "html"))
    return (body->html = scn_fill (world, line->block, out_error)) != NULL;
  if (g_str_equal (word, "attachment"))
    g_ptr_array_add (body->attachments, g_strdup (line->rest));
  else if (g_str_equal (word, "no-text"))
    body->empty = TRUE;
  else if (g_str_equal (word, "report"))
    return line_report (body, world, line, out_error);
  else {
    *out_error = g_strdup_printf ("when knows no %s", word);
    return FALSE;
  }
  return TRUE;
}

static void
append_lines (GString *out, const char *text)
{
  for (; *text; text++) {
    if (*text == '\n')
      g_string_append_c (out, '\r');
    g_string_append_c (out, *text);
  }
}

static void
write_leaf (GString *out, const char *type, const char *text)
{
  g_string_append_printf (out, "Content-Type: %s; charset=utf-8\r\n\r\n", type);
  append_lines (out, text);
}

static void
write_texts (const ScnBody *body, GString *out)
{
  const char *text = body->empty ? "" : body->text ? body->text : "Some words.\n";
  if (body->html && body->text) {
    g_string_append (out, "Content-Type: multipart/alternative; boundary=alt\r\n\r\n--alt\r\n");
    write_leaf (out, "text/plain", text);
    g_string_append (out, "\r\n--alt\r\n");
    write_leaf (out, "text/html", body->html);
    g_string_append (out, "\r\n--alt--\r\n");
  } else if (body->html)
    write_leaf (out, "text/html", body->html);
  else
    write_leaf (out, "text/plain", text);
}

static void
write_attachment (GString *out, const char *name)
{
  g_string_append_printf (out, "\r\n--mix\r\nContent-Type: application/octet-stream\r\n"
                               "Content-Disposition: attachment; filename=\"%s\"\r\n\r\nattached\r\n", name);
}

static void
write_report (const ScnBody *body, GString *out)
{
  const gboolean delivery = g_str_equal (body->report, "delivery");
  const gboolean feedback = g_str_equal (body->report, "feedback");
  const char *type = delivery ? "delivery-status" : feedback ? "feedback-report" : "disposition-notification";
  g_string_append_printf (out, "Content-Type: multipart/report; report-type=%s; boundary=rep\r\n\r\n--rep\r\n", type);
  write_leaf (out, "text/plain", body->text ? body->text : "A report.\n");
  g_string_append_printf (out, "\r\n--rep\r\nContent-Type: message/%s\r\n\r\n", type);
  if (delivery)
    g_string_append_printf (out, "Reporting-MTA: dns; mail.example.org\r\n\r\nFinal-Recipient: rfc822; "
                                 "alice@example.org\r\nAction: %s\r\nStatus: %s\r\n%s%s%s",
                            body->action ? body->action : "failed", body->status ? body->status : "5.1.1",
                            body->says ? "Diagnostic-Code: smtp; " : "", body->says ? body->says : "",
                            body->says ? "\r\n" : "");
  else if (feedback)
    g_string_append (out, "Feedback-Type: abuse\r\nUser-Agent: Test/1\r\nVersion: 1\r\n");
  else
    g_string_append (out, "Final-Recipient: rfc822; alice@example.org\r\n"
                          "Disposition: manual-action/MDN-sent-manually; displayed\r\n");
  if (body->returned)
    g_string_append_printf (out, "\r\n--rep\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: Printer\r\n"
                                 "Message-ID: %s\r\n", body->returned);
  g_string_append (out, "\r\n--rep--\r\n");
}

void
scn_body_write (const ScnBody *body, GString *out)
{
  g_string_append (out, "MIME-Version: 1.0\r\n");
  if (body->report) {
    write_report (body, out);
    return;
  }
  if (!body->attachments->len) {
    write_texts (body, out);
    return;
  }
  g_string_append (out, "Content-Type: multipart/mixed; boundary=mix\r\n\r\n--mix\r\n");
  write_texts (body, out);
  for (guint i = 0; i < body->attachments->len; i++)
    write_attachment (out, g_ptr_array_index (body->attachments, i));
  g_string_append (out, "\r\n--mix--\r\n");
}
