"""Mails of the product's own to one person: what they say (`catalogue`), and their outbox."""
