-- The rows of a file as they were read, in the order of `reading.Person`, plus whether the legal
-- basis alone lets them be mailed. Gone with the transaction.
DROP TABLE IF EXISTS pg_temp.subscribers_stage, pg_temp.subscribers_import;
CREATE TEMP TABLE subscribers_stage (
    row integer, address text, key bytea, older bytea[],
    given_name text, family_name text, honorific text, organisation text,
    municipality text, municipality_type text, language text, form_of_address text,
    frequency text, proof text, topics bigint[], attributes jsonb, shown text, wording_id bigint,
    confirmed boolean
) ON COMMIT DROP;
