-- What relays said of one person may quote the address, whole or in part: it goes with the person.
-- Codes and states stay, so that sums still hold. Found issue by issue, as in person.sql.
UPDATE mailer_delivery AS d
SET words = ''
FROM mailer_issue AS i
WHERE d.issue_id = i.id AND d.month = i.month AND d.subscriber_id = %(person)s AND d.words <> ''
