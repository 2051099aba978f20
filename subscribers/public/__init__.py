"""Pages for people who get mail: no login, no cookie, no JavaScript; the token is the authority."""
