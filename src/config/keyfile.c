#include "config/keyfile.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/digest.h"
#include "config/file.h"

#define GROUP "installation"
#define KEY_PREFIX "key "
#define KEY_MAX 255
#define SECRET_BYTES 32
#define NAME_BYTES 10 /* 80 bits: no other installation has the same name */

static gboolean
random_bytes (guint8 *out, gsize length, GError **error)
{
  gssize got;
  do
    got = getrandom (out, length, 0);
  while (got < 0 && errno == EINTR);
  return got == (gssize) length || pt_error_set_errno (error, errno, "random numbers cannot be had");
}

static gboolean
add_key (GKeyFile *file, guint number, PtTime now, GError **error)
{
  guint8 secret[SECRET_BYTES];
  if (!random_bytes (secret, sizeof secret, error))
    return FALSE;
  g_autofree char *group = g_strdup_printf (KEY_PREFIX "%u", number);
  g_autofree char *text = g_base64_encode (secret, sizeof secret);
  g_autofree char *created = pt_time_to_iso (now, FALSE);
  g_key_file_set_value (file, group, "secret", text);
  g_key_file_set_value (file, group, "created", created);
  g_key_file_set_integer (file, GROUP, "last", (int) number);
  return TRUE;
}

gboolean
pt_keyfile_create (const char *path, PtTime now, gboolean *out_made, GError **error)
{
  guint8 bytes[NAME_BYTES];
  g_autoptr (GKeyFile) file = g_key_file_new ();
  if (!random_bytes (bytes, sizeof bytes, error))
    return FALSE;
  g_autofree char *name = pt_base32_encode (bytes, sizeof bytes);
  g_key_file_set_value (file, GROUP, "name", name);
  if (!add_key (file, 1, now, error))
    return FALSE;
  g_key_file_set_comment (file, NULL, NULL,
                          " Keys of Postern.  Keep a copy in a safe place: without it no answer finds its ticket.",
                          NULL);
  g_autofree char *text = g_key_file_to_data (file, NULL, NULL);
  return pt_file_create (path, 0600, text, out_made, error);
}

static gboolean
refuse_user (const char *path, uid_t owner, GError **error)
{
  const struct passwd *entry = getpwuid (owner);
  g_autofree char *name = entry ? g_strdup (entry->pw_name) : g_strdup_printf ("user %u", (guint) owner);
  return pt_error_set (error, PT_ERROR_CONFIG, "key file %s belongs to %s, who has to run this: runuser -u %s -- "
                       "postern ..., or chown it", path, name, name);
}

static gboolean
check_access (int fd, const char *path, GError **error)
{
  struct stat info;
  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode))
    return pt_error_set (error, PT_ERROR_CONFIG, "key file %s is no plain file; restore your copy of it", path);
  if (info.st_mode & 077)
    return pt_error_set (error, PT_ERROR_CONFIG, "key file %s is open to others, mode %04o; chmod 0600", path,
                         (guint) info.st_mode & 07777);
  if (info.st_uid != geteuid () && geteuid () != 0)
    return refuse_user (path, info.st_uid, error);
  return TRUE;
}

static gboolean
read_text (const char *path, char *buffer, gsize size, gsize *out_length, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  gssize got = 1;
  if (fd < 0)
    return errno == ENOENT
             ? pt_error_set (error, PT_ERROR_CONFIG, "key file %s is not there; restore your copy of it, or make the "
                             "first one with \"postern init\"", path)
             : pt_error_set (error, PT_ERROR_CONFIG, "key file %s cannot be read: %s; run this as its owner", path,
                             g_strerror (errno));
  gboolean good = check_access (fd, path, error);
  for (*out_length = 0; good && got > 0 && *out_length < size; *out_length += (gsize) MAX (got, 0))
    got = read (fd, buffer + *out_length, size - *out_length);
  close (fd);
  if (good && got != 0)
    return pt_error_set (error, PT_ERROR_CONFIG, "key file %s cannot be read or is too long", path);
  return good;
}

static gboolean
open_file (const char *path, GKeyFile **out_file, GError **error)
{
  enum { MOST = 256 * 1024 };
  g_autofree char *text = g_malloc (MOST);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) problem = NULL;
  gsize length = 0;
  if (!read_text (path, text, MOST, &length, error))
    return FALSE;
  if (!g_key_file_load_from_data (file, text, length, G_KEY_FILE_KEEP_COMMENTS, &problem))
    return pt_error_set (error, PT_ERROR_CONFIG, "key file %s is damaged: %s", path, problem->message);
  *out_file = g_steal_pointer (&file);
  return TRUE;
}

/* The time KEY of GROUP_NAME; 0 if it is not there. */
static gboolean
read_time (GKeyFile *file, const char *group, const char *key, PtTime *out_time)
{
  g_autofree char *text = g_key_file_get_value (file, group, key, NULL);
  *out_time = 0;
  return !text || pt_time_from_iso (text, out_time);
}

static PtKey *
read_key (GKeyFile *file, const char *group)
{
  guint64 number;
  PtTime created, retired;
  gsize length = 0;
  g_autofree char *text = g_key_file_get_value (file, group, "secret", NULL);
  if (!text || !g_ascii_string_to_unsigned (group + strlen (KEY_PREFIX), 10, 1, KEY_MAX, &number, NULL)
      || !read_time (file, group, "created", &created) || !read_time (file, group, "retired", &retired))
    return NULL;
  g_autoptr (GBytes) secret = NULL;
  guint8 *data = g_base64_decode (text, &length);
  secret = g_bytes_new_take (data, length);
  if (length != SECRET_BYTES)
    return NULL;
  PtKey *key = pt_key_new ((guint) number, secret, created);
  key->retired_at = retired;
  return key;
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  const PtKey *x = *(PtKey *const *) a, *y = *(PtKey *const *) b;
  return (x->number < y->number) - (x->number > y->number);
}

static gboolean
read_keys (GKeyFile *file, const char *path, GPtrArray *keys, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  for (gsize i = 0; groups[i]; i++) {
    if (strcmp (groups[i], GROUP) == 0)
      continue;
    PtKey *key = g_str_has_prefix (groups[i], KEY_PREFIX) ? read_key (file, groups[i]) : NULL;
    if (!key)
      return pt_error_set (error, PT_ERROR_CONFIG, "key file %s is damaged in group [%s]; take it from the copy",
                           path, groups[i]);
    g_ptr_array_add (keys, key);
  }
  g_ptr_array_sort (keys, newest_first);
  const PtKey *first = keys->len ? g_ptr_array_index (keys, 0) : NULL;
  return (first && first->retired_at == 0)
         || pt_error_set (error, PT_ERROR_CONFIG, "key file %s holds no key that signs; take it from the copy", path);
}

gboolean
pt_keyfile_load (const char *path, PtPolicy *policy, GError **error)
{
  g_autoptr (GKeyFile) file = NULL;
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_key_free);
  if (!open_file (path, &file, error) || !read_keys (file, path, keys, error))
    return FALSE;
  g_autofree char *name = g_key_file_get_value (file, GROUP, "name", NULL);
  if (!name || !name[0] || strspn (name, "abcdefghijklmnopqrstuvwxyz234567") != strlen (name))
    return pt_error_set (error, PT_ERROR_CONFIG, "key file %s is damaged in group [" GROUP "]; take it from the copy",
                         path);
  g_free (policy->installation);
  policy->installation = g_steal_pointer (&name);
  g_ptr_array_unref (policy->keys);
  policy->keys = g_steal_pointer (&keys);
  return TRUE;
}

gboolean
pt_keyfile_rotate (const char *path, PtTime now, guint *out_number, GError **error)
{
  g_autoptr (GKeyFile) file = NULL;
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) pt_key_free);
  if (!open_file (path, &file, error) || !read_keys (file, path, keys, error))
    return FALSE;
  const PtKey *newest = g_ptr_array_index (keys, 0);
  guint number = (guint) MAX ((int) newest->number, g_key_file_get_integer (file, GROUP, "last", NULL)) + 1;
  if (number > KEY_MAX)
    return pt_error_set (error, PT_ERROR_CONFIG,
                         "key file %s has used all its %d numbers; a new installation needs a new file", path,
                         KEY_MAX);
  g_autofree char *group = g_strdup_printf (KEY_PREFIX "%u", newest->number);
  g_autofree char *retired = pt_time_to_iso (now, FALSE);
  g_key_file_set_value (file, group, "retired", retired);
  if (!add_key (file, number, now, error))
    return FALSE;
  g_autofree char *text = g_key_file_to_data (file, NULL, NULL);
  if (!pt_file_replace (path, text, error))
    return FALSE;
  if (out_number)
    *out_number = number;
  return TRUE;
}
