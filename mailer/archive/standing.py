"""What all pages of the archive hang on, asked by one statement: who knows it, need not ask again.

A process keeps what it made under what stood then, so that nobody is shown what was withdrawn or
became private since, and an archive that did not change costs one question a visit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from mailer.archive import sql
from mailer.archive.access import open_lists
from mailer.archive.finding import topics_of
from subscribers import audience
from subscribers.audience import ListInfo, TopicInfo

MOST = 8


@dataclass(frozen=True, slots=True)
class House:
    """The lists with an archive, by slug, and all topics; `mark` changes whenever they do."""

    mark: str
    lists: tuple[ListInfo, ...]
    topics: tuple[TopicInfo, ...]

    def __hash__(self) -> int:
        return hash(self.mark)

    def topic_names(self, language: str) -> dict[str, str]:
        """The names of the topics that have one; others are called what reports call them."""
        return {
            topic.slug: topic.names.get(language) or next(iter(topic.names.values()), topic.slug)
            for topic in self.topics
        }


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand; `shelf` changes whenever an issue goes out, is called off or withdrawn."""

    house: House
    shelf: str

    def topics(self, entry: ListInfo, language: str) -> frozenset[str]:
        """What the newest issues of a list are about."""
        return _topics(self, (entry.id, language))


_houses: dict[str, House] = {}


def stand() -> Standing:
    """As it is now. A house is kept if it stood the same before and after it was looked at."""
    mark, shelf = _marks()
    while mark not in _houses:
        house = House(mark, open_lists(), audience.topics())
        mark, shelf = _marks()
        if mark == house.mark:
            if len(_houses) >= MOST:
                _houses.clear()
            _houses[mark] = house
    return Standing(_houses[mark], shelf)


def _marks() -> tuple[str, str]:
    [(house, shelf)] = sql.rows("standing", {}, house=audience.house_sql())
    return house, shelf


@lru_cache(maxsize=64)
def _topics(now: Standing, asked: tuple[int, str]) -> frozenset[str]:
    list_id, language = asked
    entry = next(entry for entry in now.house.lists if entry.id == list_id)
    return topics_of(entry, language)
