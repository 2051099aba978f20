-- A batch is done, or goes back with what is left of it; no row means that the claim was lost.
UPDATE mailer_batch b
SET state = CASE WHEN EXISTS (
        SELECT FROM mailer_delivery d
        WHERE d.issue_id = b.issue_id AND d.month = %(month)s AND d.batch = b.number
          AND d.subscriber_id BETWEEN b.first_id AND b.last_id AND d.state = 'queued')
    THEN 'waiting' ELSE 'done' END,
    claim = NULL, lease_until = NULL,
    groups = %(groups)s,
    sent = b.sent + %(sent)s, refused = b.refused + %(refused)s, blamed = b.blamed + %(blamed)s
FROM mailer_issue i
WHERE b.id = %(id)s AND b.claim = %(claim)s AND b.state = 'claimed' AND i.id = b.issue_id
RETURNING i.state = 'cancelled'
