/* Commands on top of an agent's plain text (RULES section 10).
 *
 * `#name value`, one a line, is a block (MC1-MC12).  The first line that is no command ends it and is text (MC5).  A
 * line whose name is a slip or two away from a command is a command misspelt: it is not carried out, and the agent is
 * told (MC4); if the slip is in #note or #public, the comment stays inside.  So `#printer is broken` is said to the
 * customer and `#assing bert` is not, and no word is lost: what is not in the comment stands in the ticket's log and
 * in the agent's mail.
 *
 * `@@name value` is one command for a whole mail (10.2), looked for where there is no block and the setting says
 * so. */
#ifndef PT_CORE_COMMANDS_H
#define PT_CORE_COMMANDS_H

#include "base/address.h"
#include "core/case.h"

/* In the order in which they are carried out, wherever they stand. */
typedef enum {
  PT_COMMAND_REQUESTER,
  PT_COMMAND_GROUP,
  PT_COMMAND_TYPE,         /* number = PtTicketType */
  PT_COMMAND_PRIORITY,     /* number = PtPriority */
  PT_COMMAND_TAGS,
  PT_COMMAND_ASSIGNEE,
  PT_COMMAND_FOLLOW,
  PT_COMMAND_UNFOLLOW,
  PT_COMMAND_UNCC,         /* value is a CC, or nothing for the author himself */
  PT_COMMAND_ADD_AGENT,    /* @@add_agent: value is somebody else */
  PT_COMMAND_REMOVE_AGENT,
  PT_COMMAND_STATUS,       /* number = PtStatus: open, pending, solved */
  PT_COMMAND_CLOSE,
  PT_COMMAND_NOTE,         /* @@note: value is the note */
  PT_COMMAND_PUBLIC,       /* number = whether it may be public */
  PT_COMMAND_NOTIFY,       /* @@notify: value is an agent and the note for him */
  PT_COMMAND_UNKNOWN,      /* nothing can be made of it */
} PtCommandKind;

typedef struct {
  PtCommandKind kind;
  char         *line;   /* as written */
  char         *value;  /* behind the name, "" if nothing */
  char         *wrong;  /* why it can never be carried out; NULL if that is not said yet */
  int           number;
} PtMailCommand;

typedef struct {
  GPtrArray *list;         /* PtMailCommand *, as they stand */
  gboolean   at;           /* it is the one of a whole mail, @@ */
  gboolean   make_private; /* `#note`, `#public false`, and what may have been meant for one of them */
  gboolean   make_public;  /* `#public true` */
  char      *rest;         /* the text below the commands, for the comment (MC5); "" if none */
} PtCommands;

/* Never NULL.  Reads the top of TEXT, in whatever style commands are written there: a text has those of one. */
PtCommands *pt_commands_read (const char *text);
void        pt_commands_free (PtCommands *commands);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtCommands, pt_commands_free)

/* RULES take commands of the style of COMMANDS (X23). */
gboolean pt_commands_are_taken (const PtCommands *commands, const PtRules *rules);

/* Whom VALUE names, as far as can be said without asking: an address, also as mail programs decorate it (NULL if it
 * is none), or the number of a person (else 0); if neither, it may be a name. */
PtAddress *pt_commands_address (const char *value);
char      *pt_commands_key (const char *value); /* of that address; free with g_free */
PtId       pt_commands_number (const char *value);
/* The word and the text behind it of PT_COMMAND_NOTIFY.  Free with g_free. */
char *pt_commands_first_word (const char *value, const char **out_rest);

/* The last command of that kind, which is the one that counts; NULL if there is none. */
const PtMailCommand *pt_commands_last (const PtCommands *commands, PtCommandKind kind);

#endif
