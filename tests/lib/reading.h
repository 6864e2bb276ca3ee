/* Bytes to facts by the real reader and the real filters, as a worker does it. */
#ifndef TESTS_LIB_READING_H
#define TESTS_LIB_READING_H

#include "model/envelope.h"
#include "model/message.h"
#include "model/policy.h"

/* Once a program. */
void pt_reading_init (void);

/* Never NULL. */
PtMessage *pt_reading (GBytes *raw, const PtEnvelope *envelope, const PtPolicy *policy);

#endif
