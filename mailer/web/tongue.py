"""What the language of a text or an edition is called on our pages."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext

from mailer.reports.tongues import is_easy, spoken


def tongue(code: str, *, short: bool = False) -> str:
    """The language by its name; easy language by its own."""
    if is_easy(code):
        name = gettext("Easy language")
        return name if spoken(code) == "de" else f"{name} ({spoken(code).upper()})"
    return code.upper() if short else str(dict(settings.LANGUAGES).get(code, code.upper()))
