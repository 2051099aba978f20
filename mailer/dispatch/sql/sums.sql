-- How many deliveries of an issue stand in each state. Those of a claimed batch that are not
-- settled yet are 'sending': their rows change once, when the outcome is known. When an issue's
-- month is dropped from the ledger, its tally takes its place in the same transaction.
SELECT CASE WHEN d.state = 'queued' AND b.id IS NOT NULL THEN 'sending'
            ELSE d.state::text END AS state,
       count(*)
FROM mailer_delivery d
LEFT JOIN mailer_batch b
       ON b.issue_id = d.issue_id AND b.number = d.batch AND b.state = 'claimed'
WHERE d.issue_id = %(issue)s AND d.month = %(month)s
GROUP BY 1
UNION ALL
SELECT t.state, sum(t.count)
FROM mailer_tally t
WHERE t.issue_id = %(issue)s
GROUP BY 1
