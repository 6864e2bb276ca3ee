/* PtCase: everything one decision may know.  All of it is const; core does no I/O, asks no clock, no locale. */
#ifndef PT_CORE_CASE_H
#define PT_CORE_CASE_H

#include "model/decision.h"
#include "model/envelope.h"
#include "model/message.h"
#include "model/policy.h"
#include "model/request.h"
#include "model/snapshot.h"

typedef struct PtKeys PtKeys; /* core/keys.h */

typedef struct {
  const PtPolicy   *policy;
  const PtEnvelope *envelope; /* of MESSAGE, or of the command line */
  const PtMessage  *message;  /* exactly one of MESSAGE and REQUEST is there */
  const PtRequest  *request;
  const PtKeys     *keys;     /* of MESSAGE or REQUEST */
  const PtSnapshot *snapshot; /* what the store says of the keys */
  PtTime            now;
} PtCase;

#endif
