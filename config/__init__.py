"""Wiring only: settings, addresses, Celery, Jinja, startup checks, command line."""
