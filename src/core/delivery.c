#include "core/delivery.h"

#include "base/clock.h"

#include <string.h>

#define GONE_WITHIN  (7 * PT_DAY)
#define REFUSED_OVER (3 * PT_DAY)

enum { MOST_GONE = 2, MOST_REFUSED = 5 };

static const char *const gone_codes[] = { "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4", NULL };
/* Codes that say no more than that it failed; some servers give nothing else. */
static const char *const empty_codes[] = { "", "5.0.0", "5.1.0", "5.5.0", NULL };

/* How servers say that there is no such address, in lower case. */
static const char *const gone_words[] = {
  "user unknown", "unknown user", "no such user", "no such recipient", "no such mailbox", "no such address",
  "no such account", "no such person", "no mailbox here", "recipient unknown", "unknown recipient",
  "recipient not found",
  "user not found", "mailbox not found", "address not found", "account not found", "unknown address",
  "address unknown",
  "unknown local part", "unknown mailbox", "mailbox unknown", "invalid mailbox", "invalid recipient", "invalid user",
  "not a valid mailbox", "not a valid user", "does not exist", "doesn't exist", "doesn't have a", "not listed in",
  "account that you tried to reach is disabled", "account has been disabled", "account is disabled",
  "account disabled", "account inactive", "account is inactive", "account has been deactivated", "mailbox disabled",
  "unrouteable address", "unroutable address", "host or domain name not found", "host not found", "no such domain",
  "domain not found", "unknown domain", "unknown host", "host unknown", "no mx", "couldn't find any host",
  "existiert nicht", "unbekannter empf", NULL,
};
/* The same words may be about the sender, or explain another reason. */
static const char *const other_words[] = {
  "sender address", "sender verif", "sender domain", "sender rejected", "from address", "spam",
  "blocked", "blacklist", "blocklist", "policy", "quota", "full", "too large", "size limit",
  "reputation", "virus", NULL,
};

static gboolean
holds_any (const char *text, const char *const *words)
{
  for (; *words; words++)
    if (strstr (text, *words))
      return TRUE;
  return FALSE;
}

static gsize
digits (const char *at)
{
  return strspn (at, "0123456789");
}

/* Length of the code of RFC 3463 that stands at AT, 0 if none does: 192.0.2.1 is none. */
static gsize
code_length (const char *at)
{
  if ((at[0] != '2' && at[0] != '4' && at[0] != '5') || at[1] != '.')
    return 0;
  const gsize subject = digits (at + 2);
  if (subject < 1 || subject > 3 || at[2 + subject] != '.')
    return 0;
  const gsize detail = digits (at + 3 + subject), length = 3 + subject + detail;
  gboolean goes_on = at[length] == '.' && g_ascii_isdigit (at[length + 1]);
  return detail >= 1 && detail <= 3 && !goes_on ? length : 0;
}

/* The first code in WORDS, behind "550 " or "#" or by itself, but no part of an address of a host; to be freed, NULL
 * if there is none. */
static char *
code_in (const char *words)
{
  for (const char *at = words; *at; at++) {
    gboolean start = at == words || strchr (" -#(<[", at[-1]);
    gsize length = start ? code_length (at) : 0;
    if (length)
      return g_strndup (at, length);
  }
  return NULL;
}

PtDelivery
pt_delivery_of_words (const char *code, const char *words)
{
  g_autofree char *lower = g_utf8_strdown (words, -1);
  gboolean empty = g_strv_contains (empty_codes, code);
  g_autofree char *inner = empty ? code_in (lower) : NULL;
  if (inner && !g_strv_contains (empty_codes, inner))
    code = inner;
  if (code[0] == '4' || (empty && !inner && lower[0] == '4' && g_ascii_isdigit (lower[1])))
    return PT_DELIVERY_LATE;
  if (g_strv_contains (gone_codes, code))
    return PT_DELIVERY_GONE;
  gboolean says_gone = g_strv_contains (empty_codes, code) && holds_any (lower, gone_words)
                       && !holds_any (lower, other_words);
  return says_gone ? PT_DELIVERY_GONE : PT_DELIVERY_REFUSED;
}

static PtDelivery
delivery_of (const PtDeliveryStatus *status)
{
  if (g_strcmp0 (status->action, "delayed") == 0)
    return PT_DELIVERY_DELAYED;
  return g_strcmp0 (status->action, "failed") == 0 ? pt_delivery_of_words (status->status, status->words)
                                                   : PT_DELIVERY_FINE;
}

PtDelivery
pt_delivery_of_report (const PtMessage *message, const PtDeliveryStatus **out_status)
{
  PtDelivery worst = PT_DELIVERY_FINE;
  *out_status = NULL;
  for (guint i = 0; i < message->statuses->len; i++) {
    const PtDeliveryStatus *one = g_ptr_array_index (message->statuses, i);
    PtDelivery delivery = delivery_of (one);
    if (delivery <= worst)
      continue;
    worst = delivery;
    *out_status = one;
  }
  return worst;
}

/* The mails that reports since SINCE were about, ROW among them, and when the first of these came. */
static guint
count_mails (const GArray *reports, gboolean gone_alone, PtTime since, PtId row, PtTime now, PtTime *out_first)
{
  guint mails = 1;
  *out_first = now;
  for (guint i = 0; i < reports->len; i++) {
    const PtReport *one = &g_array_index (reports, PtReport, i);
    if (one->at <= since || (gone_alone && !one->gone))
      continue;
    *out_first = MIN (*out_first, one->at);
    mails += one->outbox != row;
  }
  return mails;
}

gboolean
pt_delivery_is_dead (const PtPersonAddress *address, const GArray *reports, PtDelivery delivery, PtId row, PtTime now)
{
  PtTime first;
  if (delivery < PT_DELIVERY_REFUSED)
    return FALSE;
  if (delivery == PT_DELIVERY_GONE
      && (address->success_at == 0 || count_mails (reports, TRUE, now - GONE_WITHIN, row, now, &first) >= MOST_GONE))
    return TRUE;
  return count_mails (reports, FALSE, address->success_at, row, now, &first) >= MOST_REFUSED
         && now - first >= REFUSED_OVER;
}
