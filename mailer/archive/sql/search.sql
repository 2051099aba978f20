-- A page of what a search found. Hits come from the index of words alone, without reading a text, and
-- are the newest thousand pages; of these a hundred are ranked, those before them follow by date: a
-- word that is in every issue must not read them all. Snippets are made of the few that are shown, and of the surroundings of the first
-- place of the word if it stands there as it was typed.
WITH hits AS MATERIALIZED (
    SELECT p.id, p.issue_id, p.language, p.audience_id
    FROM mailer_archivepage p
    WHERE p.search @@ {query} AND NOT p.easy {about}
    ORDER BY p.issue_id DESC
    LIMIT %(pool)s
), found AS MATERIALIZED (
    SELECT h.id, i.expanded_at, i.frequency,
           row_number() OVER (ORDER BY i.expanded_at DESC, i.id DESC) AS place
    FROM hits h
    JOIN mailer_issue i ON i.id = h.issue_id
    WHERE h.audience_id = %(audience)s AND {out}
      AND EXISTS (
        SELECT FROM mailer_issuelist l WHERE l.issue_id = i.id AND l.list_id = %(list)s)
      AND (h.language = %(language)s OR h.id = (
        SELECT f.id FROM mailer_archivepage f
        WHERE f.issue_id = i.id AND f.audience_id = %(audience)s AND NOT f.easy
        ORDER BY f.language = %(language)s DESC, f.language = %(otherwise)s DESC, f.id
        LIMIT 1))
    ORDER BY place
    LIMIT %(most)s
), best AS MATERIALIZED (
    SELECT f.*, CASE WHEN f.place <= %(ranked)s THEN ts_rank(p.search, {query}) ELSE 0 END AS rank
    FROM found f
    JOIN mailer_archivepage p ON p.id = f.id
    ORDER BY rank DESC, f.place
    LIMIT %(limit)s OFFSET %(offset)s
)
SELECT e.public_id, p.language, p.title, p.teaser, p.topics, b.expanded_at, b.frequency,
    ts_headline(%(config)s::regconfig, CASE strpos(lower(p.words), %(first)s)
        WHEN 0 THEN p.words
        ELSE regexp_replace(
            substr(' ' || p.words, greatest(1, strpos(lower(p.words), %(first)s) - 200), 600),
            '^\S*\s', '')
        END, {query}, %(style)s)
FROM best b
JOIN mailer_archivepage p ON p.id = b.id
JOIN mailer_edition e ON e.id = p.edition_id
ORDER BY b.rank DESC, b.place
