/* What a report or the answer of a mail server says of a mail and of its address (RULES J3). */
#ifndef PT_CORE_DELIVERY_H
#define PT_CORE_DELIVERY_H

#include "model/message.h"
#include "model/snapshot.h"

typedef enum {
  PT_DELIVERY_FINE,    /* nothing that anybody has to know */
  PT_DELIVERY_DELAYED, /* the server goes on trying */
  PT_DELIVERY_LATE,    /* given up, but for a reason that passes (4.x.x): it says nothing of the address */
  PT_DELIVERY_REFUSED, /* this mail was refused (5.x.x) */
  PT_DELIVERY_GONE,    /* there is no such address */
} PtDelivery;

/* CODE is that of RFC 3463 or "", WORDS what the server said, "" if nothing; both of a mail that was given up. */
PtDelivery pt_delivery_of_words (const char *code, const char *words);

/* The worst that MESSAGE, a delivery report, says of one of its recipients, and what it says of that one; NULL if
 * nothing. */
PtDelivery pt_delivery_of_report (const PtMessage *message, const PtDeliveryStatus **out_status);

/* Whether ADDRESS is undeliverable by REPORTS (PtReport), which came before, and one more about ROW at NOW: GONE
 * after two mails within 7 days, or one if no mail to it ever went well; REFUSED after five mails over 3 days without
 * a success. */
gboolean pt_delivery_is_dead (const PtPersonAddress *address, const GArray *reports, PtDelivery delivery, PtId row,
                              PtTime now);

#endif
