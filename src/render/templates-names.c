#include "render/templates.h"

GStrv
pt_templates_names (void)
{
  GPtrArray *names = g_ptr_array_new ();
  for (guint kind = 0; kind < PT_NOTIFY_N_KINDS; kind++)
    g_ptr_array_add (names, g_strdup (pt_notify_kind_name ((PtNotifyKind) kind)));
  g_ptr_array_add (names, g_strdup (PT_TEMPLATE_FOLLOWER));
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_free (names, FALSE);
}
