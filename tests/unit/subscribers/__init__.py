"""Keys, tokens, rules and files of people, without a database."""
