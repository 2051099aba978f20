"""Staff pages by Django's test client."""
