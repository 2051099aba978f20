"""People, consent, imports and public pages on real PostgreSQL."""
