"""Django's registration of this package."""

from django.apps import AppConfig


class SubscribersConfig(AppConfig):
    """The application `subscribers`."""

    name = "subscribers"
    default = True
