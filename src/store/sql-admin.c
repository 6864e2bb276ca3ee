/* The statements of administrators, who are few and not in a hurry: most of them read a whole table. */
#include "store/sql.h"

#define AT(id) [id - PT_SQL_ADMIN_FIRST]
#define MERGE(name, text) AT (PT_SQL_MERGE_##name) = { "merge-" #name, PT_SQL_WRITES | PT_SQL_SCANS, text }

static const PtSql statements[PT_SQL_TICKET_SET - PT_SQL_ADMIN_FIRST] = {
  AT (PT_SQL_DIVISIONS) = { "divisions", PT_SQL_SCANS,
    "SELECT id, name FROM division ORDER BY id" },
  AT (PT_SQL_DIVISION_INSERT) = { "division-insert", PT_SQL_WRITES,
    "INSERT INTO division (id, name, name_fold) VALUES ($1, $2, $3)" },
  AT (PT_SQL_DIVISION_RENAME) = { "division-rename", PT_SQL_WRITES,
    "UPDATE division SET name = $2, name_fold = $3 WHERE id = $1" },
  AT (PT_SQL_DIVISION_DELETE) = { "division-delete", PT_SQL_WRITES,
    "DELETE FROM division WHERE id = $1" },
  AT (PT_SQL_DIVISION_TICKETS) = { "division-tickets", PT_SQL_SCANS,
    "SELECT count(*) FROM ticket WHERE division = $1 AND status < 5 AND deleted = 0" },
  AT (PT_SQL_DIVISION_LEAVE) = { "division-leave", PT_SQL_WRITES,
    "DELETE FROM person_division WHERE division = $1" },
  AT (PT_SQL_COMPANIES) = { "companies", PT_SQL_SCANS,
    "SELECT id, name, contact FROM company ORDER BY id" },
  AT (PT_SQL_COMPANY_INSERT) = { "company-insert", PT_SQL_WRITES,
    "INSERT INTO company (id, name, name_fold, contact) VALUES ($1, $2, $3, $4)" },
  AT (PT_SQL_COMPANY_SET) = { "company-set", PT_SQL_WRITES,
    "UPDATE company SET name = $2, name_fold = $3, contact = $4 WHERE id = $1" },
  AT (PT_SQL_COMPANY_DELETE) = { "company-delete", PT_SQL_WRITES,
    "DELETE FROM company WHERE id = $1" },
  AT (PT_SQL_COMPANY_LEAVE) = { "company-leave", PT_SQL_WRITES | PT_SQL_SCANS,
    "UPDATE person SET company = NULL WHERE company = $1" },
  AT (PT_SQL_ADDRESS_DELETE) = { "address-delete", PT_SQL_WRITES,
    "DELETE FROM person_address WHERE person = $1 AND key = $2 AND is_primary = 0 RETURNING id" },
  AT (PT_SQL_ADDRESS_PRIMARY) = { "address-primary", PT_SQL_WRITES,
    "UPDATE person_address SET is_primary = 1 WHERE person = $1 AND key = $2 RETURNING id" },
  AT (PT_SQL_PERSON_DUTIES) = { "person-duties", PT_SQL_SCANS,
    "SELECT ticket FROM ticket_person WHERE person = $1 AND relation = 2 "
    "UNION SELECT id FROM ticket WHERE assignee = $1 AND status < 5 ORDER BY 1" },
  AT (PT_SQL_PERSON_TICKETS) = { "person-tickets", PT_SQL_SCANS,
    "SELECT id FROM ticket WHERE requester = $1 OR assignee = $1 UNION SELECT ticket FROM ticket_person WHERE "
    "person = $1 "
    "ORDER BY 1" },
  MERGE (REQUESTER, "UPDATE ticket SET requester = $2 WHERE requester = $1"),
  MERGE (ASSIGNEE, "UPDATE ticket SET assignee = $2 WHERE assignee = $1"),
  MERGE (SOLVER, "UPDATE ticket SET solved_by = $2 WHERE solved_by = $1"),
  MERGE (RELATIONS,
         "INSERT INTO ticket_person (ticket, relation, person, added_by, brought) "
         "SELECT ticket, relation, $2, added_by, brought FROM ticket_person WHERE person = $1 "
         "ON CONFLICT (ticket, relation, person) DO UPDATE SET brought = 0 WHERE excluded.brought = 0"),
  MERGE (AUTHOR, "UPDATE comment SET author = $2 WHERE author = $1"),
  MERGE (VISIBLE_TO, "UPDATE comment SET visible_to = $2 WHERE visible_to = $1"),
  MERGE (VISIBLE_CC,
         "UPDATE comment SET visible_cc = trim(replace(' ' || visible_cc || ' ', ' ' || $1 || ' ', ' ' || $2 || ' "
         "')) "
         "WHERE ' ' || visible_cc || ' ' LIKE '% ' || $1 || ' %'"),
  MERGE (MESSAGE, "UPDATE message SET author = $2 WHERE author = $1"),
  MERGE (ACTOR, "UPDATE event SET actor = $2 WHERE actor = $1"),
  MERGE (ABOUT, "UPDATE event SET about = $2 WHERE about = $1"),
  MERGE (OUTBOX, "UPDATE outbox SET person = $2 WHERE person = $1"),
  /* J18: one mail a person and change; but none whose other comments (D9) the one that stays has not */
  MERGE (OUTBOX_TWICE,
         "UPDATE outbox SET state = 7, settled_at = created_at, answer = 'the same person gets it once' "
         "WHERE $1 <> $2 AND person = $2 AND state IN (0, 6) AND EXISTS (SELECT 1 FROM outbox o WHERE o.person = $2 "
         "AND o.ticket = outbox.ticket AND o.kind = outbox.kind "
         "AND coalesce(o.comment, 0) = coalesce(outbox.comment, 0) "
         "AND coalesce(o.event, 0) = coalesce(outbox.event, 0) "
         "AND (o.state IN (1, 2) OR (o.state IN (0, 6) AND o.id < outbox.id)) "
         "AND NOT EXISTS (SELECT 1 FROM outbox_comment j WHERE j.outbox = outbox.id AND j.comment NOT IN "
         "(SELECT k.comment FROM outbox_comment k WHERE k.outbox = o.id)))"),
  MERGE (CONTACT, "UPDATE company SET contact = $2 WHERE contact = $1"),
  MERGE (ADDED_BY, "UPDATE ticket_person SET added_by = $2 WHERE added_by = $1"),
  MERGE (KNOWN, "UPDATE person SET known = 1 WHERE id = $2 AND EXISTS (SELECT 1 FROM person p WHERE p.id = $1 "
         "AND p.known = 1)"),
  MERGE (ADDRESS, "UPDATE person_address SET person = $2, is_primary = 0 WHERE person = $1"),
  MERGE (FORMER, "UPDATE person_former SET person = $2 WHERE person = $1"),
  MERGE (FORMER_INSERT, "INSERT INTO person_former (former, person) VALUES ($1, $2)"),
  MERGE (OLD_RELATIONS, "DELETE FROM ticket_person WHERE person = $1"),
  MERGE (REQUESTER_CC, "DELETE FROM ticket_person WHERE person = $1 AND relation <> 2 "
         "AND ticket IN (SELECT id FROM ticket WHERE requester = $1)"),
  MERGE (PERSON, "DELETE FROM person WHERE id = $1"),
};

const PtSql *
pt_sql_admin (PtSqlId id)
{
  return &statements[id - PT_SQL_ADMIN_FIRST];
}
