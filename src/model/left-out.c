#include "model/left-out.h"

static const struct {
  const char *name, *text;
} reasons[] = {
  [PT_LEFT_OUT_AUTHOR] = { "author", "did it themselves" },
  [PT_LEFT_OUT_HAS_IT] = { "has-it", "has it already" },
  [PT_LEFT_OUT_UNREACHABLE] = { "unreachable", "has no address that mail can go to" },
  [PT_LEFT_OUT_UNDELIVERABLE] = { "undeliverable", "mail to this address comes back" },
  [PT_LEFT_OUT_DESK] = { "desk", "is an address of the desk" },
  [PT_LEFT_OUT_SUSPENDED] = { "suspended", "is suspended or disabled" },
  [PT_LEFT_OUT_REQUESTER] = { "requester", "the requester is suspended, so nobody outside is mailed" },
  [PT_LEFT_OUT_OFF] = { "off", "such mail is switched off" },
  [PT_LEFT_OUT_MUTED] = { "muted", "wants no such mail" },
  [PT_LEFT_OUT_MAY_NOT_READ] = { "may-not-read", "may not read it" },
  [PT_LEFT_OUT_NOT_SHARED] = { "not-shared", "people outside know nothing of the ticket" },
  [PT_LEFT_OUT_MACHINE] = { "machine", "a machine opened the ticket" },
  [PT_LEFT_OUT_LIMIT] = { "limit", "may have no receipt, or no more of them" },
  [PT_LEFT_OUT_UNPROVEN] = { "unproven", "is not proven to have sent it" },
  [PT_LEFT_OUT_BROUGHT] = { "brought", "was copied by somebody outside, and nobody of us knows who wrote" },
  [PT_LEFT_OUT_JOINED] = { "joined", "gets another mail of this" },
};
G_STATIC_ASSERT (G_N_ELEMENTS (reasons) == PT_LEFT_OUT_N);

const char *
pt_left_out_name (PtLeftOutReason reason)
{
  return reasons[reason].name;
}

const char *
pt_left_out_text (PtLeftOutReason reason)
{
  return reasons[reason].text;
}
