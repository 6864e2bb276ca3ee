#include "store/outbox-ceiling.h"

#include "base/address.h"
#include "base/digest.h"
#include "store/query.h"

enum { MOST_A_DAY = 3 }; /* to an address that never wrote to us */

typedef struct {
  PtStore                *store;
  const PtOutboxCeilings *ceilings;
  PtTime                  now;
  PtId                    id;
  /* of the row */
  PtId                    person, ticket, comment;
  PtNotifyKind            kind;
  PtTime                  waiting_at;
  gboolean                known;
  guint64                 sender; /* hash of its address key */
  gboolean                waits;  /* FALSE: it was joined by now */
} Asked;

static gboolean
load (Asked *a, GError **error)
{
  g_autofree char *key = NULL;
  PtQuery q = pt_query (a->store, PT_SQL_CEILING_ROW);
  pt_query_int (&q, a->id);
  a->waits = pt_query_next (&q);
  if (a->waits) {
    a->person = pt_query_get_int (&q, 0);
    a->ticket = pt_query_get_int (&q, 1);
    a->kind = (PtNotifyKind) pt_query_get_int (&q, 2);
    a->comment = pt_query_get_int (&q, 3);
    a->waiting_at = pt_query_get_int (&q, 4);
    a->known = pt_query_get_int (&q, 5) != 0;
    key = pt_address_key (pt_query_get_text (&q, 6));
  }
  a->sender = key ? pt_hash64 (key) : 0;
  return pt_query_end (&q, error);
}

/* --- how much went --- */

/* What began since some time; LIMIT of it is enough to know. */
typedef struct {
  guint  n;
  PtTime oldest; /* of the newest LIMIT: when that is past, there is room again */
} Recent;

static gboolean
take_recent (PtQuery *q, Recent *out, GError **error)
{
  if (pt_query_next (q)) {
    out->n = (guint) pt_query_get_int (q, 0);
    out->oldest = pt_query_get_int (q, 1);
  }
  return pt_query_end (q, error);
}

static gboolean
of_desk (const Asked *a, guint limit, Recent *out, GError **error)
{
  PtQuery q = pt_query (a->store, PT_SQL_CEILING_HOUR);
  pt_query_int (&q, a->now - PT_HOUR);
  pt_query_int (&q, limit);
  return take_recent (&q, out, error);
}

static gboolean
of_person (const Asked *a, PtCeiling ceiling, PtTime since, guint limit, Recent *out, GError **error)
{
  PtQuery q = pt_query (a->store, PT_SQL_CEILING_PERSON);
  pt_query_int (&q, a->person);
  pt_query_int (&q, ceiling);
  pt_query_int (&q, since);
  pt_query_int (&q, limit);
  return take_recent (&q, out, error);
}

/* --- waiting --- */

typedef struct {
  PtCeiling   ceiling; /* that there is no room below */
  PtTime      due_at;
  const char *why;     /* for who looks at the outbox */
} Wait;

static gboolean
wait (const Asked *a, const Wait *w, PtTime since, GError **error)
{
  PtQuery q = pt_query (a->store, PT_SQL_CEILING_WAIT);
  pt_query_int (&q, a->id);
  pt_query_int (&q, w->ceiling);
  pt_query_int (&q, since);
  pt_query_int (&q, w->due_at);
  pt_query_text (&q, w->why);
  return pt_query_run (&q, error);
}

static gboolean
drop_joined (const Asked *a, PtId id, GError **error)
{
  g_autofree char *answer = g_strdup_printf ("in one mail with row %" G_GINT64_FORMAT, a->id);
  PtQuery q = pt_query (a->store, PT_SQL_CEILING_JOINED);
  pt_query_int (&q, id);
  pt_query_int (&q, a->now);
  pt_query_text (&q, answer);
  return pt_query_run (&q, error);
}

/* COMMENT, or else the newest of TICKET, and what row ID has joined already, are told by this row, too. */
static gboolean
take_comments (const Asked *a, PtId id, PtId ticket, PtId comment, GError **error)
{
  PtQuery one = pt_query (a->store, PT_SQL_CEILING_COMMENT);
  pt_query_int (&one, a->id);
  pt_query_int (&one, ticket);
  pt_query_int (&one, comment);
  if (!pt_query_run (&one, error))
    return FALSE;
  PtQuery more = pt_query (a->store, PT_SQL_CEILING_COMMENTS);
  pt_query_int (&more, a->id);
  pt_query_int (&more, id);
  return id == a->id || pt_query_run (&more, error);
}

typedef struct {
  PtId         id, ticket, comment;
  PtNotifyKind kind;
  PtTime       due_at, waiting_at;
} Earlier;

static gboolean
find_earlier (const Asked *a, GArray *rows, GError **error)
{
  PtQuery q = pt_query (a->store, PT_SQL_CEILING_EARLIER);
  pt_query_int (&q, a->person);
  pt_query_int (&q, a->ticket);
  pt_query_int (&q, a->id);
  while (pt_query_next (&q)) {
    const Earlier one = { pt_query_get_int (&q, 0), a->ticket, pt_query_get_int (&q, 2),
                          (PtNotifyKind) pt_query_get_int (&q, 1), pt_query_get_int (&q, 3),
                          pt_query_get_int (&q, 4) };
    g_array_append_val (rows, one);
  }
  return pt_query_end (&q, error);
}

/* Copies of what was said go together; of other mail the newest says it all. */
static gboolean
is_joined (const Asked *a, const Earlier *one)
{
  return one->kind == a->kind || (pt_notify_kind_is_copy (one->kind) && pt_notify_kind_is_copy (a->kind));
}

static gboolean
join (const Asked *a, const Earlier *one, GError **error)
{
  if (one->comment && !take_comments (a, one->id, a->ticket, one->comment, error))
    return FALSE;
  if (one->kind != PT_NOTIFY_COPIED || a->kind == PT_NOTIFY_COPIED)
    return drop_joined (a, one->id, error);
  PtQuery q = pt_query (a->store, PT_SQL_CEILING_COPIED); /* who copied them they have not been told yet (J9) */
  pt_query_int (&q, a->id);
  return pt_query_run (&q, error) && drop_joined (a, one->id, error);
}

/* One mail a person and ticket, in the place of the one that came first (J10). */
static gboolean
wait_together (const Asked *a, Wait *w, GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Earlier));
  PtTime since = a->waiting_at ? a->waiting_at : a->now;
  if (!find_earlier (a, rows, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++) {
    const Earlier *one = &g_array_index (rows, Earlier, i);
    if (!is_joined (a, one))
      continue;
    if (!join (a, one, error))
      return FALSE;
    w->due_at = one->due_at > a->now ? MIN (w->due_at, one->due_at) : w->due_at;
    since = MIN (since, one->waiting_at);
  }
  return wait (a, w, since, error);
}

/* --- to people outside --- */

static gboolean
ask_sender (const Asked *a, gboolean *out_wrote, gboolean *out_proven, GError **error)
{
  PtQuery q = pt_query (a->store, PT_SQL_CEILING_SENDER);
  pt_query_int (&q, (gint64) a->sender);
  if (pt_query_next (&q)) {
    *out_wrote = pt_query_get_int (&q, 0) != 0;
    *out_proven = pt_query_get_int (&q, 1) != 0;
  }
  return pt_query_end (&q, error);
}

static gboolean
find_last (const Asked *a, PtTime *out_last, GError **error)
{
  PtQuery q = pt_query (a->store, PT_SQL_CEILING_LAST);
  return pt_query_one (&q, out_last, NULL, error);
}

/* Who has waited goes before who comes; each gets a place of its own, so that it is looked at once more, not with all
 * the others each time that there is room for one. */
static gboolean
ask_desk (const Asked *a, Wait *w, gboolean *out_goes, GError **error)
{
  const guint limit = MAX (a->ceilings->outside, 1);
  Recent recent = { 0, 0 };
  PtTime last = 0;
  if (!of_desk (a, limit, &recent, error) || !find_last (a, &last, error))
    return FALSE;
  *out_goes = recent.n < limit && (a->waiting_at || !last);
  w->ceiling = PT_CEILING_OUTSIDE;
  w->why = "waits: as much mail that no agent caused as outside_mail says went out in an hour";
  w->due_at = MAX (recent.n < limit ? a->now : recent.oldest + PT_HOUR, a->now + PT_SECOND);
  if (!a->waiting_at && last)
    w->due_at = MAX (w->due_at, last + PT_HOUR / limit);
  return TRUE;
}

static gboolean
ask_outside (const Asked *a, gboolean *out_goes, GError **error)
{
  gboolean wrote = FALSE, proven = FALSE;
  Recent today = { 0, 0 };
  Wait w;
  if (!ask_sender (a, &wrote, &proven, error))
    return FALSE;
  *out_goes = proven && a->known;
  if (*out_goes)
    return TRUE;
  if (!wrote && !of_person (a, PT_CEILING_OUTSIDE, a->now - PT_DAY, MOST_A_DAY, &today, error))
    return FALSE;
  if (today.n == MOST_A_DAY)
    w = (Wait) { PT_CEILING_PERSON, today.oldest + PT_DAY,
                 "waits: they never wrote to us, and had three mails today that no agent caused" };
  else if (!ask_desk (a, &w, out_goes, error))
    return FALSE;
  return *out_goes || wait_together (a, &w, error);
}

/* --- to people inside --- */

static gboolean
find_others (const Asked *a, GArray *rows, GError **error)
{
  PtQuery q = pt_query (a->store, PT_SQL_CEILING_OTHERS);
  pt_query_int (&q, a->person);
  pt_query_int (&q, a->id);
  while (pt_query_next (&q)) {
    const Earlier one = { .id = pt_query_get_int (&q, 0), .ticket = pt_query_get_int (&q, 1),
                          .comment = pt_query_get_int (&q, 2) };
    g_array_append_val (rows, one);
  }
  return pt_query_end (&q, error);
}

/* This row becomes the list of all that waits for the same person; where nothing else does, it goes as it is. */
static gboolean
gather_digest (const Asked *a, GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Earlier));
  if (!find_others (a, rows, error))
    return FALSE;
  if (rows->len == 0)
    return TRUE;
  if (!take_comments (a, a->id, a->ticket, a->comment, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++) {
    const Earlier *one = &g_array_index (rows, Earlier, i);
    if (!take_comments (a, one->id, one->ticket, one->comment, error) || !drop_joined (a, one->id, error))
      return FALSE;
  }
  PtQuery q = pt_query (a->store, PT_SQL_CEILING_DIGEST);
  pt_query_int (&q, a->id);
  return pt_query_run (&q, error);
}

static gboolean
ask_staff (const Asked *a, gboolean *out_goes, GError **error)
{
  const guint limit = MAX (a->ceilings->staff, 1);
  Recent recent = { 0, 0 };
  if (!of_person (a, PT_CEILING_STAFF, a->now - PT_HOUR, limit, &recent, error))
    return FALSE;
  *out_goes = recent.n < limit;
  const Wait w = { PT_CEILING_STAFF, recent.oldest + PT_HOUR,
                   "waits for a list: they had as many mails in an hour as held_at_once says" };
  if (!*out_goes)
    return wait (a, &w, a->waiting_at ? a->waiting_at : a->now, error);
  return !a->waiting_at || !a->ticket || gather_digest (a, error);
}

gboolean
pt_outbox_ceiling_ask (PtStore *store, const PtOutboxCeilings *ceilings, PtId id, PtCeiling ceiling, PtTime now,
                       gboolean *out_goes, GError **error)
{
  Asked a = { .store = store, .ceilings = ceilings, .now = now, .id = id };
  *out_goes = FALSE;
  if (!load (&a, error))
    return FALSE;
  if (!a.waits)
    return TRUE;
  return ceiling == PT_CEILING_STAFF ? ask_staff (&a, out_goes, error) : ask_outside (&a, out_goes, error);
}

gboolean
pt_store_outbox_waits (PtStore *store, PtOutboxWaits *out_waits, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_CEILING_WAITS);
  *out_waits = (PtOutboxWaits) { 0, 0, 0 };
  while (pt_query_next (&q)) {
    const guint n = (guint) pt_query_get_int (&q, 1);
    const PtTime since = pt_query_get_int (&q, 2);
    if (pt_query_get_int (&q, 0) == PT_CEILING_STAFF) {
      out_waits->staff = n;
      continue;
    }
    out_waits->outside += n;
    out_waits->since = out_waits->since ? MIN (out_waits->since, since) : since;
  }
  return pt_query_end (&q, error);
}

#define MARK "mail_waits_told_at"

gboolean
pt_store_waits_told (PtStore *store, PtTime *out_at, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_META);
  pt_query_text (&q, MARK);
  *out_at = 0;
  return pt_query_one (&q, out_at, NULL, error);
}

gboolean
pt_store_set_waits_told (PtStore *store, PtTime at, GError **error)
{
  PtQuery q = pt_query (store, PT_SQL_META_SET);
  pt_query_text (&q, MARK);
  pt_query_int (&q, at);
  return pt_query_run (&q, error);
}
