-- Which issues `i` everybody may read: what went out, or is going out, unless a report that it tells
-- was withdrawn since. Those are few, so that they are gathered once and not looked up for each issue.
i.state IN ('sending', 'paused', 'sent') AND i.expanded_at IS NOT NULL
  AND i.id NOT IN (
    SELECT t.issue_id FROM mailer_report r
    JOIN mailer_revision v ON v.report_id = r.id
    JOIN mailer_issuereport t ON t.revision_id = v.id
    WHERE r.withdrawn_at IS NOT NULL)
