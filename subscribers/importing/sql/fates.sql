-- How many rows met which fate. A confirmation of an open subscription counts as subscribed.
SELECT CASE WHEN fate NOT IN ('subscribe', 'confirm') THEN fate
            WHEN confirmed THEN 'subscribed' ELSE 'unconfirmed' END, count(*)
FROM subscribers_import GROUP BY 1
UNION ALL
SELECT 'known', count(known_id) FROM subscribers_import WHERE fate <> 'duplicate'
UNION ALL
SELECT 'new', count(*) FROM subscribers_import WHERE fate = 'subscribe' AND known_id IS NULL;
