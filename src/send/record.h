/* The transport `record`: takes every mail and keeps it in memory.  An ordinary kind, so that what tests send goes
 * the same way as everything else. */
#ifndef PT_SEND_RECORD_H
#define PT_SEND_RECORD_H

#include "send/transport.h"

typedef struct {
  char   *sender;
  char   *recipient;
  GBytes *data;
} PtRecordedParcel;

/* PtRecordedParcel *, in the order they were sent; owned by TRANSPORT, which must be of kind record. */
const GPtrArray *pt_record_transport_parcels (PtTransport *transport);

#endif
