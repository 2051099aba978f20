"""Public pages of what was sent: permanent addresses, no personal data."""
