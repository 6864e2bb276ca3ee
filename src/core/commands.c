#include "core/commands.h"

#include <string.h>

typedef void (*PtCommandSetter) (PtCommands *commands, const char *value);

enum { MOST_COMMANDS = 50 };

static void
set_note (PtCommands *commands, const char *value)
{
  (void) value;
  commands->make_private = TRUE;
}

static void
set_public (PtCommands *commands, const char *value)
{
  if (strcmp (value, "false") == 0)
    commands->make_private = TRUE;
  else
    commands->make_public = TRUE;
}

static void
set_status (PtCommands *commands, const char *value)
{
  PtStatus status;
  gboolean known = pt_status_from_name (value, &status) &&
                   (status == PT_STATUS_OPEN || status == PT_STATUS_PENDING || status == PT_STATUS_SOLVED); /* MC6 */
  if (known) {
    commands->has_status = TRUE;
    commands->status = status;
  } else
    g_ptr_array_add (commands->unknown, g_strdup_printf ("#status %s", value));
}

static void
set_priority (PtCommands *commands, const char *value)
{
  if (pt_priority_from_name (value, &commands->priority))
    commands->has_priority = TRUE;
  else
    g_ptr_array_add (commands->unknown, g_strdup_printf ("#priority %s", value));
}

static void
set_assignee (PtCommands *commands, const char *value)
{
  g_free (commands->assignee);
  commands->assignee = g_strdup (value);
}

static void set_open (PtCommands *commands, const char *value) { (void) value; set_status (commands, "open"); }
static void set_pending (PtCommands *commands, const char *value) { (void) value; set_status (commands, "pending"); }
static void set_solved (PtCommands *commands, const char *value) { (void) value; set_status (commands, "solved"); }

static const struct {
  const char     *name;
  gboolean        wants_value;
  PtCommandSetter set;
} table[] = {
  { "assignee", TRUE, set_assignee }, { "note", FALSE, set_note },         { "open", FALSE, set_open },
  { "pending", FALSE, set_pending },  { "priority", TRUE, set_priority },  { "public", FALSE, set_public },
  { "solved", FALSE, set_solved },    { "status", TRUE, set_status },
};

/* One line without its end.  FALSE if it is no command, which ends the block (MC5). */
static gboolean
read_line (PtCommands *commands, const char *line, gsize length)
{
  g_autofree char *text = g_strstrip (g_strndup (line, length));
  char *value = text + strcspn (text, " \t");
  if (text[0] != '#' || !g_ascii_isalpha (text[1]))
    return FALSE;
  if (*value)
    *value++ = 0;
  value = g_strstrip (value);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_ascii_strcasecmp (text + 1, table[i].name) == 0 && (!table[i].wants_value || *value)) {
      g_autofree char *lower = g_ascii_strdown (value, -1);
      table[i].set (commands, lower);
      return TRUE;
    }
  return FALSE;
}

PtCommands *
pt_commands_read (const PtMessage *message)
{
  PtCommands *commands = g_new0 (PtCommands, 1);
  const char *at = message->text_new + strspn (message->text_new, "\n \t");
  commands->unknown = g_ptr_array_new_with_free_func (g_free);
  while (message->has_plain && *at == '#' && commands->count < MOST_COMMANDS) {
    gsize length = strcspn (at, "\n");
    if (!read_line (commands, at, length))
      break;
    commands->count++;
    at += length + (at[length] == '\n');
  }
  if (commands->count)
    commands->rest = g_strchomp (g_strdup (at + strspn (at, "\n")));
  return commands;
}

void
pt_commands_free (PtCommands *commands)
{
  if (!commands)
    return;
  g_free (commands->assignee);
  g_free (commands->rest);
  g_ptr_array_unref (commands->unknown);
  g_free (commands);
}
