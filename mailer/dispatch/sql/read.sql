-- The people of a batch who are still to be sent to, with what the read door says of them now:
-- no address means that they left, were blocked or paused since (invariant 5).
SELECT d.subscriber_id, d.list_id, d.edition_id, d.attempts, m.address,
       coalesce(m.given_name, ''), coalesce(m.family_name, ''), coalesce(m.honorific, ''),
       coalesce(m.form_of_address, ''), coalesce(m.frequency, ''),
       coalesce(m.text_only, FALSE)
FROM mailer_delivery d
LEFT JOIN subscribers_mailable m
       ON m.subscriber_id = d.subscriber_id AND m.list_id = d.list_id
WHERE d.issue_id = %(issue)s AND d.month = %(month)s
  AND d.subscriber_id BETWEEN %(first)s AND %(last)s
  AND d.batch = %(batch)s AND d.state = 'queued'
ORDER BY d.subscriber_id
