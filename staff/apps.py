"""Django's registration of this package."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """The application `staff`."""

    name = "staff"
    default = True

    def ready(self) -> None:
        """Say how long what is kept."""
        from staff import cleaning

        cleaning.offer()
