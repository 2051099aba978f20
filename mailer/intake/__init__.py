"""Reports on their way in: pulled when due, stored once, revised when they change."""
