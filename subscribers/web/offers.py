"""Addresses of these staff pages, below /desk/."""

from __future__ import annotations

from django.urls import path

from subscribers.web import lists, pages

app_name = "offers"
urlpatterns = [
    path("lists/", lists.lists, name="lists"),
    path("lists/<slug:slug>", lists.list_, name="list"),
    path("lists/<slug:slug>/easy", lists.easy, name="easy"),
    path("pages/", pages.pages, name="pages"),
    path("pages/<slug:name>/<slug:language>", pages.edit, name="page"),
]
