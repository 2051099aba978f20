-- The lease of a batch in hand begins anew; no row means that the claim was lost and nothing may be
-- sent any more. Tells whether the issue is still being sent.
UPDATE mailer_batch b
SET lease_until = now() + %(lease)s
FROM mailer_issue i
WHERE b.id = %(id)s AND b.claim = %(claim)s AND b.state = 'claimed' AND i.id = b.issue_id
RETURNING i.state IN ('sending', 'sent')
