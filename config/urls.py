"""All addresses of the installation."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.i18n import set_language

from config.health import alive, media, ready
from mailer.archive.robots import robots, sitemap
from subscribers.public.places import start

urlpatterns = [
    path("", start, name="home"),
    path("", include("subscribers.public.urls")),
    path("", include("mailer.archive.urls")),
    path("desk/", include("mailer.web.urls")),
    path("desk/", include("subscribers.web.offers")),
    path("login/", include("mailer.web.accounts")),
    path("language/", set_language, name="set_language"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("health/alive", alive, name="alive"),
    path("health/ready", ready, name="ready"),
    # Only names that pictures are stored under: the storage holds private files too.
    re_path(r"^media/(?P<path>[0-9a-f]{2}/[0-9a-f]{64}\.(?:jpg|png))$", media, name="media"),
]
# Pages for everybody have their language in the address.
urlpatterns += i18n_patterns(
    path("", include("subscribers.public.site")),
    path("", include("mailer.archive.reading")),
)
