"""The site as it is served, with a bare view beside it: one line of a template, no more."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from config.wsgi import application

__all__ = ["application"]

LINE = engines["jinja2"].from_string("<!DOCTYPE html><title>{{ city }}</title><p>{{ city }}</p>")


def bare(request: HttpRequest) -> HttpResponse:
    """What every page of Django costs at least."""
    return HttpResponse(LINE.render({}, request))


def _mount() -> None:
    from config import urls

    urls.urlpatterns.insert(0, path("bare", bare))


_mount()
