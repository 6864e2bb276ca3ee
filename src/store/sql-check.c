/* The invariants of the store (check.c): each row of an answer is a finding, its first column the id. */
#include "store/sql.h"

#define AT(id) [id - PT_SQL_CHECK_FIRST]

static const PtSql statements[PT_SQL_ADMIN_FIRST - PT_SQL_CHECK_FIRST] = {
  AT (PT_SQL_CHECK_COMMENT_MESSAGE) = { "check-comment-message", PT_SQL_SCANS,
    "SELECT c.id FROM comment c LEFT JOIN message m ON m.id = c.message WHERE c.channel = 0 AND m.id IS NULL" },
  AT (PT_SQL_CHECK_MESSAGE_COMMENT) = { "check-message-comment", PT_SQL_SCANS,
    "SELECT m.id FROM message m LEFT JOIN comment c ON c.id = m.comment WHERE m.comment IS NOT NULL AND (c.id IS "
    "NULL "
    "OR c.ticket <> m.ticket)" },
  AT (PT_SQL_CHECK_MESSAGE_TICKET) = { "check-message-ticket", PT_SQL_SCANS,
    "SELECT m.id FROM message m LEFT JOIN ticket t ON t.id = m.ticket WHERE m.ticket IS NOT NULL AND t.id IS NULL" },
  AT (PT_SQL_CHECK_MESSAGE_DIGEST) = { "check-message-digest", PT_SQL_SCANS,
    "SELECT max(id) FROM message GROUP BY digest_key, digest, mailbox HAVING count(*) > 1 "
    "AND max(message_id) IS NOT NULL" }, /* J22: without one it may be another mail of another day */
  AT (PT_SQL_CHECK_MESSAGE_RAW) = { "check-message-raw", PT_SQL_SCANS,
    "SELECT m.id FROM message m LEFT JOIN raw r ON r.message = m.id WHERE m.held = 1 AND m.verdict <> 9 AND "
    "r.message IS NULL" },
  AT (PT_SQL_CHECK_RAW_PLACE) = { "check-raw-place", PT_SQL_SCANS,
    "SELECT r.message FROM raw r LEFT JOIN pack p ON p.name = r.pack "
    "WHERE (r.pack IS NULL AND (r.body IS NULL OR length(r.body) <> r.size)) "
    "OR (r.pack IS NOT NULL AND (p.name IS NULL OR r.start + r.size > p.bytes))" },
  AT (PT_SQL_CHECK_OUTBOX_CAUSE) = { "check-outbox-cause", PT_SQL_SCANS,
    "SELECT o.id FROM outbox o LEFT JOIN comment c ON c.id = o.comment LEFT JOIN event e ON e.id = o.event "
    "WHERE (c.id IS NULL AND e.id IS NULL AND o.kind <> 18) OR (o.comment IS NOT NULL AND o.event IS NOT NULL "
    "AND o.kind NOT IN (11, 12))" },
  AT (PT_SQL_CHECK_OUTBOX_TICKET) = { "check-outbox-ticket", PT_SQL_SCANS,
    "SELECT o.id FROM outbox o LEFT JOIN comment c ON c.id = o.comment LEFT JOIN event e ON e.id = o.event "
    "LEFT JOIN ticket t ON t.id = coalesce(c.ticket, e.ticket) WHERE t.merged_into IS NULL "
    "AND (c.ticket <> coalesce(o.ticket, 0) OR coalesce(e.ticket, o.ticket) <> o.ticket "
    "OR (e.ticket IS NOT NULL AND o.ticket IS NULL))" },
  AT (PT_SQL_CHECK_OUTBOX_PRIVATE) = { "check-outbox-private", PT_SQL_SCANS,
    "SELECT o.id FROM outbox o JOIN comment c ON c.id = o.comment WHERE c.is_private = 1 AND o.kind IN (0, 1) "
    "AND o.state <> 7" },
  AT (PT_SQL_CHECK_OUTBOX_SETTLED) = { "check-outbox-settled", PT_SQL_SCANS,
    "SELECT id FROM outbox WHERE (state IN (2, 4, 5, 7) AND settled_at = 0) OR (state IN (0, 1) AND settled_at > "
    "0)" },
  AT (PT_SQL_CHECK_TICKET_REQUESTER) = { "check-ticket-requester", PT_SQL_SCANS,
    "SELECT t.id FROM ticket t LEFT JOIN person p ON p.id = t.requester WHERE p.id IS NULL" },
  AT (PT_SQL_CHECK_TICKET_MERGED) = { "check-ticket-merged", PT_SQL_SCANS,
    "WITH RECURSIVE chain (start, id) AS (SELECT id, merged_into FROM ticket WHERE merged_into IS NOT NULL "
    "UNION SELECT c.start, t.merged_into FROM chain c JOIN ticket t ON t.id = c.id WHERE t.merged_into IS NOT NULL) "
    "SELECT start FROM chain WHERE start = id" },
  AT (PT_SQL_CHECK_TICKET_COUNTS) = { "check-ticket-counts", PT_SQL_SCANS,
    "SELECT t.id FROM ticket t WHERE t.public_comments <> (SELECT count(*) FROM comment c WHERE c.ticket = t.id "
    "AND c.is_private = 0) OR t.private_comments <> (SELECT count(*) FROM comment c WHERE c.ticket = t.id AND "
    "c.is_private = 1)" },
  AT (PT_SQL_CHECK_TICKET_EVENT) = { "check-ticket-event", PT_SQL_SCANS,
    "SELECT t.id FROM ticket t WHERE t.status <> t.first_status "
    "AND NOT EXISTS (SELECT 1 FROM event e WHERE e.ticket = t.id AND e.kind = 'status-changed')" },
  AT (PT_SQL_CHECK_TICKET_SOLVED) = { "check-ticket-solved", PT_SQL_SCANS,
    "SELECT id FROM ticket WHERE status = 4 AND solved_at = 0" },
  AT (PT_SQL_CHECK_PERSON_PRIMARY) = { "check-person-primary", PT_SQL_SCANS,
    "SELECT p.id FROM person p WHERE (SELECT count(*) FROM person_address a WHERE a.person = p.id AND a.is_primary "
    "= 1) <> 1" },
  AT (PT_SQL_CHECK_KNOWN_ID) = { "check-known-id", PT_SQL_SCANS,
    "SELECT max(nr) FROM known_id GROUP BY hash, id HAVING count(*) > 1" },
  AT (PT_SQL_CHECK_COUNTER) = { "check-counter", PT_SQL_SCANS,
    "SELECT 1 FROM counter WHERE person < (SELECT max(id) FROM person) OR ticket < (SELECT max(id) FROM ticket) "
    "OR message < (SELECT max(id) FROM message) OR comment < (SELECT max(id) FROM comment) "
    "OR event < (SELECT max(id) FROM event) OR outbox < (SELECT max(id) FROM outbox)" },
};

const PtSql *
pt_sql_check (PtSqlId id)
{
  return &statements[id - PT_SQL_CHECK_FIRST];
}
