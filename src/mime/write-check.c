#include "mime/write-check.h"

#include <string.h>

#include "base/text.h"

#define ID_MAX 512    /* THREATS section 7 */
#define TOKEN_MAX 900 /* with its field name below 998 */

static gboolean
refuse (const char *field, const char *why, GError **error)
{
  return pt_error_set (error, PT_ERROR_REFUSED, "mail not written: %s %s", field, why);
}

gboolean
pt_write_check_text (const char *field, const char *value, GError **error)
{
  if (value && !pt_text_is_header_value (value))
    return refuse (field, "holds a control character or is not UTF-8", error);
  return TRUE;
}

static gboolean
is_ascii_without (const char *value, const char *forbidden)
{
  for (const char *p = value; *p != 0; p++)
    if (*p <= ' ' || *p > '~' || strchr (forbidden, *p))
      return FALSE;
  return TRUE;
}

static gboolean
is_id (const char *id)
{
  const char *at = strchr (id, '@');
  return at && at != id && at[1] != 0 && !strchr (at + 1, '@') && strlen (id) <= ID_MAX
         && is_ascii_without (id, "<>()\"\\,");
}

gboolean
pt_write_check_id (const char *field, const char *id, GError **error)
{
  return (id && is_id (id)) || refuse (field, "is no message id that may be written", error);
}

gboolean
pt_write_check_token (const char *field, const char *value, GError **error)
{
  if (*value == 0 || strlen (value) > TOKEN_MAX || !is_ascii_without (value, "<>\",\\"))
    return refuse (field, "is empty, too long or holds a character that may not stand there", error);
  return TRUE;
}

/* `ann@bücher.example` is written with the domain of its key; the local part stays as it was stored. */
static char *
wire_address (const PtAddress *address)
{
  const char *at = address->addr ? strrchr (address->addr, '@') : NULL;
  if (!at || !address->key || g_str_is_ascii (address->addr))
    return g_strdup (address->addr);
  return g_strdup_printf ("%.*s@%s", (int) (at - address->addr), address->addr, pt_address_domain (address->key));
}

gboolean
pt_write_check_address (const char *field, const PtAddress *address, char **out_addr, GError **error)
{
  g_autofree char *addr = wire_address (address);
  if (!pt_write_check_text (field, address->name, error))
    return FALSE;
  if (!addr || !pt_address_is_mailable (addr, FALSE))
    return refuse (field, "holds an address that mail cannot be sent to", error);
  *out_addr = g_steal_pointer (&addr);
  return TRUE;
}

gboolean
pt_write_check_body (const char *what, const char *text, GError **error)
{
  if (!text)
    return refuse (what, "is missing", error);
  return g_utf8_validate (text, -1, NULL) || refuse (what, "is not valid UTF-8", error);
}
