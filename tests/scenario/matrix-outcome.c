#include <string.h>

#include "tests/scenario/matrix-case.h"

typedef struct {
  const PtWorld *world;
  const char    *comment, *flagged, *ticket, *ticket_flagged, *thread, *status, *link, *above;
  guint          cc, follower, ran, receipts, cc_receipts, outside, inside, touched, buried, known;
} Outcome;

static gboolean
is_outsider (const PtWorld *world, PtId id)
{
  const PtPerson *person = pt_memstore_person (world->rows, id);
  return !person || !pt_person_is_internal (person);
}

static void
note_mail (Outcome *o, const PtNotification *notification, PtId author)
{
  if (notification->kind == PT_NOTIFY_RECEIPT && notification->person == author)
    o->receipts++;
  else if (notification->kind == PT_NOTIFY_RECEIPT)
    o->cc_receipts++;
  else if (is_outsider (o->world, notification->person) || pt_notify_kind_is_outside (notification->kind))
    o->outside++;
  else
    o->inside++;
}

static void
note_action (Outcome *o, const PtAction *action, PtId author)
{
  o->touched += action->ticket == MATRIX_TICKET;
  o->buried += action->ticket == MATRIX_MERGED;
  switch (action->kind) {
  case PT_ACTION_TICKET:
    o->ticket = action->new_ticket->followup_of ? "followup" : "new";
    o->thread = action->new_ticket->thread_of ? "yes" : "no";
    o->ticket_flagged = action->new_ticket->flagged ? "flagged" : "plain";
    break;
  case PT_ACTION_COMMENT:
    if (strcmp (o->comment, "-") != 0) { /* what an agent wrote above the mail that he forwards */
      o->above = action->comment->is_private ? "private" : "public";
      break;
    }
    o->comment = action->comment->is_private ? "private" : "public";
    o->flagged = action->comment->flags ? "flagged" : "plain";
    break;
  case PT_ACTION_RELATE:
    o->cc += action->value == PT_RELATION_CC;
    o->follower += action->value == PT_RELATION_FOLLOWER && action->person == author;
    break;
  case PT_ACTION_STATUS:
    o->status = pt_status_name ((PtStatus) action->value);
    break;
  case PT_ACTION_SET:
    o->ran += action->value == PT_FIELD_PRIORITY;
    break;
  case PT_ACTION_LINK:
    o->link = strcmp (action->text, "same-thread") == 0 ? o->link : action->text;
    break;
  case PT_ACTION_ADDRESS:
  case PT_ACTION_ABSENT:
    o->known++;
    break;
  case PT_ACTION_NOTIFY:
    note_mail (o, action->notification, author);
    break;
  default:
    break;
  }
}

const char matrix_outcome_names[] = "row\tverdict\tcause\tcomment\tflagged\tticket\tticket-flagged\tthread\t"
                                    "status\tlink\t"
                                    "cc\tfollower\tran\treceipts\tcc-receipts\toutside\tinside\ttouched\tburied\t"
                                    "actions\trefused\tabove";

void
matrix_print_outcome (const PtWorld *world, const PtDecision *decision, GString *out)
{
  Outcome o = { .world = world, .comment = "-", .flagged = "-", .ticket = "-", .ticket_flagged = "-", .thread = "-",
                .status = "-",
                .link = "-", .above = "-" };
  for (guint i = 0; i < decision->actions->len; i++)
    note_action (&o, g_ptr_array_index (decision->actions, i), decision->author);
  g_string_append_printf (out, "%u\t%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t", decision->row,
                          pt_verdict_name (decision->verdict), decision->cause, o.comment, o.flagged, o.ticket,
                          o.ticket_flagged, o.thread, o.status, o.link);
  g_string_append_printf (out, "%u\t%u\t%u\t%u\t%u\t%u\t%u\t%u\t%u\t%u\t%d\t%s", o.cc, o.follower, o.ran, o.receipts,
                          o.cc_receipts, o.outside, o.inside, o.touched, o.buried, decision->actions->len - o.known,
                          decision->commands_refused > 0, o.above);
}
