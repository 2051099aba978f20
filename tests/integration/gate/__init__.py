"""The gate against the real database, a real DNS server, and real links."""
