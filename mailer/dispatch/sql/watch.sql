-- What the relay said of an issue so far, from its batches: a few thousand rows for a million people.
SELECT coalesce(sum(sent), 0), coalesce(sum(refused), 0), coalesce(sum(blamed), 0)
FROM mailer_batch
WHERE issue_id = %(issue)s
