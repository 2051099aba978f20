-- How many people of an issue have their address at which domain, as the read door sees them now.
SELECT lower(split_part(m.address, '@', 2)), count(DISTINCT m.subscriber_id)
FROM subscribers_mailable m
WHERE m.list_id = ANY (%(lists)s)
  AND (%(frequency)s = '' OR m.frequency = %(frequency)s)
  AND ({segment})
GROUP BY 1
