-- Version 7: what waits for room below a ceiling (RULES J10).

CREATE INDEX message_own ON message (sender) WHERE sender IS NOT NULL AND evidence = 3;  -- signed evidence of its author

-- What was begun alone is counted: a comment to hundreds costs nothing more for it until then.
DROP INDEX outbox_ceiling_person;
CREATE INDEX outbox_ceiling_person ON outbox (person, ceiling, tried_at) WHERE ceiling > 1 AND tried_at > 0;
