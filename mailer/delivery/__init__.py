"""HOW: Envelope, Transport, Outcome. Plain Python, no Django."""
