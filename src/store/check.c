#include "store/check.h"

#include "store/store-handle.h"
#include "store/query.h"

typedef struct {
  PtSqlId     id;
  const char *text;
} Invariant;

static const Invariant invariants[] = {
  { PT_SQL_CHECK_COMMENT_MESSAGE, "a comment by mail has no message row" },
  { PT_SQL_CHECK_MESSAGE_COMMENT, "a message names a comment that is not there, or is not of its ticket" },
  { PT_SQL_CHECK_MESSAGE_TICKET, "a message names a ticket that is not there" },
  { PT_SQL_CHECK_MESSAGE_DIGEST, "two messages to one mailbox have the same content digest" },
  { PT_SQL_CHECK_MESSAGE_RAW, "a held message has lost its raw bytes" },
  { PT_SQL_CHECK_RAW_PLACE, "raw bytes have no place, or lie beyond the committed end of their pack" },
  { PT_SQL_CHECK_OUTBOX_CAUSE, "an outbox row has not exactly one cause" },
  { PT_SQL_CHECK_OUTBOX_TICKET, "an outbox row is of another ticket than its cause" },
  { PT_SQL_CHECK_OUTBOX_PRIVATE, "private text was to leave: a receipt or reply points at a private comment" },
  { PT_SQL_CHECK_OUTBOX_SETTLED, "an outbox row is settled without a time, or has one and is not" },
  { PT_SQL_CHECK_TICKET_REQUESTER, "a ticket has no requester" },
  { PT_SQL_CHECK_TICKET_MERGED, "a chain of merged tickets goes round in a circle" },
  { PT_SQL_CHECK_TICKET_COUNTS, "the numbers of comments kept with a ticket are wrong" },
  { PT_SQL_CHECK_TICKET_EVENT, "the status of a ticket changed without an event" },
  { PT_SQL_CHECK_TICKET_SOLVED, "a solved ticket has no time of solving" },
  { PT_SQL_CHECK_PERSON_PRIMARY, "a person has not exactly one primary address" },
  { PT_SQL_CHECK_KNOWN_ID, "one id is known twice" },
  { PT_SQL_CHECK_COUNTER, "an id was used that was never given out" },
};

/* As many rows of one kind are told. */
#define MOST_FINDINGS 20

static gboolean
check_invariant (PtStore *store, const Invariant *invariant, GPtrArray *findings, GError **error)
{
  PtQuery q = pt_query (store, invariant->id);
  guint n = 0;
  while (n < MOST_FINDINGS && pt_query_next (&q)) {
    g_ptr_array_add (findings, g_strdup_printf ("%s: %s (#%" G_GINT64_FORMAT ")", pt_sql (invariant->id)->name,
                                                invariant->text, pt_query_get_int (&q, 0)));
    n++;
  }
  return pt_query_end (&q, error);
}

static gboolean
check_all (PtStore *store, GPtrArray *findings, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (invariants); i++)
    if (!check_invariant (store, &invariants[i], findings, error))
      return FALSE;
  return pt_packs_check (store, findings, error);
}

gboolean
pt_store_check (PtStore *store, GPtrArray **out_findings, GError **error)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);
  PtStoreView view;
  if (!pt_store_check_version (store, error) || !store->driver->check (store->db, TRUE, findings, error)
      || !pt_store_read_begin (store, &view, error))
    return FALSE;
  gboolean good = check_all (store, findings, error);
  pt_store_read_end (store, &view);
  if (good)
    *out_findings = g_steal_pointer (&findings);
  return good;
}

gboolean
pt_store_check_quick (PtStore *store, GPtrArray **out_findings, GError **error)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);
  PtStoreView view;
  if (!pt_store_check_version (store, error) || !store->driver->check (store->db, FALSE, findings, error)
      || !pt_store_read_begin (store, &view, error))
    return FALSE;
  gboolean good = pt_packs_check (store, findings, error);
  pt_store_read_end (store, &view);
  if (good)
    *out_findings = g_steal_pointer (&findings);
  return good;
}
