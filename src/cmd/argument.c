#include "cmd/argument.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/address.h"
#include "core/standing.h"
#include "store/group.h"
#include "store/person.h"

gboolean
pt_argument_id (const char *what, const char *text, PtId *out_id, GError **error)
{
  const char *digits = *text == '#' ? text + 1 : text;
  return g_ascii_string_to_signed (digits, 10, 1, G_MAXINT64, out_id, NULL)
         || pt_error_set (error, PT_ERROR_USAGE, "bad %s \"%s\"; write its number, such as 12 or #12", what, text);
}

gboolean
pt_argument_no_word (const PtNames *words, const char *what, const char *text, GError **error)
{
  g_autofree char *list = pt_word_list (words, 0);
  return pt_error_set (error, PT_ERROR_USAGE, "unknown %s \"%s\"; write %s", what, text, list);
}

gboolean
pt_argument_role (const char *text, PtRole *out_role, GError **error)
{
  return pt_role_from_name (text, out_role) || pt_argument_no_word (&pt_role_names, "role", text, error);
}

gboolean
pt_argument_person_state (const char *text, PtPersonState *out_state, GError **error)
{
  return pt_person_state_from_name (text, out_state)
         || pt_argument_no_word (&pt_person_state_names, "state", text, error);
}

gboolean
pt_argument_status (const char *text, PtStatus *out_status, GError **error)
{
  return pt_status_from_name (text, out_status) || pt_argument_no_word (&pt_status_names, "status", text, error);
}

gboolean
pt_argument_priority (const char *text, PtPriority *out_priority, GError **error)
{
  return pt_priority_from_name (text, out_priority)
         || pt_argument_no_word (&pt_priority_names, "priority", text, error);
}

gboolean
pt_argument_outbox_state (const char *text, PtOutboxState *out_state, GError **error)
{
  return pt_outbox_state_from_name (text, out_state)
         || pt_argument_no_word (&pt_outbox_state_names, "state", text, error);
}

gboolean
pt_argument_address (const char *text, GError **error)
{
  return pt_address_is_mailable (text, TRUE)
         || pt_error_set (error, PT_ERROR_USAGE, "bad address \"%s\"; write one such as ann@example.com", text);
}

gboolean
pt_argument_person (PtCall *call, const char *text, PtPerson **out_person, GError **error)
{
  PtId id;
  if (g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, &id, NULL))
    return pt_store_person_load (call->store, id, out_person, error);
  return pt_store_person_find (call->store, text, out_person, error);
}

/* The one active owner; 0 if there are none or several. */
static gboolean
find_owner (PtCall *call, PtId *out_person, GError **error)
{
  g_autoptr (GPtrArray) owners = NULL;
  guint active = 0;
  if (!pt_store_person_list (call->store, PT_ROLE_OWNER, 1000, 0, &owners, error))
    return FALSE;
  for (guint i = 0; i < owners->len; i++) {
    const PtPerson *owner = g_ptr_array_index (owners, i);
    if (owner->state == PT_PERSON_ACTIVE && ++active)
      *out_person = owner->id;
  }
  if (active != 1)
    *out_person = 0;
  return TRUE;
}

gboolean
pt_argument_actor (PtCall *call, PtId *out_person, GError **error)
{
  const char *name = call->options.as ? call->options.as : g_getenv ("POSTERN_AS");
  g_autoptr (PtPerson) person = NULL;
  if (!name || !*name)
    return find_owner (call, out_person, error)
           && (*out_person
               || pt_error_set (error, PT_ERROR_USAGE, "who does it? write --as AGENT, or set POSTERN_AS"));
  if (!pt_argument_person (call, name, &person, error))
    return FALSE;
  *out_person = person->id;
  return TRUE;
}

gboolean
pt_argument_viewer (PtCall *call, PtPerson **out_person, GError **error)
{
  const char *name = call->options.as ? call->options.as : g_getenv ("POSTERN_AS");
  *out_person = NULL;
  return !name || !*name || pt_argument_person (call, name, out_person, error);
}

gboolean
pt_argument_admin (PtCall *call, PtId *out_person, GError **error)
{
  g_autoptr (PtPerson) person = NULL;
  if (!pt_argument_viewer (call, &person, error))
    return FALSE;
  if (person && !pt_standing_may_administer (person))
    return pt_error_set (error, PT_ERROR_REFUSED, "only an admin or owner may do this, and %s is none",
                         pt_person_label (person));
  *out_person = person ? person->id : 0;
  return TRUE;
}

gboolean
pt_argument_scope (const char *text, PtScope *out_scope, GError **error)
{
  return pt_scope_from_name (text, out_scope) || pt_argument_no_word (&pt_scope_names, "scope", text, error);
}

gboolean
pt_argument_division (PtCall *call, const char *text, PtDivision **out_division, GError **error)
{
  return pt_group_find_division (call->store, text, out_division, error)
         && (*out_division || pt_error_set (error, PT_ERROR_NOT_FOUND, "there is no division %s", text));
}

gboolean
pt_argument_company (PtCall *call, const char *text, PtCompany **out_company, GError **error)
{
  return pt_group_find_company (call->store, text, out_company, error)
         && (*out_company || pt_error_set (error, PT_ERROR_NOT_FOUND, "there is no company %s", text));
}

static gboolean
read_all (int fd, const char *name, gsize most, GBytes **out_bytes, GError **error)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  guint8 block[65536];
  gssize n;
  while ((n = read (fd, block, sizeof block)) != 0) {
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return pt_error_set_errno (error, errno, "%s cannot be read", name);
    if (all->len + (gsize) n > most)
      return pt_error_set (error, PT_ERROR_TOO_LARGE, "%s is longer than %" G_GSIZE_FORMAT " bytes", name, most);
    g_byte_array_append (all, block, (guint) n);
  }
  *out_bytes = g_byte_array_free_to_bytes (g_steal_pointer (&all));
  return TRUE;
}

gboolean
pt_argument_bytes (const char *file, gsize most, GBytes **out_bytes, GError **error)
{
  if (g_str_equal (file, "-"))
    return read_all (STDIN_FILENO, "standard input", most, out_bytes, error);
  int fd = open (file, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return pt_error_set (error, errno == ENOENT ? PT_ERROR_NOT_FOUND : PT_ERROR_IO, "%s cannot be opened: %s", file,
                         g_strerror (errno));
  gboolean good = read_all (fd, file, most, out_bytes, error);
  close (fd);
  return good;
}

gboolean
pt_argument_text (PtCall *call, const char *word, char **out_text, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  gsize length;
  if (word && !g_str_equal (word, "-")) {
    *out_text = g_strdup (word);
    return TRUE;
  }
  if (!pt_argument_bytes ("-", call->config->policy->limits.text_bytes, &bytes, error))
    return FALSE;
  const char *data = g_bytes_get_data (bytes, &length);
  if (length && !g_utf8_validate_len (data, length, NULL))
    return pt_error_set (error, PT_ERROR_MALFORMED, "standard input is not valid UTF-8 text");
  *out_text = g_strndup (data ? data : "", length);
  g_strchomp (*out_text);
  return TRUE;
}
