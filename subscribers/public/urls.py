"""Short addresses, for they stand in mails and on posters; they work for years (invariant 12)."""

from __future__ import annotations

from django.urls import path

from subscribers.public.confirming import Confirm
from subscribers.public.leaving import LeaveAll, TakeBack, TakeBackAll, Unsubscribe, Why
from subscribers.public.linking import SendLink
from subscribers.public.managing import Preferences
from subscribers.public.objecting import Objection
from subscribers.public.owning import ChangeAddress, Data, DataFile, DataPrint, Erase
from subscribers.public.places import start

app_name = "public"
urlpatterns = [
    # Its pages stand below the language, see `site`: from here it is the browser's.
    path("", start, name="home"),
    path("s/<slug:slug>", start, name="list"),
    path("u/<str:token>", Unsubscribe.as_view(), name="unsubscribe"),
    path("u/<str:token>/back", TakeBack.as_view(), name="take_back"),
    path("u/<str:token>/all", LeaveAll.as_view(), name="leave_all"),
    path("u/<str:token>/all/back", TakeBackAll.as_view(), name="take_back_all"),
    path("u/<str:token>/why", Why.as_view(), name="why"),
    path("c/<str:token>", Confirm.as_view(), name="confirm"),
    path("o/<str:token>", Objection.as_view(), name="object"),
    path("p/<str:token>", Preferences.as_view(), name="preferences"),
    path("d/<str:token>", Data.as_view(), name="data"),
    path("d/<str:token>/file", DataFile.as_view(), name="data_file"),
    path("d/<str:token>/print", DataPrint.as_view(), name="data_print"),
    path("d/<str:token>/address", ChangeAddress.as_view(), name="address"),
    path("d/<str:token>/erase", Erase.as_view(), name="erase"),
    path("link", SendLink.as_view(), name="link"),
]
