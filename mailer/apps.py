"""Django's registration of this package."""

from django.apps import AppConfig


class MailerConfig(AppConfig):
    """The application `mailer`."""

    name = "mailer"
    default = True
