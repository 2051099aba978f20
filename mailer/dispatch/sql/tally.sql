-- What is kept of a month of the ledger: a row per issue, list and state. Runs in the transaction
-- that drops the month, so that every issue goes on adding up (invariant 3).
INSERT INTO mailer_tally (issue_id, list_id, state, count, bounced, complained)
SELECT issue_id, list_id, state::text, count(*),
       count(*) FILTER (WHERE hard_bounced_at IS NOT NULL OR soft_bounced_at IS NOT NULL),
       count(complained_at)
FROM mailer_delivery
WHERE month = %(month)s
GROUP BY issue_id, list_id, state
