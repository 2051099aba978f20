"""Reports on their way in, on real PostgreSQL and a real feed server."""
