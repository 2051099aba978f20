"""Addresses of the site's own pages, each below the language that it is in."""

from __future__ import annotations

from django.urls import path, re_path

from subscribers.public.embedding import Embed, EmbedSent
from subscribers.public.posting import poster
from subscribers.public.reading import history, page
from subscribers.public.signing_up import Home, Sent

PAGE = r"^(?P<name>imprint|privacy|accessibility|easy)"

app_name = "site"
urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("sent", Sent.as_view(), name="sent"),
    path("embed/<str:public_id>", Embed.as_view(), name="embed"),
    path("embed/<str:public_id>/sent", EmbedSent.as_view(), name="embed-sent"),
    path("poster/<slug:slug>.<slug:kind>", poster, name="poster"),
    re_path(rf"{PAGE}$", page, name="page"),
    re_path(rf"{PAGE}/versions$", history, name="page-history"),
    re_path(rf"{PAGE}/(?P<version>[1-9][0-9]{{0,5}})$", page, name="page-version"),
]
