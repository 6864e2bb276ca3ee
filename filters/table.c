#include "filters/filter.h"

const PtFilter *const pt_filters[] = { &pt_filter_report, &pt_filter_automatic, &pt_filter_quote, &pt_filter_forward,
                                       &pt_filter_subject_text, &pt_filter_note_mark, &pt_filter_spam };
const guint           pt_n_filters = G_N_ELEMENTS (pt_filters);

void
pt_filters_annotate (PtMessage *message, const PtSource *source, const PtEnvelope *envelope)
{
  if (message->gate != PT_GATE_OK && message->gate != PT_GATE_FROM)
    return;
  for (guint i = 0; i < pt_n_filters; i++)
    if (pt_filters[i]->point == PT_FILTER_ANNOTATE
        && (!pt_filters[i]->check || pt_filters[i]->check (message)))
      pt_filters[i]->run (message, source, envelope);
}
