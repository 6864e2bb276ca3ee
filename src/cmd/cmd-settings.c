/* What a person has chosen for himself: the mails that he gets as a follower (FW13, X7). */
#include "cmd/argument.h"

#include <string.h>

#include "cmd/print.h"
#include "store/person.h"

static gboolean
take_word (PtPerson *person, const char *word, GError **error)
{
  const char *equals = strchr (word, '=');
  for (guint i = 0; equals && i < PT_FOLLOW_N; i++) {
    const char *name = pt_follow_mail_name ((PtFollowMail) i);
    if (strlen (name) != (gsize) (equals - word) || strncmp (name, word, (gsize) (equals - word)) != 0)
      continue;
    if (!g_str_equal (equals + 1, "yes") && !g_str_equal (equals + 1, "no"))
      return pt_error_set (error, PT_ERROR_USAGE, "bad value in \"%s\"; write %s=yes or %s=no", word, name, name);
    person->muted &= ~(1u << i);
    person->muted |= g_str_equal (equals + 1, "no") ? 1u << i : 0;
    return TRUE;
  }
  return pt_error_set (error, PT_ERROR_USAGE,
                       "unknown setting \"%s\"; write follow_added, follow_reply or follow_note, and =yes or =no",
                       word);
}

static gboolean
store (PtCall *call, const PtPerson *person, GError **error)
{
  if (!pt_store_begin (call->store, error))
    return FALSE;
  if (pt_store_person_update (call->store, person, error))
    return pt_store_commit (call->store, error);
  pt_store_rollback (call->store);
  return FALSE;
}

static void
print_settings (const PtPerson *person)
{
  g_autoptr (PtColumns) columns = pt_columns_new (NULL);
  for (guint i = 0; i < PT_FOLLOW_N; i++)
    pt_columns_add (columns, pt_follow_mail_name ((PtFollowMail) i),
                    pt_person_wants (person, (PtFollowMail) i) ? "yes" : "no", NULL);
  pt_columns_print (columns);
}

static void
print_settings_json (const PtPerson *person)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  json_builder_begin_object (builder);
  pt_json_id (builder, "id", person->id);
  for (guint i = 0; i < PT_FOLLOW_N; i++)
    pt_json_bool (builder, pt_follow_mail_name ((PtFollowMail) i), pt_person_wants (person, (PtFollowMail) i));
  json_builder_end_object (builder);
  pt_json_print (builder);
}

gboolean
pt_cmd_settings (PtCall *call, GError **error)
{
  g_autoptr (PtPerson) person = NULL;
  if (!pt_argument_person (call, pt_call_word (call, 0), &person, error))
    return FALSE;
  for (guint i = 1; i < call->words->len; i++)
    if (!take_word (person, pt_call_word (call, i), error))
      return FALSE;
  if (call->words->len > 1 && !store (call, person, error))
    return FALSE;
  if (call->options.json)
    print_settings_json (person);
  else
    print_settings (person);
  return TRUE;
}
