"""Django's registration of this package."""

from django.apps import AppConfig


class SubscribersConfig(AppConfig):
    """The application `subscribers`."""

    name = "subscribers"
    default = True

    def ready(self) -> None:
        """Say how long what is kept."""
        from subscribers import retention

        retention.offer()
