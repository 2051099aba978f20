-- Freezes an issue's audience: one delivery per person, by the list on which they have to be told
-- from the earliest moment (`since`), else by the campaign's order of lists, and in
-- the same snapshot a count that shares no ordering or key with the insert (invariant 3).
-- `plan` says which edition a list's people get, by the moment they have to be told from, by what
-- earlier editions told them ('12,15', see groups.sql) and by language ('*': any other). Who finds
-- no row there has nothing new to be told: invariant 4, for digests and for all others.
WITH plan AS (
    SELECT * FROM unnest(%(plan_lists)s::bigint[], %(plan_positions)s::int[],
                         %(plan_since)s::timestamptz[],
                         %(plan_beginnings)s::timestamptz[], %(plan_shown)s::text[],
                         %(plan_languages)s::text[], %(plan_editions)s::bigint[])
             AS t (list_id, place, since, beginning, shown, language, edition_id)
), earlier AS (
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
), people AS MATERIALIZED (
    SELECT DISTINCT ON (m.subscriber_id) m.subscriber_id, m.list_id, plan.edition_id
    FROM subscribers_mailable m
    LEFT JOIN told ON told.subscriber_id = m.subscriber_id AND told.list_id = m.list_id
    JOIN plan ON plan.list_id = m.list_id
             AND plan.language = CASE WHEN m.language = ANY (%(languages)s) THEN m.language
                                      ELSE '*' END
             AND plan.shown = coalesce(told.editions, '')
             AND plan.beginning IS NOT DISTINCT FROM
                 CASE WHEN m.started_at >= %(window_start)s THEN m.told_from END
    WHERE (%(frequency)s = '' OR m.frequency = %(frequency)s)
      AND (%(window_end)s::timestamptz IS NULL OR m.started_at < %(window_end)s)
      AND ({segment})
    ORDER BY m.subscriber_id, plan.since, plan.place
), inserted AS (
    INSERT INTO mailer_delivery (issue_id, subscriber_id, month, batch, list_id, edition_id)
    SELECT %(issue)s, subscriber_id, %(month)s,
           (row_number() OVER (ORDER BY subscriber_id) - 1) / %(batch_size)s,
           list_id, edition_id
    FROM people
    RETURNING 1
), wanted AS (
    SELECT m.subscriber_id, m.list_id,
           CASE WHEN m.started_at >= %(window_start)s THEN m.told_from END AS beginning
    FROM subscribers_mailable m
    WHERE m.list_id = ANY (%(plan_lists)s)
      AND (%(frequency)s = '' OR m.frequency = %(frequency)s)
      AND (%(window_end)s::timestamptz IS NULL OR m.started_at < %(window_end)s)
      AND ({segment})
), counted AS (
    SELECT count(DISTINCT w.subscriber_id) AS n
    FROM wanted w
    LEFT JOIN told USING (subscriber_id, list_id)
    WHERE (w.list_id, coalesce(told.editions, ''), coalesce(w.beginning, '-infinity')) IN (
        SELECT list_id, shown, coalesce(beginning, '-infinity') FROM plan)
)
SELECT (SELECT count(*) FROM inserted), (SELECT n FROM counted)
