/* Prints words that the program knows, for the test of postern-rules(7): "cause", number and text, or "kind" and the
 * name of a kind of mail, divided by tabs. */
#include <stdio.h>

#include "model/decision.h"
#include "model/notification.h"

int
main (void)
{
  for (int cause = 0; pt_cause_text (cause); cause++)
    printf ("cause\t%d\t%s\n", cause, pt_cause_text (cause));
  for (int kind = 0; kind < PT_NOTIFY_N_KINDS; kind++)
    printf ("kind\t%s\n", pt_notify_kind_name ((PtNotifyKind) kind));
  return 0;
}
