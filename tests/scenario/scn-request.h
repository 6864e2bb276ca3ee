/* `command reply by ann on 1001 "Text"` and its kin. */
#ifndef TESTS_SCENARIO_SCN_REQUEST_H
#define TESTS_SCENARIO_SCN_REQUEST_H

#include "model/request.h"
#include "tests/lib/world.h"

/* command KIND by NAME [on TICKET] [to NAME|nobody] [status S] [mailbox NAME] [subject S] [text "..."]; NULL and
 * *out_error if it cannot be understood. */
PtRequest *scn_request_build (const PtWorld *world, const GPtrArray *lines, char **out_error);

#endif
