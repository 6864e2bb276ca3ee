/* The command line of one command: options by GOption, made from the rows of the table. */
#include "cmd/command.h"

#include <string.h>

#include "base/nearest.h"

static GOptionEntry
entry_of (const PtOption *option, PtCallOptions *options)
{
  return (GOptionEntry) {
    .long_name = option->name,
    .short_name = g_str_equal (option->name, "config") ? 'c' : 0,
    .arg = !option->value ? G_OPTION_ARG_NONE : option->many ? G_OPTION_ARG_FILENAME_ARRAY : G_OPTION_ARG_FILENAME,
    .arg_data = G_STRUCT_MEMBER_P (options, option->offset),
    .description = option->meaning,
    .arg_description = option->value,
  };
}

/* The nearest option of the command; NULL if none is near. */
static const char *
nearest_option (const PtCommand *command, const char *text)
{
  const PtOption *lists[] = { command->options, pt_general_options };
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *name = g_strndup (text, strcspn (text, "="));
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    for (const PtOption *option = lists[i]; option && option->name; option++)
      g_ptr_array_add (names, (gpointer) option->name);
  g_ptr_array_add (names, NULL);
  return pt_nearest_name ((const char *const *) names->pdata, name);
}

/* The first word that begins with -- and names no option; behind a lone -- none is looked for. */
static gboolean
explain_unknown (const PtCommand *command, int argc, char **argv, const char *trouble, GError **error)
{
  for (int i = 1; i < argc && !g_str_equal (argv[i], "--"); i++) {
    const char *near = g_str_has_prefix (argv[i], "--") ? nearest_option (command, argv[i] + 2) : NULL;
    gsize length = near ? strlen (near) : 0;
    gboolean exact = near && g_str_has_prefix (argv[i] + 2, near) && strchr ("=", argv[i][2 + length]);
    if (near && !exact && strstr (trouble, argv[i]))
      return pt_error_set (error, PT_ERROR_USAGE, "%s; did you mean --%s?", trouble, near);
  }
  return pt_error_set (error, PT_ERROR_USAGE, "%s", trouble);
}

/* An option that takes one value stands once: the last would win silently. */
static gboolean
check_once (const PtCommand *command, int argc, char **argv, GError **error)
{
  const PtOption *lists[] = { command->options, pt_general_options };
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    for (const PtOption *option = lists[i]; option && option->name; option++) {
      guint times = 0;
      gsize length = strlen (option->name);
      for (int j = 1; j < argc && !g_str_equal (argv[j], "--"); j++)
        times += g_str_has_prefix (argv[j], "--") && strncmp (argv[j] + 2, option->name, length) == 0
                 && (argv[j][2 + length] == 0 || argv[j][2 + length] == '=');
      if (option->value && !option->many && times > 1)
        return pt_error_set (error, PT_ERROR_USAGE, "--%s is given %u times; write it once", option->name, times);
    }
  return TRUE;
}

/* Bytes are taken as they are, whatever the locale: they have to be UTF-8. */
static gboolean
check_text (const char *text, GError **error)
{
  return g_utf8_validate (text, -1, NULL) || pt_error_set (error, PT_ERROR_USAGE, "an argument is not valid UTF-8");
}

static gboolean
check_option (const PtOption *option, const PtCallOptions *options, GError **error)
{
  gconstpointer field = G_STRUCT_MEMBER_P (options, option->offset);
  if (!option->value)
    return TRUE;
  if (!option->many) {
    const char *text = *(char *const *) field;
    return !text || check_text (text, error);
  }
  for (char **text = *(const GStrv *) field; text && *text; text++)
    if (!check_text (*text, error))
      return FALSE;
  return TRUE;
}

static gboolean
take_options (PtCall *call, int *argc, char ***argv, gboolean *out_help, GError **error)
{
  const PtOption *lists[] = { call->command->options, pt_general_options };
  g_autoptr (GArray) entries = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  GOptionEntry help = { "help", 'h', 0, G_OPTION_ARG_NONE, out_help, NULL, NULL };
  g_autoptr (GError) trouble = NULL;
  g_array_append_val (entries, help);
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    for (const PtOption *option = lists[i]; option && option->name; option++) {
      GOptionEntry entry = entry_of (option, &call->options);
      g_array_append_val (entries, entry);
    }
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, (const GOptionEntry *) (gpointer) entries->data, NULL);
  if (!check_once (call->command, *argc, *argv, error))
    return FALSE;
  if (!g_option_context_parse (context, argc, argv, &trouble))
    return explain_unknown (call->command, *argc, *argv, trouble->message, error);
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    for (const PtOption *option = lists[i]; option && option->name; option++)
      if (!check_option (option, &call->options, error))
        return FALSE;
  return TRUE;
}

static gboolean
take_words (PtCall *call, int argc, char **argv, GError **error)
{
  gboolean ended = FALSE;
  for (int i = 1; i < argc; i++) {
    if (!ended && g_str_equal (argv[i], "--")) {
      ended = TRUE;
      continue;
    }
    if (!check_text (argv[i], error))
      return FALSE;
    g_ptr_array_add (call->words, g_strdup (argv[i]));
  }
  return TRUE;
}

gboolean
pt_call_parse (PtCall *call, int argc, char **argv, gboolean *out_help, GError **error)
{
  const PtCommand *command = call->command;
  call->words = g_ptr_array_new_with_free_func (g_free);
  *out_help = FALSE;
  if (!take_options (call, &argc, &argv, out_help, error) || !take_words (call, argc, argv, error))
    return FALSE;
  if (*out_help || (call->words->len >= command->least && call->words->len <= command->most))
    return TRUE;
  g_autofree char *synopsis = pt_command_synopsis (command);
  return pt_error_set (error, PT_ERROR_USAGE, "%s; write %s",
                       call->words->len < command->least ? "something is missing" : "too many words", synopsis);
}

static void
clear_options (const PtOption *list, PtCallOptions *options)
{
  for (const PtOption *option = list; option && option->name; option++) {
    gpointer field = G_STRUCT_MEMBER_P (options, option->offset);
    if (option->many)
      g_clear_pointer ((GStrv *) field, g_strfreev);
    else if (option->value)
      g_clear_pointer ((char **) field, g_free);
  }
}

void
pt_call_clear (PtCall *call)
{
  g_clear_pointer (&call->gateway, pt_gateway_close);
  g_clear_pointer (&call->config, pt_config_free);
  g_clear_pointer (&call->words, g_ptr_array_unref);
  if (call->command)
    clear_options (call->command->options, &call->options);
  clear_options (pt_general_options, &call->options);
}

const char *
pt_call_word (const PtCall *call, guint n)
{
  return n < call->words->len ? g_ptr_array_index (call->words, n) : NULL;
}
