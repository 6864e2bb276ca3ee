/* Rows as types of the model.  A reader takes the current row of a query that asked for the COLUMNS of its kind
 * (sql.c). */
#ifndef PT_STORE_ROWS_H
#define PT_STORE_ROWS_H

#include "model/comment.h"
#include "model/event.h"
#include "model/notice.h"
#include "store/query.h"

/* Ids in one column, separated by spaces. */
void  pt_rows_split_ids (const char *text, GArray *ids);

/* Appends the ids that ID gives for the row OF to IDS.  The error becomes that of QUERY, which asked for that row. */
void pt_rows_list (PtQuery *query, PtSqlId id, PtId of, GArray *ids);

PtOutboxItem *pt_rows_outbox_item (PtQuery *query);
/* *out_message (may be NULL) gets the message that the comment came by, 0 if none. */
PtComment    *pt_rows_comment (PtQuery *query, PtId *out_message);
PtPart       *pt_rows_part (PtQuery *query);
PtEvent      *pt_rows_event (PtQuery *query);
PtTicketView *pt_rows_ticket (PtQuery *query); /* without its people */

/* Runs a query of PERSON_COLUMNS to its end: one row an address, one PtPerson * a person appended to PERSONS.  The
 * few who are in divisions, or had other ids, cost a statement more. */
void pt_rows_persons (PtQuery *query, GPtrArray *persons);

gboolean      pt_rows_insert_event (PtStore *store, const PtEvent *event, GError **error);

/* NULL if it is not there; the error is the query's. */
gboolean pt_rows_load_person (PtStore *store, PtId id, PtPerson **out_person, GError **error);
gboolean pt_rows_load_person_by_key (PtStore *store, const char *key, PtPerson **out_person, GError **error);
gboolean pt_rows_load_ticket (PtStore *store, PtId id, PtTicketView **out_view, GError **error);
gboolean pt_rows_load_outbox_item (PtStore *store, PtId id, PtOutboxItem **out_item, GError **error);

#endif
