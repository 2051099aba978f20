-- Freezes an issue's audience: one delivery per person, by the list on which they have to be told
-- from the earliest moment (`since`), else by the campaign's order of lists; cuts it into batches
-- (ranges of the ledger's key, so that a batch is read without an index of its own); and counts
-- the people anew, by a way that shares no ordering or key with the insert (invariant 3).
-- `plan` says which edition a list's people get, by the moment they have to be told from, by a key
-- ('12,15/3': what earlier editions told them, and their topics; see groups.sql) and by language
-- ('*': any other; 'de-simple': easy language, see languages.py). Who finds no row there has nothing new to be told: invariant 4, for digests
-- and for all others. {key}, {following} and {easy} are empty where they make no difference.
-- The read door is asked once, into `mailable`: for a million people it costs three quarters of
-- what inserting them does, and in one snapshot it would only give the same answer again.
WITH plan AS (
    SELECT * FROM unnest(%(plan_lists)s::bigint[], %(plan_positions)s::int[],
                         %(plan_since)s::timestamptz[],
                         %(plan_beginnings)s::timestamptz[], %(plan_keys)s::text[],
                         %(plan_languages)s::text[], %(plan_editions)s::bigint[])
             AS t (list_id, place, since, beginning, key, language, edition_id)
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
), mailable AS MATERIALIZED (
    SELECT m.subscriber_id, m.list_id,
           CASE WHEN m.language = ANY (%(languages)s) THEN m.language ELSE '*' END{easy} AS language,
           CASE WHEN m.started_at >= %(window_start)s THEN m.told_from END AS beginning,
           coalesce(told.editions, ''){key} AS key
    FROM subscribers_mailable m
    LEFT JOIN told ON told.subscriber_id = m.subscriber_id AND told.list_id = m.list_id
    {following}
    WHERE m.list_id = ANY (%(plan_lists)s)
      AND (%(frequency)s = '' OR m.frequency = %(frequency)s)
      AND (%(window_end)s::timestamptz IS NULL OR m.started_at < %(window_end)s)
      AND ({segment})
), people AS (
    SELECT DISTINCT ON (m.subscriber_id) m.subscriber_id, m.list_id, plan.edition_id
    FROM mailable m
    JOIN plan ON plan.list_id = m.list_id
             AND plan.language = m.language
             AND plan.key = m.key
             AND plan.beginning IS NOT DISTINCT FROM m.beginning
    ORDER BY m.subscriber_id, plan.since, plan.place
), inserted AS (
    INSERT INTO mailer_delivery (issue_id, subscriber_id, month, batch, list_id, edition_id)
    SELECT %(issue)s, subscriber_id, %(month)s,
           (row_number() OVER (ORDER BY subscriber_id) - 1) / %(batch_size)s,
           list_id, edition_id
    FROM people
    RETURNING batch, subscriber_id
), sliced AS (
    INSERT INTO mailer_batch (issue_id, number, first_id, last_id, size, state, claims)
    SELECT %(issue)s, batch, min(subscriber_id), max(subscriber_id), count(*), 'waiting', 0
    FROM inserted
    GROUP BY batch
    RETURNING size
), counted AS (
    SELECT count(DISTINCT w.subscriber_id) AS n
    FROM mailable w
    WHERE (w.list_id, w.key, coalesce(w.beginning, '-infinity')) IN (
        SELECT list_id, key, coalesce(beginning, '-infinity') FROM plan)
)
SELECT (SELECT coalesce(sum(size), 0) FROM sliced), (SELECT n FROM counted)
