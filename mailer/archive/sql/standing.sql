-- What all pages of the archive hang on, as two texts that change whenever it does: lists, senders and
-- topics; and which issues are out. Each part is read from a small table or a partial index, however
-- many issues there are. An issue that commits after a later one is seen by the count of the last day.
SELECT {house}, concat_ws(' ',
    (SELECT max(expanded_at) FROM mailer_issue
     WHERE state IN ('sending', 'paused', 'sent')),
    (SELECT count(*) FROM mailer_issue
     WHERE state IN ('sending', 'paused', 'sent') AND expanded_at > now() - interval '1 day'),
    (SELECT concat(count(*), '/', sum(id)) FROM mailer_issue
     WHERE expanded_at IS NOT NULL AND state NOT IN ('sending', 'paused', 'sent')),
    (SELECT concat(count(*), '/', sum(id), '/', max(withdrawn_at)) FROM mailer_report
     WHERE withdrawn_at IS NOT NULL))
