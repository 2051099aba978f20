"""The application as in production, with the addresses of `benchmarks.bare`."""

from __future__ import annotations

from django.conf import settings

from config.wsgi import application

__all__ = ["application"]

settings.ROOT_URLCONF = "benchmarks.bare"
