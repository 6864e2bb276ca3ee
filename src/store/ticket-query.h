/* Tickets for people to look at: lists, and one ticket with everything on it. */
#ifndef PT_STORE_TICKET_QUERY_H
#define PT_STORE_TICKET_QUERY_H

#include "model/event.h"
#include "store/store.h"

/* Assignee of a filter: tickets that nobody has. */
#define PT_TICKET_NOBODY (-1)

typedef struct {
  guint       statuses;  /* bit mask (1u << PT_STATUS_...); 0 = all but Closed */
  PtId        assignee;  /* 0 = any, PT_TICKET_NOBODY, or a person */
  PtId        requester; /* 0 = any */
  const char *mailbox;   /* NULL = any */
  guint       priorities; /* bit mask (1u << PT_PRIORITY_...); 0 = any */
  guint       channels;  /* bit mask (1u << PT_CHANNEL_...); 0 = any */
  const char *tag;       /* NULL = any */
  PtId        division;  /* 0 = any, PT_TICKET_NOBODY = none */
  PtId        follower;  /* 0 = any (FW10) */
  const PtPerson *viewer; /* what this person may look at (R18, R19, FW7); NULL = all */
  guint       limit;     /* 0 = 100 */
  guint       offset;
} PtTicketFilter;

/* Latest change first, deleted ones left out.  *out_tickets: PtTicketView * without people; free with
 * g_ptr_array_unref. */
gboolean pt_store_ticket_list (PtStore *store, const PtTicketFilter *filter, GPtrArray **out_tickets, GError **error);

/* Up to LIMIT tickets of MAILBOX, opened at TIME or before, that no agent has answered and nobody was reminded of,
 * oldest first. *out_ids: PtId. */
gboolean pt_store_ticket_unanswered (PtStore *store, const char *mailbox, PtTime time, guint limit, GArray **out_ids,
                                     GError **error);

/* Open tickets of MAILBOX on which a customer's comment waits at NOW for AFTER, twice or three times that, and as
 * many were not told of it yet (J29).  *out_ids: PtId, free with g_array_unref. */
gboolean pt_store_ticket_waiting (PtStore *store, const char *mailbox, PtTime now, PtTime after, guint limit,
                                  GArray **out_ids, GError **error);

/* One ticket and who is on it, without what was written: NOT_FOUND if there is none. */
gboolean pt_store_ticket_view (PtStore *store, PtId ticket, PtTicketView **out_view, GError **error);

/* Fills VIEW->people, which lists leave empty. */
gboolean pt_store_ticket_people (PtStore *store, PtTicketView *view, GError **error);

typedef struct {
  PtId   id;
  char  *mailbox;
  PtTime since;
} PtSolvedTicket;

void pt_solved_ticket_free (PtSolvedTicket *solved);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtSolvedTicket, pt_solved_ticket_free)

/* Up to LIMIT tickets that are solved since TIME or longer, longest first, for closing (X11): those that follow AFTER
 * in this order, NULL = from the first.  *out_solved: PtSolvedTicket *, free with g_ptr_array_unref. */
gboolean pt_store_ticket_solved_before (PtStore *store, PtTime time, const PtSolvedTicket *after, guint limit,
                                        GPtrArray **out_solved, GError **error);

typedef struct {
  PtComment *comment;
  PtId       message; /* that it came by, 0 if none */
  GPtrArray *parts;   /* PtPart * */
} PtSheetComment;

typedef struct {
  PtId   other;
  char  *kind;
  PtTime at;
} PtSheetLink;

/* One ticket with everything on it, oldest first. */
typedef struct {
  PtTicketView *view;
  GPtrArray    *comments; /* PtSheetComment * */
  GPtrArray    *events;   /* PtEvent * */
  GPtrArray    *links;    /* PtSheetLink * */
  GPtrArray    *outbox;   /* PtOutboxItem * */
  GPtrArray    *persons;  /* PtPerson *: everybody who is named above */
} PtTicketSheet;

void pt_ticket_sheet_free (PtTicketSheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtTicketSheet, pt_ticket_sheet_free)

/* NOT_FOUND if there is no such ticket.  A deleted or merged one is shown as it is. */
gboolean pt_store_ticket_sheet (PtStore *store, PtId ticket, PtTicketSheet **out_sheet, GError **error);

/* NULL if the person is not named on the sheet. */
const PtPerson *pt_ticket_sheet_person (const PtTicketSheet *sheet, PtId id);

#endif
