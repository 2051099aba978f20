"""Django's registration of this package."""

from django.apps import AppConfig


class MailerConfig(AppConfig):
    """The application `mailer`."""

    name = "mailer"
    default = True

    def ready(self) -> None:
        """Listen to what subscribers announce."""
        from mailer import traces  # noqa: F401
        from mailer.notices import outbox  # noqa: F401
