#include "core/token.h"

#include "base/clock.h"
#include "base/digest.h"

#include <string.h>

/* First byte of every packed token, under the MAC: one for each purpose, so that none can be used for another (T026).
 * Those of address tokens stand in the table below. */
enum { PURPOSE_RETURN_PATH = 0x7d, PURPOSE_BODY = 0x7e, PURPOSE_MESSAGE_ID = 0x7f };

enum { SHORT_MAC = 10, LONG_MAC = 16, MAX_VARINT = 10, MOST_NUMBERS = 4 };

/* What the address token of a purpose is made of: members of PtToken in their order, and their unit.  A byte that was
 * used once is never given to anything else, since mail that bears it is answered for years. */
#define MEMBER(name) { offsetof (PtToken, name), 1 }
static const struct {
  guint8 byte;
  guint  n;
  struct {
    gsize  at;
    gint64 unit;
  } members[MOST_NUMBERS];
} addresses[] = {
  [PT_PURPOSE_REPLY] = { 0x7c, 2, { MEMBER (ticket), MEMBER (person) } },
  [PT_PURPOSE_ANSWER] = { 0x70, 2, { MEMBER (ticket), MEMBER (person) } },
  [PT_PURPOSE_NOTE] = { 0x71, 2, { MEMBER (ticket), MEMBER (person) } },
  [PT_PURPOSE_PUBLISH] = { 0x72, 4, { MEMBER (ticket), MEMBER (comment), MEMBER (person),
                                      { offsetof (PtToken, until), PT_SECOND } } },
  [PT_PURPOSE_LEAVE] = { 0x73, 2, { MEMBER (ticket), MEMBER (person) } },
  [PT_PURPOSE_LETIN] = { 0x74, 2, { MEMBER (held), MEMBER (person) } },
  [PT_PURPOSE_DROP] = { 0x75, 2, { MEMBER (held), MEMBER (person) } },
  [PT_PURPOSE_STOP] = { 0x76, 2, { MEMBER (comment), MEMBER (person) } },
  [PT_PURPOSE_BACK] = { 0x77, 3, { MEMBER (ticket), MEMBER (person), MEMBER (event) } },
};
#undef MEMBER
G_STATIC_ASSERT (G_N_ELEMENTS (addresses) == PT_PURPOSE_N);

#define BODY_PREFIX "[pt-"
#define ID_PREFIX   "pt."

static void
put_varint (GByteArray *out, guint64 value)
{
  guint8 byte;
  for (; value >= 0x80; value >>= 7) {
    byte = 0x80 | (value & 0x7f);
    g_byte_array_append (out, &byte, 1);
  }
  byte = (guint8) value;
  g_byte_array_append (out, &byte, 1);
}

static gboolean
get_varint (const guint8 **at, const guint8 *end, PtId *out)
{
  guint64 value = 0;
  for (int i = 0; i < MAX_VARINT && *at < end; i++) {
    guint8 byte = *(*at)++;
    value |= (guint64) (byte & 0x7f) << (7 * i);
    if (!(byte & 0x80)) {
      *out = (PtId) value;
      return *out >= 0;
    }
  }
  return FALSE;
}

static const PtKey *
signing_key (const PtPolicy *policy)
{
  return policy->keys->len ? g_ptr_array_index (policy->keys, 0) : NULL;
}

static const PtKey *
oldest_key (const PtPolicy *policy)
{
  return policy->keys->len ? g_ptr_array_index (policy->keys, policy->keys->len - 1) : NULL;
}

static PtTokenState
key_state (const PtPolicy *policy, const PtKey *key, PtTime now)
{
  gboolean over = key->retired_at && policy->key_grace && now > key->retired_at + policy->key_grace;
  return over ? PT_TOKEN_RETIRED : PT_TOKEN_GOOD;
}

/* The packed form: purpose, key, the numbers, MAC over all before it. */
static char *
pack (const PtPolicy *policy, guint8 purpose, const PtId *numbers, guint n)
{
  const PtKey *key = signing_key (policy);
  if (!key)
    return NULL;
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint8 head[2] = { purpose, (guint8) key->number };
  guint8 mac[PT_SHA256_BYTES];
  g_byte_array_append (out, head, sizeof head);
  for (guint i = 0; i < n; i++)
    put_varint (out, (guint64) numbers[i]);
  pt_hmac_sha256 (key->secret, out->data, out->len, mac);
  g_byte_array_append (out, mac, SHORT_MAC);
  return pt_base32_encode (out->data, out->len);
}

static gboolean
unpack_numbers (const GByteArray *data, PtId *numbers, guint n)
{
  const guint8 *at = data->data + 2, *end = data->data + data->len - SHORT_MAC;
  for (guint i = 0; i < n; i++)
    if (!get_varint (&at, end, &numbers[i]))
      return FALSE;
  return at == end;
}

static PtTokenState
unpack (const PtPolicy *policy, guint8 purpose, const char *text, PtTime now, PtId *numbers, guint n, guint *out_key)
{
  guint8 mac[PT_SHA256_BYTES];
  if (!text || strlen (text) > 64)
    return PT_TOKEN_NOT;
  g_autoptr (GByteArray) data = pt_base32_decode (text, -1);
  if (!data || data->len < 2 + n + SHORT_MAC || data->data[0] != purpose || !unpack_numbers (data, numbers, n))
    return PT_TOKEN_NOT;
  const PtKey *key = pt_policy_key (policy, data->data[1]);
  if (!key)
    return PT_TOKEN_BROKEN;
  pt_hmac_sha256 (key->secret, data->data, data->len - SHORT_MAC, mac);
  if (!pt_equal_constant_time (mac, data->data + data->len - SHORT_MAC, SHORT_MAC))
    return PT_TOKEN_BROKEN;
  *out_key = key->number;
  return key_state (policy, key, now);
}

char *
pt_token_address (const PtPolicy *policy, const PtToken *what)
{
  PtId numbers[MOST_NUMBERS];
  for (guint i = 0; i < addresses[what->purpose].n; i++)
    numbers[i] = G_STRUCT_MEMBER (gint64, what, addresses[what->purpose].members[i].at)
                 / addresses[what->purpose].members[i].unit;
  return pack (policy, addresses[what->purpose].byte, numbers, addresses[what->purpose].n);
}

static PtTokenState
read_address_for (const PtPolicy *policy, PtPurpose purpose, const char *detail, PtTime now, PtToken *token)
{
  PtId numbers[MOST_NUMBERS] = { 0 };
  PtTokenState state = unpack (policy, addresses[purpose].byte, detail, now, numbers, addresses[purpose].n,
                               &token->key);
  if (state == PT_TOKEN_NOT)
    return state;
  token->purpose = purpose;
  for (guint i = 0; i < addresses[purpose].n; i++)
    G_STRUCT_MEMBER (gint64, token, addresses[purpose].members[i].at) =
      MIN (numbers[i], G_MAXINT64 / addresses[purpose].members[i].unit) * addresses[purpose].members[i].unit;
  return state;
}

PtTokenState
pt_token_read_address (const PtPolicy *policy, const char *detail, PtTime now, PtToken *out_token)
{
  PtTokenState state = PT_TOKEN_NOT;
  *out_token = (PtToken) { .ticket = 0 };
  for (PtPurpose purpose = 0; purpose < PT_PURPOSE_N && state == PT_TOKEN_NOT; purpose++)
    state = read_address_for (policy, purpose, detail, now, out_token);
  return state;
}

static char *
with_detail (const PtPolicy *policy, const char *address, const char *detail)
{
  const char *at = strrchr (address, '@');
  if (!detail || !at)
    return g_strdup (address);
  return g_strdup_printf ("%.*s%c%s%s", (int) (at - address), address, policy->recipient_delimiter, detail, at);
}

char *
pt_token_whole_address (const PtPolicy *policy, const PtMailbox *mailbox, const PtToken *what)
{
  g_autofree char *detail = pt_token_address (policy, what);
  return with_detail (policy, mailbox->address, detail);
}

char *
pt_token_return_path (const PtPolicy *policy, PtId outbox)
{
  g_autofree char *detail = pack (policy, PURPOSE_RETURN_PATH, &outbox, 1);
  return with_detail (policy, policy->return_path, detail);
}

PtTokenState
pt_token_read_return_path (const PtPolicy *policy, const char *detail, PtTime now, PtToken *out_token)
{
  PtId number = 0;
  guint key = 0;
  PtTokenState state = unpack (policy, PURPOSE_RETURN_PATH, detail, now, &number, 1, &key);
  *out_token = (PtToken) { .outbox = number, .key = key };
  return state;
}

char *
pt_token_body (const PtPolicy *policy, PtId ticket, PtId person, PtId comment)
{
  const PtId numbers[] = { ticket, person, comment };
  g_autofree char *packed = pack (policy, PURPOSE_BODY, numbers, G_N_ELEMENTS (numbers));
  return packed ? g_strdup_printf (BODY_PREFIX "%s]", packed) : NULL;
}

const char *
pt_token_next_body (const char **at, gsize *length)
{
  const char *start;
  while ((start = strstr (*at, BODY_PREFIX))) {
    start += strlen (BODY_PREFIX);
    *length = strspn (start, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
    *at = start + *length;
    if (**at == ']' && *length > 0)
      return start;
  }
  return NULL;
}

PtTokenState
pt_token_read_body (const PtPolicy *policy, const char *token, PtTime now, PtToken *out_token)
{
  PtId numbers[3] = { 0, 0, 0 };
  guint key = 0;
  PtTokenState state = unpack (policy, PURPOSE_BODY, token, now, numbers, 3, &key);
  *out_token = (PtToken) { .ticket = numbers[0], .person = numbers[1], .comment = numbers[2], .key = key };
  return state;
}

char *
pt_token_strip_body (const char *text)
{
  GString *out = g_string_sized_new (strlen (text));
  const char *from = text, *at = text, *found;
  gsize length;
  while ((found = pt_token_next_body (&at, &length))) {
    const char *start = found - strlen (BODY_PREFIX);
    g_string_append_len (out, from, start - from);
    from = ++at;
  }
  g_string_append (out, from);
  return g_string_free (out, FALSE);
}

/* `pt.TICKET.CAUSE.KIND.PERSON.KEY.MAC@DOMAIN`: the MAC covers all before its dot. */
static char *
make_id (const PtPolicy *policy, const PtKey *key, PtId ticket, const char *cause, const char *kind, PtId person)
{
  guint8 mac[PT_SHA256_BYTES];
  if (!key)
    return NULL;
  g_autofree char *named = g_strdup_printf ("%c" ID_PREFIX "%" G_GINT64_FORMAT ".%s.%s.%" G_GINT64_FORMAT ".%u",
                                            PURPOSE_MESSAGE_ID, ticket, cause, kind, person, key->number);
  pt_hmac_sha256 (key->secret, named, strlen (named), mac);
  g_autofree char *mac_text = pt_base32_encode (mac, LONG_MAC);
  return g_strdup_printf ("%s.%s@%s", named + 1, mac_text, policy->id_domain);
}

char *
pt_token_message_id (const PtPolicy *policy, const PtNotification *notification)
{
  PtId number = notification->comment ? notification->comment : notification->event;
  g_autofree char *cause = g_strdup_printf ("%c%" G_GINT64_FORMAT, notification->comment ? 'c' : 'e', number);
  return make_id (policy, signing_key (policy), notification->ticket, cause, pt_notify_kind_name (notification->kind),
                  notification->person);
}

char *
pt_token_anchor_id (const PtPolicy *policy, PtId ticket)
{
  /* signed by the oldest key, so that it stays the same when keys rotate: it is what keeps a thread together */
  return make_id (policy, oldest_key (policy), ticket, "0", "anchor", 0);
}

static gboolean
parse_number (const char *text, PtId *out)
{
  guint64 value;
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &value, NULL))
    return FALSE;
  *out = (PtId) value;
  return TRUE;
}

static gboolean
parse_id (char **field, PtToken *token, PtId *key)
{
  const char *cause = field[2];
  PtNotifyKind kind;
  PtId event = 0;
  if (g_strv_length (field) != 7 || strcmp (field[0], "pt") != 0)
    return FALSE;
  if (cause[0] == 'c' ? !parse_number (cause + 1, &token->comment)
      : !parse_number (cause + (cause[0] == 'e'), &event))
    return FALSE;
  token->to_staff = pt_notify_kind_from_name (field[3], &kind) && !pt_notify_kind_is_outside (kind);
  return parse_number (field[1], &token->ticket) && parse_number (field[4], &token->person)
         && parse_number (field[5], key) && strlen (field[6]) == 26;
}

PtTokenState
pt_token_read_message_id (const PtPolicy *policy, const char *id, PtTime now, PtToken *out_token)
{
  guint8 mac[PT_SHA256_BYTES];
  const char *at = id ? strrchr (id, '@') : NULL;
  PtId key_number = 0;
  *out_token = (PtToken) { .ticket = 0 };
  if (!at || at - id > 200 || g_ascii_strcasecmp (at + 1, policy->id_domain) != 0)
    return PT_TOKEN_NOT;
  g_autofree char *local = g_ascii_strdown (id, at - id);
  g_auto (GStrv) field = g_strsplit (local, ".", 8);
  if (g_strv_length (field) != 7 || !parse_id (field, out_token, &key_number))
    return PT_TOKEN_NOT;
  const PtKey *key = pt_policy_key (policy, (guint) key_number);
  g_autoptr (GByteArray) given = pt_base32_decode (field[6], -1);
  out_token->key = (guint) key_number;
  if (!key || !given || given->len != LONG_MAC)
    return PT_TOKEN_BROKEN;
  g_autofree char *named = g_strdup_printf ("%c%.*s", PURPOSE_MESSAGE_ID, (int) (strrchr (local, '.') - local),
                                            local);
  pt_hmac_sha256 (key->secret, named, strlen (named), mac);
  return pt_equal_constant_time (mac, given->data, LONG_MAC) ? key_state (policy, key, now) : PT_TOKEN_BROKEN;
}
