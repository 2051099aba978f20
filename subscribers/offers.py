"""What anybody may subscribe to: public lists with the words of consent, and topics to choose.

Read once per process and language, and anew as soon as anything of it changed: a stamp over the
rows is asked for each time, which is one query over a handful of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from subscribers import legal
from subscribers.models import List, PageName, Topic, Wording
from subscribers.models.lists import by_language

_STAMP = """
    SELECT md5(concat_ws('|',
        (SELECT string_agg(l::text, '|' ORDER BY l.id) FROM subscribers_list l WHERE l.is_public),
        (SELECT string_agg(t::text, '|' ORDER BY t.id) FROM subscribers_topic t),
        (SELECT max(id) FROM subscribers_wording),
        (SELECT max(id) FROM subscribers_page)))
"""


@dataclass(frozen=True, slots=True)
class Offer:
    """A public list in one language, with the newest version of the words to consent to."""

    list_id: int
    public_id: str
    slug: str
    name: str
    purpose: str
    frequency: str
    is_sensitive: bool
    wording_id: int
    wording: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All offers, by name; topics as pairs of id and name; the privacy notice's version."""

    language: str
    stamp: str
    offers: tuple[Offer, ...]
    topics: tuple[tuple[int, str], ...]
    privacy: int

    def find(self, word: str) -> Offer | None:
        """The offer with this slug or public id."""
        return next((one for one in self.offers if word in {one.slug, one.public_id}), None)


def catalogue(language: str) -> Catalogue:
    """What is on offer now."""
    with connection.cursor() as cursor:
        cursor.execute(_STAMP)
        (stamp,) = cursor.fetchone() or ("",)
    return _read(language, str(stamp))


@lru_cache(maxsize=16)
def _read(language: str, stamp: str) -> Catalogue:
    lists = List.objects.filter(is_public=True)
    words = newest_wordings((one.pk for one in lists), language)
    offers = [_offer(one, words[one.pk], language=language) for one in lists if one.pk in words]
    topics = [(one.pk, by_language(one.names, language)) for one in Topic.objects.all()]
    privacy = legal.newest(PageName.PRIVACY, language)
    return Catalogue(
        language=language,
        stamp=stamp,
        offers=tuple(sorted(offers, key=lambda one: one.name.casefold())),
        topics=tuple(sorted(topics, key=lambda one: one[1].casefold())),
        privacy=privacy.version if privacy else 0,
    )


def newest_wordings(list_ids: Iterable[int], language: str) -> dict[int, Wording]:
    """The newest wording of each list in a language, else in the one that there is.

    A list without any is not offered: nobody could say what they agreed to.
    """
    rows = Wording.objects.filter(list_id__in=list(list_ids)).order_by("version")
    found: dict[int, Wording] = {}
    for row in sorted(rows, key=lambda one: one.language == language):
        found[row.list_id] = row
    return found


def _offer(row: List, words: Wording, *, language: str) -> Offer:
    return Offer(
        list_id=row.pk,
        public_id=row.public_id,
        slug=row.slug,
        name=row.name(language),
        purpose=by_language(row.purposes, language),
        frequency=row.frequency,
        is_sensitive=row.is_sensitive,
        wording_id=words.pk,
        wording=words.text,
    )
