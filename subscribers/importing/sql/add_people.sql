-- New people, in the order of their keys, so that the unique index is filled from left to right.
INSERT INTO subscribers_subscriber (
    id, address, address_key, older_keys, given_name, family_name, honorific, organisation,
    municipality, municipality_type, language, form_of_address, attributes, easy_language,
    text_only, created_at)
SELECT subscriber_id, address, key, '{}', coalesce(given_name, ''),
       coalesce(family_name, ''), coalesce(honorific, ''), coalesce(organisation, ''),
       coalesce(municipality, ''), coalesce(municipality_type, ''), coalesce(language, %(language)s),
       coalesce(form_of_address, 'formal'), coalesce(attributes, '{}'), FALSE, FALSE, %(at)s
FROM subscribers_import
WHERE fate = 'subscribe' AND known_id IS NULL
ORDER BY key
ON CONFLICT (address_key) DO NOTHING;
