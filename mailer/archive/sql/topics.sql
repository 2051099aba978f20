-- What the newest pages of a list are about; read backwards by issue, so that it ends early.
SELECT DISTINCT topic
FROM (
    SELECT p.topics
    FROM mailer_archivepage p
    JOIN mailer_issue i ON i.id = p.issue_id AND i.state IN ('sending', 'paused', 'sent')
    JOIN mailer_issuelist l ON l.issue_id = i.id AND l.list_id = %(list)s
    WHERE p.audience_id = %(audience)s AND p.language = %(language)s AND NOT p.easy
    ORDER BY p.issue_id DESC
    LIMIT %(limit)s
) newest, unnest(newest.topics) topic
