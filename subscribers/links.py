"""The addresses that stand in somebody's mails, for one list; `audience` hands them to mailer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.urls import reverse

from subscribers.tokens import Mint, Purpose


@dataclass(frozen=True)
class Links:
    """A recipient's own addresses; they work for years (invariant 12)."""

    unsubscribe_url: str
    preferences_url: str


def links(subscriber_id: int, list_id: int) -> Links:
    """The person's own addresses for this list, absolute."""
    ended = (
        place + token
        for place, token in zip(places(), Mint(list_id).tokens(subscriber_id), strict=True)
    )
    return Links(*ended)


def places() -> tuple[str, str]:
    """The addresses of `Links` up to their tokens."""
    site = settings.SITE_URL
    return site + _path(Purpose.UNSUBSCRIBE), site + _path(Purpose.PREFERENCES)


@lru_cache
def _path(purpose: Purpose) -> str:
    """The path of a public page up to its token; looked up once per process."""
    return reverse(f"public:{purpose}", args=["-"]).removesuffix("-")
