"""The sentence that joins it all, on real PostgreSQL and real SMTP."""
