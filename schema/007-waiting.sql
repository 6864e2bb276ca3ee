-- Version 7: what waits for room below a ceiling (RULES J10).

CREATE INDEX message_own ON message (sender) WHERE sender IS NOT NULL AND evidence = 3;  -- signed evidence of its author
