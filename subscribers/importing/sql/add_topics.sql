-- Topics are added to those that somebody has, never taken away.
INSERT INTO subscribers_subscriber_topics (subscriber_id, topic_id)
SELECT i.subscriber_id, topic
FROM subscribers_import i CROSS JOIN unnest(i.topics) AS topic
WHERE i.topics IS NOT NULL AND i.fate IN ('subscribe', 'confirm', 'already')
ON CONFLICT DO NOTHING;
