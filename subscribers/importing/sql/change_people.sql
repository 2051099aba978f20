-- What the file tells of people whom we know: a filled cell counts, an empty one says nothing.
-- Rows that tell nothing new are not touched, so that a repeated import changes nothing.
UPDATE subscribers_subscriber p
SET given_name = coalesce(i.given_name, p.given_name),
    family_name = coalesce(i.family_name, p.family_name),
    honorific = coalesce(i.honorific, p.honorific),
    organisation = coalesce(i.organisation, p.organisation),
    municipality = coalesce(i.municipality, p.municipality),
    municipality_type = coalesce(i.municipality_type, p.municipality_type),
    language = coalesce(i.language, p.language),
    form_of_address = coalesce(i.form_of_address, p.form_of_address),
    attributes = p.attributes || coalesce(i.attributes, '{}')
FROM subscribers_import i
WHERE p.id = i.known_id
  AND i.fate IN ('subscribe', 'confirm', 'already')
  AND (i.given_name <> p.given_name
       OR i.family_name <> p.family_name
       OR i.honorific <> p.honorific
       OR i.organisation <> p.organisation
       OR i.municipality <> p.municipality
       OR i.municipality_type <> p.municipality_type
       OR i.language <> p.language
       OR i.form_of_address <> p.form_of_address
       OR NOT p.attributes @> i.attributes);
