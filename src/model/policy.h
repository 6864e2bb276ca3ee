/* PtPolicy: what the administrator decided.  The names in PtRules are the names of the settings (RULES section 12).
 */
#ifndef PT_MODEL_POLICY_H
#define PT_MODEL_POLICY_H

#include "base/limits.h"
#include "base/types.h"
#include "model/ticket.h"

typedef enum { PT_FOLLOWER_REPLY_INHERIT, PT_FOLLOWER_REPLY_PRIVATE } PtFollowerReply;
typedef enum { PT_SUPPRESS_PER_RECIPIENT, PT_SUPPRESS_ZENDESK_BOTH, PT_SUPPRESS_ZENDESK_EITHER } PtSuppress;
typedef enum { PT_CC_OVERFLOW_SUSPEND, PT_CC_OVERFLOW_TRUNCATE } PtCcOverflow;
typedef enum { PT_CC_REMOVE_NO, PT_CC_REMOVE_REPLY_ALL_DIFF } PtCcRemove;
typedef enum { PT_FOLLOWER_MANAGE_EDIT, PT_FOLLOWER_MANAGE_VIEW } PtFollowerManage;
typedef enum { PT_STRANGER_UNSIGNED_TICKET, PT_STRANGER_UNSIGNED_HOLD } PtStrangerUnsigned;
typedef enum { PT_STRANGER_REPLY_ZENDESK, PT_STRANGER_REPLY_REFUSE, PT_STRANGER_REPLY_PARTICIPANT } PtStrangerReply;
typedef enum { PT_CLOSED_REPLY_FOLLOWUP, PT_CLOSED_REPLY_REOPEN, PT_CLOSED_REPLY_REFUSE } PtClosedReply;
typedef enum { PT_CLOSE_COMMAND_SOLVE, PT_CLOSE_COMMAND_REFUSE } PtCloseCommand;
typedef enum { PT_SEEN_BY_ANSWER, PT_SEEN_BY_ANY } PtSeenByReply;
typedef enum { PT_BLOCKLIST_SUSPEND, PT_BLOCKLIST_REJECT } PtBlocklistAction;
typedef enum { PT_AUTH_LEVEL_MINIMAL, PT_AUTH_LEVEL_NATIVE, PT_AUTH_LEVEL_ARC } PtAuthLevel;

typedef struct {
  /* who may, and what is public */
  gboolean        agent_email_public;     /* P7 */
  gboolean        cc_comments_public;     /* X2 */
  PtFollowerReply follower_reply;         /* X1 */
  gboolean        open_submission;        /* C9, O9 */
  /* CC */
  gboolean        cc_enabled;             /* C6, C7 */
  gboolean        end_users_may_cc;       /* C8, B7 */
  gboolean        light_agents_may_be_cc;
  gboolean        agent_cc_becomes_follower; /* C11, X5 */
  guint           max_cc;                 /* C4, X17 */
  guint           max_cc_per_mail;        /* J32: 48, of a sender who is proven */
  guint           max_cc_unproven;        /* J32: 20, of anybody else */
  PtCcOverflow    cc_overflow;
  PtCcRemove      cc_remove_by_mail;      /* X4 */
  gboolean        agent_cc_gets_private;  /* X5 */
  GStrv           cc_blocklist;           /* C10: addresses and domains, as keys */
  /* followers, participants */
  gboolean        followers_enabled;
  PtFollowerManage follower_manage;       /* X6 */
  gboolean        participants;           /* T1, X16 */
  gboolean        copy_participants;      /* T10, X18 */
  gboolean        copy_company_contact;   /* T11 */
  PtStrangerReply stranger_reply;         /* X15, T9 */
  PtStrangerUnsigned stranger_unsigned;   /* J8 */
  /* closed */
  int             category;               /* PtCategory of new tickets (D1) */
  PtClosedReply   closed_reply;           /* X10 */
  PtTime          close_after;            /* X11 */
  gboolean        manual_close;           /* X9 */
  PtCloseCommand  close_command;          /* X9: what a command to close does while manual_close is off */
  gboolean        admin_edit_closed;      /* L9 */
  GStrv           followup_copy;          /* X12: words */
  gboolean        followup_reuse;         /* U12 */
  PtStatus        public_status[PT_STATUS_N]; /* X14: what people outside read for each */
  gboolean        thanks_reopens;         /* J31 */
  gboolean        auto_assign_on_solve;   /* L4 */
  gboolean        auto_assign_first_responder;
  gboolean        agents_may_change_requester; /* MC7 */
  /* commands by mail */
  GStrv           commands;               /* X23: hash, at */
  gboolean        agent_forwarding;       /* X25, M15 */
  /* matching */
  guint           header_match_days;      /* X29; 0 = no limit */
  char           *delimiter;              /* N8: what stands below it is no comment text; "" = none */
  gsize           max_attachment_in;      /* N9, decoded bytes */
  /* gates */
  GStrv           blocklist;              /* O7 */
  PtBlocklistAction blocklist_action;
  GStrv           allowlist;              /* O2, O7 */
  GStrv           groups;                 /* J7: addresses of groups in front of the desk, and their list ids */
  GStrv           form_senders;           /* B0: addresses whose Reply-To is the author */
  guint           rate_accept;            /* O2, per sender and hour; 0 = no limit */
  guint           rate_suspend;           /* O2: the next so many are held, beyond that rejected */
  guint           burst;                  /* O3, per sender and minute; 0 = no limit */
  PtAuthLevel     auth_level;             /* O8: of whom besides agents authentication is demanded */
  PtTime          suspended_keep;         /* O11 */
  guint           held_at_once;           /* J5: mails about held mail to a person in an hour */
  PtTime          held_digest;            /* J5 */
  /* notifications */
  PtTime          reply_delay;            /* X19 */
  PtTime          delay_told;             /* J4: mail that is not delivered for so long is told; 0 = never */
  PtTime          unanswered_after;       /* J29; 0 = never */
  PtSeenByReply   seen_by_reply;          /* D9 */
  gboolean        notify_status_change;   /* X20 */
  GStrv           notify_off;             /* H4: kinds of notification that are not sent */
  GStrv           receipt_blocklist;      /* S11: addresses and domains, as keys */
  PtTime          sla_first_response;     /* time for the first answer; 0 = no limit */
  PtTime          sla_reminder;           /* so long before it is over people are reminded */
  PtSuppress      suppress;               /* X3 */
  GStrv           notify_new;             /* X28: role names */
  char           *division;               /* name of the division that new tickets get; "" if none */
  gboolean        personal_from;          /* N4 */
  gboolean        receipt;                /* receipts at all */
  char           *ticket_url;             /* H12: page of a ticket for customers, {id} for the number; "" if none */
  char           *agent_url;              /* for agents */
  guint           receipts_per_sender_day;  /* B12 */
  guint           receipts_per_domain_hour; /* B12 */
  guint           receipts_unproven;        /* J10: an hour, for the desk */
  guint           outside_mail;             /* J10: what no agent caused, an hour, for the desk */
  gsize           attach_out_file;        /* N9, decoded bytes */
  gsize           attach_out_total;
} PtRules;

typedef struct {
  char    *name;      /* group [mailbox NAME] */
  char    *address;   /* support@example.com */
  char    *key;
  char    *display;   /* what people read in From; the name with a capital unless set */
  char    *language;  /* folder of templates */
  char    *signature; /* under every public reply; "" if none */
  gboolean enabled;
  PtRules *rules;     /* the general rules with this mailbox's overrides */
} PtMailbox;

/* One key of the key file.  Number 1 ... 255. */
typedef struct {
  guint   number;
  GBytes *secret;     /* 32 random bytes */
  PtTime  created_at;
  PtTime  retired_at; /* 0 while it signs or was never retired */
} PtKey;

typedef struct {
  char      *installation;  /* random word made by init: our loop mark (N11) */
  GPtrArray *mailboxes;     /* PtMailbox *, the first is the default */
  PtRules   *rules;         /* general */
  PtLimits   limits;
  char      *authserv_id;   /* trusted authserv-id, NULL = none (THREATS 5.1); lower case */
  GStrv received_by; /* the `by` hosts of our own Received lines, the topmost first (J11); authserv_id if not set */
  char      *return_path;   /* bounce@example.com: the detail carries the token */
  char      *return_path_key;
  char      *id_domain;     /* domain of our Message-IDs */
  GStrv      own_domains;   /* keys; addresses there that are no person's are ours (B20) */
  gboolean   wildcard;      /* M14: an address at a domain of ours that is nobody's is the first mailbox */
  GStrv      spam_headers;  /* O6: fields of a spam filter that are believed, in lower case */
  char       recipient_delimiter; /* '+' */
  GPtrArray *keys;          /* PtKey *, newest first; the first signs */
  PtTime     key_grace;     /* a retired key is good for so long; 0 = for ever */
} PtPolicy;

PtRules *pt_rules_new (void);  /* every setting at the default of RULES section 12 */
PtRules *pt_rules_copy (const PtRules *rules);
void     pt_rules_free (PtRules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtRules, pt_rules_free)

PtMailbox *pt_mailbox_new (const char *name, const char *address);
void       pt_mailbox_free (PtMailbox *mailbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtMailbox, pt_mailbox_free)

PtKey *pt_key_new (guint number, GBytes *secret, PtTime created_at);
void   pt_key_free (PtKey *key);

PtPolicy *pt_policy_new (void);
void      pt_policy_free (PtPolicy *policy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PtPolicy, pt_policy_free)

/* NULL if there is none. */
const PtMailbox *pt_policy_mailbox_named (const PtPolicy *policy, const char *name);
/* The mailbox of that name (may be NULL), or the default one if there is none (any more).  There must be one at all.
 */
const PtMailbox *pt_policy_mailbox_or_default (const PtPolicy *policy, const char *name);
/* The rules of that mailbox, found in the same way; those of the policy if there are no mailboxes. */
const PtRules   *pt_policy_rules_for (const PtPolicy *policy, const char *name);
/* The mailbox whose address, with any detail, KEY is; *out_detail (may be NULL) points at a copy of the detail. */
const PtMailbox *pt_policy_mailbox_for (const PtPolicy *policy, const char *key, char **out_detail);
/* The detail with which KEY is our return path, NULL if it is another address or has none.  Free with g_free. */
char            *pt_policy_return_path_detail (const PtPolicy *policy, const char *key);
/* KEY is a mailbox or a return path with any detail: it can be no person (B20, O1). */
gboolean         pt_policy_owns_address (const PtPolicy *policy, const char *key);
/* The domain of KEY is that of a mailbox, or one of own_domains. */
gboolean         pt_policy_owns_domain (const PtPolicy *policy, const char *key);
/* NULL if that number is not there. */
const PtKey     *pt_policy_key (const PtPolicy *policy, guint number);
/* Roles that notify_new names, in general or for any mailbox: one bit for each, 1 << PtRole (X28). */
guint            pt_policy_staff_roles (const PtPolicy *policy);
/* Some mailbox has followup_reuse (U12). */
gboolean         pt_policy_reuses_followups (const PtPolicy *policy);
/* WORD stands in the setting followup_copy (X12). */
gboolean         pt_rules_copies (const PtRules *rules, const char *word);
/* Participants stand in Cc, in general or for any mailbox (T10). */
gboolean         pt_policy_copies_participants (const PtPolicy *policy);
/* KEY or its domain (or a parent of it) stands in LIST. */
gboolean         pt_list_matches (const char *const *list, const char *key);

#endif
