"""Addresses of the archive, absolute and in the language that somebody reads."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from subscribers.audience import ListInfo

LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)


def spoken(language: str) -> str:
    """The language of the site that comes closest."""
    short = language.split("-", maxsplit=1)[0]
    return short if short in LANGUAGES else settings.LANGUAGE_CODE


@lru_cache(maxsize=4096)
def path(name: str, language: str, *parts: str) -> str:
    """The path of a page of the archive in a language."""
    with translation.override(spoken(language)):
        return reverse(f"reading:{name}", args=parts)


def absolute(name: str, language: str, *parts: str) -> str:
    """The same as a whole address."""
    return f"{settings.SITE_URL}{path(name, language, *parts)}"


def of_list(entry: ListInfo, language: str) -> str:
    """The archive of a list."""
    return absolute("list", language, entry.slug)
