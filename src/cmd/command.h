/* PtCommand: one row of the table of commands, and PtCall: one use of it.  The dispatcher (main.c) reads the row,
 * opens what it needs, and prints an error once; a command only does its work and prints its result. */
#ifndef PT_CMD_COMMAND_H
#define PT_CMD_COMMAND_H

#include "gateway/gateway.h"

typedef enum {
  PT_NEEDS_SETTINGS = 1 << 0, /* the settings file with its key file */
  PT_NEEDS_STORE = 1 << 1,    /* the store, to read */
  PT_NEEDS_WRITING = 1 << 2,  /* the store, to write */
  PT_NEEDS_NO_KEYS = 1 << 3,  /* the settings alone: it reads the key file itself, later */
} PtNeeds;

/* What the options of all commands set; which of them a command has is told by its row. */
typedef struct {
  gboolean all_or_nothing, deliverable, new_keys, changed;
  gboolean note, only_cc, json, all, full, raw, no_send, failed, api, closed, following;
  char    *file; /* -c, also after the command */
  char    *address, *folder, *transport;
  char    *from;
  GStrv    to;
  char    *name, *role, *state, *status, *mailbox, *assignee, *as, *requester, *subject, *text, *who, *category;
  char    *priority, *channel, *tag, *division, *sides;
  char    *output;
  gboolean primary, remove, force;
  char    *scope, *company, *contact;
} PtCallOptions;

typedef struct PtCall PtCall;

typedef gboolean (*PtCommandFunc) (PtCall *call, GError **error);

typedef struct {
  const char *name;   /* without dashes */
  const char *value;  /* as synopsis and help name it; NULL = a switch */
  gboolean    many;   /* may be given more than once */
  gsize       offset; /* in PtCallOptions: gboolean, char * or, if many, GStrv */
  const char *meaning;
} PtOption;

typedef struct {
  const char     *name;      /* "ticket" */
  const char     *sub;       /* "reply"; NULL if the command has no second word */
  PtCommandFunc   run;
  guint           needs;     /* PtNeeds */
  guint           least;     /* words after the command's name */
  guint           most;
  const char     *arguments; /* synopsis of those words; "" if there are none */
  const PtOption *options;   /* until a row without a name; NULL = none */
  const char     *summary;
} PtCommand;

struct PtCall {
  const PtCommand *command;
  PtCallOptions    options;
  GPtrArray       *words;   /* char *: valid UTF-8 */
  const char      *file;    /* settings file */
  PtConfig        *config;  /* NULL unless needed, like the next two */
  PtGateway       *gateway;
  PtStore         *store;
  PtTime           now;
  int              status;  /* of the program where the command ends well; 0 unless the command sets it */
};

const PtCommand *pt_commands (gsize *out_count);

/* The options that every command has. */
extern const PtOption pt_general_options[];

/* The row of WORDS[0], or of WORDS[0] and WORDS[1]; *out_used tells how many words name it.  USAGE, with the nearest
 * names. */
gboolean pt_command_find (const char *const *words, const PtCommand **out_command, guint *out_used, GError **error);

/* "ticket reply".  Free with g_free. */
char *pt_command_title (const PtCommand *command);

/* "postern ticket reply [--as AGENT] TICKET [TEXT|-]".  Free with g_free. */
char *pt_command_synopsis (const PtCommand *command);

/* Takes the options out of ARGV (argv[0] is skipped) and keeps the rest as words.  *out_help: --help was given.
 * USAGE. */
gboolean pt_call_parse (PtCall *call, int argc, char **argv, gboolean *out_help, GError **error);
void     pt_call_clear (PtCall *call);

/* Word N, NULL if there are fewer. */
const char *pt_call_word (const PtCall *call, guint n);

/* Help for one command; the list of all, with their synopses if FULL. */
void pt_help_command (const PtCommand *command);
void pt_help_list (gboolean full);

/* The commands whose first word is NAME; FALSE, and nothing is printed, if there is none with a second word. */
gboolean pt_help_group (const char *name);

/* The commands. */
gboolean pt_cmd_help (PtCall *call, GError **error);
gboolean pt_cmd_init (PtCall *call, GError **error);
gboolean pt_cmd_check (PtCall *call, GError **error);
gboolean pt_cmd_print_mta_config (PtCall *call, GError **error);
gboolean pt_cmd_key_list (PtCall *call, GError **error);
gboolean pt_cmd_key_rotate (PtCall *call, GError **error);
gboolean pt_cmd_migrate (PtCall *call, GError **error);
gboolean pt_cmd_serve (PtCall *call, GError **error);
gboolean pt_cmd_run (PtCall *call, GError **error);
gboolean pt_cmd_explain (PtCall *call, GError **error);
gboolean pt_cmd_config_list (PtCall *call, GError **error);
gboolean pt_cmd_config_get (PtCall *call, GError **error);
gboolean pt_cmd_person_add (PtCall *call, GError **error);
gboolean pt_cmd_person_list (PtCall *call, GError **error);
gboolean pt_cmd_person_show (PtCall *call, GError **error);
gboolean pt_cmd_person_set (PtCall *call, GError **error);
gboolean pt_cmd_person_address (PtCall *call, GError **error);
gboolean pt_cmd_person_merge (PtCall *call, GError **error);
gboolean pt_cmd_division_add (PtCall *call, GError **error);
gboolean pt_cmd_division_list (PtCall *call, GError **error);
gboolean pt_cmd_division_rename (PtCall *call, GError **error);
gboolean pt_cmd_division_join (PtCall *call, GError **error);
gboolean pt_cmd_division_leave (PtCall *call, GError **error);
gboolean pt_cmd_division_remove (PtCall *call, GError **error);
gboolean pt_cmd_company_add (PtCall *call, GError **error);
gboolean pt_cmd_company_list (PtCall *call, GError **error);
gboolean pt_cmd_company_set (PtCall *call, GError **error);
gboolean pt_cmd_company_remove (PtCall *call, GError **error);
gboolean pt_cmd_ticket_list (PtCall *call, GError **error);
gboolean pt_cmd_ticket_show (PtCall *call, GError **error);
gboolean pt_cmd_ticket_reply (PtCall *call, GError **error);
gboolean pt_cmd_ticket_note (PtCall *call, GError **error);
gboolean pt_cmd_ticket_assign (PtCall *call, GError **error);
gboolean pt_cmd_ticket_status (PtCall *call, GError **error);
gboolean pt_cmd_ticket_new (PtCall *call, GError **error);
gboolean pt_cmd_ticket_set (PtCall *call, GError **error);
gboolean pt_cmd_ticket_tag (PtCall *call, GError **error);
gboolean pt_cmd_ticket_field (PtCall *call, GError **error);
gboolean pt_cmd_ticket_followup (PtCall *call, GError **error);
gboolean pt_cmd_ticket_merge (PtCall *call, GError **error);
gboolean pt_cmd_ticket_delete (PtCall *call, GError **error);
gboolean pt_cmd_ticket_log (PtCall *call, GError **error);
gboolean pt_cmd_ticket_cc (PtCall *call, GError **error);
gboolean pt_cmd_ticket_participant (PtCall *call, GError **error);
gboolean pt_cmd_ticket_follow (PtCall *call, GError **error);
gboolean pt_cmd_ticket_unfollow (PtCall *call, GError **error);
gboolean pt_cmd_ticket_candidates (PtCall *call, GError **error);
gboolean pt_cmd_settings (PtCall *call, GError **error);
gboolean pt_cmd_ticket_seen (PtCall *call, GError **error);
gboolean pt_cmd_ticket_link (PtCall *call, GError **error);
gboolean pt_cmd_ticket_attachment (PtCall *call, GError **error);
gboolean pt_cmd_ticket_unsend (PtCall *call, GError **error);
gboolean pt_cmd_held_list (PtCall *call, GError **error);
gboolean pt_cmd_held_show (PtCall *call, GError **error);
gboolean pt_cmd_held_release (PtCall *call, GError **error);
gboolean pt_cmd_held_delete (PtCall *call, GError **error);
gboolean pt_cmd_outbox_list (PtCall *call, GError **error);
gboolean pt_cmd_outbox_show (PtCall *call, GError **error);
gboolean pt_cmd_outbox_retry (PtCall *call, GError **error);
gboolean pt_cmd_outbox_hold (PtCall *call, GError **error);
gboolean pt_cmd_outbox_release (PtCall *call, GError **error);
gboolean pt_cmd_outbox_drop (PtCall *call, GError **error);

#endif
