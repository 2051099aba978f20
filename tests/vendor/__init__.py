"""Data of others that tests need, with a manifest of versions, licences and SHA-256."""
