/* Who is told of held mail, and when (J5); what counts to a ceiling (J10). */
#include "store/sql.h"

#define AT(id) [id - PT_SQL_HELD_FIRST]
#define HELD_COLUMNS "id, received_at, cause, ticket, mailbox, sender_text, subject, excerpt"

static const PtSql statements[PT_SQL_CHECK_FIRST - PT_SQL_HELD_FIRST] = {
  AT (PT_SQL_HELD_TELL) = { "held-tell", PT_SQL_WRITES,
    "UPDATE message SET at_once = $2, telling = $3 WHERE id = $1 AND telling = 1" },
  AT (PT_SQL_HELD_DIGEST) = { "held-digest", PT_SQL_WRITES,
    "UPDATE message SET listed = $1 WHERE telling > 0 AND telling IN (2, 3) AND listed IS NULL" },
  AT (PT_SQL_HELD_AGAIN) = { "held-again", PT_SQL_WRITES,
    "UPDATE message SET again = $1 WHERE held = 1 AND told_day > 0 AND again IS NULL "
    "AND told_day <= (SELECT max(nr) FROM run_day) + 1 - $2" },
  AT (PT_SQL_HELD_ASK) = { "held-ask", 0,
    "SELECT id, ticket, sender_text FROM message WHERE telling > 0 AND telling = 1 AND listed IS NULL ORDER BY "
    "received_at "
    "LIMIT $1" },
  AT (PT_SQL_HELD_LATER) = { "held-later", PT_SQL_WRITES,
    "UPDATE message SET telling = 2 WHERE telling > 0 AND telling = 1 AND listed IS NULL" },
  AT (PT_SQL_HELD_WAITS) = { "held-waits", 0,
    "SELECT min(received_at) FROM message WHERE telling > 0 AND telling = $1 AND listed IS NULL" },
  AT (PT_SQL_HELD_AGAIN_DUE) = { "held-again-due", 0,
    "SELECT id FROM message WHERE held = 1 AND told_day > 0 AND again IS NULL "
    "AND told_day <= (SELECT max(nr) FROM run_day) + 1 - $1 LIMIT 1" },
  AT (PT_SQL_HELD_UNSENT) = { "held-unsent", PT_SQL_WRITES,
    /* the mails that should have told of it are all given up */
    "UPDATE message SET listed = NULL, telling = CASE WHEN telling = 3 THEN 3 ELSE 2 END "
    "WHERE held = 1 AND told_day = 0 AND (telling = 4 OR listed IS NOT NULL) "
    "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.event = message.at_once AND o.ticket IS NULL "
    "AND o.state IN (0, 1, 2, 3, 6)) "
    "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.event = message.listed AND o.ticket IS NULL "
    "AND o.state IN (0, 1, 2, 3, 6))" },
  AT (PT_SQL_HELD_MAIL) = { "held-mail", 0,
    "SELECT " HELD_COLUMNS ", 0 FROM message WHERE id = $1 AND held = 1" },
  AT (PT_SQL_HELD_LINES) = { "held-lines", 0,
    "SELECT " HELD_COLUMNS ", 0 FROM message WHERE listed = $1 AND telling = 2 AND held = 1 "
    "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.event = message.at_once AND o.ticket IS NULL "
    "AND o.person = $2) ORDER BY id" },
  AT (PT_SQL_HELD_LINES_AGAIN) = { "held-lines-again", 0,
    "SELECT " HELD_COLUMNS ", 1 FROM message WHERE again = $1 AND telling <> 3 AND held = 1 ORDER BY id" },
  AT (PT_SQL_HELD_COUNTS) = { "held-counts", 0,
    "SELECT CASE WHEN verdict = 9 THEN -1 ELSE cause END AS what, count(*) FROM message WHERE listed = $1 "
    "AND telling = 3 GROUP BY what" },
  AT (PT_SQL_HELD_TOLD) = { "held-told", PT_SQL_WRITES,
    "UPDATE message SET told_day = 1 + (SELECT coalesce(max(nr), 0) FROM run_day) WHERE told_day = 0 AND id = "
    "(SELECT CAST(e.detail AS BIGINT) FROM outbox o JOIN event e ON e.id = o.event "
    "WHERE o.id = $1 AND e.kind = 'held-told')" },
  AT (PT_SQL_HELD_TOLD_MANY) = { "held-told-many", PT_SQL_WRITES,
    "UPDATE message SET told_day = 1 + (SELECT coalesce(max(nr), 0) FROM run_day) WHERE told_day = 0 AND listed = "
    "(SELECT event FROM outbox WHERE id = $1)" },
  AT (PT_SQL_HELD_TOLD_AGAIN) = { "held-told-again", PT_SQL_WRITES,
    "UPDATE message SET again_day = 1 + (SELECT coalesce(max(nr), 0) FROM run_day) WHERE again_day = 0 AND again = "
    "(SELECT event FROM outbox WHERE id = $1)" },
  AT (PT_SQL_HELD_UNTOLD) = { "held-untold", PT_SQL_SCANS,
    "SELECT count(*) FROM message WHERE held = 1 AND told_day = 0 AND received_at <= $1" },
  AT (PT_SQL_RUN_DAY_ADD) = { "run-day-add", PT_SQL_WRITES,
    "INSERT INTO run_day (nr, date) VALUES ((SELECT coalesce(max(nr), 0) + 1 FROM run_day), $1) "
    "ON CONFLICT (date) DO NOTHING" },
  AT (PT_SQL_RUN_DAY) = { "run-day", 0,
    "SELECT nr FROM run_day ORDER BY nr DESC LIMIT 1" },
  AT (PT_SQL_TICKETS_OPEN_OF) = { "tickets-open-of", 0,
    "SELECT id FROM ticket WHERE requester = $1 AND status < 4 AND deleted = 0 AND merged_into IS NULL "
    "ORDER BY id DESC LIMIT $2" },
  AT (PT_SQL_AGENT_TOLD) = { "agent-told", 0,
    "SELECT (SELECT count(*) FROM (SELECT 1 FROM outbox WHERE ticket IS NULL AND person = $1 AND created_at > $2 "
    "AND kind = $3 LIMIT $4) AS recent) + (SELECT count(*) FROM (SELECT 1 FROM outbox WHERE ceiling > 1 "
    "AND tried_at > 0 AND person = $1 AND ceiling = 3 AND tried_at > $2 AND ticket > 0 LIMIT $4) AS recent)" },
  AT (PT_SQL_RECEIPTS_UNPROVEN) = { "receipts-unproven", 0,
    "SELECT count(*) FROM (SELECT 1 FROM outbox WHERE ceiling = 1 AND created_at > $1 LIMIT $2) AS recent" },
  AT (PT_SQL_HELD_SETTLE) = { "held-settle", PT_SQL_WRITES,
    "UPDATE message SET held = 0, settled_at = $2, outcome = $3, settled_by = $4 WHERE id = $1 AND held = 1 "
    "RETURNING id" },
  AT (PT_SQL_HELD_EXPIRED) = { "held-expired", 0, /* told, and told again, so long ago (J5) */
    "SELECT id FROM message WHERE held = 1 AND told_day > 0 AND told_day <= $1 AND again_day > 0 AND again_day <= $2 "
    "ORDER BY told_day LIMIT $3" },
  AT (PT_SQL_OUTBOX_CLIP) = { "outbox-clip", PT_SQL_WRITES,
    /* what waits for room below a ceiling may wait longer; but not since a time that is still to come */
    "UPDATE outbox SET due_at = $1 WHERE state = 0 AND due_at > $2 AND (waiting_at = 0 OR waiting_at > $1) "
    "RETURNING id" },
  AT (PT_SQL_CEILING_ROW) = { "ceiling-row", 0,
    "SELECT o.person, coalesce(o.ticket, 0), o.kind, coalesce(o.comment, 0), o.waiting_at, p.known, "
    "o.address FROM outbox o JOIN person p ON p.id = o.person WHERE o.id = $1 AND o.state = 0" },
  AT (PT_SQL_CEILING_SENDER) = { "ceiling-sender", 0, /* has written, and so that something proves it */
    "SELECT (CASE WHEN EXISTS (SELECT 1 FROM message WHERE sender = $1) THEN 1 ELSE 0 END), "
    "(CASE WHEN EXISTS (SELECT 1 FROM message WHERE sender = $1 AND auth = 1) "
    "OR EXISTS (SELECT 1 FROM message WHERE sender = $1 AND sender IS NOT NULL AND evidence = 3) THEN 1 ELSE 0 "
    "END)" },
  AT (PT_SQL_CEILING_HOUR) = { "ceiling-hour", 0,
    "SELECT count(*), coalesce(min(tried_at), 0) FROM (SELECT tried_at FROM outbox WHERE ceiling = 2 "
    "AND tried_at > 0 AND tried_at > $1 ORDER BY tried_at DESC LIMIT $2) AS recent" },
  AT (PT_SQL_CEILING_PERSON) = { "ceiling-person", 0,
    "SELECT count(*), coalesce(min(tried_at), 0) FROM (SELECT tried_at FROM outbox WHERE ceiling > 1 "
    "AND tried_at > 0 AND person = $1 AND ceiling = $2 AND tried_at > $3 ORDER BY tried_at DESC LIMIT $4) AS "
    "recent" },
  AT (PT_SQL_CEILING_LAST) = { "ceiling-last", 0,
    "SELECT coalesce(max(due_at), 0) FROM outbox WHERE state = 0 AND waiting_at > 0 AND ceiling = 2" },
  AT (PT_SQL_CEILING_EARLIER) = { "ceiling-earlier", 0,
    "SELECT id, kind, coalesce(comment, 0), due_at, waiting_at FROM outbox WHERE state = 0 AND waiting_at > 0 "
    "AND person = $1 AND ticket = $2 AND ceiling IN (2, 4) AND id <> $3 ORDER BY id" },
  AT (PT_SQL_CEILING_OTHERS) = { "ceiling-others", 0,
    "SELECT id, ticket, coalesce(comment, 0) FROM outbox WHERE state = 0 AND waiting_at > 0 AND person = $1 "
    "AND ticket > 0 AND ceiling = 3 AND id <> $2 ORDER BY id" },
  AT (PT_SQL_CEILING_WAIT) = { "ceiling-wait", PT_SQL_WRITES,
    "UPDATE outbox SET ceiling = $2, waiting_at = $3, due_at = $4, answer = $5 WHERE id = $1" },
  AT (PT_SQL_CEILING_JOINED) = { "ceiling-joined", PT_SQL_WRITES,
    "UPDATE outbox SET state = 7, settled_at = $2, answer = $3 WHERE id = $1" },
  AT (PT_SQL_CEILING_COMMENTS) = { "ceiling-comments", PT_SQL_WRITES,
    "INSERT INTO outbox_comment (outbox, comment) SELECT $1, comment FROM outbox_comment WHERE outbox = $2 "
    "ON CONFLICT (outbox, comment) DO NOTHING" },
  AT (PT_SQL_CEILING_COMMENT) = { "ceiling-comment", PT_SQL_WRITES, /* an event is shown by the newest comment */
    "INSERT INTO outbox_comment (outbox, comment) SELECT $1, c.id FROM comment c WHERE c.ticket = $2 "
    "AND ($3 = 0 OR c.id = $3) ORDER BY c.id DESC LIMIT 1 ON CONFLICT (outbox, comment) DO NOTHING" },
  AT (PT_SQL_CEILING_COPIED) = { "ceiling-copied", PT_SQL_WRITES, "UPDATE outbox SET kind = 17 WHERE id = $1" },
  AT (PT_SQL_CEILING_DIGEST) = { "ceiling-digest", PT_SQL_WRITES,
    "UPDATE outbox SET kind = 18, ticket = NULL, comment = NULL, event = NULL, mailed_as = 0 WHERE id = $1" },
  AT (PT_SQL_CEILING_WAITS) = { "ceiling-waits", 0,
    "SELECT ceiling, count(*), min(waiting_at) FROM outbox WHERE state = 0 AND waiting_at > 0 "
    "AND ceiling IN (2, 3, 4) GROUP BY ceiling" },
};

const PtSql *
pt_sql_held (PtSqlId id)
{
  return &statements[id - PT_SQL_HELD_FIRST];
}
