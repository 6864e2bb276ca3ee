#include "model/event.h"

/* A kind, its name in the store, in dumps and in JSON, and its words in the log. */
#define KINDS(KIND)                                                                                   \
  KIND (PT_EVENT_TICKET_CREATED, "ticket-created", "ticket opened%D")                                 \
  KIND (PT_EVENT_COMMENT_ADDED, "comment-added", "public comment written")                            \
  KIND (PT_EVENT_NOTE_ADDED, "note-added", "private comment written")                                 \
  KIND (PT_EVENT_ASSIGNED, "assigned", "assigned to %A")                                              \
  KIND (PT_EVENT_UNASSIGNED, "unassigned", "assigned to nobody")                                      \
  KIND (PT_EVENT_CC_ADDED, "cc-added", "%A added as CC")                                              \
  KIND (PT_EVENT_PARTICIPANT_ADDED, "participant-added", NULL)                                        \
  KIND (PT_EVENT_FOLLOWER_ADDED, "follower-added", "%A added as follower")                            \
  KIND (PT_EVENT_CC_REMOVED, "cc-removed", "%A removed as CC")                                        \
  KIND (PT_EVENT_PARTICIPANT_REMOVED, "participant-removed", NULL)                                    \
  KIND (PT_EVENT_FOLLOWER_REMOVED, "follower-removed", "%A removed as follower")                      \
  KIND (PT_EVENT_FOLLOWED, "followed", "%A follows it")                                               \
  KIND (PT_EVENT_UNFOLLOWED, "unfollowed", "%A follows it no more")                                   \
  KIND (PT_EVENT_CC_KEPT_OUT, "cc-kept-out", "%A in Cc, who may not read the ticket, was not added")     \
  KIND (PT_EVENT_TAKEN_BACK, "taken-back", "taken back: %D")                                             \
  KIND (PT_EVENT_LEFT, "left", "%A wants no more mail of it")                                         \
  KIND (PT_EVENT_RETURNED, "returned", "%A wants mail of it again")                                   \
  KIND (PT_EVENT_MERGED, "merged", "merged %D")                                                       \
  KIND (PT_EVENT_MERGED_IN, "merged-in", "ticket %D merged into this one")                            \
  KIND (PT_EVENT_PERSON_MERGED, "person-merged", NULL)                                                \
  KIND (PT_EVENT_LINKED, "linked", "linked with another ticket")                                      \
  KIND (PT_EVENT_FORWARDED, "forwarded", NULL)                                                        \
  KIND (PT_EVENT_RELEASED, "released", NULL)                                                          \
  KIND (PT_EVENT_COMMANDS, "commands", NULL)                                                          \
  KIND (PT_EVENT_SEEN, "seen", "seen by %A")                                                          \
  KIND (PT_EVENT_FIRST_RESPONSE_DUE, "first-response-due", "reminded: the first answer is due at %D") \
  KIND (PT_EVENT_UNANSWERED, "unanswered", "reminded: nobody has answered since %D")                  \
  KIND (PT_EVENT_MATCH_CONFLICT, "match-conflict", "the mail named two tickets: %D")                  \
  KIND (PT_EVENT_ATTACHMENT_DROPPED, "attachment-dropped", NULL)                                      \
  KIND (PT_EVENT_NOTIFY_SUPPRESSED, "notify-suppressed", "%A not mailed")                             \
  KIND (PT_EVENT_WITHHELD, "withheld", "not mailed: %D")                                              \
  KIND (PT_EVENT_DELIVERY_FAILED, "delivery-failed", "mail could not be delivered: %D")               \
  KIND (PT_EVENT_DELIVERY_DELAYED, "delivery-delayed", "mail is not delivered yet: %D")               \
  KIND (PT_EVENT_ADDRESS_UNDELIVERABLE, "address-undeliverable", "no more mail to %D")                \
  KIND (PT_EVENT_ADDRESS_DELIVERABLE, "address-deliverable", "mail again to %D")                      \
  KIND (PT_EVENT_DELIVERY_RETRIED, "delivery-retried", NULL)                                          \
  KIND (PT_EVENT_DELIVERY_HELD, "delivery-held", NULL)                                                \
  KIND (PT_EVENT_DELIVERY_RELEASED, "delivery-released", NULL)                                        \
  KIND (PT_EVENT_DELIVERY_DROPPED, "delivery-dropped", NULL)                                          \
  KIND (PT_EVENT_HELD_TOLD, "held-told", NULL)                                                        \
  KIND (PT_EVENT_HELD_DIGEST, "held-digest", NULL)                                                    \
  KIND (PT_EVENT_MAIL_WAITS, "mail-waits", NULL)                                                      \
  FIELD (STATUS, KIND, "status-changed", "status changed from %D")                                    \
  FIELD (REQUESTER, KIND, "requester-changed", "requester changed to %A")                             \
  FIELD (PRIORITY, KIND, "priority-changed", "priority set to %D")                                    \
  FIELD (TYPE, KIND, "type-changed", "type set to %D")                                                \
  FIELD (CATEGORY, KIND, "category-changed", "category set to %D")                                    \
  FIELD (SHARED, KIND, "shared-changed", "shared with people outside: %D")                            \
  FIELD (RESTRICTED, KIND, "restricted-changed", NULL)                                                \
  FIELD (DIVISION, KIND, "division-changed", NULL)                                                    \
  FIELD (LINKED_TO, KIND, "linked-to-changed", "linked with %D")                                      \
  FIELD (TAGS, KIND, "tags-changed", "tags are now %D")                                               \
  FIELD (CUSTOM, KIND, "custom-changed", "custom fields changed")                                     \
  FIELD (SUBJECT, KIND, "subject-changed", "subject changed to %D")                                   \
  FIELD (DELETED, KIND, "deleted-changed", "deleted")
#define FIELD(field, KIND, name, words) KIND (PT_EVENT_FIELD + PT_FIELD_##field, name, words)
#define NAME(kind, name, words) [kind] = name,
#define WORDS(kind, name, words) [kind] = words,

static const char *const kind_names[PT_EVENT_N] = { KINDS (NAME) };
static const char *const kind_words[PT_EVENT_N] = { KINDS (WORDS) };
const PtNames pt_event_kind_names = PT_NAMES (kind_names, PT_EVENT_N);
PT_WORD_NAME (PtEventKind, pt_event_kind)

#define MEMBER(member, KIND) { .name = #member, PT_MEMBER_OF (PtEvent, #member, member, KIND) }
#define SHOWN(member, KIND) \
  { .name = #member, PT_MEMBER_OF (PtEvent, #member, member, KIND), .flags = PT_MEMBER_SHOWN }

static const PtMember members[] = {
  MEMBER (id, EVENT),
  MEMBER (ticket, TICKET),
  SHOWN (at, TIME),
  SHOWN (actor, PERSON),
  { .name = "kind", PT_MEMBER_OF (PtEvent, "kind", kind, NAME), .names = &pt_event_kind_names,
    .flags = PT_MEMBER_SHOWN },
  SHOWN (about, PERSON),
  SHOWN (detail, TEXT),
};
const PtMembers pt_event_members = { members, G_N_ELEMENTS (members), sizeof (PtEvent) };

void
pt_event_free (PtEvent *event)
{
  pt_members_free (&pt_event_members, event);
}

const char *
pt_event_kind_words (PtEventKind kind)
{
  return kind < PT_EVENT_N ? kind_words[kind] : NULL;
}
