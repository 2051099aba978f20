-- Before a body goes out: who is on the wire, and the answers since the last such note.
-- Commits at once; no row means that the claim was lost and nothing may be sent any more.
UPDATE mailer_batch
SET started = %(started)s, answers = answers || %(answers)s::jsonb,
    lease_until = now() + %(lease)s
WHERE id = %(id)s AND claim = %(claim)s AND state = 'claimed'
