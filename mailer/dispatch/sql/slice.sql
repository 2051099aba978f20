-- Cuts the frozen audience into batches: ranges of the ledger's key, so that a batch is read
-- without an index of its own.
INSERT INTO mailer_batch (issue_id, number, first_id, last_id, size, state, claims)
SELECT issue_id, batch, min(subscriber_id), max(subscriber_id), count(*), 'waiting', 0
FROM mailer_delivery
WHERE issue_id = %(issue)s AND month = %(month)s
GROUP BY issue_id, batch
