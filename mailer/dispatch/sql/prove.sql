-- Contradictions between an issue's deliveries and its batches; each count has to be 0.
SELECT count(*) FILTER (WHERE b.id IS NULL),
       count(*) FILTER (WHERE d.subscriber_id NOT BETWEEN b.first_id AND b.last_id),
       count(*) FILTER (WHERE d.state = 'queued' AND b.state = 'done'),
       count(*) FILTER (WHERE d.state = 'deferred' AND d.next_try_at IS NULL),
       count(*) FILTER (WHERE d.state NOT IN ('queued', 'sending', 'deferred')
                          AND d.settled_at IS NULL)
FROM mailer_delivery d
LEFT JOIN mailer_batch b ON b.issue_id = d.issue_id AND b.number = d.batch
WHERE d.issue_id = %(issue)s AND d.month = %(month)s
