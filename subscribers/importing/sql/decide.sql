-- What becomes of each row, decided once, in one pass of hash joins. Ids are drawn here, so that
-- the statements that follow need not look people up again. The block list is grouped before it
-- is joined: as a subquery per row it would fall out of work_mem when it is long.
CREATE TEMP TABLE subscribers_import ON COMMIT DROP AS
SELECT d.*,
       coalesce(d.known_id, CASE WHEN d.fate = 'subscribe' THEN nextval(
           (SELECT pg_get_serial_sequence('subscribers_subscriber', 'id')::regclass)) END) AS subscriber_id,
       coalesce(d.open_id, CASE WHEN d.fate = 'subscribe' THEN nextval(
           (SELECT pg_get_serial_sequence('subscribers_subscription', 'id')::regclass)) END) AS subscription_id
FROM (
    SELECT t.*, p.id AS known_id, s.id AS open_id,
           CASE WHEN t.again THEN 'duplicate'
                WHEN p.erased_at IS NOT NULL OR x.hard OR y.hard THEN 'suppressed'
                WHEN NOT x.hard OR NOT y.hard THEN 'left'
                WHEN s.id IS NULL THEN 'subscribe'
                WHEN s.confirmed_at IS NULL AND t.confirmed THEN 'confirm'
                ELSE 'already' END AS fate
    FROM (SELECT *, row_number() OVER (PARTITION BY key ORDER BY row) > 1 AS again
          FROM subscribers_stage) t
    LEFT JOIN subscribers_subscriber p ON p.address_key = t.key
    LEFT JOIN subscribers_subscription s
        ON s.subscriber_id = p.id AND s.list_id = %(list)s AND s.ended_at IS NULL
    LEFT JOIN (
        SELECT address_key, bool_or(reason <> 'left') AS hard
        FROM subscribers_suppression
        WHERE lifted_at IS NULL AND (list_id IS NULL OR list_id = %(list)s)
        GROUP BY address_key) x ON x.address_key = t.key
    LEFT JOIN LATERAL (
        SELECT bool_or(reason <> 'left') AS hard
        FROM subscribers_suppression
        WHERE address_key = ANY (t.older || p.older_keys)
          AND lifted_at IS NULL AND (list_id IS NULL OR list_id = %(list)s)) y
        ON t.older IS NOT NULL OR p.older_keys <> '{}') d;
