-- Version 2: lists of ids become tables; mail and events that are about no ticket; what is known of people and addresses;
-- work that is done after a commit.
--
-- Ids in a column of text, one space between, are read character by character: a row that ends in a space is a whole id.

CREATE TABLE person_division (          -- RULES M18
  person   INTEGER NOT NULL REFERENCES person (id),
  nth      INTEGER NOT NULL,            -- in this order: the first is the default one
  division INTEGER NOT NULL,
  PRIMARY KEY (person, nth)
) WITHOUT ROWID;
INSERT INTO person_division (person, nth, division)
WITH RECURSIVE letter (person, nth, id, rest) AS (
  SELECT id, 0, '', divisions || ' ' FROM person WHERE divisions <> ''
  UNION ALL
  SELECT person, CASE WHEN substr(rest, 1, 1) = ' ' THEN nth + 1 ELSE nth END,
    CASE WHEN substr(rest, 1, 1) = ' ' THEN '' ELSE id || substr(rest, 1, 1) END, substr(rest, 2)
  FROM letter WHERE rest <> ''
)
SELECT person, nth, CAST(id AS BIGINT) FROM letter WHERE substr(rest, 1, 1) = ' ' AND id <> '';
CREATE UNIQUE INDEX person_division_member ON person_division (division, person);
ALTER TABLE person DROP COLUMN divisions;

CREATE TABLE person_former (            -- RULES M11: what names FORMER names PERSON
  former INTEGER NOT NULL PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person (id)
);
INSERT INTO person_former (former, person)
WITH RECURSIVE letter (person, id, rest) AS (
  SELECT id, '', formerly || ' ' FROM person WHERE formerly <> ''
  UNION ALL
  SELECT person, CASE WHEN substr(rest, 1, 1) = ' ' THEN '' ELSE id || substr(rest, 1, 1) END, substr(rest, 2)
  FROM letter WHERE rest <> ''
)
SELECT CAST(id AS BIGINT), person FROM letter WHERE substr(rest, 1, 1) = ' ' AND id <> '';
CREATE INDEX person_former_person ON person_former (person);
ALTER TABLE person DROP COLUMN formerly;

ALTER TABLE person ADD COLUMN known INTEGER NOT NULL DEFAULT 0;  -- an agent has answered a ticket of theirs (J9)

ALTER TABLE person_address ADD COLUMN state INTEGER NOT NULL DEFAULT 0;
ALTER TABLE person_address ADD COLUMN state_at INTEGER NOT NULL DEFAULT 0;    -- since when; 0 = not known
ALTER TABLE person_address ADD COLUMN success_at INTEGER NOT NULL DEFAULT 0;  -- when mail went well last
ALTER TABLE person_address ADD COLUMN reports INTEGER NOT NULL DEFAULT 0;     -- that told of mail to it
UPDATE person_address SET state = 1, reports = 1 WHERE undeliverable <> 0;
ALTER TABLE person_address DROP COLUMN undeliverable;

ALTER TABLE ticket ADD COLUMN thread_of INTEGER REFERENCES ticket (id);  -- whose thread its first mail was of (J8)
CREATE INDEX ticket_thread ON ticket (thread_of, requester) WHERE thread_of IS NOT NULL;

ALTER TABLE ticket_person ADD COLUMN added_by INTEGER REFERENCES person (id);  -- NULL if not known

ALTER TABLE comment ADD COLUMN rest TEXT NOT NULL DEFAULT '';  -- what was cut from the text
ALTER TABLE comment ADD COLUMN publishes INTEGER REFERENCES comment (id);  -- private comment whose words it shows (J2)
CREATE UNIQUE INDEX comment_publishes ON comment (publishes) WHERE publishes IS NOT NULL;

CREATE TABLE new_event (                -- append-only
  id     INTEGER PRIMARY KEY,
  ticket INTEGER REFERENCES ticket (id),  -- NULL if it is about none
  actor  INTEGER REFERENCES person (id),
  about  INTEGER REFERENCES person (id),
  at     INTEGER NOT NULL,
  kind   TEXT NOT NULL,
  detail TEXT NOT NULL
);
INSERT INTO new_event (id, ticket, actor, about, at, kind, detail)
SELECT id, ticket, actor, about, at, kind, detail FROM event ORDER BY id;

CREATE TABLE new_outbox (               -- points at its cause; nothing of the mail's content is in it
  id           INTEGER PRIMARY KEY,
  kind         INTEGER NOT NULL,
  ticket       INTEGER REFERENCES ticket (id),  -- NULL if it is about none
  comment      INTEGER REFERENCES comment (id),
  event        INTEGER REFERENCES new_event (id),
  person       INTEGER NOT NULL REFERENCES person (id),
  state        INTEGER NOT NULL,
  attempts     INTEGER NOT NULL DEFAULT 0,
  due_at       INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  settled_at   INTEGER NOT NULL DEFAULT 0,
  address_hash INTEGER,                 -- of receipts only, for their rates (B12)
  domain_hash  INTEGER,
  address      TEXT NOT NULL,
  message_id   TEXT,
  answer       TEXT
);
INSERT INTO new_outbox (id, kind, ticket, comment, event, person, state, attempts, due_at, created_at, settled_at,
  address_hash, domain_hash, address, message_id, answer)
SELECT id, kind, ticket, comment, event, person, state, attempts, due_at, created_at, settled_at, address_hash, domain_hash,
  address, message_id, answer FROM outbox ORDER BY id;

CREATE TABLE outbox_comment (           -- earlier comments in the same mail (D9)
  outbox  INTEGER NOT NULL REFERENCES new_outbox (id),
  comment INTEGER NOT NULL REFERENCES comment (id),
  PRIMARY KEY (outbox, comment)
) WITHOUT ROWID;
INSERT INTO outbox_comment (outbox, comment)
WITH RECURSIVE letter (outbox, id, rest) AS (
  SELECT id, '', also || ' ' FROM outbox WHERE also <> ''
  UNION ALL
  SELECT outbox, CASE WHEN substr(rest, 1, 1) = ' ' THEN '' ELSE id || substr(rest, 1, 1) END, substr(rest, 2)
  FROM letter WHERE rest <> ''
)
SELECT outbox, CAST(id AS BIGINT) FROM letter WHERE substr(rest, 1, 1) = ' ' AND id <> '';

DROP TABLE outbox;
DROP TABLE event;
ALTER TABLE new_event RENAME TO event;
ALTER TABLE new_outbox RENAME TO outbox;
CREATE INDEX event_ticket ON event (ticket);
CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 0;
CREATE INDEX outbox_waiting ON outbox (ticket, person) WHERE state = 0 AND kind = 1;
CREATE INDEX outbox_other ON outbox (state) WHERE state <> 0 AND state <> 2;
-- by person where it was sent only: else each of the many rows of a comment would touch a page of its own
CREATE INDEX outbox_ticket ON outbox (ticket);
CREATE INDEX outbox_sent ON outbox (ticket, person) WHERE state = 2;
CREATE INDEX outbox_receipt_address ON outbox (address_hash, created_at) WHERE kind = 0;
CREATE INDEX outbox_receipt_domain ON outbox (domain_hash, created_at) WHERE kind = 0;

CREATE TABLE job (                      -- what is done after the commit that asked for it, and survives a crash
  id         INTEGER PRIMARY KEY,
  kind       INTEGER NOT NULL,
  payload    TEXT NOT NULL,
  due_at     INTEGER NOT NULL,
  attempts   INTEGER NOT NULL DEFAULT 0,
  state      INTEGER NOT NULL DEFAULT 0,  -- 0 due, 1 begun, 2 done, 3 given up
  last_error TEXT,
  made_at    INTEGER NOT NULL
);
CREATE INDEX job_due ON job (due_at) WHERE state = 0;
ALTER TABLE counter ADD COLUMN job INTEGER NOT NULL DEFAULT 0;
