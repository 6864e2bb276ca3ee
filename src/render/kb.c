#include "render/kb.h"

#include <string.h>

/* Delimiters that no text has: what is written below between them is the only Mustache in the result. */
#define OPEN  "\001"
#define CLOSE "\002"

/* Tags and the fields that they mean; NULL is a tag that is known and for which nothing is kept, so it is empty. */
static const struct {
  const char *tag, *field;
} tags[] = {
  { "name", "ticket.requester.first_name" },
  { "fullname", "ticket.requester.name" },
  { "username", "ticket.requester.address" },
  { "user_email", "ticket.requester.address" },
  { "company", NULL },
  { "company_contact", NULL },
  { "company_email", NULL },
  { "company_phone", NULL },
  { "company_website", NULL },
  { "company_logo", NULL },
  { "sitename", "mailbox.name" },
  { "date", "ticket.created_date" },
  { "time", "ticket.created_time" },
  { "ticket_id", "ticket.id" },
  { "ticket_status", "ticket.public_status" },
  { "ticket_title", "ticket.title" },
  { "ticket_content", "ticket.description" },
  { "ticket_files", "ticket.files" },
  { "department", NULL },
  { "reply_author", "comment.author_or_address" },
  { "reply_date", "comment.date" },
  { "reply_time", "comment.time" },
  { "reply_content", "comment" },
  { "reply_files", "comment.files" },
  { "ticket_url", "ticket.customer_link" },
  { "ticket_url_path", "ticket.customer_url" },
  { "ticket_admin_url", "ticket.agent_link" },
  { "ticket_admin_url_path", "ticket.agent_url" },
  { "close_ticket_url", NULL },
  { "close_ticket_url_path", NULL },
  { "agent", "agent" },
  /* not of KB Support: every mail should carry it */
  { "body_token", "body_token" },
};

/* The row of the tag that TEXT begins with, after its brace; -1 if there is none. */
static int
find_tag (const char *text, gsize *out_length)
{
  gsize length = strspn (text, "abcdefghijklmnopqrstuvwxyz_");
  if (text[length] != '}')
    return -1;
  *out_length = length;
  for (gsize i = 0; i < G_N_ELEMENTS (tags); i++)
    if (strlen (tags[i].tag) == length && strncmp (tags[i].tag, text, length) == 0)
      return (int) i;
  return -1;
}

char *
pt_kb_to_mustache (const char *text)
{
  GString *out = g_string_new (NULL);
  gsize length = 0;
  if (g_str_has_prefix (text, "\xef\xbb\xbf"))
    text += 3;
  /* the remark keeps the first tag from standing alone on its line, which would swallow the line */
  g_string_append (out, "{{=" OPEN " " CLOSE "=}}" OPEN "!" CLOSE);
  for (; *text; text++) {
    int row = *text == '{' ? find_tag (text + 1, &length) : -1;
    if (row >= 0) {
      if (tags[row].field)
        g_string_append_printf (out, OPEN "%s" CLOSE, tags[row].field);
      text += length + 1;
    } else if (*text != OPEN[0] && *text != CLOSE[0]) {
      g_string_append_c (out, *text);
    }
  }
  return g_string_free (out, FALSE);
}
