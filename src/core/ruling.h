/* PtRuling: the row of RULES 3.3 that a message falls under, and what it says. */
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
  PT_RULING_NEW, /* from here on it becomes a comment */
  PT_RULING_NEW_FLAGGED,
  PT_RULING_NEW_PRIVATE,
  PT_RULING_PRIVATE,
  PT_RULING_PRIVATE_FLAGGED,
  PT_RULING_PUBLIC,
  PT_RULING_PUBLIC_FLAGGED,
} PtRulingKind;

typedef struct {
  guint        row;
  PtRulingKind kind;
  int          cause;    /* of held and rejected mail */
  gboolean     truncate; /* add CCs up to the limit only (rows 24, 42) */
  gboolean     followup; /* the ticket is closed: a new one that follows it */
  gboolean     forward;  /* a customer's mail that an agent hands on (row 22) */
  gboolean     plain_new; /* the ticket is closed: a new one with an internal reference only (U10) */
  const char  *rules;    /* ids of the row */
  const char  *why;      /* for people */
} PtRuling;

/* A row: TEST says whether its condition holds, and may adjust the ruling within the row's words. */
typedef struct {
  guint        row;
  PtRulingKind kind;
  int          cause;
  const char  *rules;
  const char  *why;
  gboolean (*test) (PtFacts *facts, PtRuling *ruling);
} PtRow;

/* The three parts of the table, each ended by a row whose TEST is NULL. */
extern const PtRow pt_rows_gate[];    /* 1-19: gate and authentication */
extern const PtRow pt_rows_new[];     /* 20-25: no ticket matched */
extern const PtRow pt_rows_matched[]; /* 26-43: ticket matched */

/* The comment is private. */
gboolean pt_ruling_is_private (PtRulingKind kind);

/* The first row that holds, with recovery (B11) and closed tickets applied. */
PtRuling pt_ruling_find (PtFacts *facts);

/* The same for FACTS that a ticket is known for, made without a message: rows 26-43 and closed tickets. */
PtRuling pt_ruling_find_matched (PtFacts *facts);

#endif
