/* Fault points: places where a test lets the system fail, or ends the process, at the n-th call (THREATS R01, R18,
 * R19). Only in a build with --enable-testing; in any other a point is nothing at all.
 *
 *   if (pt_fault ("rename") || rename (from, to) < 0)
 *     ... errno says why, either way ...
 *
 * A plan is POINT:N[+]:HOW.  POINT is a name or `any`; N counts the calls of that point from 1 over the life of
 * the process, and `+` stands for it and all later ones; HOW is the name of an errno, or `kill`, which is SIGKILL
 * before the call.  It comes from pt_fault_plan, else from the environment, POSTERN_TEST_FAULT. */
#ifndef PT_BASE_FAULT_H
#define PT_BASE_FAULT_H

#include "config.h"

#include <glib.h>

#ifdef PT_TESTING

/* 0 = go on; else the errno to fail with, which errno is set to as well.  Any thread. */
int pt_fault (const char *point);

/* Follows PLAN from now on and counts anew; NULL = no faults.  FALSE, and no faults, if PLAN cannot be read. */
gboolean pt_fault_plan (const char *plan);

/* How often the plan made a call fail. */
guint64 pt_fault_fired (void);

#else

static inline int
pt_fault (const char *point)
{
  (void) point;
  return 0;
}

#endif
#endif
