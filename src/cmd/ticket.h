/* What the commands about tickets share. */
#ifndef PT_CMD_TICKET_H
#define PT_CMD_TICKET_H

#include "cmd/command.h"
#include "store/ticket-query.h"

/* A request of KIND by who does it, for the ticket of the first word (but a new one has none); --api is taken
 * over. */
gboolean pt_ticket_request (PtCall *call, PtRequestKind kind, PtRequest **out_request, GError **error);

/* Asks for it, and prints the ticket and how many mails follow: a line, or JSON with --json or --api (A5). */
gboolean pt_ticket_ask (PtCall *call, const PtRequest *request, GError **error);

/* A person by address or number; somebody new becomes one (B20). */
gboolean pt_ticket_person (PtCall *call, const char *address, PtId *out_person, GError **error);

/* FALSE and an error if --mailbox names none. */
gboolean pt_ticket_mailbox (PtCall *call, PtRequest *request, GError **error);

/* The ticket as who looks may see it: REFUSED if it is not within his reach; a requester or CC with no right to more
 * gets neither notes nor events (R19, FW7). */
gboolean pt_ticket_look (PtCall *call, PtTicketSheet **out_sheet, GError **error);

/* One line on what the ticket is about: the reference to the closed ticket that it follows, and the first words that
 * were written in public (U3).  Free with g_free. */
char *pt_ticket_summary (const PtTicketSheet *sheet);

/* A person of the ticket for people to read; "-" for 0, "?" for one who is not there. */
const char *pt_ticket_label (const PtTicketSheet *sheet, PtId person);

/* The status as people outside see it (X14). */
const char *pt_ticket_public_status (const PtPolicy *policy, const PtTicket *ticket);

/* The document of `ticket show --json`. */
void pt_ticket_print_json (const PtPolicy *policy, const PtTicketSheet *sheet);

/* The number of a category.  USAGE. */
gboolean pt_ticket_category (const char *text, gint64 *out_number, GError **error);

#endif
