"""Public pages under the production server, with 100,000 people: each against a bare view."""

from __future__ import annotations

from benchmarks.installation import people
from benchmarks.measure import Row
from benchmarks.serving import ROUNDS, TURNS, look, served
from benchmarks.shelf import TOPICS, shelf

PEOPLE = 100_000
# What the first one who looks after a change may wait, against a bare view.
FIRST = 15.0
# Most people read what is new.
NEWEST = 16
# What is asked of the archive: rare words, one that half of it has, beginnings, two at once.
WORDS = ("Trinkbrunnen", "Winterbetrieb", "Stadtgarten", "Jena", "Wasser", "Kosten+Wartung")


def measure() -> list[Row]:
    """The 95th percentile of each page."""
    people(PEOPLE, of="web")
    shelf(of="web")
    _choose()
    with served() as (port, _):
        looks = {name: look(port, paths) for name, paths in pages().items()}
    return [
        Row(
            f"{name}, p95, against a bare view",
            *two,
            FIRST if name.startswith("first") else 3.0,
            "s",
        )
        for name, two in looks.items()
    ]


def pages() -> dict[str, list[str]]:
    """The pages that are measured, by name: addresses to take by turns, each of somebody else
    where a page is somebody's. Add a line to measure another.

    Of the archive's pages a process keeps what it made until something changes; `_anew` looks at
    what the first visitor after that waits for, or who searches for what nobody else did.
    """
    place, found = "/de/archive/web", _editions()
    topics = [f"{place}/?topic={one}" for one in TOPICS]
    feeds = [f"{place}/feed.{kind}" for kind in ("rss", "atom", "json")]
    return {
        "sign-up page": ["/de/"],
        "the same, named list": ["/de/?list=web"],
        "manage page": _managing(),
        "archive of a list": [f"{place}/"],
        "the same, of a topic": topics,
        "issue": [f"{place}/{one}" for one in found[:NEWEST]],
        "feed": feeds,
        "edition as it was mailed": [f"/a/{one}" for one in found[:NEWEST]],
        "search": [f"{place}/?q={one}" for one in WORDS],
        "first look: search": _anew(*(f"{place}/?q={one}" for one in WORDS)),
        "first look: list": _anew(f"{place}/", *topics),
        "first look: issue": _anew(*(f"{place}/{one}" for one in found)),
        "first look: edition": _anew(*(f"/a/{one}" for one in found)),
        "first look: feed": _anew(*feeds),
    }


def _anew(*paths: str) -> list[str]:
    """These by turns, with something at the end that no page looks at, so that all are made."""
    taken = ((turn, paths[turn % len(paths)]) for turn in range(ROUNDS * TURNS))
    return [f"{path}{'&' if '?' in path else '?'}look={turn}" for turn, path in taken]


def _editions() -> list[str]:
    from mailer.models import Edition

    rows = Edition.objects.filter(language="de", issue__lists__list__slug="web")
    return list(rows.order_by("-issue__expanded_at").values_list("public_id", flat=True)[:TURNS])


def _managing() -> list[str]:
    from django.urls import reverse

    from subscribers import tokens
    from subscribers.models import List, Subscription

    rows = Subscription.objects.filter(list__slug="web", ended_at=None).order_by("-subscriber_id")
    list_id = List.objects.get(slug="web").pk
    return [
        reverse("public:preferences", args=[token])
        for token in (
            tokens.make(tokens.Purpose.PREFERENCES, subscriber_id=one, list_id=list_id)
            for one in rows.values_list("subscriber_id", flat=True)[:TURNS]
        )
    ]


def _choose() -> None:
    """People differ in how often, in which language and in which form they are written to."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE subscribers_subscription SET frequency = "
            "(ARRAY['immediately', 'daily', 'weekly', 'monthly'])[1 + subscriber_id % 4]"
        )
        cursor.execute(
            "UPDATE subscribers_subscriber SET language = (ARRAY['de', 'en'])[1 + id / 4 % 2], "
            "form_of_address = (ARRAY['formal', 'informal'])[1 + id / 8 % 2]"
        )
        cursor.execute("ANALYZE subscribers_subscription, subscribers_subscriber")
