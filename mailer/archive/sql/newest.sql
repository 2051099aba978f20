-- One page of a list's archive. Issues come first, from the index 'issue_out' and no more of them
-- than are shown; then for each the page whose language comes closest.
SELECT e.public_id, p.language, p.title, p.teaser, p.topics, i.expanded_at, i.frequency
FROM (
    SELECT i.id, i.expanded_at, i.frequency
    FROM mailer_issue i
    JOIN mailer_issuelist l ON l.issue_id = i.id AND l.list_id = %(list)s
    WHERE {out}
      {about}
    ORDER BY i.expanded_at DESC, i.id DESC
    LIMIT %(limit)s OFFSET %(offset)s
) i
CROSS JOIN LATERAL (
    SELECT p.*
    FROM mailer_archivepage p
    WHERE p.issue_id = i.id AND p.audience_id = %(audience)s AND NOT p.easy
    ORDER BY p.language = %(language)s DESC, p.language = %(otherwise)s DESC, p.id
    LIMIT 1
) p
JOIN mailer_edition e ON e.id = p.edition_id
ORDER BY i.expanded_at DESC, i.id DESC
