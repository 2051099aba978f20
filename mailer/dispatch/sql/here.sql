-- Follows the people of expand.sql: everybody who may be mailed for one of the issue's lists, with
-- the edition that they would get, or why they would get none. Somebody whom the issue reaches by
-- another list is no one left out.
), here AS (
    SELECT m.subscriber_id, m.list_id, m.address,
           CASE WHEN p.list_id = m.list_id THEN p.edition_id END AS edition_id,
           CASE WHEN p.list_id = m.list_id THEN 'gets'
                WHEN p.list_id IS NOT NULL THEN 'other_list'
                WHEN %(frequency)s <> '' AND m.frequency <> %(frequency)s THEN 'frequency'
                WHEN m.started_at >= %(window_end)s THEN 'later'
                WHEN ({segment}) IS NOT TRUE THEN 'segment'
                {topics}
                ELSE 'told' END AS why
    FROM subscribers_mailable m
    LEFT JOIN people p ON p.subscriber_id = m.subscriber_id
    LEFT JOIN told ON told.subscriber_id = m.subscriber_id AND told.list_id = m.list_id
    {following}
    WHERE m.list_id = ANY (%(lists)s::bigint[])
      AND (%(person)s::bigint IS NULL OR m.subscriber_id = %(person)s)
)
