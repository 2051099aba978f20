"""Django's registration of this package."""

from django.apps import AppConfig


class MailerConfig(AppConfig):
    """The application `mailer`."""

    name = "mailer"
    default = True

    def ready(self) -> None:
        """Say how long what is kept."""
        from mailer import retention

        retention.offer()
