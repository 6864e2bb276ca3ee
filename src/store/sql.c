#include "store/sql.h"

#define JOB_COLUMNS "id, kind, payload, due_at, attempts, state, last_error"

#define TICKET_COLUMNS "{ticket}, public_comments, private_comments"
#define PERSON_COLUMNS \
  "{p.person}, {a.address}, " \
  "CASE WHEN EXISTS (SELECT 1 FROM person_division d WHERE d.person = p.id) THEN 1 ELSE 0 END, " \
  "CASE WHEN EXISTS (SELECT 1 FROM person_former f WHERE f.person = p.id) THEN 1 ELSE 0 END " \
  "FROM person p LEFT JOIN person_address a ON a.person = p.id"
#define COMMENT_COLUMNS "{comment}, message"
#define OUTBOX_COLUMNS \
  "{outbox}, CASE WHEN EXISTS (SELECT 1 FROM outbox_comment j WHERE j.outbox = outbox.id) THEN 1 ELSE 0 END"
#define MESSAGE_COLUMNS \
  "id, received_at, entrance, mailbox, verdict, rule_row, cause, auth, evidence, via, ticket, comment, author, " \
  "held, expires_at, settled_at, outcome, duplicates, message_id, subject, sender_text, envelope_sender, " \
  "recipients, flags, reasons, raw_size, raw_digest, settled_by"

#define IN_DIVISIONS "division IN (SELECT d.division FROM person_division d WHERE d.person = $12)"

/* Access but for none by pt_standing_make (core/standing.h, R18): $12 is who looks, 0 = everybody, $13 their reach,
 * the Reach of ticket-query.c.  tests/unit/test-standing.c compares the two. */
#define TICKET_VISIBLE \
  "AND ($12 = 0 OR ($13 > 0 AND ($13 = 4 OR requester = $12 OR assignee = $12 " \
  "OR EXISTS (SELECT 1 FROM ticket_person p WHERE p.ticket = ticket.id AND p.relation IN (0, 2) AND p.person = " \
  "$12) " \
  "OR ((restricted = 0 OR " IN_DIVISIONS ") AND ($13 = 3 OR ($13 = 2 AND " IN_DIVISIONS ") " \
  "OR (assignee IS NULL AND (division IS NULL OR " IN_DIVISIONS "))))))) "

/* What a list may ask for, each part or any of it: the members of PtTicketFilter in their order. */
#define TICKET_FILTER \
  "deleted = 0 AND ((1 << status) & $1) <> 0 AND ($2 = 0 OR assignee = $2 OR ($2 < 0 AND assignee IS NULL)) " \
  "AND ($3 = 0 OR requester = $3) AND ($4 = '' OR mailbox = $4) AND ($5 = 0 OR ((1 << priority) & $5) <> 0) " \
  "AND ($6 = 0 OR ((1 << channel) & $6) <> 0) " \
  "AND ($7 = '' OR replace(' ' || tags || ' ', ' ' || $7 || ' ', '') <> ' ' || tags || ' ') " \
  "AND ($8 = 0 OR division = $8 OR ($8 < 0 AND division IS NULL)) AND ($9 = 0 OR id IN " \
  "(SELECT p.ticket FROM ticket_person p WHERE p.relation = 2 AND p.person = $9)) " \
  TICKET_VISIBLE "ORDER BY updated_at DESC, id DESC LIMIT $10 OFFSET $11"

static const PtSql statements[PT_SQL_HELD_FIRST] = {
  [PT_SQL_SAVEPOINT] = { "savepoint", PT_SQL_WRITES, "SAVEPOINT message" },
  [PT_SQL_RELEASE] = { "release", PT_SQL_WRITES, "RELEASE SAVEPOINT message" },
  [PT_SQL_ROLLBACK_TO] = { "rollback-to", PT_SQL_WRITES, "ROLLBACK TO SAVEPOINT message" },
  [PT_SQL_META] = { "meta", 0, "SELECT value FROM meta WHERE name = $1" },
  [PT_SQL_META_SET] = { "meta-set", PT_SQL_WRITES,
    "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2" },
  [PT_SQL_COUNTERS] = { "counters", 0,
    "SELECT person, ticket, message, comment, event, outbox, division, company, job FROM counter WHERE id = 1" },
  [PT_SQL_COUNTERS_SET] = { "counters-set", PT_SQL_WRITES,
    "UPDATE counter SET person = $1, ticket = $2, message = $3, comment = $4, event = $5, outbox = $6, division = "
    "$7, company = $8, job = $9 WHERE id = 1" },
  [PT_SQL_PACK] = { "pack", 0, "SELECT bytes FROM pack WHERE name = $1" },
  [PT_SQL_PACK_SET] = { "pack-set", PT_SQL_WRITES,
    "INSERT INTO pack (name, bytes) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET bytes = $2" },
  [PT_SQL_PACKS] = { "packs", PT_SQL_SCANS, "SELECT name, bytes FROM pack ORDER BY name" },
  [PT_SQL_RAW] = { "raw", 0,
    "SELECT r.size, r.pack, r.start, r.body, m.raw_digest FROM raw r JOIN message m ON m.id = r.message "
    "WHERE r.message = $1" },
  [PT_SQL_RAW_INSERT] = { "raw-insert", PT_SQL_WRITES,
    "INSERT INTO raw (message, size, pack, start, body) VALUES ($1, $2, $3, $4, $5)" },
  [PT_SQL_RAW_DELETE] = { "raw-delete", PT_SQL_WRITES, "DELETE FROM raw WHERE message = $1" },
  [PT_SQL_DIGEST] = { "digest", 0,
    "SELECT id, mailbox, ticket, received_at FROM message WHERE digest_key = $1 AND digest = $2 ORDER BY id" },
  [PT_SQL_KNOWN_ID] = { "known-id", 0, "SELECT ticket, origin, seen_at FROM known_id WHERE hash = $1 AND id = $2" },
  [PT_SQL_COMMENT_REF] = { "comment-ref", 0,
    "SELECT id, ticket, is_private, visible_cc, author FROM comment WHERE id = $1" },
  [PT_SQL_TICKET] = { "ticket", 0, "SELECT " TICKET_COLUMNS " FROM ticket WHERE id = $1" },
  [PT_SQL_TICKET_PEOPLE] = { "ticket-people", 0,
    "SELECT person, relation, added_by, brought FROM ticket_person WHERE ticket = $1 ORDER BY relation, person" },
  [PT_SQL_TICKET_PERSONS] = { "ticket-persons", 0,
    "SELECT " PERSON_COLUMNS " WHERE p.id IN (SELECT person FROM ticket_person WHERE ticket = $1 "
    "AND relation IN (0, 2)) ORDER BY p.id, a.id" },
  [PT_SQL_TICKET_PARTICIPANTS] = { "ticket-participants", 0,
    "SELECT " PERSON_COLUMNS " WHERE p.id IN (SELECT person FROM ticket_person WHERE ticket = $1 AND relation = 1) "
    "ORDER BY p.id, a.id" },
  [PT_SQL_PERSON] = { "person", 0, "SELECT " PERSON_COLUMNS " WHERE p.id = $1 ORDER BY a.id" },
  [PT_SQL_PERSON_BY_KEY] = { "person-by-key", 0,
    "SELECT " PERSON_COLUMNS " WHERE p.id = (SELECT k.person FROM person_address k WHERE k.key = $1) "
    "ORDER BY a.id" },
  [PT_SQL_STAFF] = { "staff", 0,
    "SELECT " PERSON_COLUMNS " WHERE p.role = $1 AND p.role > 0 AND p.state = 0 ORDER BY p.id, a.id" },
  [PT_SQL_MEMBERS] = { "members", 0,
    "SELECT " PERSON_COLUMNS " WHERE p.id IN (SELECT m.person FROM person_division m WHERE m.division = $1) "
    "AND p.role > 0 AND p.state = 0 ORDER BY p.id, a.id" },
  [PT_SQL_PERSON_DIVISIONS] = { "person-divisions", 0,
    "SELECT division FROM person_division WHERE person = $1 ORDER BY nth" },
  [PT_SQL_PERSON_FORMER] = { "person-former", 0,
    "SELECT former FROM person_former WHERE person = $1 ORDER BY former" },
  [PT_SQL_DIVISION] = { "division", 0, "SELECT id, name FROM division WHERE id = $1" },
  [PT_SQL_DIVISION_BY_NAME] = { "division-by-name", 0, "SELECT id, name FROM division WHERE name_fold = $1" },
  [PT_SQL_COMPANY] = { "company", 0, "SELECT id, name, contact FROM company WHERE id = $1" },
  [PT_SQL_COMPANY_BY_NAME] = { "company-by-name", 0, "SELECT id, name, contact FROM company WHERE name_fold = $1" },
  [PT_SQL_STAFF_NAME] = { "staff-name", 0,
    "SELECT id FROM person WHERE name_fold = $1 AND role > 0 AND state = 0 LIMIT 1" },
  [PT_SQL_SENDER_TIMES] = { "sender-times", 0,
    "SELECT received_at FROM message WHERE sender = $1 AND auth = $2 AND received_at > $3 ORDER BY received_at DESC "
    "LIMIT $4" },
  [PT_SQL_PRIVATE_TEXTS] = { "private-texts", 0,
    "SELECT substr(text, 1, $2), id FROM comment WHERE ticket = $1 AND is_private = 1 ORDER BY id DESC LIMIT $3" },
  [PT_SQL_PUBLIC_TEXTS] = { "public-texts", 0,
    "SELECT substr(text, 1, $2), id FROM comment WHERE ticket = $1 AND is_private = 0 ORDER BY id DESC LIMIT $3" },
  [PT_SQL_STAFF_NAMED] = { "staff-named", 0,
    "SELECT " PERSON_COLUMNS " WHERE p.name_fold = $1 AND p.role > 0 AND p.state = 0 ORDER BY p.id, a.id" },
  [PT_SQL_RECEIPTS_ADDRESS] = { "receipts-address", 0,
    "SELECT count(*) FROM (SELECT 1 FROM outbox WHERE kind = 0 AND address_hash = $1 AND created_at > $2 "
    "LIMIT $3) AS recent" },
  [PT_SQL_RECEIPTS_DOMAIN] = { "receipts-domain", 0,
    "SELECT count(*) FROM (SELECT 1 FROM outbox WHERE kind = 0 AND domain_hash = $1 AND created_at > $2 "
    "LIMIT $3) AS recent" },
  [PT_SQL_OUTBOX_ITEM] = { "outbox-item", 0, "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE id = $1" },
  [PT_SQL_OUTBOX_UNSENT] = { "outbox-unsent", 0,
    "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE ticket = $1 AND (state = 0 OR state = 6) ORDER BY id" },
  [PT_SQL_MESSAGE_INSERT] = { "message-insert", PT_SQL_WRITES,
    "INSERT INTO message (id, received_at, entrance, mailbox, digest_key, nth, digest, raw_digest, raw_size, "
    "verdict, rule_row, cause, auth, evidence, via, ticket, comment, author, sender, held, expires_at, "
    "message_id, subject, sender_text, envelope_sender, recipients, flags, reasons, telling, excerpt) "
    "SELECT $1, $2, $3, $4, $5, (SELECT count(*) FROM message m WHERE m.digest_key = $5), $6, $7, $8, $9, $10, "
    "$11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29 "
    "WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.digest_key = $5 AND m.digest = $6 AND m.mailbox = $4 "
    "AND m.received_at > $30) RETURNING id" },
  [PT_SQL_MESSAGE_TO_RECOVER] = { "message-to-recover", 0,
    "SELECT id FROM message WHERE digest_key = $1 AND digest = $2 AND held = 1 "
    "ORDER BY CASE WHEN mailbox = $3 THEN 0 ELSE 1 END, id LIMIT 1" },
  [PT_SQL_MESSAGE_RECOVER] = { "message-recover", PT_SQL_WRITES,
    "UPDATE message SET mailbox = $2, verdict = $3, rule_row = $4, cause = $5, auth = $6, evidence = $7, via = $8, "
    "ticket = $9, comment = $10, author = $11, held = $12, expires_at = $13, settled_at = $14, outcome = $15, "
    "flags = $16, reasons = $17, settled_by = $18 WHERE id = $1" },
  [PT_SQL_MESSAGE_REPEATED] = { "message-repeated", PT_SQL_WRITES,
    "UPDATE message SET duplicates = duplicates + 1 WHERE id = (SELECT m.id FROM message m "
    "WHERE m.digest_key = $1 AND m.digest = $2 ORDER BY CASE WHEN m.mailbox = $3 THEN -m.id ELSE m.id END LIMIT 1) "
    "RETURNING id, ticket, comment" },
  [PT_SQL_PART_INSERT] = { "part-insert", PT_SQL_WRITES,
    "INSERT INTO part (message, nth, type, name, size, sha256, is_attachment, is_inline, note, charset, raw_start, "
    "raw_length, encoding) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
    "ON CONFLICT (message, nth) DO NOTHING" },
  [PT_SQL_PERSON_INSERT] = { "person-insert", PT_SQL_WRITES,
    "INSERT INTO person ({person}, name_fold, created_at) VALUES ({person=}, {person=+1}, {person=+2})" },
  [PT_SQL_PERSON_DIVISION_INSERT] = { "person-division-insert", PT_SQL_WRITES,
    "INSERT INTO person_division (person, nth, division) VALUES ($1, $2, $3)" },
  [PT_SQL_PERSON_DIVISION_CLEAR] = { "person-division-clear", PT_SQL_WRITES,
    "DELETE FROM person_division WHERE person = $1" },
  [PT_SQL_ADDRESS_INSERT] = { "address-insert", PT_SQL_WRITES,
    "INSERT INTO person_address ({address}, person) VALUES ({address=}, {address=+1})" },
  [PT_SQL_TICKET_INSERT] = { "ticket-insert", PT_SQL_WRITES,
    "INSERT INTO ticket ({ticket}, first_status) VALUES ({ticket=}, {ticket=status})" },
  [PT_SQL_TICKET_STATUS] = { "ticket-status", PT_SQL_WRITES,
    "UPDATE ticket SET status = $2, updated_at = $3, solved_at = CASE WHEN $2 = 4 THEN $3 WHEN $2 = 5 THEN solved_at "
    "ELSE 0 END, solved_by = coalesce($4, solved_by) WHERE id = $1" },
  [PT_SQL_TICKET_ASSIGN] = { "ticket-assign", PT_SQL_WRITES,
    "UPDATE ticket SET assignee = $2, updated_at = $3 WHERE id = $1" },
  [PT_SQL_TICKET_COMMENTED] = { "ticket-commented", PT_SQL_WRITES,
    "UPDATE ticket SET public_comments = public_comments + $2, private_comments = private_comments + $3, "
    "updated_at = $4 WHERE id = $1" },
  [PT_SQL_TICKET_TOUCH] = { "ticket-touch", PT_SQL_WRITES, "UPDATE ticket SET updated_at = $2 WHERE id = $1" },
  [PT_SQL_COMMENT_INSERT] = { "comment-insert", PT_SQL_WRITES,
    "INSERT INTO comment ({comment}, message) VALUES ({comment=}, {comment=+1})" },
  [PT_SQL_RELATE] = { "relate", PT_SQL_WRITES,
    "INSERT INTO ticket_person (ticket, relation, person, added_by, brought) VALUES ($1, $2, $3, $4, "
    "$5 AND NOT EXISTS (SELECT 1 FROM comment c WHERE c.ticket = $1 AND c.author = $3 AND c.flags = '')) "
    "ON CONFLICT (ticket, relation, person) DO UPDATE SET added_by = excluded.added_by, brought = 0 "
    "WHERE ticket_person.brought = 1 AND excluded.brought = 0" },
  [PT_SQL_WROTE] = { "wrote", PT_SQL_WRITES,
    "UPDATE ticket_person SET brought = 0 WHERE ticket = $1 AND relation IN (0, 1) AND person = $2 AND brought = 1" },
  [PT_SQL_KNOW] = { "know", PT_SQL_WRITES, "UPDATE person SET known = 1 WHERE id = $1" },
  [PT_SQL_UNRELATE] = { "unrelate", PT_SQL_WRITES,
    "DELETE FROM ticket_person WHERE ticket = $1 AND relation = $2 AND person = $3" },
  [PT_SQL_EVENT_INSERT] = { "event-insert", PT_SQL_WRITES, "INSERT INTO event ({event}) VALUES ({event=})" },
  [PT_SQL_OUTBOX_EVENT] = { "outbox-event", PT_SQL_WRITES,
    "INSERT INTO event (id, ticket, actor, about, at, kind, detail) "
    "SELECT $1, ticket, $2, person, $3, $4, $5 FROM outbox WHERE id = $6 AND state = $7" },
  [PT_SQL_KNOWN_ID_INSERT] = { "known-id-insert", PT_SQL_WRITES,
    "INSERT INTO known_id (hash, nth, id, ticket, origin, seen_at) "
    "SELECT $1, (SELECT count(*) FROM known_id k WHERE k.hash = $1), $2, $3, $4, $5 "
    "WHERE NOT EXISTS (SELECT 1 FROM known_id k WHERE k.hash = $1 AND k.id = $2) RETURNING nr" },
  [PT_SQL_KNOWN_ID_RAISE] = { "known-id-raise", PT_SQL_WRITES,
    "UPDATE known_id SET origin = $3, seen_at = $4 WHERE hash = $1 AND id = $2 AND origin < $3" },
  [PT_SQL_LINK_INSERT] = { "link-insert", PT_SQL_WRITES,
    "INSERT INTO link (ticket, other, kind, at) VALUES ($1, $2, $3, $4) ON CONFLICT (ticket, other, kind) DO "
    "NOTHING" },
  [PT_SQL_OUTBOX_INSERT] = { "outbox-insert", PT_SQL_WRITES,
    "INSERT INTO outbox ({outbox}, address_hash, domain_hash) VALUES ({outbox=}, {outbox=+1}, {outbox=+2})" },
  [PT_SQL_OUTBOX_COMMENT_INSERT] = { "outbox-comment-insert", PT_SQL_WRITES,
    "INSERT INTO outbox_comment (outbox, comment) VALUES ($1, $2) ON CONFLICT (outbox, comment) DO NOTHING" },
  [PT_SQL_OUTBOX_COMMENTS] = { "outbox-comments", 0,
    "SELECT comment FROM outbox_comment WHERE outbox = $1 ORDER BY comment" },
  [PT_SQL_OUTBOX_INSERT_MANY] = { "outbox-insert-many", PT_SQL_WRITES,
    "INSERT INTO outbox ({outbox}) VALUES {outbox=*person,address}" },
  [PT_SQL_OUTBOX_WAITING] = { "outbox-waiting", 0,
    "SELECT id FROM outbox WHERE state = 0 AND kind = 1 AND ticket = $1 LIMIT 1" },
  [PT_SQL_OUTBOX_JOIN] = { "outbox-join", PT_SQL_WRITES,
    "UPDATE outbox SET state = 7, settled_at = $3, answer = $4 WHERE state = 0 AND kind = 1 AND ticket = $1 "
    "AND person = $2 AND attempts = 0 AND settled_at = 0 RETURNING id, comment, due_at" },
  [PT_SQL_OUTBOX_SEEN] = { "outbox-seen", PT_SQL_WRITES,
    "UPDATE outbox SET state = 7, settled_at = $3, answer = 'seen already' WHERE state = 0 AND kind = 1 AND ticket "
    "= $1 AND person = $2 AND ($4 = 0 OR comment <= $4)" },
  [PT_SQL_TICKETS_LINKED] = { "tickets-linked", 0,
    "SELECT id FROM ticket WHERE linked_to = $1 AND status < 5 AND deleted = 0 AND merged_into IS NULL ORDER BY id" },
  [PT_SQL_TICKETS_UNANSWERED] = { "tickets-unanswered", 0,
    "SELECT id FROM ticket WHERE responded_at = 0 AND reminded_at = 0 AND status < 4 AND mailbox = $1 AND "
    "created_at <= $2 AND deleted = 0 ORDER BY created_at LIMIT $3" },
  [PT_SQL_TICKETS_WAITING] = { "tickets-waiting", 0,
    "SELECT id FROM ticket WHERE waiting_at > 0 AND status < 4 AND mailbox = $1 AND waiting_at <= $2 - $3 "
    "AND waiting_told < 3 AND waiting_at + (waiting_told + 1) * $3 <= $2 AND deleted = 0 "
    "ORDER BY waiting_at LIMIT $4" },
  [PT_SQL_ADDRESS_STATE] = { "address-state", PT_SQL_WRITES, /* $4: mail came from it then, 0 = none did */
    "UPDATE person_address SET state = $2, state_at = CASE WHEN state = $2 THEN state_at ELSE $3 END, "
    "success_at = CASE WHEN $4 > 0 THEN $4 ELSE success_at END, reports = CASE WHEN $2 = 1 THEN reports ELSE 0 END "
    "WHERE key = $1" },
  [PT_SQL_ADDRESS_REPORTED] = { "address-reported", PT_SQL_WRITES,
    "UPDATE person_address SET reports = (SELECT count(*) FROM address_report r WHERE r.key = $1) WHERE key = $1" },
  [PT_SQL_ADDRESS_WENT_WELL] = { "address-went-well", PT_SQL_WRITES,
    "UPDATE person_address SET success_at = $2 WHERE key = $1 AND success_at < $2 "
    "AND (success_at = 0 OR reports > 0)" },
  [PT_SQL_ADDRESSES_TO_TRY] = { "addresses-to-try", 0,
    "SELECT person, address FROM person_address WHERE state = 1 AND state_at <= $1 ORDER BY state_at LIMIT $2" },
  [PT_SQL_REPORT_INSERT] = { "report-insert", PT_SQL_WRITES,
    "INSERT INTO address_report (key, outbox, at, gone) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (key, outbox) DO UPDATE SET gone = CASE WHEN $4 > gone THEN $4 ELSE gone END" },
  [PT_SQL_REPORTS] = { "reports", 0,
    "SELECT outbox, at, gone FROM address_report WHERE key = $1 ORDER BY outbox DESC LIMIT $2" },
  [PT_SQL_REPORTS_FORGET] = { "reports-forget", PT_SQL_WRITES, "DELETE FROM address_report WHERE key = $1" },
  [PT_SQL_PERSON_ABSENT] = { "person-absent", PT_SQL_WRITES, "UPDATE person SET absent_at = $2 WHERE id = $1" },
  [PT_SQL_TICKET_CC] = { "ticket-cc", 0,
    "SELECT " PERSON_COLUMNS " WHERE p.id IN (SELECT person FROM ticket_person WHERE ticket = $1 AND relation = 0) "
    "ORDER BY p.id, a.id" },
  [PT_SQL_OUTBOX_ARRIVED] = { "outbox-arrived", 0,
    "SELECT id FROM outbox WHERE ticket = $1 AND person = $2 AND state = 2 AND settled_at > $3 "
    "AND comment = $4 LIMIT 1" },
  [PT_SQL_OUTBOX_TOLD] = { "outbox-told", PT_SQL_WRITES, "UPDATE outbox SET told = $2 WHERE id = $1" },
  [PT_SQL_OUTBOX_UNTOLD] = { "outbox-untold", 0, "SELECT id FROM outbox WHERE told = 1 ORDER BY id LIMIT $1" },
  [PT_SQL_OUTBOX_LATE] = { "outbox-late", 0,
    "SELECT id FROM outbox WHERE state = 0 AND tried_at > 0 AND tried_at <= $1 AND told = 0 "
    "ORDER BY tried_at LIMIT $2" },
  [PT_SQL_OUTBOX_SENT_BEFORE] = { "outbox-sent-before", 0,
    "SELECT id, settled_at, address FROM outbox WHERE state = 2 AND settled_at <= $1 AND settled_at >= $2 "
    "AND (settled_at > $2 OR id > $3) ORDER BY settled_at, id LIMIT $4" },
  [PT_SQL_OUTBOX_DUE] = { "outbox-due", 0,
    "SELECT id, ceiling, tried_at FROM outbox WHERE state = 0 AND due_at <= $1 ORDER BY due_at, id LIMIT $2" },
  [PT_SQL_OUTBOX_CLAIM] = { "outbox-claim", PT_SQL_WRITES,
    "UPDATE outbox SET state = 1, attempts = attempts + 1, due_at = $2, waiting_at = 0, "
    "ceiling = CASE WHEN ceiling = 4 THEN 2 ELSE ceiling END, "
    "tried_at = CASE WHEN tried_at = 0 THEN $3 ELSE tried_at END WHERE id = $1 AND state = 0" },
  [PT_SQL_OUTBOX_MESSAGE_ID] = { "outbox-message-id", PT_SQL_WRITES,
    "UPDATE outbox SET message_id = $2, address = $3 WHERE id = $1" },
  [PT_SQL_OUTBOX_MOVE] = { "outbox-move", PT_SQL_WRITES,
    "UPDATE outbox SET state = $3, answer = coalesce($4, answer), due_at = $5, settled_at = $6, "
    "attempts = CASE WHEN settled_at <> 0 AND $3 = 0 THEN 0 ELSE attempts END, "
    "tried_at = CASE WHEN settled_at <> 0 AND $3 = 0 THEN 0 ELSE tried_at END, "
    "told = CASE WHEN settled_at <> 0 AND $3 = 0 THEN 0 WHEN $7 = 1 AND told <> 3 THEN 1 ELSE told END "
    "WHERE id = $1 AND ((1 << state) & $2) <> 0 RETURNING id" },
  [PT_SQL_OUTBOX_RECOVER] = { "outbox-recover", PT_SQL_WRITES | PT_SQL_SCANS,
    "UPDATE outbox SET state = 0, due_at = created_at WHERE state = 1 AND state <> 0 AND state <> 2 AND due_at <= $1 "
    "RETURNING id" },
  [PT_SQL_OUTBOX_LIST] = { "outbox-list", PT_SQL_SCANS,
    "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE ((1 << state) & $1) <> 0 AND ($2 = 0 OR ticket = $2) "
    "ORDER BY id DESC LIMIT $3 OFFSET $4" },
  [PT_SQL_OUTBOX_COUNTS] = { "outbox-counts", PT_SQL_SCANS, "SELECT state, count(*) FROM outbox GROUP BY state" },
  [PT_SQL_OUTBOX_NEXT_DUE] = { "outbox-next-due", 0,
    "SELECT due_at FROM outbox WHERE state = 0 ORDER BY due_at LIMIT 1" },
  [PT_SQL_JOB] = { "job", 0, "SELECT " JOB_COLUMNS " FROM job WHERE id = $1" },
  [PT_SQL_JOB_ADD] = { "job-add", PT_SQL_WRITES,
    "INSERT INTO job (id, kind, payload, due_at, made_at) VALUES ($1, $2, $3, $4, $4)" },
  [PT_SQL_JOB_DUE] = { "job-due", 0,
    "SELECT " JOB_COLUMNS " FROM job WHERE state = 0 AND due_at <= $1 ORDER BY due_at, id LIMIT 1" },
  [PT_SQL_JOB_BEGIN] = { "job-begin", PT_SQL_WRITES,
    "UPDATE job SET state = 1, attempts = attempts + 1 WHERE id = $1" },
  [PT_SQL_JOB_SETTLE] = { "job-settle", PT_SQL_WRITES,
    "UPDATE job SET state = $2, last_error = $3, due_at = $4 WHERE id = $1" },
  [PT_SQL_JOB_RECOVER] = { "job-recover", PT_SQL_WRITES | PT_SQL_SCANS,
    "UPDATE job SET state = 0, due_at = $1 WHERE state = 1 RETURNING id" },
  [PT_SQL_JOB_REMOVE] = { "job-remove", PT_SQL_WRITES, "DELETE FROM job WHERE id = $1" },
  [PT_SQL_JOB_NEXT_DUE] = { "job-next-due", 0,
                            "SELECT due_at FROM job WHERE state = 0 AND due_at > 0 ORDER BY due_at LIMIT 1" },
  [PT_SQL_JOBS_FAILED] = { "jobs-failed", PT_SQL_SCANS,
    "SELECT " JOB_COLUMNS " FROM job WHERE last_error IS NOT NULL ORDER BY id" },
  [PT_SQL_COMMENT] = { "comment", 0,
    "SELECT " COMMENT_COLUMNS ", (SELECT auth FROM message WHERE message.id = comment.message) FROM comment "
    "WHERE id = $1" },
  [PT_SQL_COMMENT_NEWEST] = { "comment-newest", 0, /* that people outside read, or else any */
    "SELECT coalesce((SELECT id FROM comment WHERE ticket = $1 AND is_private = 0 ORDER BY id DESC LIMIT 1), "
    "(SELECT id FROM comment WHERE ticket = $1 ORDER BY id DESC LIMIT 1), 0)" },
  [PT_SQL_COMMENT_BEFORE] = { "comment-before", 0, "SELECT id FROM comment WHERE ticket = $1 AND id < $2 LIMIT 1" },
  [PT_SQL_COMMENT_FIRST] = { "comment-first", 0,
    "SELECT " COMMENT_COLUMNS " FROM comment WHERE ticket = $1 ORDER BY id LIMIT 1" },
  [PT_SQL_HISTORY] = { "history", 0, /* $3: private ones too */
    "SELECT " COMMENT_COLUMNS " FROM comment WHERE ticket = $1 AND id < $2 AND (is_private = 0 OR $3) "
    "ORDER BY id DESC LIMIT $4" },
  [PT_SQL_EVENT] = { "event", 0, "SELECT {event} FROM event WHERE id = $1" },
  [PT_SQL_PARTS] = { "parts", 0,
    "SELECT type, name, size, sha256, is_attachment, is_inline, note, charset, raw_start, raw_length, encoding FROM "
    "part WHERE message = $1 ORDER BY nth" },
  [PT_SQL_LAST_RECEIVED] = { "last-received", 0,
    "SELECT message_id, received_at FROM message WHERE ticket = $1 AND author = $2 AND comment IS NOT NULL "
    "AND message_id IS NOT NULL ORDER BY id DESC LIMIT 1" },
  [PT_SQL_LAST_SENT] = { "last-sent", 0,
    "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE ticket = $1 AND person = $2 AND state = 2 AND message_id IS NOT "
    "NULL AND settled_at > $3 ORDER BY settled_at DESC, id DESC LIMIT 1" },
  [PT_SQL_STATUS_WAITS] = { "status-waits", 0,
    "SELECT id FROM outbox WHERE ticket = $1 AND person = $2 AND state = 0 AND kind = 5 LIMIT 1" },
  [PT_SQL_RECEIVED_IDS] = { "received-ids", 0,
    "SELECT m.message_id FROM comment c JOIN message m ON m.id = c.message JOIN person p ON p.id = m.author "
    "WHERE c.ticket = $1 AND ($2 = 1 OR (c.is_private = 0 AND p.role = 0)) AND m.message_id IS NOT NULL "
    "ORDER BY c.id DESC LIMIT $3" },
  [PT_SQL_HELD_LIST] = { "held-list", PT_SQL_SCANS,
    "SELECT " MESSAGE_COLUMNS " FROM message WHERE held = 1 AND ($1 < -1 OR cause = $1) ORDER BY id DESC LIMIT $2 "
    "OFFSET $3" },
  [PT_SQL_MESSAGE] = { "message", 0, "SELECT " MESSAGE_COLUMNS " FROM message WHERE id = $1" },
  [PT_SQL_MESSAGE_LIST] = { "message-list", PT_SQL_SCANS,
    "SELECT " MESSAGE_COLUMNS " FROM message WHERE id < $1 ORDER BY id DESC LIMIT $2" },
  [PT_SQL_TICKETS_OPEN] = { "tickets-open", PT_SQL_SCANS,
    "SELECT " TICKET_COLUMNS " FROM ticket WHERE status < 5 AND " TICKET_FILTER },
  [PT_SQL_TICKETS_CLOSED] = { "tickets-closed", PT_SQL_SCANS,
    "SELECT " TICKET_COLUMNS " FROM ticket WHERE status = 5 AND " TICKET_FILTER },
  [PT_SQL_TICKETS_ALL] = { "tickets-all", PT_SQL_SCANS,
    "SELECT " TICKET_COLUMNS " FROM ticket WHERE " TICKET_FILTER },
  [PT_SQL_TICKETS_SOLVED_BEFORE] = { "tickets-solved-before", 0,
    "SELECT id, mailbox, solved_at FROM ticket WHERE status = 4 AND solved_at > 0 AND solved_at <= $1 AND deleted = "
    "0 AND solved_at >= $2 AND (solved_at > $2 OR id > $3) ORDER BY solved_at, id LIMIT $4" },
  [PT_SQL_TICKET_COMMENTS] = { "ticket-comments", 0,
    "SELECT " COMMENT_COLUMNS " FROM comment WHERE ticket = $1 ORDER BY id" },
  [PT_SQL_TICKET_EVENTS] = { "ticket-events", 0, "SELECT {event} FROM event WHERE ticket = $1 ORDER BY id" },
  [PT_SQL_TICKET_LINKS] = { "ticket-links", 0,
    "SELECT other, kind, at FROM link WHERE ticket = $1 ORDER BY at, other, kind" },
  [PT_SQL_TICKET_LAST_PUBLIC] = { "ticket-last-public", 0,
    "SELECT " COMMENT_COLUMNS " FROM comment WHERE ticket = $1 AND is_private = 0 AND id <> $2 ORDER BY id DESC "
    "LIMIT 1" },
  [PT_SQL_FOLLOWUPS] = { "followups", 0,
    "SELECT id FROM ticket WHERE followup_of = $1 AND deleted = 0 AND merged_into IS NULL ORDER BY id DESC LIMIT "
    "20" },
  [PT_SQL_COMMENT_PUBLISHES] = { "comment-publishes", 0, "SELECT id FROM comment WHERE publishes = $1" },
  [PT_SQL_COMMENT_KEEP] = { "comment-keep", PT_SQL_WRITES,
    "UPDATE comment SET is_private = 1, visible_to = NULL, visible_cc = '' WHERE id = $1" },
  [PT_SQL_COMMENT_COPIES] = { "comment-copies", 0,
    "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE ticket = $1 AND state <> 7 AND (comment = $2 OR EXISTS ("
    "SELECT 1 FROM outbox_comment AS also WHERE also.outbox = outbox.id AND also.comment = $2)) ORDER BY id" },
  [PT_SQL_OUTBOX_UNJOIN] = { "outbox-unjoin", PT_SQL_WRITES,
    "UPDATE outbox SET comment = (SELECT max(comment) FROM outbox_comment WHERE outbox = $1) WHERE id = $1 AND "
    "comment = $2" },
  [PT_SQL_OUTBOX_COMMENT_REMOVE] = { "outbox-comment-remove", PT_SQL_WRITES,
    "DELETE FROM outbox_comment WHERE outbox = $1 AND (comment = $2 OR comment = (SELECT comment FROM outbox WHERE "
    "id = $1))" },
  [PT_SQL_EVENTS_AT] = { "events-at", 0,
    "SELECT about FROM event WHERE ticket = $1 AND at = $2 AND kind = $3 AND detail IN ('', $4) ORDER BY id" },
  [PT_SQL_EVENT_COMING] = { "event-coming", 0,
    "SELECT {event} FROM event WHERE ticket = $1 AND about = $2 AND kind IN ('left', 'returned', 'cc-added', "
    "'cc-removed', 'participant-added', 'participant-removed', 'follower-added', 'follower-removed', 'followed', "
    "'unfollowed') ORDER BY id DESC LIMIT 1" },
  [PT_SQL_COMMENTS_OF_AUTHOR] = { "comments-of-author", 0,
    "SELECT author, text FROM comment WHERE ticket = $1 ORDER BY id DESC LIMIT 100" },
  [PT_SQL_TICKET_OF_THREAD] = { "ticket-of-thread", 0,
    "SELECT id FROM ticket WHERE thread_of = $1 AND requester = $2 ORDER BY id DESC LIMIT 1" },
  [PT_SQL_TICKET_OUTBOX] = { "ticket-outbox", 0,
    "SELECT " OUTBOX_COLUMNS " FROM outbox WHERE ticket = $1 ORDER BY id" },
  [PT_SQL_TICKET_PARTS] = { "ticket-parts", 0,
    "SELECT p.type, p.name, p.size, p.sha256, p.is_attachment, p.is_inline, p.note, p.charset, p.raw_start, "
    "p.raw_length, p.encoding, c.id "
    "FROM comment c JOIN part p ON p.message = c.message WHERE c.ticket = $1 ORDER BY c.id, p.nth" },
  [PT_SQL_PEOPLE] = { "people", PT_SQL_SCANS,
    "SELECT " PERSON_COLUMNS " WHERE p.id IN (SELECT id FROM person WHERE $1 < 0 OR role = $1 ORDER BY id LIMIT $2 "
    "OFFSET $3) "
    "ORDER BY p.id, a.id" },
  [PT_SQL_CANDIDATES] = { "candidates", PT_SQL_SCANS,
    "SELECT " PERSON_COLUMNS " WHERE p.role > 0 AND p.state = 0 "
    "AND p.id <> coalesce((SELECT t.assignee FROM ticket t WHERE t.id = $1), 0) "
    "AND NOT EXISTS (SELECT 1 FROM ticket_person f WHERE f.ticket = $1 AND f.relation = 2 AND f.person = p.id) "
    "AND (p.name_fold LIKE $2 ESCAPE '!' "
    "OR EXISTS (SELECT 1 FROM person_address k WHERE k.person = p.id AND k.key LIKE $2 ESCAPE '!') "
    "OR EXISTS (SELECT 1 FROM company c WHERE c.id = p.company AND c.name_fold LIKE $2 ESCAPE '!')) "
    "ORDER BY p.id, a.id" },
  [PT_SQL_PERSON_SET] = { "person-set", PT_SQL_WRITES,
    "UPDATE person SET {person=~}, name_fold = {person=+1} WHERE id = $1 RETURNING id" },
  [PT_SQL_ADDRESS_CLEAR_PRIMARY] = { "address-clear-primary", PT_SQL_WRITES,
    "UPDATE person_address SET is_primary = 0 WHERE person = $1 AND is_primary = 1" },
};

static const PtSql ticket_set = {
  "ticket-set", PT_SQL_WRITES, "UPDATE ticket SET {column} = $2, updated_at = $3 WHERE id = $1"
};

const PtSql *
pt_sql (PtSqlId id)
{
  if (id >= PT_SQL_TICKET_SET)
    return &ticket_set;
  if (id >= PT_SQL_ADMIN_FIRST)
    return pt_sql_admin (id);
  if (id >= PT_SQL_CHECK_FIRST)
    return pt_sql_check (id);
  return id >= PT_SQL_HELD_FIRST ? pt_sql_held (id) : &statements[id];
}
