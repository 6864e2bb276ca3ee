/* PtQuery: one run of a prepared statement.  Trouble is kept until the end, so that binding and reading need no
 * checks:
 *
 *   PtQuery q = pt_query (store, PT_SQL_TICKET);
 *   pt_query_int (&q, id);
 *   while (pt_query_next (&q))
 *     ... pt_query_get_int (&q, 0) ...
 *   return pt_query_end (&q, error);
 *
 * A statement can run once at a time; what is bound must stay until the first row. */
#ifndef PT_STORE_QUERY_H
#define PT_STORE_QUERY_H

#include "base/types.h"
#include "store/sql.h"
#include "store/store.h"

typedef struct {
  PtStore *store;
  gpointer statement;
  guint    bound;
  gboolean done;
  GPtrArray *kept; /* char *: texts that were made to be bound; NULL if none */
  GError  *error;
} PtQuery;

PtQuery pt_query (PtStore *store, PtSqlId id);

/* Each binds the next parameter.  pt_query_id binds 0 as NULL; a NULL text or blob is bound as NULL. */
void pt_query_int (PtQuery *query, gint64 value);
void pt_query_id (PtQuery *query, PtId id);
void pt_query_text (PtQuery *query, const char *text);
void pt_query_blob (PtQuery *query, gconstpointer data, gsize length);
/* One field of ROW, or all of its table in their order. */
void pt_query_member (PtQuery *query, const PtMember *member, gconstpointer row);
void pt_query_members (PtQuery *query, const PtMembers *members, gconstpointer row);

/* TRUE if there is a row. */
gboolean pt_query_next (PtQuery *query);

/* Columns count from 0.  NULL is 0 or a NULL pointer. */
gint64        pt_query_get_int (PtQuery *query, guint column);
const char   *pt_query_get_text (PtQuery *query, guint column); /* until the next row */
char         *pt_query_dup_text (PtQuery *query, guint column);
gconstpointer pt_query_get_blob (PtQuery *query, guint column, gsize *out_length);
/* Fills ROW from as many columns as FIELDS has, COLUMN the first of them. */
void          pt_query_get_members (PtQuery *query, guint column, const PtMembers *members, gpointer row);
/* FALSE, and nothing is copied, if the column is not LENGTH bytes long. */
gboolean      pt_query_copy_blob (PtQuery *query, guint column, gpointer out, gsize length);

/* Resets the statement; FALSE with the first error. */
gboolean pt_query_end (PtQuery *query, GError **error);

/* Runs to the end without looking at rows, and ends. */
gboolean pt_query_run (PtQuery *query, GError **error);

/* First column of every row behind those of IDS, and ends; the second makes *OUT_IDS. */
gboolean pt_query_ids (PtQuery *query, GArray *ids /* PtId */, GError **error);
gboolean pt_query_list (PtQuery *query, GArray **out_ids, GError **error);

/* First column of the first row, and ends.  *out_found tells whether there was one; it may be NULL. */
gboolean pt_query_one (PtQuery *query, gint64 *out_value, gboolean *out_found, GError **error);

#endif
