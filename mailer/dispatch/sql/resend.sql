-- Deliveries in doubt go into a new batch of their issue, by order of staff: those who got the
-- message may get it again, with the same Message-ID. What was corrected since is not sent again.
WITH next AS (
    SELECT coalesce(max(number), -1) + 1 AS number FROM mailer_batch WHERE issue_id = %(issue)s
), moved AS (
    UPDATE mailer_delivery d
    SET state = 'queued', batch = next.number, settled_at = NULL
    FROM next
    WHERE d.issue_id = %(issue)s AND d.month = %(month)s AND d.subscriber_id IN (
        SELECT u.subscriber_id FROM mailer_delivery u
        WHERE u.issue_id = %(issue)s AND u.month = %(month)s AND u.state = 'uncertain'
          AND NOT u.edition_id = ANY (%(corrected)s::bigint[])
        ORDER BY u.subscriber_id
        LIMIT %(limit)s
        FOR UPDATE)
    RETURNING d.subscriber_id, d.batch
), made AS (
    INSERT INTO mailer_batch (issue_id, number, first_id, last_id, size, state, claims)
    SELECT %(issue)s, batch, min(subscriber_id), max(subscriber_id), count(*), 'waiting', 0
    FROM moved
    GROUP BY batch
    RETURNING size
)
SELECT coalesce(sum(size), 0) FROM made
