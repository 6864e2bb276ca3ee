#include "model/flag.h"

static const char *const flag_names[] = {
  [PT_FLAG_AGENT_WITHOUT_PROOF] = "agent-without-proof",
  [PT_FLAG_AMBIGUOUS_STRUCTURE] = "ambiguous-structure",
  [PT_FLAG_BROKEN_MAC] = "broken-mac",
  [PT_FLAG_CC_KEPT_OUT] = "cc-kept-out",
  [PT_FLAG_CLAIMED] = "claimed",
  [PT_FLAG_DISPLAY_NAME] = "display-name",
  [PT_FLAG_ENVELOPE_ONLY] = "envelope-only",
  [PT_FLAG_LOOK_ALIKE_DOMAIN] = "look-alike-domain",
  [PT_FLAG_MESSAGE_ID_REUSED] = "message-id-reused",
  [PT_FLAG_NOTE_ADDRESS] = "note-address",
  [PT_FLAG_ODD_FROM] = "odd-from",
  [PT_FLAG_QUOTES_PRIVATE] = "quotes-private",
  [PT_FLAG_RELEASED] = "released",
  [PT_FLAG_REPLY_TO_DIFFERS] = "reply-to-differs",
  [PT_FLAG_RETIRED_KEY] = "retired-key",
  [PT_FLAG_SENDER_WITHOUT_PROOF] = "sender-without-proof",
  [PT_FLAG_THIRD_PARTY] = "third-party",
  [PT_FLAG_UNMAILABLE_AUTHOR] = "unmailable-author",
  [PT_FLAG_WITHOUT_REQUESTER] = "without-requester",
};
const PtNames pt_flag_names = PT_NAMES (flag_names, PT_FLAG_N);
PT_WORD_NAME (PtFlag, pt_flag)
