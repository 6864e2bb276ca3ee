#include "config.h"

#include "gateway/worker-child.h"

#include "filters/filter.h"

PtMessage *
pt_worker_read (GBytes *raw, const PtEnvelope *envelope, const PtReadOptions *options)
{
  g_autoptr (PtSource) source = NULL;
  PtMessage *message = pt_read_message (raw, options, &source);
  pt_filters_annotate (message, source, envelope);
  return message;
}
