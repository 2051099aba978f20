-- What the file tells of people whom we know: a filled cell counts, an empty one says nothing.
-- Rows that tell nothing new are not touched, so that a repeated import changes nothing.
UPDATE subscribers_subscriber p
SET given_name = coalesce(nullif(i.given_name, ''), p.given_name),
    family_name = coalesce(nullif(i.family_name, ''), p.family_name),
    honorific = coalesce(nullif(i.honorific, ''), p.honorific),
    organisation = coalesce(nullif(i.organisation, ''), p.organisation),
    municipality = coalesce(nullif(i.municipality, ''), p.municipality),
    municipality_type = coalesce(nullif(i.municipality_type, ''), p.municipality_type),
    language = coalesce(nullif(i.language, ''), p.language),
    form_of_address = coalesce(nullif(i.form_of_address, ''), p.form_of_address),
    attributes = p.attributes || i.attributes
FROM subscribers_import i
WHERE p.id = i.known_id
  AND i.fate IN ('subscribe', 'confirm', 'already')
  AND (i.given_name NOT IN ('', p.given_name)
       OR i.family_name NOT IN ('', p.family_name)
       OR i.honorific NOT IN ('', p.honorific)
       OR i.organisation NOT IN ('', p.organisation)
       OR i.municipality NOT IN ('', p.municipality)
       OR i.municipality_type NOT IN ('', p.municipality_type)
       OR i.language NOT IN ('', p.language)
       OR i.form_of_address NOT IN ('', p.form_of_address)
       OR NOT p.attributes @> i.attributes);
