"""The pages of the site, and one bare view beside them: the reference for public pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from config.urls import urlpatterns as site


def bare(request: HttpRequest) -> HttpResponse:
    """A template of one line."""
    template = engines["jinja2"].from_string("<p>{{ name }}</p>")
    return HttpResponse(template.render({"name": "Rundbrief"}, request))


urlpatterns = [path("bare", bare), *site]
