-- Deferred deliveries whose time has come go into a new batch of their issue; those that would
-- come too late expire. One statement, so that nobody is in neither.
WITH due AS (
    SELECT d.issue_id, d.subscriber_id, d.month,
           i.valid_until <= now() AS late,
           (SELECT max(b.number) + 1 FROM mailer_batch b WHERE b.issue_id = d.issue_id) AS next
    FROM mailer_delivery d
    JOIN mailer_issue i ON i.id = d.issue_id
    WHERE d.state = 'deferred' AND d.next_try_at <= now() AND i.state IN ('sending', 'sent')
    ORDER BY d.next_try_at
    LIMIT %(limit)s
    FOR UPDATE OF d SKIP LOCKED
), moved AS (
    UPDATE mailer_delivery d
    SET state = CASE WHEN due.late THEN 'expired' ELSE 'queued' END::mailer_delivery_state,
        batch = CASE WHEN due.late THEN d.batch ELSE due.next END,
        next_try_at = NULL,
        settled_at = CASE WHEN due.late THEN now() END
    FROM due
    WHERE d.issue_id = due.issue_id AND d.subscriber_id = due.subscriber_id
      AND d.month = due.month
    RETURNING d.issue_id, d.subscriber_id, d.batch, due.late
), made AS (
    INSERT INTO mailer_batch (issue_id, number, first_id, last_id, size, state, claims)
    SELECT issue_id, batch, min(subscriber_id), max(subscriber_id), count(*), 'waiting', 0
    FROM moved
    WHERE NOT late
    GROUP BY issue_id, batch
    RETURNING issue_id
)
SELECT (SELECT count(*) FROM moved), ARRAY (SELECT DISTINCT issue_id FROM made)
