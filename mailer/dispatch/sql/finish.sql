-- An issue is sent when no batch waits or is being worked on; deferred ones go on being tried.
UPDATE mailer_issue i
SET state = 'sent', finished_at = now()
WHERE i.state = 'sending' AND i.expanded_at IS NOT NULL
  AND (%(issue)s::bigint IS NULL OR i.id = %(issue)s)
  AND NOT EXISTS (
      SELECT FROM mailer_batch b WHERE b.issue_id = i.id AND b.state <> 'done')
RETURNING i.id
