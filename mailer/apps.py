"""Django's registration of this package."""

from django.apps import AppConfig


class MailerConfig(AppConfig):
    """The application `mailer`."""

    name = "mailer"
    default = True

    def ready(self) -> None:
        """Listen to what subscribers announce, and say how long what is kept."""
        from mailer import delicacy, relisting, retention, traces  # noqa: F401
        from mailer.notices import outbox  # noqa: F401

        retention.offer()
