#include "tests/lib/reading.h"

#include "filters/filter.h"
#include "mime/read.h"

void
pt_reading_init (void)
{
  pt_read_init ();
}

PtMessage *
pt_reading (GBytes *raw, const PtEnvelope *envelope, const PtPolicy *policy)
{
  const char *const default_by[] = { policy->authserv_id, NULL };
  const PtReadOptions options = { .limits = &policy->limits,
                                  .authserv_id = policy->authserv_id,
                                  .received_by =
                                    policy->received_by ? (const char *const *) policy->received_by : default_by,
                                  .spam_headers = (const char *const *) policy->spam_headers };
  g_autoptr (PtSource) source = NULL;
  PtMessage *message = pt_read_message (raw, &options, &source);
  if (source)
    pt_filters_annotate (message, source, envelope);
  return message;
}
