-- How many people of these lists have no name for a greeting, by list and by the language that they read.
-- A greeting without a name is written where `editions.person.salutation` finds none.
SELECT m.list_id,
       m.language
           || CASE WHEN m.easy_language AND m.list_id = ANY (%(easy_lists)s::bigint[])
                   THEN '-simple' ELSE '' END AS reader,
       count(*),
       count(*) FILTER (WHERE m.given_name = ''),
       count(*) FILTER (
           WHERE m.family_name = '' AND m.honorific = ''
             AND NOT (m.form_of_address = 'informal' AND m.given_name <> ''))
FROM subscribers_mailable m
WHERE m.list_id = ANY (%(lists)s::bigint[])
  AND (%(frequency)s = '' OR m.frequency = %(frequency)s)
  AND {segment}
GROUP BY m.list_id, reader
