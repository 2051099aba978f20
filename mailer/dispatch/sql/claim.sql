-- One waiting batch of an issue becomes ours for the length of the lease. A batch belongs to one
-- claim at a time; whoever lost its claim can neither journal nor record (see sending).
UPDATE mailer_batch
SET state = 'claimed', claim = %(claim)s, lease_until = now() + %(lease)s,
    claims = claims + 1
WHERE id = (
    SELECT b.id FROM mailer_batch b
    JOIN mailer_issue i ON i.id = b.issue_id
    WHERE b.issue_id = %(issue)s AND b.state = 'waiting' AND i.state IN ('sending', 'sent')
      AND b.groups & %(groups)s <> 0
    ORDER BY b.number
    LIMIT 1
    FOR UPDATE OF b SKIP LOCKED)
RETURNING id, number, first_id, last_id
