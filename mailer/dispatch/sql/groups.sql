-- Who has to be told what, for one issue: groups of people by the moment to be told from (NULL: the
-- start of the window) and by a key: the earlier editions that told them something of it already
-- ('12,15') and, where that tells people apart, their topics among the issue's ('12,15/3', ADR 8).
-- A subscription that began inside the window and follows another one starts where its
-- predecessor had got to (ADR 3), which may lie before or inside the window. Other digests are
-- looked at for such people only: nobody else can have got one of this window's.
WITH earlier AS (
    SELECT * FROM unnest(%(told_issues)s::bigint[], %(told_lists)s::bigint[],
                         %(told_to_all)s::boolean[]) AS t (issue_id, list_id, to_all)
), told AS (
    SELECT subscriber_id, list_id,
           string_agg(DISTINCT edition_id::text, ',' ORDER BY edition_id::text) AS editions
    FROM (
        SELECT d.subscriber_id, d.edition_id, t.list_id
        FROM earlier t
        JOIN mailer_delivery d ON d.issue_id = t.issue_id
        WHERE t.to_all AND d.edition_id = ANY (%(told_editions)s)
          AND d.state NOT IN ('withdrawn', 'suppressed', 'cancelled', 'expired')
        UNION ALL
        SELECT d.subscriber_id, d.edition_id, t.list_id
        FROM subscribers_mailable m
        JOIN earlier t ON t.list_id = m.list_id
        JOIN mailer_delivery d ON d.issue_id = t.issue_id AND d.subscriber_id = m.subscriber_id
        WHERE NOT t.to_all AND d.edition_id = ANY (%(told_editions)s)
          AND d.state NOT IN ('withdrawn', 'suppressed', 'cancelled', 'expired')
          AND m.started_at >= %(window_start)s AND m.frequency = %(frequency)s) AS found
    GROUP BY subscriber_id, list_id
)
SELECT DISTINCT m.list_id,
       CASE WHEN m.started_at >= %(window_start)s THEN m.told_from END AS beginning,
       coalesce(told.editions, ''){key} AS key
FROM subscribers_mailable m
LEFT JOIN told ON told.subscriber_id = m.subscriber_id AND told.list_id = m.list_id
{following}
WHERE m.list_id = ANY (%(lists)s)
  AND m.frequency = %(frequency)s
  AND m.started_at < %(window_end)s
