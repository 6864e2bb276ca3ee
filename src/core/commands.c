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

/* A word that is not understood speaks of who may read it all the same: the comment stays inside (MC4, MC9). */
static void
set_public (PtCommands *commands, const char *value)
{
  static const char *const yes[] = { "", "true", "yes", "on", NULL }, *const no[] = { "false", "no", "off", NULL };
  gboolean is_public = g_strv_contains (yes, value);
  commands->make_public |= is_public;
  commands->make_private |= !is_public;
  if (!is_public && !g_strv_contains (no, value))
    g_ptr_array_add (commands->unknown, g_strdup_printf ("#public %s", value));
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

static void
set_unfollow (PtCommands *commands, const char *value)
{
  (void) value;
  commands->unfollow = TRUE;
}

static void
set_uncc (PtCommands *commands, const char *value)
{
  g_free (commands->uncc);
  commands->uncc = g_strdup (value);
}

static void set_open (PtCommands *commands, const char *value) { (void) value; set_status (commands, "open"); }
static void set_pending (PtCommands *commands, const char *value) { (void) value; set_status (commands, "pending"); }
static void set_solved (PtCommands *commands, const char *value) { (void) value; set_status (commands, "solved"); }

typedef enum {
  VALUE_NONE,   /* with words behind it the line is text: `#open the lid first` */
  VALUE_MAY,
  VALUE_MUST,
  VALUE_IS_TEXT, /* words behind it begin the comment: `#note he called again` */
} ValueUse;

static const struct {
  const char     *name;
  ValueUse        use;
  PtCommandSetter set;
} table[] = {
  { "assignee", VALUE_MUST, set_assignee }, { "note", VALUE_IS_TEXT, set_note },     { "open", VALUE_NONE, set_open },
  { "pending", VALUE_NONE, set_pending },   { "priority", VALUE_MUST, set_priority }, { "public", VALUE_MAY, set_public },
  { "solved", VALUE_NONE, set_solved },     { "status", VALUE_MUST, set_status },
  { "uncc", VALUE_MAY, set_uncc },          { "unfollow", VALUE_NONE, set_unfollow },
};

/* Row of the table for WORD with VALUE behind it, -1 if that is no command. */
static int
find_command (const char *word, const char *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_ascii_strcasecmp (word, table[i].name) == 0)
      return (*value ? table[i].use == VALUE_NONE : table[i].use == VALUE_MUST) ? -1 : (int) i;
  return -1;
}

/* One line without its end.  FALSE if it is no command, which ends the block (MC5).  *out_text is where text begins on
 * that line, which ends the block, too; 0 if nowhere. */
static gboolean
read_line (PtCommands *commands, const char *line, gsize length, gsize *out_text)
{
  g_autofree char *text = g_strndup (line, length);
  gsize word = strcspn (text, " \t\r"), value = word + strspn (text + word, " \t\r");
  g_autofree char *name = g_strndup (text, word), *lower = g_strchomp (g_ascii_strdown (text + value, -1));
  int row = name[0] == '#' ? find_command (name + 1, lower) : -1;
  if (row < 0)
    return FALSE;
  table[row].set (commands, lower);
  *out_text = table[row].use == VALUE_IS_TEXT && *lower ? value : 0;
  return TRUE;
}

PtCommands *
pt_commands_read (const PtMessage *message)
{
  PtCommands *commands = g_new0 (PtCommands, 1);
  const char *at = message->text_new + strspn (message->text_new, "\n \t");
  gsize text = 0;
  commands->unknown = g_ptr_array_new_with_free_func (g_free);
  while (message->has_plain && *at == '#' && commands->count < MOST_COMMANDS && !text) {
    gsize length = strcspn (at, "\n");
    if (!read_line (commands, at, length, &text))
      break;
    commands->count++;
    at += text ? text : length + (at[length] == '\n');
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
  g_free (commands->uncc);
  g_free (commands->rest);
  g_ptr_array_unref (commands->unknown);
  g_free (commands);
}
