"""Addresses of the data officers' pages, below /desk/; people stand in them by number only."""

from __future__ import annotations

from django.urls import path

from subscribers.web import acts, cleaning, guide, papers, people, trail

app_name = "people"
urlpatterns = [
    path("people/", people.find, name="find"),
    path("people/<int:pk>", people.person, name="person"),
    path("people/<int:pk>/erase", acts.erase, name="erase"),
    path("people/<int:pk>/block", acts.block, name="block"),
    path("people/<int:pk>/papers/<slug:kind>", papers.paper, name="paper"),
    path("people/blocks/<int:pk>/lift", acts.lift, name="lift"),
    path("people/trail", trail.trail, name="trail"),
    path("people/retention", cleaning.retention, name="retention"),
    path("people/retention/count", cleaning.count, name="count"),
    path("help/data-requests", guide.data_requests, name="guide"),
]
