#include "send/record.h"

#include "send/transport-kinds.h"

typedef struct {
  PtTransport base;
  GPtrArray  *parcels;
} PtRecordTransport;

static void
recorded_parcel_free (gpointer data)
{
  PtRecordedParcel *parcel = data;
  g_free (parcel->sender);
  g_free (parcel->recipient);
  g_bytes_unref (parcel->data);
  g_free (parcel);
}

static void
record_send (PtTransport *transport, const PtParcel *parcel, PtSendResult *result)
{
  PtRecordTransport *record = (PtRecordTransport *) transport;
  PtRecordedParcel *copy = g_new0 (PtRecordedParcel, 1);
  copy->sender = g_strdup (parcel->sender);
  copy->recipient = g_strdup (parcel->recipient);
  copy->data = g_bytes_ref (parcel->data);
  g_ptr_array_add (record->parcels, copy);
  pt_send_result_set (result, PT_SEND_DONE, 250, "250 2.0.0 recorded");
}

static void
record_close (PtTransport *transport)
{
  PtRecordTransport *record = (PtRecordTransport *) transport;
  g_ptr_array_unref (record->parcels);
  g_free (record);
}

gboolean
pt_record_transport_new (const PtTransportOptions *options, PtTransport **out_transport, GError **error)
{
  PtRecordTransport *record = g_new0 (PtRecordTransport, 1);
  (void) options;
  (void) error;
  record->base = (PtTransport){ "record", record_send, record_close };
  record->parcels = g_ptr_array_new_with_free_func (recorded_parcel_free);
  *out_transport = &record->base;
  return TRUE;
}

const GPtrArray *
pt_record_transport_parcels (PtTransport *transport)
{
  return ((PtRecordTransport *) transport)->parcels;
}
