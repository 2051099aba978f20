-- How many deliveries of an issue stand in each state. Those of a claimed batch that are not
-- settled yet are 'sending': their rows change once, when the outcome is known.
SELECT CASE WHEN d.state = 'queued' AND b.id IS NOT NULL THEN 'sending'
            ELSE d.state::text END AS state,
       count(*)
FROM mailer_delivery d
LEFT JOIN mailer_batch b
       ON b.issue_id = d.issue_id AND b.number = d.batch AND b.state = 'claimed'
WHERE d.issue_id = %(issue)s AND d.month = %(month)s
GROUP BY 1
