-- The read door: who may be mailed for which list, one row per open, confirmed subscription.
-- Mailing code reads people through this view alone; expansion uses it, claiming checks it again.
-- The block list is asked twice: by the present key (a hash anti-join for a million rows) and,
-- only for people who still have keys of an older ring, by those (invariant 12).
CREATE OR REPLACE VIEW subscribers_mailable AS
SELECT s.list_id,
       s.subscriber_id,
       s.frequency,
       s.started_at,
       s.told_from,
       p.address,
       p.given_name,
       p.family_name,
       p.honorific,
       p.language,
       p.form_of_address,
       p.text_only,
       p.easy_language
FROM subscribers_subscription s
JOIN subscribers_subscriber p ON p.id = s.subscriber_id
WHERE s.ended_at IS NULL
  AND s.confirmed_at IS NOT NULL
  AND p.erased_at IS NULL
  AND p.address IS NOT NULL
  AND (p.paused_until IS NULL OR p.paused_until <= now())
  AND NOT EXISTS (
      SELECT FROM subscribers_suppression x
      WHERE x.address_key = p.address_key
        AND x.lifted_at IS NULL
        AND (x.list_id IS NULL OR x.list_id = s.list_id))
  AND (p.older_keys = '{}' OR NOT EXISTS (
      SELECT FROM subscribers_suppression x
      WHERE x.address_key = ANY (p.older_keys)
        AND x.lifted_at IS NULL
        AND (x.list_id IS NULL OR x.list_id = s.list_id)));
