-- How many would get which edition by which list, how many not and why; and against the people of an
-- earlier issue (`before`): who is new, who gets it again, who is gone, and why ({absent} is the
-- read door's answer for people whom the view shows for none of the lists).
, earlier_people AS (
    SELECT subscriber_id FROM mailer_delivery
    WHERE issue_id = %(before)s AND month = %(before_month)s
), passed_over AS (
    SELECT subscriber_id, min(why) AS why FROM here
    WHERE edition_id IS NULL AND why <> 'other_list'
    GROUP BY subscriber_id
)
SELECT 'here', list_id, why, edition_id, count(*)
FROM here
GROUP BY list_id, why, edition_id
UNION ALL
SELECT 'change', NULL,
       CASE WHEN b.subscriber_id IS NULL THEN 'new'
            WHEN p.subscriber_id IS NOT NULL THEN 'again'
            ELSE coalesce(o.why, {absent}) END,
       NULL, count(*)
FROM earlier_people b
FULL JOIN people p ON p.subscriber_id = b.subscriber_id
LEFT JOIN passed_over o ON o.subscriber_id = b.subscriber_id
WHERE %(before)s::bigint IS NOT NULL
GROUP BY 3
