#include "base/address.h"

#include "base/text.h"

#include <string.h>

/* A longer one is nobody's: RFC 5321 allows 254 octets; the room above lets a person be stored as he wrote. */
#define ADDRESS_BYTES 1000

/* Local parts that no person reads, alone or before a detail. */
static const char *const machine_names[] = {
  "mailer-daemon", "mailerdaemon", "postmaster", "daemon", "nobody", "bounce", "bounces", "autoreply", "auto-reply",
  "autoresponder", "auto-responder",
};

/* Words that say so wherever they stand in a local part. */
static const char *const machine_words[] = {
  "-noreply-", "-no-reply-", "-donotreply-", "-do-not-reply-", "-dontreply-", "-dont-reply-", "-noresponse-",
  "-no-response-", "-noresponder-", "-no-responder-", "-nepasrepondre-", "-ne-pas-repondre-", "-keineantwort-",
  "-keine-antwort-", "-nichtantworten-", "-nicht-antworten-",
};

PtAddress *
pt_address_new (const char *name, const char *addr)
{
  PtAddress *address = g_new0 (PtAddress, 1);
  g_autofree char *line = name ? pt_text_to_line (name) : NULL;
  if (line && *line)
    address->name = g_steal_pointer (&line);
  address->addr = g_strdup (addr);
  address->key = pt_address_key (addr);
  return address;
}

PtAddress *
pt_address_copy (const PtAddress *address)
{
  PtAddress *copy = g_new0 (PtAddress, 1);
  copy->name = g_strdup (address->name);
  copy->addr = g_strdup (address->addr);
  copy->key = g_strdup (address->key);
  return copy;
}

void
pt_address_free (PtAddress *address)
{
  if (!address)
    return;
  g_free (address->name);
  g_free (address->addr);
  g_free (address->key);
  g_free (address);
}

/* End of the quoted string that TEXT begins with, past its closing quote; NULL if it is not closed. */
static const char *
skip_quoted (const char *text)
{
  for (const char *p = text + 1; *p; p++) {
    if (*p == '"')
      return p + 1;
    if (*p == '\\' && *++p == 0)
      return NULL;
  }
  return NULL;
}

/* Where the one `@` of ADDR stands, NULL if ADDR is not a local part, an `@` and something. */
static const char *
find_at (const char *addr)
{
  const char *at = addr;
  if (*addr == '"')
    at = skip_quoted (addr);
  else
    at += strcspn (addr, "@\" ()<>,;:\\[]");
  if (!at || *at != '@' || at == addr || at[1] == 0 || strchr (at + 1, '@'))
    return NULL;
  return at;
}

static gboolean
has_unsafe (const char *text)
{
  for (const char *p = text; *p; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    if (pt_text_is_hidden (c) || (c >= 0x80 && g_unichar_isspace (c)))
      return TRUE;
  }
  return FALSE;
}

/* Letters, digits, hyphens (and underscores, which some hosts have) in labels of 1 to 63 octets. */
static gboolean
is_label_list (const char *domain, gboolean underscore)
{
  gsize label = 0;
  for (const char *p = domain;; p++) {
    if (*p == '.' || *p == 0) {
      if (label == 0 || label > 63)
        return FALSE;
      if (*p == 0)
        return p - domain <= 255;
      label = 0;
    } else if (g_ascii_isalnum (*p) || *p == '-' || (underscore && *p == '_'))
      label++;
    else
      return FALSE;
  }
}

/* A label that is not ASCII must stay apart from every ASCII one: normalising would fold full width letters and the
 * Kelvin sign into a name of somebody else. */
static gboolean
folds_away (const char *ascii, const char *domain)
{
  g_auto (GStrv) before = g_strsplit (domain, ".", -1);
  g_auto (GStrv) after = g_strsplit (ascii, ".", -1);
  if (g_strv_length (before) != g_strv_length (after))
    return TRUE;
  for (gsize i = 0; before[i]; i++)
    if (!g_str_is_ascii (before[i]) && !g_str_has_prefix (after[i], "xn--"))
      return TRUE;
  return FALSE;
}

/* DOMAIN as A-label in lower case, NULL if it has none. */
static char *
domain_key (const char *domain)
{
  g_autofree char *cut = g_strdup (domain);
  gsize n = strlen (cut);
  if (n > 1 && cut[n - 1] == '.')
    cut[n - 1] = 0;
  g_autofree char *ascii = g_str_is_ascii (cut) ? g_strdup (cut) : g_hostname_to_ascii (cut);
  if (!ascii || !is_label_list (ascii, TRUE) || folds_away (ascii, cut))
    return NULL;
  return g_ascii_strdown (ascii, -1);
}

char *
pt_address_key (const char *addr)
{
  if (!addr || strlen (addr) > ADDRESS_BYTES || !g_utf8_validate (addr, -1, NULL) || has_unsafe (addr))
    return NULL;
  const char *at = find_at (addr);
  g_autofree char *domain = at ? domain_key (at + 1) : NULL;
  if (!domain)
    return NULL;
  g_autofree char *local = g_ascii_strdown (addr, at - addr);
  return g_strconcat (local, "@", domain, NULL);
}

static gboolean
is_dot_atom (const char *text, gsize length, gboolean utf8)
{
  char before = '.';
  for (gsize i = 0; i < length; before = text[i++]) {
    guchar c = text[i];
    gboolean fits = c >= 0x80 ? utf8 : g_ascii_isalnum (c) || (c && strchr ("!#$%&'*+-/=?^_`{|}~", c));
    if (!fits && (c != '.' || before == '.'))
      return FALSE;
  }
  return before != '.';
}

/* As is_label_list, with UTF-8 in place of letters allowed and no hyphen at either end of a label. */
static gboolean
is_mail_domain (const char *domain, gboolean utf8)
{
  g_autofree char *ascii = g_str_is_ascii (domain) ? g_strdup (domain) : utf8 ? domain_key (domain) : NULL;
  if (!ascii || strlen (domain) > 255 || !is_label_list (ascii, FALSE))
    return FALSE;
  return *ascii != '-' && !g_str_has_suffix (ascii, "-") && !strstr (ascii, "-.") && !strstr (ascii, ".-");
}

gboolean
pt_address_is_mailable (const char *addr, gboolean utf8)
{
  if (!addr || strlen (addr) > 254 || !g_utf8_validate (addr, -1, NULL) || has_unsafe (addr))
    return FALSE;
  const char *at = strchr (addr, '@');
  return at && at - addr <= 64 && is_dot_atom (addr, at - addr, utf8) && is_mail_domain (at + 1, utf8);
}

const char *
pt_address_domain (const char *key)
{
  const char *at = key ? strrchr (key, '@') : NULL;
  return at ? at + 1 : "";
}

/* The local part of KEY in lower case with one kind of divider; NULL if it has none. */
static char *
plain_local (const char *key)
{
  const char *at = key ? strrchr (key, '@') : NULL;
  char *local = at ? g_ascii_strdown (key, at - key) : NULL;
  return local ? g_strdelimit (local, "_.=", '-') : NULL;
}

static gboolean
has_machine_word (const char *local)
{
  g_autofree char *words = g_strconcat ("-", local, "-", NULL);
  g_strdelimit (words, "+", '-');
  for (gsize i = 0; i < G_N_ELEMENTS (machine_words); i++)
    if (strstr (words, machine_words[i]))
      return TRUE;
  return FALSE;
}

gboolean
pt_address_is_noreply (const char *key)
{
  g_autofree char *local = plain_local (key);
  return local && has_machine_word (local);
}

static gboolean
is_machine_name (const char *local)
{
  g_autofree char *name = g_strndup (local, strcspn (local, "+"));
  for (gsize i = 0; i < G_N_ELEMENTS (machine_names); i++)
    if (!strcmp (name, machine_names[i]))
      return TRUE;
  return FALSE;
}

gboolean
pt_address_is_machine (const char *key)
{
  g_autofree char *local = plain_local (key);
  return local && (is_machine_name (local) || has_machine_word (local));
}

gboolean
pt_address_is_unread (const char *key)
{
  g_autofree char *local = plain_local (key);
  if (!local || is_machine_name (local))
    return local != NULL;
  g_autofree char *whole = g_strdup_printf ("-%.*s-", (int) strcspn (local, "+"), local);
  for (gsize i = 0; i < G_N_ELEMENTS (machine_words); i++)
    if (!strcmp (whole, machine_words[i]))
      return TRUE;
  return FALSE;
}

char *
pt_address_as_mailed (const char *addr)
{
  const char *at = addr ? strrchr (addr, '@') : NULL;
  g_autofree char *domain = at ? g_hostname_to_ascii (at + 1) : NULL;
  g_autofree char *mailed = domain ? g_strdup_printf ("%.*s@%s", (int) (at - addr), addr, domain) : NULL;
  return mailed && pt_address_is_mailable (mailed, FALSE) ? g_steal_pointer (&mailed) : NULL;
}

gboolean
pt_address_can_be_mailed (const char *addr)
{
  g_autofree char *mailed = pt_address_as_mailed (addr);
  return mailed != NULL;
}
