-- Somebody signed up while the file was read: their row won, so take its id.
UPDATE subscribers_import i SET subscriber_id = p.id
FROM subscribers_subscriber p
WHERE i.fate = 'subscribe' AND i.known_id IS NULL AND p.address_key = i.key
  AND p.id <> i.subscriber_id;
