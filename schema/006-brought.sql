-- Version 6: what unknown people write does not reach those whom they copied (RULES J9).

ALTER TABLE ticket_person ADD COLUMN brought INTEGER NOT NULL DEFAULT 0;  -- by somebody outside, and silent since
UPDATE ticket_person SET brought = 1
WHERE added_by IN (SELECT id FROM person WHERE role = 0)
  AND NOT EXISTS (SELECT 1 FROM comment c WHERE c.ticket = ticket_person.ticket AND c.author = ticket_person.person
                  AND c.flags = '');
UPDATE person SET known = 1 WHERE role = 0 AND id IN (SELECT requester FROM ticket WHERE responded_at > 0);
