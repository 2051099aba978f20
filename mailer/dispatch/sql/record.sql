-- The outcomes of a batch, and the batch itself: it is done, or goes back with what is left of it.
-- No row means that the claim was lost, and nothing was written. Deliveries that were settled
-- meanwhile stay as they are.
WITH said AS (
    SELECT u.*
    FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(tried)s::smallint[],
                %(codes)s::smallint[], %(statuses)s::text[], %(words)s::text[],
                %(next_tries)s::timestamptz[])
         AS u (id, state, tried, code, status, words, next_try_at)),
held AS (
    SELECT b.id, i.state = 'cancelled' AS cancelled
    FROM mailer_batch b
    JOIN mailer_issue i ON i.id = b.issue_id
    WHERE b.id = %(id)s AND b.claim = %(claim)s AND b.state = 'claimed'
    FOR UPDATE OF b),
recorded AS (
    UPDATE mailer_delivery d
    SET state = s.state::mailer_delivery_state,
        attempts = d.attempts + s.tried,
        code = s.code, status = left(s.status, 12), words = left(s.words, 500),
        next_try_at = s.next_try_at,
        settled_at = CASE WHEN s.state = 'deferred' THEN NULL ELSE now() END
    FROM said s
    WHERE EXISTS (SELECT FROM held)
      AND d.issue_id = %(issue)s AND d.month = %(month)s AND d.subscriber_id = s.id
      AND d.state = 'queued')
UPDATE mailer_batch b
SET state = CASE WHEN EXISTS (
        SELECT FROM mailer_delivery d
        WHERE d.issue_id = b.issue_id AND d.month = %(month)s AND d.batch = b.number
          AND d.subscriber_id BETWEEN b.first_id AND b.last_id AND d.state = 'queued'
          AND NOT EXISTS (SELECT FROM said s WHERE s.id = d.subscriber_id))
    THEN 'waiting' ELSE 'done' END,
    claim = NULL, lease_until = NULL,
    groups = %(groups)s,
    sent = b.sent + %(sent)s, refused = b.refused + %(refused)s, blamed = b.blamed + %(blamed)s
FROM held h
WHERE b.id = h.id
RETURNING h.cancelled
