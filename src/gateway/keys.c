#include "gateway/keys.h"

#include <sys/stat.h>

#include "base/clock.h"
#include "config/keyfile.h"

static PtKeyStamp
stamp_of (const char *path)
{
  struct stat info;
  if (stat (path, &info) != 0)
    return (PtKeyStamp) { .size = -1 };
  return (PtKeyStamp) { info.st_dev, info.st_ino, info.st_size,
                        (gint64) info.st_ctim.tv_sec * 1000000000 + info.st_ctim.tv_nsec };
}

static gboolean
is_same (const PtKeyStamp *a, const PtKeyStamp *b)
{
  return a->device == b->device && a->inode == b->inode && a->size == b->size && a->changed == b->changed;
}

static guint
newest (const PtPolicy *policy)
{
  return policy->keys->len ? ((const PtKey *) g_ptr_array_index (policy->keys, 0))->number : 0;
}

void
pt_keys_refresh (const PtConfig *config, PtKeyStamp *stamp)
{
  g_autoptr (GError) trouble = NULL;
  if (!config->key_file)
    return;
  /* taken before the file is read: what is put there meanwhile differs from it, and is read the next time */
  PtKeyStamp found = stamp_of (config->key_file);
  guint before = newest (config->policy);
  if (is_same (&found, stamp))
    return;
  *stamp = found;
  if (!pt_keyfile_load (config->key_file, config->policy, &trouble))
    pt_log (PT_LOG_ERROR, "keys: %s (those read before stay in use)", trouble->message);
  else if (newest (config->policy) != before)
    pt_log (PT_LOG_INFO, "keys: key %u signs from now on", newest (config->policy));
}
