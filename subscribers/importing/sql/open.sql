-- A subscription for each, with its evidence. The payload's text is the canonical form of
-- `evidence.canonical`: `head` ends where the proof's value begins, `shown` is canonical already, and
-- PostgreSQL escapes JSON text as Python does. A random UUID has 122 random bits: salt enough.
WITH opened AS (
    INSERT INTO subscribers_subscription (
        id, subscriber_id, list_id, frequency, source, started_at, confirmed_at, ended_reason)
    SELECT subscription_id, subscriber_id, %(list)s,
           coalesce(frequency, %(frequency)s), %(source)s, %(at)s,
           CASE WHEN confirmed THEN %(at)s END, ''
    FROM subscribers_import
    WHERE fate = 'subscribe'
    ON CONFLICT (subscriber_id, list_id) WHERE ended_at IS NULL DO NOTHING
    RETURNING id)
INSERT INTO subscribers_consentevent (
    subscriber_id, subscription_id, list_id, wording_id, step, at, payload, salt, digest)
SELECT i.subscriber_id, o.id, %(list)s, i.wording_id, 'imported', %(at)s, e.payload::jsonb, e.salt,
       sha256(e.salt || convert_to(e.payload, 'UTF8'))
FROM opened o
JOIN subscribers_import i ON i.subscription_id = o.id
CROSS JOIN LATERAL (
    SELECT %(head)s || to_json(coalesce(i.proof, %(proof)s))::text || ',"row":' || i.row
           || CASE WHEN i.shown IS NULL THEN '' ELSE ',"shown":' || i.shown END || '}' AS payload,
           uuid_send(gen_random_uuid()) AS salt) e;
