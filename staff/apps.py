"""Django's registration of this package."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """The application `staff`."""

    name = "staff"
    default = True
