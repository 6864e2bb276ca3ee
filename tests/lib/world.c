#include "tests/lib/world.h"

#include <string.h>

#include "base/clock.h"
#include "core/token.h"

PtWorld *
pt_world_new (void)
{
  PtWorld *world = g_new0 (PtWorld, 1);
  g_autofree char *secret = g_strnfill (32, 's');
  g_autoptr (GBytes) bytes = g_bytes_new (secret, 32);

  pt_time_from_iso ("2026-01-01T10:00:00Z", &world->now);
  world->rows = pt_memstore_new ();
  world->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  world->policy = pt_policy_new ();
  PtPolicy *policy = world->policy;
  g_ptr_array_add (policy->keys, pt_key_new (7, bytes, world->now - 90 * PT_DAY));
  g_free (policy->installation);
  g_free (policy->id_domain);
  g_free (policy->return_path);
  g_free (policy->return_path_key);
  policy->installation = g_strdup ("test");
  policy->id_domain = g_strdup ("desk.example.com");
  policy->return_path = g_strdup ("bounce@example.com");
  policy->return_path_key = g_strdup ("bounce@example.com");
  policy->recipient_delimiter = '+';
  return world;
}

void
pt_world_free (PtWorld *world)
{
  if (!world)
    return;
  pt_policy_free (world->policy);
  pt_memstore_free (world->rows);
  g_hash_table_unref (world->names);
  g_free (world);
}

PtPerson *
pt_world_person (const PtWorld *world, const char *name)
{
  const PtId *id = g_hash_table_lookup (world->names, name);
  return id ? pt_memstore_person (world->rows, *id) : NULL;
}

const char *
pt_world_name_for (const PtWorld *world, const char *address)
{
  GHashTableIter iter;
  gpointer name, id;
  g_hash_table_iter_init (&iter, world->names);
  while (g_hash_table_iter_next (&iter, &name, &id)) {
    const PtPerson *person = pt_memstore_person (world->rows, *(const PtId *) id);
    if (person && g_str_equal (pt_person_primary (person)->address, address))
      return name;
  }
  return NULL;
}

char *
pt_world_message_id (const PtWorld *world, PtNotifyKind kind, PtId comment, PtId person)
{
  const PtComment *row = pt_memstore_comment (world->rows, comment);
  const PtNotification notification = { .kind = kind, .ticket = row ? row->ticket : 0, .comment = comment,
                                        .person = person };
  return pt_token_message_id (world->policy, &notification);
}

char *
pt_world_break (const char *text)
{
  char *broken = g_strdup (text);
  const char *at = strchr (broken, '@');
  const gsize length = at ? (gsize) (at - broken) : strlen (broken);
  /* the one before the last: the last may hold padding bits, and then another shape would be tested */
  char *victim = broken + length - 2;
  *victim = *victim == 'a' ? 'b' : 'a';
  return broken;
}
