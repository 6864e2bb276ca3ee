#include "core/keys-named.h"

static void
add_word (PtKeys *keys, const char *value)
{
  g_autofree char *key = pt_commands_key (value);
  PtId number = pt_commands_number (value);
  if (key)
    g_ptr_array_add (keys->people, g_steal_pointer (&key));
  else if (number)
    g_array_append_val (keys->persons, number);
  else
    g_ptr_array_add (keys->names, g_strdup (value));
}

void
pt_keys_name_commands (PtKeys *keys, const PtCommands *commands)
{
  for (guint i = 0; i < commands->list->len; i++) {
    const PtMailCommand *command = g_ptr_array_index (commands->list, i);
    const char *rest;
    g_autofree char *word = pt_commands_first_word (command->value, &rest);
    switch (command->kind) {
    case PT_COMMAND_NOTIFY:
      add_word (keys, word);
      break;
    case PT_COMMAND_REQUESTER:
    case PT_COMMAND_ASSIGNEE:
    case PT_COMMAND_UNCC:
    case PT_COMMAND_ADD_AGENT:
    case PT_COMMAND_REMOVE_AGENT:
      add_word (keys, command->value);
      break;
    case PT_COMMAND_GROUP:
      g_ptr_array_add (keys->divisions, g_strdup (command->value));
      break;
    default:
      break;
    }
  }
}

void
pt_keys_name_request (PtKeys *keys, const PtRequest *request)
{
  g_auto (GStrv) words = pt_request_people (request);
  g_array_append_val (keys->persons, request->actor);
  g_array_append_val (keys->persons, request->person);
  for (guint i = 0; words[i]; i++) {
    char *key = pt_address_key (words[i]);
    PtId id = pt_request_person_id (words[i]);
    if (id)
      g_array_append_val (keys->persons, id);
    else if (key)
      g_ptr_array_add (keys->people, g_steal_pointer (&key));
    g_free (key);
  }
  if (request->name && request->kind == PT_REQUEST_SET && request->field == PT_FIELD_DIVISION)
    g_ptr_array_add (keys->divisions, g_strdup (request->name));
}
