/* What a delivery report says in words, for people: all that some of them say (RULES J3). */
#ifndef PT_FILTERS_REPORT_WORDS_H
#define PT_FILTERS_REPORT_WORDS_H

#include "model/message.h"

/* Longer than any answer of a server that somebody reads. */
#define PT_REPORT_WORDS_BYTES 1000

/* How much of the SIZE bytes of a report stands above the original that it returns: that may quote another report. */
gsize pt_report_above_original (const char *bytes, gsize size);

/* A report without fields says in words what happened, and one with fields may say it there, too. */
void pt_report_take_words (PtMessage *message);

#endif
