"""Who is told: people, lists, consent, segments. Never imports `mailer`."""
