"""Jinja2 for web pages: what every template has at hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats, timezone, translation
from jinja2 import Environment, StrictUndefined

from mailer.editions.catalogue import long_date
from mailer.reports.tongues import spoken
from mailer.web.tongue import tongue
from subscribers import legal
from subscribers.models import PageName


def _url(name: str, *args: object, **kwargs: object) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)


def _moment(value: Any) -> str:
    return formats.date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT") if value else ""


def _day(value: Any) -> str:
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return formats.date_format(local, "DATE_FORMAT") if value else ""


def _since(value: str | None) -> str:
    """A moment that stands as text in ISO 8601."""
    return _moment(datetime.fromisoformat(value)) if value else ""


def _exact(value: str | None) -> str:
    """The same to the second."""
    if not value:
        return ""
    local = timezone.localtime(datetime.fromisoformat(value))
    return f"{formats.date_format(local, 'SHORT_DATE_FORMAT')} {local:%H:%M:%S}"


def _count(value: int) -> str:
    return formats.number_format(value, use_l10n=True, force_grouping=True)


def environment(**options: Any) -> Environment:
    """Jinja2's environment: autoescape on, unknown names are errors, gettext by Django."""
    options.pop("undefined", None)
    options |= {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True}
    env = Environment(**options, extensions=["jinja2.ext.i18n"])  # noqa: S701
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    env.globals.update(static=static, url=_url, get_language=translation.get_language)
    env.filters.update(moment=_moment, day=_day, since=_since, exact=_exact, count=_count)
    env.filters.update(spoken=spoken, tongue=tongue, long_date=long_date)
    return env


def site(request: HttpRequest) -> dict[str, object]:
    """City, languages, legal pages and inbox, for every page."""
    return {
        "city": settings.CITY,
        "languages": settings.LANGUAGES,
        "inbox_url": settings.INBOX_URL,
        **{f"{name}_url": legal.address(name) for name in PageName},
        "sign_language_url": settings.SIGN_LANGUAGE_URL,
        "user": getattr(request, "user", None),
    }
