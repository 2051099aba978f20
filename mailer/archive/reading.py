"""Addresses of the archive's pages and feeds, below the language that they are in."""

from __future__ import annotations

from django.urls import path

from mailer.archive import feeds, pages

app_name = "reading"
urlpatterns = [
    path("archive/", pages.index, name="index"),
    path("archive/<slug:slug>/", pages.of_list, name="list"),
    path("archive/<slug:slug>/feed.<slug:kind>", feeds.feed, name="feed"),
    path("archive/<slug:slug>/<slug:public_id>", pages.issue, name="issue"),
]
