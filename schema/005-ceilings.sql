-- Version 5: ceilings for mail that nobody of ours caused (RULES J10).

ALTER TABLE outbox ADD COLUMN ceiling INTEGER NOT NULL DEFAULT 0;    -- PtCeiling: what it counts to
ALTER TABLE outbox ADD COLUMN waiting_at INTEGER NOT NULL DEFAULT 0; -- since when it waits for room below it; 0 = it does not

CREATE INDEX outbox_ceiling_made ON outbox (created_at) WHERE ceiling = 1;
CREATE INDEX outbox_ceiling_tried ON outbox (tried_at) WHERE ceiling = 2 AND tried_at > 0;
CREATE INDEX outbox_ceiling_person ON outbox (person, ceiling, tried_at) WHERE ceiling > 1;
CREATE INDEX outbox_waits ON outbox (ceiling, due_at) WHERE state = 0 AND waiting_at > 0;
CREATE INDEX outbox_waits_person ON outbox (person, ticket) WHERE state = 0 AND waiting_at > 0;
