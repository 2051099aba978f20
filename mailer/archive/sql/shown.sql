-- The pages of the issue that an edition belongs to, the one in front that comes closest in language
-- and in ease, that of an edition in easy language being the one in easy language; with what the newest correction of the issue says that went out, and its edition in that language.
SELECT e.public_id, p.easy, p.language, p.title, p.teaser, p.image, p.article, i.expanded_at,
       coalesce(fixed.correction ->> e.language, fixed.correction ->> p.language, ''), fixed.expanded_at, fixed.public_id
FROM mailer_edition asked
JOIN mailer_issue i ON i.id = asked.issue_id
JOIN mailer_issuelist l ON l.issue_id = i.id AND l.list_id = %(list)s
JOIN mailer_archivepage p ON p.issue_id = i.id AND p.audience_id = asked.audience_id
JOIN mailer_edition e ON e.id = p.edition_id
LEFT JOIN LATERAL (
    SELECT c.correction, c.expanded_at, x.public_id
    FROM mailer_issue c
    JOIN mailer_edition x ON x.issue_id = c.id AND x.audience_id = p.audience_id
                         AND x.language = e.language
    WHERE c.corrects_id = i.id AND c.state IN ('sending', 'paused', 'sent')
      AND c.expanded_at IS NOT NULL
    ORDER BY c.expanded_at DESC, x.id
    LIMIT 1) AS fixed ON TRUE
WHERE asked.public_id = %(public_id)s AND asked.audience_id = %(audience)s
  AND {out}
ORDER BY p.easy = (asked.language = ANY (%(easy)s)) DESC, p.language = %(language)s DESC, p.language = %(otherwise)s DESC, p.id
