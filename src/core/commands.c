#include "core/commands.h"

#include "base/text.h"
#include "core/spelling.h"

#include <string.h>

enum { MOST_COMMANDS = 50, LINE_CHARACTERS = 200 };

typedef void (*PtCommandSetter) (PtCommands *commands, PtMailCommand *command);

/* --- what a value says --- */

static void G_GNUC_PRINTF (2, 3)
wrong (PtMailCommand *command, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_free (command->wrong);
  command->wrong = g_strdup_vprintf (format, args);
  va_end (args);
}

static void
set_private (PtCommands *commands, PtMailCommand *command)
{
  (void) command;
  commands->make_private = TRUE;
}

/* A word that is not understood speaks of who may read it all the same: the comment stays inside (MC4, MC9). */
static void
set_public (PtCommands *commands, PtMailCommand *command)
{
  static const char *const yes[] = { "", "true", "yes", "on", NULL }, *const no[] = { "false", "no", "off", NULL };
  g_autofree char *value = g_ascii_strdown (command->value, -1);
  gboolean is_public = g_strv_contains (yes, value);
  command->number = is_public;
  commands->make_public |= is_public;
  commands->make_private |= !is_public;
  if (!is_public && !g_strv_contains (no, value))
    wrong (command, "only true or false can stand there; the comment was kept inside");
}

/* MC6: closed is no value. */
static void
set_status (PtCommands *commands, PtMailCommand *command)
{
  g_autofree char *value = g_ascii_strdown (command->value, -1);
  PtStatus status;
  (void) commands;
  if (pt_status_from_name (value, &status)
      && (status == PT_STATUS_OPEN || status == PT_STATUS_PENDING || status == PT_STATUS_SOLVED))
    command->number = (int) status;
  else
    wrong (command, "a status set by mail is open, pending or solved");
}

static void set_open (PtCommands *c, PtMailCommand *command) { (void) c; command->number = PT_STATUS_OPEN; }
static void set_pending (PtCommands *c, PtMailCommand *command) { (void) c; command->number = PT_STATUS_PENDING; }
static void set_solved (PtCommands *c, PtMailCommand *command) { (void) c; command->number = PT_STATUS_SOLVED; }

static void
set_priority (PtCommands *commands, PtMailCommand *command)
{
  g_autofree char *value = g_ascii_strdown (command->value, -1);
  PtPriority priority;
  (void) commands;
  if (pt_priority_from_name (value, &priority) && priority != PT_PRIORITY_NONE)
    command->number = (int) priority;
  else
    wrong (command, "a priority is low, normal, high or urgent");
}

static void
set_type (PtCommands *commands, PtMailCommand *command)
{
  g_autofree char *value = g_ascii_strdown (command->value, -1);
  PtTicketType type;
  (void) commands;
  if (pt_type_from_name (value, &type) && type != PT_TYPE_NONE)
    command->number = (int) type;
  else
    wrong (command, "a type is question, incident, problem or task");
}

static void
set_me (PtCommands *commands, PtMailCommand *command)
{
  (void) commands;
  g_free (command->value);
  command->value = g_strdup ("me");
}

/* --- the names --- */

typedef enum {
  VALUE_NONE,    /* with words behind it the line is text: `#open the lid first` */
  VALUE_MAY,
  VALUE_MUST,
  VALUE_IS_TEXT, /* words behind it begin the comment: `#note he called again` */
} ValueUse;

typedef struct {
  const char     *name;
  ValueUse        use;
  PtCommandKind   kind;
  PtCommandSetter set; /* NULL = the value is looked up when it is carried out */
} Row;

static const Row hash_rows[] = {
  { "assignee", VALUE_MUST, PT_COMMAND_ASSIGNEE, NULL },
  { "close", VALUE_NONE, PT_COMMAND_CLOSE, NULL },
  { "closed", VALUE_NONE, PT_COMMAND_CLOSE, NULL },
  { "follow", VALUE_NONE, PT_COMMAND_FOLLOW, NULL },
  { "group", VALUE_MUST, PT_COMMAND_GROUP, NULL },
  { "note", VALUE_IS_TEXT, PT_COMMAND_NOTE, set_private },
  { "open", VALUE_NONE, PT_COMMAND_STATUS, set_open },
  { "pending", VALUE_NONE, PT_COMMAND_STATUS, set_pending },
  { "priority", VALUE_MUST, PT_COMMAND_PRIORITY, set_priority },
  { "public", VALUE_MAY, PT_COMMAND_PUBLIC, set_public },
  { "requester", VALUE_MUST, PT_COMMAND_REQUESTER, NULL },
  { "solved", VALUE_NONE, PT_COMMAND_STATUS, set_solved },
  { "status", VALUE_MUST, PT_COMMAND_STATUS, set_status },
  { "tags", VALUE_MUST, PT_COMMAND_TAGS, NULL },
  { "type", VALUE_MUST, PT_COMMAND_TYPE, set_type },
  { "uncc", VALUE_MAY, PT_COMMAND_UNCC, NULL },
  { "unfollow", VALUE_NONE, PT_COMMAND_UNFOLLOW, NULL },
};

static const Row at_rows[] = {
  { "add_agent", VALUE_MUST, PT_COMMAND_ADD_AGENT, NULL },
  { "assign", VALUE_MUST, PT_COMMAND_ASSIGNEE, NULL },
  { "close", VALUE_NONE, PT_COMMAND_CLOSE, NULL },
  { "me", VALUE_NONE, PT_COMMAND_ASSIGNEE, set_me },
  { "note", VALUE_MUST, PT_COMMAND_NOTE, set_private },
  { "notify", VALUE_MUST, PT_COMMAND_NOTIFY, set_private },
  { "remove_agent", VALUE_MUST, PT_COMMAND_REMOVE_AGENT, NULL },
};

/* The row that NAME is, or that it was meant for; NULL if neither.  *out_near: it is misspelt. */
static const Row *
find_row (const Row *rows, gsize n, const char *name, gboolean *out_near)
{
  *out_near = FALSE;
  for (gsize i = 0; i < n; i++)
    if (g_ascii_strcasecmp (name, rows[i].name) == 0)
      return &rows[i];
  *out_near = TRUE;
  for (gsize i = 0; i < n; i++)
    if (pt_spelling_is_near (name, rows[i].name))
      return &rows[i];
  return NULL;
}

/* --- a line --- */

typedef struct {
  char *text;  /* the whole line, spaces at its end cut */
  char *name;  /* behind the mark */
  char *value; /* behind the name and the spaces there, "" if nothing */
  gsize begin; /* where the value begins */
} Line;

/* A space, a tab, or the no-break space that many programs type for one. */
static gsize
space_at (const char *at)
{
  return *at == ' ' || *at == '\t' || *at == '\r' ? 1 : strncmp (at, "\xc2\xa0", 2) == 0 ? 2 : 0;
}

/* FALSE if the line at AT does not begin with MARK and a word. */
static gboolean
split_line (Line *line, const char *at, const char *mark)
{
  gsize length = strcspn (at, "\n"), skip = strlen (mark), word = 0, gap;
  *line = (Line) { .text = NULL };
  if (strncmp (at, mark, skip) != 0)
    return FALSE;
  while (g_ascii_isalpha (at[skip + word]) || at[skip + word] == '_')
    word++;
  gsize begin = skip + word;
  while (begin < length && (gap = space_at (at + begin)) > 0)
    begin += gap;
  if (word == 0 || (begin == skip + word && begin < length))
    return FALSE;
  line->text = g_strchomp (g_strndup (at, length));
  line->name = g_strndup (at + skip, word);
  line->value = g_strchomp (g_strndup (at + MIN (begin, length), length - MIN (begin, length)));
  line->begin = begin;
  return TRUE;
}

static void
line_clear (Line *line)
{
  g_free (line->text);
  g_free (line->name);
  g_free (line->value);
}

static PtMailCommand *
add_command (PtCommands *commands, PtCommandKind kind, const char *line, const char *value)
{
  PtMailCommand *command = g_new0 (PtMailCommand, 1);
  command->kind = kind;
  command->line = pt_text_excerpt (line, LINE_CHARACTERS);
  command->value = pt_text_to_line (value);
  g_ptr_array_add (commands->list, command);
  return command;
}

static void
command_free (gpointer data)
{
  PtMailCommand *command = data;
  g_free (command->line);
  g_free (command->value);
  g_free (command->wrong);
  g_free (command);
}

/* What was perhaps meant to keep the comment inside does so (MC4, MC9). */
static void
add_misspelt (PtCommands *commands, const Row *row, const Line *line, const char *mark)
{
  PtMailCommand *command = add_command (commands, PT_COMMAND_UNKNOWN, line->text, "");
  gboolean inside = row->kind == PT_COMMAND_NOTE || row->kind == PT_COMMAND_PUBLIC || row->kind == PT_COMMAND_NOTIFY;
  commands->make_private |= inside;
  wrong (command, "there is no such command; was %s%s meant?%s", mark, row->name,
         inside ? " The comment was kept inside" : "");
}

/* One line of the block.  FALSE if it is no command, which ends the block (MC5).  *out_text is where text begins on
 * that line, which ends the block, too; 0 if nowhere. */
static gboolean
read_hash (PtCommands *commands, const char *at, gsize *out_text)
{
  gboolean near, is_command;
  Line line;
  if (!split_line (&line, at, "#"))
    return FALSE;
  const Row *row = find_row (hash_rows, G_N_ELEMENTS (hash_rows), line.name, &near);
  gboolean is_text = row && row->use == VALUE_IS_TEXT && *line.value;
  is_command = row && !(*line.value && row->use == VALUE_NONE);
  *out_text = is_command && is_text ? line.begin : 0;
  if (is_command && near) {
    add_misspelt (commands, row, &line, "#");
  } else if (is_command) {
    g_autofree char *bare = g_strconcat ("#", row->name, NULL);
    PtMailCommand *command = add_command (commands, row->kind, is_text ? bare : line.text, is_text ? "" : line.value);
    if (row->use == VALUE_MUST && !*line.value)
      wrong (command, "a value must stand behind it");
    else if (row->set)
      row->set (commands, command);
  }
  line_clear (&line);
  return is_command;
}

/* The one command of a mail: what stands below it is not looked at (10.2). */
static gboolean
read_at (PtCommands *commands, const char *at)
{
  gboolean near;
  Line line;
  if (!split_line (&line, at, "@@"))
    return FALSE;
  const Row *row = find_row (at_rows, G_N_ELEMENTS (at_rows), line.name, &near);
  gboolean known = row && !near && !(*line.value && row->use == VALUE_NONE);
  PtMailCommand *command = add_command (commands, known ? row->kind : PT_COMMAND_UNKNOWN, line.text, line.value);
  commands->at = TRUE;
  if (!known)
    wrong (command, "there is no such command");
  else if (row->use == VALUE_MUST && !*line.value)
    wrong (command, "a value must stand behind it");
  else if (row->set)
    row->set (commands, command);
  line_clear (&line);
  return TRUE;
}

gboolean
pt_commands_are_taken (const PtCommands *commands, const PtRules *rules)
{
  return g_strv_contains ((const char *const *) rules->commands, commands->at ? "at" : "hash");
}

PtCommands *
pt_commands_read (const char *text)
{
  PtCommands *commands = g_new0 (PtCommands, 1);
  const char *at = text + strspn (text, "\r\n \t");
  gsize begin = 0;
  commands->list = g_ptr_array_new_with_free_func (command_free);
  while (*at && !begin && commands->list->len < MOST_COMMANDS && read_hash (commands, at, &begin)) {
    gsize length = strcspn (at, "\n");
    at += begin ? begin : length + (at[length] == '\n');
  }
  if (!commands->list->len && read_at (commands, at))
    at += strcspn (at, "\n");
  commands->rest = commands->list->len ? g_strchomp (g_strdup (at + strspn (at, "\r\n"))) : g_strdup ("");
  return commands;
}

void
pt_commands_free (PtCommands *commands)
{
  if (!commands)
    return;
  g_free (commands->rest);
  g_ptr_array_unref (commands->list);
  g_free (commands);
}

/* `a@example.org`, `<a@example.org>`, `a@example.org<mailto:a@example.org>` */
PtAddress *
pt_commands_address (const char *value)
{
  const char *begin = *value == '<' ? value + 1 : value;
  g_autofree char *bare = g_strstrip (g_strndup (begin, strcspn (begin, "<>")));
  g_autoptr (PtAddress) address = pt_address_new (NULL, bare);
  return address->key ? g_steal_pointer (&address) : NULL;
}

char *
pt_commands_key (const char *value)
{
  g_autoptr (PtAddress) address = pt_commands_address (value);
  return address ? g_strdup (address->key) : NULL;
}

PtId
pt_commands_number (const char *value)
{
  guint64 number;
  return g_ascii_string_to_unsigned (value, 10, 1, G_MAXINT64, &number, NULL) ? (PtId) number : 0;
}

char *
pt_commands_first_word (const char *value, const char **out_rest)
{
  gsize length = strcspn (value, " ");
  *out_rest = value + length + strspn (value + length, " ");
  return g_strndup (value, length);
}

const PtMailCommand *
pt_commands_last (const PtCommands *commands, PtCommandKind kind)
{
  const PtMailCommand *last = NULL;
  for (guint i = 0; i < commands->list->len; i++) {
    const PtMailCommand *command = g_ptr_array_index (commands->list, i);
    if (command->kind == kind && !command->wrong)
      last = command;
  }
  return last;
}
