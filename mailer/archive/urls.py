"""Addresses that stand in mails already sent: they never change (invariant 12)."""

from __future__ import annotations

from django.urls import path

from mailer.archive import views

app_name = "archive"
urlpatterns = [
    path("a/<str:public_id>", views.edition, name="edition"),
    path("a/<str:public_id>/all", views.whole, name="whole"),
    path("r/<str:public_id>/<str:language>", views.report, name="report"),
]
