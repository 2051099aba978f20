-- Open but unconfirmed until now, and this file proves the consent.
WITH confirmed AS (
    UPDATE subscribers_subscription s SET confirmed_at = %(at)s
    FROM subscribers_import i
    WHERE i.fate = 'confirm' AND s.id = i.open_id AND s.ended_at IS NULL
    RETURNING s.id, s.subscriber_id, i.row, i.proof, i.shown, i.wording_id)
INSERT INTO subscribers_consentevent (
    subscriber_id, subscription_id, list_id, wording_id, step, at, payload, salt, digest)
SELECT c.subscriber_id, c.id, %(list)s, c.wording_id, 'imported', %(at)s, e.payload::jsonb, e.salt,
       sha256(e.salt || convert_to(e.payload, 'UTF8'))
FROM confirmed c
CROSS JOIN LATERAL (
    SELECT %(head)s || to_json(coalesce(c.proof, %(proof)s))::text || ',"row":' || c.row
           || CASE WHEN c.shown IS NULL THEN '' ELSE ',"shown":' || c.shown END || '}' AS payload,
           uuid_send(gen_random_uuid()) AS salt) e;
