-- Version 3: what became of mail, and who was told.

CREATE TABLE address_report (           -- mail to the address that was refused for good (J3), since it was last cleared
  key    TEXT NOT NULL,
  outbox INTEGER NOT NULL REFERENCES outbox (id),
  at     INTEGER NOT NULL,
  gone   INTEGER NOT NULL,              -- there is no such address, it said
  PRIMARY KEY (key, outbox)
) WITHOUT ROWID;

-- one report of any kind made an address undeliverable for ever: those that are gone will say so again
UPDATE person_address SET state = 0, state_at = 0, reports = 0;
CREATE INDEX person_address_dead ON person_address (state_at) WHERE state = 1;

ALTER TABLE person ADD COLUMN absent_at INTEGER NOT NULL DEFAULT 0;  -- when an absence note of theirs came; 0 = they are here (J29)

ALTER TABLE ticket ADD COLUMN waiting_at INTEGER NOT NULL DEFAULT 0;      -- first public comment from outside that nobody answered (J29)
ALTER TABLE ticket ADD COLUMN waiting_told INTEGER NOT NULL DEFAULT 0;    -- how often somebody was told of it
ALTER TABLE ticket ADD COLUMN withheld_told_at INTEGER NOT NULL DEFAULT 0;  -- when the assignee was told that somebody is not mailed (J4)
CREATE INDEX ticket_waiting ON ticket (mailbox, waiting_at) WHERE waiting_at > 0 AND status < 4;

ALTER TABLE outbox ADD COLUMN mailed_as INTEGER NOT NULL DEFAULT 0; -- what its person must still be on the ticket (J18)
ALTER TABLE outbox ADD COLUMN tried_at INTEGER NOT NULL DEFAULT 0;  -- first try to send it
ALTER TABLE outbox ADD COLUMN told INTEGER NOT NULL DEFAULT 0;      -- 0 nothing to tell, 1 to be told, 2 told as delayed, 3 told
UPDATE outbox SET mailed_as = 1 WHERE kind = 1;
UPDATE outbox SET mailed_as = 2 WHERE kind = 5;
CREATE INDEX outbox_untold ON outbox (id) WHERE told = 1;
CREATE INDEX outbox_late ON outbox (tried_at) WHERE state = 0 AND tried_at > 0;
CREATE INDEX outbox_settled ON outbox (settled_at, id) WHERE state = 2;
