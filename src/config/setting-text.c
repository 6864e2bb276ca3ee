#include "config/setting-text.h"

#include <string.h>

#include "base/clock.h"

static const struct {
  const char *unit;
  gint64      bytes;
} sizes[] = {
  { "GiB", 1 << 30 }, { "GB", 1000000000 }, { "MiB", 1 << 20 }, { "MB", 1000000 },
  { "KiB", 1 << 10 }, { "kB", 1000 },       { "B", 1 },
};

static const struct {
  char   unit;
  PtTime length;
} durations[] = { { 'd', PT_DAY }, { 'h', PT_HOUR }, { 'm', PT_MINUTE }, { 's', PT_SECOND } };

gboolean
pt_number_from_text (const char *text, gint64 *out_number)
{
  guint64 number;
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &number, NULL))
    return FALSE;
  *out_number = (gint64) number;
  return TRUE;
}

gboolean
pt_size_from_text (const char *text, gint64 *out_bytes)
{
  gsize digits = strspn (text, "0123456789");
  g_autofree char *figure = g_strndup (text, digits);
  const char *unit = text[digits] ? text + digits : "B";
  gint64 number;
  if (!pt_number_from_text (figure, &number))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (g_ascii_strcasecmp (unit, sizes[i].unit) == 0) {
      if (number > G_MAXINT64 / sizes[i].bytes)
        return FALSE;
      *out_bytes = number * sizes[i].bytes;
      return TRUE;
    }
  return FALSE;
}

char *
pt_size_to_text (gint64 bytes)
{
  gsize best = G_N_ELEMENTS (sizes) - 1;
  for (gsize i = 0; i < G_N_ELEMENTS (sizes) && bytes > 0; i++)
    if (bytes % sizes[i].bytes == 0 && sizes[i].bytes > sizes[best].bytes)
      best = i;
  return g_strdup_printf ("%" G_GINT64_FORMAT "%s", bytes / sizes[best].bytes, sizes[best].unit);
}

char *
pt_duration_to_text (PtTime duration)
{
  for (gsize i = 0; i < G_N_ELEMENTS (durations) && duration > 0; i++)
    if (duration % durations[i].length == 0)
      return g_strdup_printf ("%" G_GINT64_FORMAT "%c", duration / durations[i].length, durations[i].unit);
  return g_strdup_printf ("%" G_GINT64_FORMAT "s", duration / PT_SECOND);
}
