-- The pages of the issue that an edition belongs to, the one whose language comes closest in front.
SELECT e.public_id, p.language, p.title, p.teaser, p.image, p.article, i.expanded_at
FROM mailer_edition asked
JOIN mailer_issue i ON i.id = asked.issue_id
JOIN mailer_issuelist l ON l.issue_id = i.id AND l.list_id = %(list)s
JOIN mailer_archivepage p ON p.issue_id = i.id AND p.audience_id = asked.audience_id
JOIN mailer_edition e ON e.id = p.edition_id
WHERE asked.public_id = %(public_id)s AND asked.audience_id = %(audience)s
  AND {out}
ORDER BY p.language = %(language)s DESC, p.language = %(otherwise)s DESC, p.id
