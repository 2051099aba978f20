"""Registers the startup checks and the signals between subscribers and mailer."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Wiring, loaded last."""

    name = "config"
    default = True

    def ready(self) -> None:
        """Register what only wiring may know of."""
        from config import celery, checks, forgetting  # noqa: F401

        forgetting.connect()
