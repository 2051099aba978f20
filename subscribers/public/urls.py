"""Short addresses, for they stand in mails and on posters; they work for years (invariant 12)."""

from __future__ import annotations

from django.urls import path

from subscribers.public.confirming import Confirm
from subscribers.public.places import start
from subscribers.public.views import Preferences, TakeBack, Unsubscribe

app_name = "public"
urlpatterns = [
    # Its pages stand below the language, see `site`: from here it is the browser's.
    path("", start, name="home"),
    path("s/<slug:slug>", start, name="list"),
    path("u/<str:token>", Unsubscribe.as_view(), name="unsubscribe"),
    path("u/<str:token>/back", TakeBack.as_view(), name="take_back"),
    path("c/<str:token>", Confirm.as_view(), name="confirm"),
    # Both are only names so far: a slip for another purpose gets the page that helps (S9).
    path("o/<str:token>", Confirm.as_view(), name="object"),
    path("d/<str:token>", Confirm.as_view(), name="data"),
    path("p/<str:token>", Preferences.as_view(), name="preferences"),
]
