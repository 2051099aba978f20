-- Freezes an issue's audience: one delivery per person, by the campaign's order of lists, and in
-- the same snapshot a count that shares no join or window with the insert (invariant 3).
-- `plan` says which edition a list's people get, by the moment they have to be told from and by
-- language ('*': any other). Who finds no row there has nothing new to be told.
-- `told` holds earlier issues that told the same content to the same lists: whoever got one of
-- them is left out (invariant 4). Digest campaigns have an empty one: windows do it for them.
WITH plan AS (
    SELECT * FROM unnest(%(plan_lists)s::bigint[], %(plan_positions)s::int[],
                         %(plan_beginnings)s::timestamptz[], %(plan_languages)s::text[],
                         %(plan_editions)s::bigint[])
             AS t (list_id, place, beginning, language, edition_id)
), people AS MATERIALIZED (
    SELECT DISTINCT ON (m.subscriber_id) m.subscriber_id, m.list_id, plan.edition_id
    FROM subscribers_mailable m
    JOIN plan ON plan.list_id = m.list_id
             AND plan.language = CASE WHEN m.language = ANY (%(languages)s) THEN m.language
                                      ELSE '*' END
             AND plan.beginning IS NOT DISTINCT FROM
                 CASE WHEN m.started_at >= %(window_start)s THEN m.told_from END
    WHERE (%(frequency)s = '' OR m.frequency = %(frequency)s)
      AND (%(window_end)s::timestamptz IS NULL OR m.started_at < %(window_end)s)
      AND ({segment})
      AND NOT EXISTS (
          SELECT FROM mailer_delivery d
          WHERE d.issue_id = ANY (%(told)s)
            AND d.subscriber_id = m.subscriber_id
            AND d.list_id = m.list_id
            AND d.state NOT IN ('withdrawn', 'suppressed', 'cancelled', 'expired'))
    ORDER BY m.subscriber_id, plan.place
), inserted AS (
    INSERT INTO mailer_delivery (issue_id, subscriber_id, month, batch, list_id, edition_id)
    SELECT %(issue)s, subscriber_id, %(month)s,
           (row_number() OVER (ORDER BY subscriber_id) - 1) / %(batch_size)s,
           list_id, edition_id
    FROM people
    RETURNING 1
), counted AS (
    SELECT count(DISTINCT m.subscriber_id) AS n
    FROM subscribers_mailable m
    WHERE m.list_id = ANY (%(plan_lists)s)
      AND (%(frequency)s = '' OR m.frequency = %(frequency)s)
      AND (%(window_end)s::timestamptz IS NULL OR m.started_at < %(window_end)s)
      AND ({segment})
      AND EXISTS (
          SELECT FROM plan
          WHERE plan.list_id = m.list_id
            AND plan.beginning IS NOT DISTINCT FROM
                CASE WHEN m.started_at >= %(window_start)s THEN m.told_from END)
      AND (m.subscriber_id, m.list_id) NOT IN (
          SELECT d.subscriber_id, d.list_id FROM mailer_delivery d
          WHERE d.issue_id = ANY (%(told)s)
            AND d.state NOT IN ('withdrawn', 'suppressed', 'cancelled', 'expired'))
)
SELECT (SELECT count(*) FROM inserted), (SELECT n FROM counted)
