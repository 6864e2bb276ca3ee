/* PtRuling: the row of RULES 3.3 that a message falls under, and everything that follows from it being that row.
 *
 * A row is a function of const facts that says whether it holds.  What holding implies stands beside it in the table:
 * kind, cause, a flag, marks.  Nothing else in the program compares the number of a row: whoever wants to know what a
 * row implies asks its marks.  Facts are never changed by a row; a flag that a row adds lives in the ruling. */
#ifndef PT_CORE_RULING_H
#define PT_CORE_RULING_H

#include "core/facts.h"

typedef enum {
  PT_RULING_REJECTED,
  PT_RULING_HELD,
  PT_RULING_DUP,
  PT_RULING_ALSO_TO,
  PT_RULING_LOOP,
  PT_RULING_BOUNCE,
  PT_RULING_AUTO,
  PT_RULING_BOUNCE_HELD,
  PT_RULING_LEAVE, /* somebody leaves a ticket by it, and it says nothing else (J16) */
  PT_RULING_NEW, /* from here on it becomes a comment */
  PT_RULING_NEW_FLAGGED,
  PT_RULING_NEW_PRIVATE,
  PT_RULING_NEW_PRIVATE_FLAGGED,
  PT_RULING_PRIVATE,
  PT_RULING_PRIVATE_FLAGGED,
  PT_RULING_PUBLIC,
  PT_RULING_PUBLIC_FLAGGED,
} PtRulingKind;

/* What a row implies besides its kind, to be joined. */
typedef enum {
  PT_MARK_COMMANDS = 1 << 0, /* an agent's commands may run (side effect 1) */
  PT_MARK_CC       = 1 << 1, /* the CCs that the mail names may be added (side effect 2) */
  PT_MARK_RECEIPT  = 1 << 2, /* the sender of a new ticket gets one (side effect 5) */
  PT_MARK_IDENTITY = 1 << 3, /* held for who sent it: an agent who lets it in vouches for that (B11) */
  PT_MARK_FORWARD  = 1 << 4, /* a customer's mail that an agent hands on (row 22) */
  PT_MARK_JOINS    = 1 << 5, /* a stranger who becomes a participant by this mail (T9) */
  PT_MARK_ASIDE    = 1 << 7, /* the mail is judged once more, without that ticket (judge.h) */
  PT_MARK_GOES_ON  = 1 << 6, /* in the table alone: its flag and marks stay, and the next rows are asked */
  PT_MARK_PUBLISH  = 1 << 9, /* it shows a comment that was kept inside, and is none itself (J2) */
  PT_MARK_FOLLOWS  = 1 << 8, /* flagged, and on a closed ticket a follow-up all the same (J2) */
} PtMark;

typedef struct {
  guint        row;
  PtRulingKind kind;
  int          cause;    /* of held and rejected mail */
  guint        marks;    /* PtMark: of the row and of those before it that went on */
  PtFlags      flags; /* what these add to the flags of the mail */
  gboolean     truncate; /* add CCs up to the limit only (rows 24, 42) */
  gboolean     followup; /* the ticket is closed: a new one that follows it */
  gboolean     plain_new; /* the ticket is closed: a new one with an internal reference only (U10) */
  const char  *rules;    /* ids of the row */
  const char  *why;      /* for people */
} PtRuling;

/* A row: TEST says whether it holds, and may fill RULING within the row's words; RULING has the row's columns
 * already. */
typedef struct {
  guint        row;
  PtRulingKind kind;
  int          cause;
  guint        marks; /* PtMark */
  PtFlags      flags; /* added if it holds */
  const char  *rules;
  const char  *why;
  gboolean (*test) (const PtFacts *facts, PtRuling *ruling);
} PtRow;

/* The three parts of the table, each ended by a row whose TEST is NULL. */
extern const PtRow pt_rows_gate[];    /* 1-19: gate and authentication */
extern const PtRow pt_rows_new[];     /* 20-25: no ticket matched */
extern const PtRow pt_rows_matched[]; /* 26-43: ticket matched */

/* The first row that holds, with recovery (B11) and closed tickets applied.  Whoever wants the verdict on a message
 * asks pt_judge (judge.h). */
PtRuling pt_rule (const PtFacts *facts);

/* The same for FACTS that a ticket is known for, made without a message: rows 26-43 and closed tickets. */
PtRuling pt_rule_matched (const PtFacts *facts);

/* What is said of RULING outside. */
PtVerdict pt_ruling_verdict (const PtRuling *ruling);

/* The comment is private. */
gboolean pt_ruling_is_private (PtRulingKind kind);

/* The flags of the mail and those that RULING adds. */
PtFlags pt_ruling_flags (const PtFacts *facts, const PtRuling *ruling);

/* Side effects (1) and (2) of RULES 3.3: by row and mail this mail may run commands, and add CCs. */
gboolean pt_ruling_may_command (const PtFacts *facts, const PtRuling *ruling);
gboolean pt_ruling_may_add_cc (const PtFacts *facts, const PtRuling *ruling);

#endif
