#include "gateway/reload.h"

#include "config/keyfile.h"
#include "gateway/drain.h"

typedef struct {
  const char *name;
  gsize       offset; /* in PtConfig */
} Place;

/* The state first, since the others follow from it. */
static const Place places[] = {
  { "state", G_STRUCT_OFFSET (PtConfig, state) }, { "spool", G_STRUCT_OFFSET (PtConfig, spool) },
  { "store", G_STRUCT_OFFSET (PtConfig, store) }, { "raw", G_STRUCT_OFFSET (PtConfig, raw) },
  { "key_file", G_STRUCT_OFFSET (PtConfig, key_file) },
};

static gboolean
check_places (const PtConfig *running, const PtConfig *fresh, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++) {
    const char *before = G_STRUCT_MEMBER (const char *, running, places[i].offset);
    const char *now = G_STRUCT_MEMBER (const char *, fresh, places[i].offset);
    guint line = pt_lines_find (fresh->lines, "postern", places[i].name);
    if (g_strcmp0 (before, now) != 0)
      return pt_error_set (error, PT_ERROR_CONFIG,
                           "%s:%u: %s is %s now, and cannot change from %s while the service runs; restart it",
                           fresh->file, line ? line : pt_lines_find (fresh->lines, "postern", NULL), places[i].name,
                           now, before);
  }
  return TRUE;
}

static gboolean
check_sending (const PtConfig *fresh, GError **error)
{
  g_autoptr (PtTemplates) templates = NULL;
  g_autoptr (PtTransportOptions) options = NULL;
  PtTransport *transport = NULL;
  if (!pt_drain_templates (fresh, &templates, error) || !pt_drain_transport_options (fresh, &options, error)
      || !pt_transport_new (options, &transport, error))
    return FALSE;
  pt_transport_free (transport);
  return TRUE;
}

gboolean
pt_reload_check (const PtConfig *running, GError **error)
{
  g_autoptr (PtConfig) fresh = NULL;
  return pt_config_load (running->file, &fresh, error) && check_places (running, fresh, error)
         && pt_keyfile_load (fresh->key_file, fresh->policy, error) && check_sending (fresh, error);
}
