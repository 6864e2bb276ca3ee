/* Filters add facts to a message between reading and deciding.  They never see the store and never
 * set a verdict; policy turns their facts into one. */
#ifndef PT_FILTERS_FILTER_H
#define PT_FILTERS_FILTER_H

#include "mime/source.h"
#include "model/envelope.h"
#include "model/message.h"

typedef enum {
  PT_FILTER_ANNOTATE, /* before the decision */
  PT_FILTER_DRESS,    /* outgoing body */
  PT_FILTER_REPORT,   /* after the commit */
} PtFilterPoint;

typedef struct {
  const char   *name;
  PtFilterPoint point;
  /* ENVELOPE may be NULL: nothing is known but the bytes. */
  void (*run) (PtMessage *message, const PtSource *source, const PtEnvelope *envelope);
  /* TRUE if the filter has anything to do with MESSAGE; NULL = with every message. */
  gboolean (*check) (const PtMessage *message);
} PtFilter;

/* The built-in filters in their order: later ones read what earlier ones found. */
extern const PtFilter *const pt_filters[];
extern const guint           pt_n_filters;

/* Runs every filter of the point *annotate* over a message that the gate let through. */
void pt_filters_annotate (PtMessage *message, const PtSource *source, const PtEnvelope *envelope);

extern const PtFilter pt_filter_report;
extern const PtFilter pt_filter_automatic;
extern const PtFilter pt_filter_quote;
extern const PtFilter pt_filter_forward;
extern const PtFilter pt_filter_subject_text;
extern const PtFilter pt_filter_note_mark;
extern const PtFilter pt_filter_spam;

#endif
