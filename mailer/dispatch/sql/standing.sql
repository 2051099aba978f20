-- One line per person and list: what they would get, or why not.
SELECT subscriber_id, list_id, address, edition_id, why
FROM here
ORDER BY subscriber_id, list_id
