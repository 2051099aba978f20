-- What a mail of a list needs to know of one person.
SELECT address, given_name, family_name, honorific, form_of_address, frequency, text_only
FROM subscribers_mailable
WHERE subscriber_id = %(person)s AND list_id = %(list)s
