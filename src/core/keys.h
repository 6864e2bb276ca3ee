/* PtKeys: everything in a mail or a request that might count, each once, verified once, with its kind and place.
 *
 * Nothing else reads a token, an id, a command or the mailbox of an address out of a message.  What a key means the
 * rules say: match.c chooses the ticket among them, arrival.c the mailbox, question.c what to ask the store for.
 * Keys are made before the store is asked, and of the message alone: the same message has the same keys. */
#ifndef PT_CORE_KEYS_H
#define PT_CORE_KEYS_H

#include "core/case.h"
#include "core/commands.h"
#include "core/token.h"

/* Where it stands. */
typedef enum {
  PT_KEY_ENVELOPE, /* addresses, and the tokens in their details */
  PT_KEY_TO,
  PT_KEY_CC,
  PT_KEY_REPLY_TO,
  PT_KEY_MESSAGE_ID, /* ids */
  PT_KEY_IN_REPLY_TO,
  PT_KEY_REFERENCES,
  PT_KEY_RETURNED,
  PT_KEY_TEXT_NEW, /* tokens in the text */
  PT_KEY_TEXT_QUOTED,
} PtKeyPlace;

typedef struct {
  PtKeyPlace       place;
  const PtAddress *address;  /* NULL in the envelope */
  char            *key;      /* NULL if it is no usable address */
  const PtMailbox *mailbox;  /* whose it is, with a detail or without; NULL if no mailbox's */
  gboolean         ours;     /* a mailbox or the return path */
  gboolean         wildcard; /* in a domain of ours, and not OURS: a mailbox's unless it is somebody's (M14) */
} PtKeyAddress;

typedef struct {
  PtKeyPlace   place;
  PtTokenState state; /* never PT_TOKEN_NOT */
  PtToken      token;
} PtKeyToken;

typedef struct {
  PtKeyPlace   place;
  const char  *id;
  PtTokenState state; /* PT_TOKEN_NOT: somebody else's */
  PtToken      token;
} PtKeyId;

struct PtKeys { /* PtKeys is declared in core/case.h */
  GArray          *addresses;    /* PtKeyAddress: envelope, To, Cc, Reply-To, as they stand */
  GArray          *tokens;       /* PtKeyToken: of addresses and text, as they stand */
  GArray          *return_paths; /* PtKeyToken: in the envelope */
  /* PtKeyId: own, In-Reply-To, References from the oldest, those that a report returns */
  GArray          *ids;
  GArray          *tickets;      /* PtId: in the subject; of a request, those that it names */
  const PtAddress *named;        /* the one mailbox in Reply-To, if that is not From's: whom a form speaks for (B0) */
  /* whom a group says that it passes the mail on for (J7); NULL if it says so of nobody */
  PtAddress       *original;
  PtAddress       *forwarded;    /* who wrote what the mail forwards, by its own words; NULL if it forwards nothing */
  PtCommands      *commands;     /* on top of the new text, in whatever style */
  PtCommands      *above;        /* the same above what is forwarded, and ... */
  PtCommands      *whole;        /* ... on top of the whole text; both NULL unless something is forwarded */
  PtCommands      *none;
  GPtrArray       *people;       /* char *: address keys that commands or a request name */
  GArray          *persons;      /* PtId: numbers that they name */
  GPtrArray       *names;        /* char *: what may be names of staff */
  GPtrArray       *divisions;    /* char *: divisions by name or number */
};

/* Of the message and envelope, or of the request, of A_CASE; policy and time must be there.  A message that the gate
 * stopped has the keys of its envelope, and those ids and addresses that could be read.  Never NULL.  They point into
 * A_CASE. */
PtKeys *pt_keys_of_message (const PtCase *a_case);
PtKeys *pt_keys_of_request (const PtCase *a_case);
PtKeys *pt_keys_make (const PtCase *a_case); /* the one of both that A_CASE has */
void    pt_keys_free (PtKeys *keys);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtKeys, pt_keys_free)

/* The message's own one; NULL if it has none. */
const PtKeyId *pt_keys_own_id (const PtKeys *keys);

/* ALL if RULES take commands of their style (X23), else the commands of a mail that has none. */
const PtCommands *pt_keys_commands (const PtKeys *keys, const PtCommands *all, const PtRules *rules);

/* The mailbox that ADDRESS is of, once SNAPSHOT says whose the addresses in our domains are; NULL if of none. */
const PtMailbox *pt_keys_mailbox (const PtPolicy *policy, const PtKeyAddress *address, const PtSnapshot *snapshot);
/* ADDRESS is one of the desk: a mailbox, the return path, or a wildcard (M14). */
gboolean         pt_keys_is_desk (const PtKeyAddress *address, const PtSnapshot *snapshot);

#define pt_keys_address(keys, i) (&g_array_index ((keys)->addresses, PtKeyAddress, i))
#define pt_keys_token(keys, i)   (&g_array_index ((keys)->tokens, PtKeyToken, i))
#define pt_keys_id(keys, i)      (&g_array_index ((keys)->ids, PtKeyId, i))

#endif
