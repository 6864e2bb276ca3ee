-- Version 4: held mail is told to who may let it in, and kept until it was (RULES J5).

ALTER TABLE message ADD COLUMN excerpt TEXT NOT NULL DEFAULT '';     -- of the text of held mail, for who is told of it
ALTER TABLE message ADD COLUMN telling INTEGER NOT NULL DEFAULT 0;   -- PtTelling
ALTER TABLE message ADD COLUMN at_once INTEGER REFERENCES event (id);   -- whose mails tell of this one alone
ALTER TABLE message ADD COLUMN listed INTEGER REFERENCES event (id);    -- whose mails tell of many
ALTER TABLE message ADD COLUMN again INTEGER REFERENCES event (id);     -- and say that it will be deleted
ALTER TABLE message ADD COLUMN told_day INTEGER NOT NULL DEFAULT 0;  -- 1 + run_day.nr when such a mail was sent first
ALTER TABLE message ADD COLUMN again_day INTEGER NOT NULL DEFAULT 0; -- the same of the second
UPDATE message SET telling = CASE WHEN verdict = 9 OR cause IN (0, 4, 13) THEN 3 ELSE 2 END WHERE held = 1;

DROP INDEX message_held;
CREATE INDEX message_telling ON message (telling, received_at) WHERE telling > 0 AND listed IS NULL;
CREATE INDEX message_listed ON message (listed) WHERE listed IS NOT NULL;
CREATE INDEX message_again ON message (again) WHERE again IS NOT NULL;
CREATE INDEX message_told ON message (told_day) WHERE held = 1;

CREATE TABLE run_day (                  -- dates on which the service ran: a clock that jumps makes one, not many
  nr   INTEGER PRIMARY KEY,
  date INTEGER NOT NULL                 -- days since 1970 UTC
);
CREATE UNIQUE INDEX run_day_date ON run_day (date);

CREATE INDEX outbox_desk_event ON outbox (event) WHERE ticket IS NULL;
CREATE INDEX outbox_desk_person ON outbox (person, created_at) WHERE ticket IS NULL;
CREATE INDEX ticket_open_requester ON ticket (requester) WHERE status < 4;
