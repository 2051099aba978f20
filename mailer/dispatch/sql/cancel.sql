-- What was not begun of a cancelled issue will not go out; what is on the wire is recorded.
UPDATE mailer_delivery d
SET state = 'cancelled', settled_at = now(), next_try_at = NULL
WHERE d.issue_id = %(issue)s AND d.month = %(month)s
  AND (d.state = 'deferred' OR (d.state = 'queued' AND NOT EXISTS (
      SELECT FROM mailer_batch b
      WHERE b.issue_id = d.issue_id AND b.number = d.batch AND b.state = 'claimed')))
