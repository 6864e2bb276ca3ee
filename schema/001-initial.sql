-- Postern's store, version 1.
--
-- Times are microseconds since 1970 UTC, 0 = never.  Kinds, states and other words of the model are the numbers of
-- their C enumerations; src/store/numbers.c fails to compile when one of them moves.  Ids come from table counter and
-- are never used again.  Random index pages decide the cost of a message, so what is looked up by text is looked up by
-- the first 64 bits of its SHA-256, with the text beside it.

CREATE TABLE meta (
  name  TEXT NOT NULL PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;

-- the last id given out, in one row: read once and written once a transaction
CREATE TABLE counter (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  person  INTEGER NOT NULL,
  ticket  INTEGER NOT NULL,
  message INTEGER NOT NULL,
  comment INTEGER NOT NULL,
  event   INTEGER NOT NULL,
  outbox  INTEGER NOT NULL,
  division INTEGER NOT NULL DEFAULT 0,
  company INTEGER NOT NULL DEFAULT 0
);
INSERT INTO counter (id, person, ticket, message, comment, event, outbox) VALUES (1, 0, 0, 0, 0, 0, 0);

CREATE TABLE person (
  id         INTEGER PRIMARY KEY,
  name       TEXT NOT NULL,
  name_fold  TEXT NOT NULL,           -- case-folded, to find staff by name
  role       INTEGER NOT NULL,
  state      INTEGER NOT NULL,
  company    INTEGER,
  scope      INTEGER NOT NULL DEFAULT 0,
  formerly   TEXT NOT NULL DEFAULT '',  -- ids of people that were merged into this one
  divisions  TEXT NOT NULL DEFAULT '',   -- ids, the default one first, one space between
  created_at INTEGER NOT NULL,
  muted      INTEGER NOT NULL DEFAULT 0  -- mail that he does not want as a follower, one bit each
);
CREATE INDEX person_staff ON person (role) WHERE role > 0;
CREATE INDEX person_staff_name ON person (name_fold) WHERE role > 0;

CREATE TABLE person_address (
  id            INTEGER PRIMARY KEY,
  person        INTEGER NOT NULL REFERENCES person (id),
  key           TEXT NOT NULL,        -- RULES B20: one person an address
  address       TEXT NOT NULL,        -- as written
  is_primary    INTEGER NOT NULL,
  undeliverable INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX person_address_key ON person_address (key);
CREATE INDEX person_address_person ON person_address (person);
CREATE UNIQUE INDEX person_address_primary ON person_address (person) WHERE is_primary = 1;

CREATE TABLE division (                -- groups of agents; who is in it stands with the person
  id        INTEGER PRIMARY KEY,
  name      TEXT NOT NULL,
  name_fold TEXT NOT NULL
);
CREATE UNIQUE INDEX division_name ON division (name_fold);

CREATE TABLE company (
  id        INTEGER PRIMARY KEY,
  name      TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  contact   INTEGER REFERENCES person (id)
);
CREATE UNIQUE INDEX company_name ON company (name_fold);

CREATE TABLE ticket (
  id               INTEGER PRIMARY KEY,
  mailbox          TEXT NOT NULL,
  subject          TEXT NOT NULL,
  status           INTEGER NOT NULL,
  first_status     INTEGER NOT NULL,  -- as it was logged
  priority         INTEGER NOT NULL,
  requester        INTEGER NOT NULL REFERENCES person (id),
  assignee         INTEGER REFERENCES person (id),
  merged_into      INTEGER REFERENCES ticket (id),
  followup_of      INTEGER REFERENCES ticket (id),
  deleted          INTEGER NOT NULL,
  flagged          INTEGER NOT NULL,
  company          INTEGER,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  solved_at        INTEGER NOT NULL,
  solved_by        INTEGER REFERENCES person (id),
  thread_index     TEXT,
  type             INTEGER NOT NULL DEFAULT 0,
  category         INTEGER NOT NULL DEFAULT 0,
  shared           INTEGER NOT NULL DEFAULT 1,
  restricted       INTEGER NOT NULL DEFAULT 0,
  machine          INTEGER NOT NULL DEFAULT 0,
  channel          INTEGER NOT NULL DEFAULT 0,
  division         INTEGER,
  tags             TEXT NOT NULL DEFAULT '',    -- words in order, one space between
  custom           TEXT NOT NULL DEFAULT '',    -- lines name=value in order of name
  responded_at     INTEGER NOT NULL DEFAULT 0,  -- first public comment of an agent
  reminded_at      INTEGER NOT NULL DEFAULT 0,
  linked_to        INTEGER REFERENCES ticket (id),
  public_comments  INTEGER NOT NULL DEFAULT 0,  -- kept here so that a long ticket costs no more than a short one
  private_comments INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX ticket_open ON ticket (status) WHERE status < 5;
CREATE INDEX ticket_closed ON ticket (updated_at) WHERE status = 5;
CREATE INDEX ticket_followup ON ticket (followup_of) WHERE followup_of IS NOT NULL;
CREATE INDEX ticket_linked ON ticket (linked_to) WHERE linked_to IS NOT NULL;
CREATE INDEX ticket_unanswered ON ticket (mailbox, created_at) WHERE responded_at = 0 AND reminded_at = 0 AND status < 4;
CREATE INDEX ticket_solved ON ticket (solved_at) WHERE status = 4;

CREATE TABLE ticket_person (
  ticket   INTEGER NOT NULL REFERENCES ticket (id),
  relation INTEGER NOT NULL,
  person   INTEGER NOT NULL REFERENCES person (id),
  PRIMARY KEY (ticket, relation, person)
) WITHOUT ROWID;

CREATE INDEX ticket_person_follower ON ticket_person (person) WHERE relation = 2;

CREATE TABLE message (                -- RULES B18: every accepted message is one row
  id              INTEGER PRIMARY KEY,
  received_at     INTEGER NOT NULL,
  entrance        INTEGER NOT NULL,
  mailbox         TEXT NOT NULL,      -- '' if it was for none
  digest_key      INTEGER NOT NULL,   -- first 64 bits of digest
  nth             INTEGER NOT NULL,   -- counts the rows that share digest_key
  digest          BLOB NOT NULL,      -- content digest, RULES B19
  raw_digest      BLOB NOT NULL,
  raw_size        INTEGER NOT NULL,
  verdict         INTEGER NOT NULL,
  rule_row        INTEGER NOT NULL,
  cause           INTEGER NOT NULL,   -- -1 if none
  auth            INTEGER NOT NULL,
  evidence        INTEGER NOT NULL,
  via             INTEGER NOT NULL,
  ticket          INTEGER,
  comment         INTEGER,
  author          INTEGER,
  sender          INTEGER,            -- hash of the author's address key; NULL if the verdict is not counted (O2)
  held            INTEGER NOT NULL,   -- 1 while somebody may still release it
  expires_at      INTEGER NOT NULL,
  settled_at      INTEGER NOT NULL DEFAULT 0,  -- released, deleted or expired
  outcome         INTEGER NOT NULL DEFAULT 0,  -- 0 none, 1 released, 2 deleted, 3 expired
  settled_by      INTEGER,            -- who released or deleted it
  duplicates      INTEGER NOT NULL DEFAULT 0,
  message_id      TEXT,
  subject         TEXT NOT NULL,
  sender_text     TEXT NOT NULL,
  envelope_sender TEXT,
  recipients      TEXT NOT NULL,      -- one a line
  flags           TEXT NOT NULL,
  reasons         TEXT NOT NULL       -- rule, tab, text; one a line
);
CREATE UNIQUE INDEX message_digest ON message (digest_key, nth);
CREATE INDEX message_sender ON message (sender, auth, received_at) WHERE sender IS NOT NULL;
CREATE INDEX message_ticket ON message (ticket, author) WHERE ticket IS NOT NULL;
CREATE INDEX message_held ON message (expires_at) WHERE held = 1;

CREATE TABLE raw (
  message INTEGER PRIMARY KEY REFERENCES message (id),
  size    INTEGER NOT NULL,
  pack    TEXT,                       -- name of the file in the raw folder; NULL if the bytes are in body
  start   INTEGER,
  body    BLOB
);

CREATE TABLE pack (                   -- what lies beyond bytes was never committed
  name  TEXT NOT NULL PRIMARY KEY,
  bytes INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE part (
  message       INTEGER NOT NULL REFERENCES message (id),
  nth           INTEGER NOT NULL,
  type          TEXT NOT NULL,
  name          TEXT,
  size          INTEGER NOT NULL,
  sha256        BLOB NOT NULL,
  is_attachment INTEGER NOT NULL,
  is_inline     INTEGER NOT NULL,
  note          TEXT,
  charset       TEXT,                 -- as declared
  raw_start     INTEGER NOT NULL,     -- where its encoded bytes lie in the raw message
  raw_length    INTEGER NOT NULL,
  encoding      INTEGER NOT NULL,
  PRIMARY KEY (message, nth)
) WITHOUT ROWID;

CREATE TABLE comment (
  id             INTEGER PRIMARY KEY,
  ticket         INTEGER NOT NULL REFERENCES ticket (id),
  author         INTEGER NOT NULL REFERENCES person (id),
  message        INTEGER REFERENCES message (id),
  is_private     INTEGER NOT NULL,
  is_participant INTEGER NOT NULL,
  channel        INTEGER NOT NULL,
  at             INTEGER NOT NULL,
  visible_to     INTEGER REFERENCES person (id),
  visible_cc     TEXT NOT NULL,       -- ids of people
  author_address TEXT,
  flags          TEXT NOT NULL,
  text           TEXT NOT NULL
);
CREATE INDEX comment_ticket ON comment (ticket);
CREATE INDEX comment_private ON comment (ticket) WHERE is_private = 1;

CREATE TABLE event (                  -- append-only
  id     INTEGER PRIMARY KEY,
  ticket INTEGER NOT NULL REFERENCES ticket (id),
  actor  INTEGER REFERENCES person (id),
  about  INTEGER REFERENCES person (id),
  at     INTEGER NOT NULL,
  kind   TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX event_ticket ON event (ticket);

CREATE TABLE link (
  ticket INTEGER NOT NULL REFERENCES ticket (id),
  other  INTEGER NOT NULL REFERENCES ticket (id),
  kind   TEXT NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY (ticket, other, kind)
) WITHOUT ROWID;

CREATE TABLE known_id (               -- RULES B10; append-only but for origin
  nr      INTEGER PRIMARY KEY,
  hash    INTEGER NOT NULL,
  nth     INTEGER NOT NULL,           -- counts the ids that share hash
  ticket  INTEGER NOT NULL REFERENCES ticket (id),
  origin  INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  id      TEXT NOT NULL
);
CREATE UNIQUE INDEX known_id_hash ON known_id (hash, nth);

CREATE TABLE outbox (                 -- points at its cause; nothing of the mail's content is in it
  id           INTEGER PRIMARY KEY,
  kind         INTEGER NOT NULL,
  ticket       INTEGER NOT NULL REFERENCES ticket (id),
  comment      INTEGER REFERENCES comment (id),
  also         TEXT NOT NULL DEFAULT '',  -- ids of earlier comments in the same mail
  event        INTEGER REFERENCES event (id),
  person       INTEGER NOT NULL REFERENCES person (id),
  state        INTEGER NOT NULL,
  attempts     INTEGER NOT NULL DEFAULT 0,
  due_at       INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  settled_at   INTEGER NOT NULL DEFAULT 0,
  address_hash INTEGER,               -- of receipts only, for their rates (B12)
  domain_hash  INTEGER,
  address      TEXT NOT NULL,
  message_id   TEXT,
  answer       TEXT
);
CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 0;
CREATE INDEX outbox_waiting ON outbox (ticket, person) WHERE state = 0 AND kind = 1;
CREATE INDEX outbox_other ON outbox (state) WHERE state <> 0 AND state <> 2;
-- by person where it was sent only: else each of the many rows of a comment would touch a page of its own
CREATE INDEX outbox_ticket ON outbox (ticket);
CREATE INDEX outbox_sent ON outbox (ticket, person) WHERE state = 2;
CREATE INDEX outbox_receipt_address ON outbox (address_hash, created_at) WHERE kind = 0;
CREATE INDEX outbox_receipt_domain ON outbox (domain_hash, created_at) WHERE kind = 0;
