-- The outcomes of a batch in one statement; rows that were settled meanwhile stay as they are.
UPDATE mailer_delivery d
SET state = u.state::mailer_delivery_state,
    attempts = d.attempts + u.tried,
    code = u.code, status = left(u.status, 12), words = left(u.words, 500),
    next_try_at = u.next_try_at,
    settled_at = CASE WHEN u.state = 'deferred' THEN NULL ELSE now() END
FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(tried)s::smallint[], %(codes)s::smallint[],
            %(statuses)s::text[], %(words)s::text[], %(next_tries)s::timestamptz[])
     AS u (id, state, tried, code, status, words, next_try_at)
WHERE d.issue_id = %(issue)s AND d.month = %(month)s AND d.subscriber_id = u.id
  AND d.state = 'queued'
