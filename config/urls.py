"""All addresses of the installation."""

from __future__ import annotations

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from config.health import alive, media, ready

urlpatterns = [
    path("", RedirectView.as_view(url="/desk/"), name="home"),
    path("", include("subscribers.public.urls")),
    path("", include("mailer.archive.urls")),
    path("desk/", include("subscribers.web.urls")),
    path("desk/", include("mailer.web.urls")),
    path("login/", include("mailer.web.accounts")),
    path("language/", set_language, name="set_language"),
    path("health/alive", alive, name="alive"),
    path("health/ready", ready, name="ready"),
    # Only names that pictures are stored under: the storage holds private files too.
    re_path(r"^media/(?P<path>[0-9a-f]{2}/[0-9a-f]{64}\.(?:jpg|png))$", media, name="media"),
]
