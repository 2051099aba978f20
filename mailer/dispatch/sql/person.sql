-- All deliveries of one person. The ledger has no index by person: issue by issue its primary key
-- (issue, subscriber, month) finds at most one row, which is quick whatever the ledger's size.
SELECT i.name, d.list_id, d.state, d.attempts, i.occurrence, d.settled_at, d.soft_bounced_at,
       d.hard_bounced_at, d.complained_at
FROM mailer_issue AS i
CROSS JOIN LATERAL (
    SELECT * FROM mailer_delivery
    WHERE issue_id = i.id AND subscriber_id = %(person)s AND month = i.month
    OFFSET 0
) AS d
ORDER BY i.occurrence, i.id
