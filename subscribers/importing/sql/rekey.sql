-- People who were stored under an older key of the ring move to the present one; their old hash
-- stays with them, because rows of the block list may still carry it (invariant 12).
UPDATE subscribers_subscriber p
SET address_key = t.key, older_keys = p.older_keys || p.address_key
FROM (SELECT DISTINCT ON (key) key, older FROM subscribers_stage ORDER BY key, row) t
CROSS JOIN unnest(t.older) AS old (key)
WHERE p.address_key = old.key
  AND NOT EXISTS (SELECT FROM subscribers_subscriber q WHERE q.address_key = t.key);
