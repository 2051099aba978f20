"""Stories told from outside: HTTP, command line and beat in, mail out."""
