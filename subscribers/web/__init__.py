"""Staff pages for data officers: people, the block list, the audit trail, what is kept how long."""
