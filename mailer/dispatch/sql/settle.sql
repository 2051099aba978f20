-- What was not begun of a cancelled or expired issue, or of editions that are corrected, will not go
-- out; what is on the wire is recorded when its batch comes back.
UPDATE mailer_delivery d
SET state = %(state)s::mailer_delivery_state, settled_at = now(), next_try_at = NULL,
    words = coalesce(nullif(%(words)s, ''), d.words)
WHERE d.issue_id = %(issue)s AND d.month = %(month)s
  AND (%(editions)s::bigint[] IS NULL OR d.edition_id = ANY (%(editions)s::bigint[]))
  AND (d.state = 'deferred' OR (d.state = 'queued' AND NOT EXISTS (
      SELECT FROM mailer_batch b
      WHERE b.issue_id = d.issue_id AND b.number = d.batch AND b.state = 'claimed')))
