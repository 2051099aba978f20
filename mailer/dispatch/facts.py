"""The facts that the gate needs about an issue's editions, from the database and the settings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from mailer.dispatch import glances, marks, sql
from mailer.dispatch.appearance import identity, theme
from mailer.dispatch.content import condition, newer
from mailer.dispatch.languages import edition_for, offers_easy
from mailer.editions.check import Facts, Look, Period
from mailer.editions.model import Slot
from mailer.intake.store import load
from mailer.models import Edition, Issue, IssueReport, RestraintPeriod, Revision
from mailer.reports.tongues import spoken, text_in
from subscribers import audience
from subscribers.audience import ListInfo

_PICTURE = re.compile(r'src="(https?://[^"]+/media/([0-9a-f]{2}/[0-9a-f]{64}\.\w+))"')
_LINK = re.compile(r'href="(https?://[^"\ue000]+)"', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class People:
    """How many there are of a kind, and for how many of them a slot has no words."""

    count: int = 0
    empty: Mapping[Slot, int] | None = None


class Surroundings:
    """What is known of mails, each thing asked once for however many editions.

    `hashes` are those of the contents that a spam filter may have seen.
    """

    def __init__(self, hashes: Iterable[str] = ()) -> None:
        self.own_hosts = _own_hosts()
        self._periods = periods()
        self._spam = glances.known("spam", hashes)
        self._links: dict[str, Look | None] = {}
        self._senders: dict[int, dict[str, Look]] = {}
        self._revisions: set[int] = set()
        self._newer: dict[int, str] = {}
        self._marked: set[tuple[int, int]] = set()
        self._lost: dict[tuple[int, str, int], tuple[tuple[str, str], ...]] = {}

    def links(self, html: str) -> set[str]:
        """The addresses outside of ours that a mail links; the same for everybody who gets it."""
        found = {unescape(address) for address in _LINK.findall(html)}
        return {a for a in found if urlsplit(a).netloc.lower() not in self.own_hosts}

    def of_edition(self, edition: Edition, lists: Sequence[ListInfo], *, people: People) -> Facts:
        """What is known about one edition of an issue."""
        language = spoken(edition.language)
        known = self.of_report(lists[0], language, links=self.links(edition.html))
        spam = self._spam.get(edition.content_hash)
        today = timezone.localdate()
        at, place = edition.issue.send_at, reverse("archive:edition", args=[edition.public_id])
        return replace(
            known,
            day=max(timezone.localtime(at).date(), today) if at else today,
            browser_url=f"{settings.SITE_URL}{place}",
            looks={**known.looks, "spam": spam or glances.UNSEEN},
            empty=people.empty or {},
            picture_bytes=_weights(edition.html),
            recipients=people.count,
            lists=tuple(entry.name(language) for entry in lists),
            public_lists=tuple(e.name(language) for e in lists if _open(e)),
            sensitive=any(entry.is_sensitive for entry in lists),
            lost=self._lost_of(edition),
            unchanged=unchanged(edition),
            revised=tuple(self._newer[pk] for pk in edition.revisions if pk in self._newer),
            editorial=any(entry.is_editorial for entry in lists),
        )

    def of_report(self, entry: ListInfo, language: str, *, links: Iterable[str]) -> Facts:
        """What is known of any mail to a list: who sends, which links work, in which season."""
        if entry.sender.id not in self._senders:
            self._senders[entry.sender.id] = glances.sender_looks(entry.sender)
        return Facts(
            day=timezone.localdate(),
            identity=identity(entry.sender, language),
            own_hosts=self.own_hosts,
            looks={**self._looks_at(links), **self._senders[entry.sender.id]},
            lists=(entry.name(language),),
            public_lists=(entry.name(language),) if _open(entry) else (),
            sensitive=entry.is_sensitive,
            editorial=entry.is_editorial,
            periods=self._periods,
            largest=settings.LARGEST_MESSAGE,
        )

    def _looks_at(self, links: Iterable[str]) -> dict[str, Look]:
        wanted = set(links)
        if new := wanted - self._links.keys():
            self._links |= dict.fromkeys(new) | glances.known("link", new)
        return {link: look for link in wanted if (look := self._links[link]) is not None}

    def _lost_of(self, edition: Edition) -> tuple[tuple[str, str], ...]:
        """What editors marked and this edition's texts do not have."""
        if new := set(edition.revisions) - self._revisions:
            self._revisions |= new
            self._marked |= marks.marked(new)
            self._newer |= newer(new)
        found: list[tuple[str, str]] = []
        marked = {number for number, audience in self._marked if audience == edition.audience_id}
        for number in sorted(marked.intersection(edition.revisions)):
            key = (number, edition.language, edition.audience_id)
            if key not in self._lost:
                self._lost[key] = marks.lost(*key[:2], audience_id=edition.audience_id)
            found += self._lost[key]
        return tuple(found)


def _own_hosts() -> frozenset[str]:
    """Hosts that may serve pictures, as `editions.images` has them."""
    addresses = (settings.SITE_URL, str(theme().get("logo_url", "")))
    return frozenset(urlsplit(address).netloc.lower() for address in addresses if address)


def unchanged(edition: Edition) -> tuple[str, ...]:
    """What an edition of a correction tells as it was told before, by title."""
    if edition.issue.corrects_id is None:
        return ()
    new = Revision.objects.filter(pk__in=edition.revisions).order_by("pk")
    told = IssueReport.objects.filter(issue=edition.issue.corrects_id).select_related("revision")
    old = [entry.revision for entry in told]
    before = {row.report_id: _content(row, edition.language) for row in old}
    now = {row: _content(row, edition.language) for row in new}
    return tuple(row.title for row, said in now.items() if before.get(row.report_id) == said)


def _content(revision: Revision, language: str) -> str:
    """The hash of the text that readers of this language get."""
    told = text_in(load(revision), language).language
    return revision.translations.values_list("content_hash", flat=True).get(language=told)


def periods() -> tuple[Period, ...]:
    """The days on which the city holds back."""
    rows = RestraintPeriod.objects.order_by("start", "pk")
    return tuple(Period(row.kind, row.name, row.start, row.end) for row in rows)


def nameless(issue: Issue, list_ids: list[int]) -> dict[tuple[int, str], People]:
    """By list and language of the edition: how many people, and how many without a name."""
    segment, values = condition(issue)
    easy = [entry.id for entry in audience.lists(ids=list_ids) if offers_easy(entry)]
    asked = {"lists": list_ids, "easy_lists": easy, "frequency": issue.frequency, **values}
    there = set(issue.editions.values_list("language", flat=True))
    sums: dict[tuple[int, str], Counter[str]] = {}
    for list_id, reader, *counts in sql.rows("nameless", asked, segment=segment):
        language = edition_for(reader, there)
        found = sums.setdefault((list_id, language), Counter())
        found.update(dict(zip(("count", "first_name", "salutation"), counts, strict=True)))
    return {key: _people(found) for key, found in sums.items()}


def together(found: list[People]) -> People:
    """The people of several lists; who is on two of them counts twice."""
    return _people(
        Counter(
            {
                "count": sum(one.count for one in found),
                "first_name": sum((one.empty or {}).get("first_name", 0) for one in found),
                "salutation": sum((one.empty or {}).get("salutation", 0) for one in found),
            }
        )
    )


def _open(entry: ListInfo) -> bool:
    """Whether pages show a list that nobody marked as sensitive (those have no archive, P33)."""
    return entry.is_public and not entry.is_sensitive


def _weights(html: str) -> dict[str, int]:
    """Bytes of the pictures that lie on our own storage."""
    found = {}
    for address, name in _PICTURE.findall(html):
        if address.startswith(settings.SITE_URL) and default_storage.exists(f"media/{name}"):
            found[address] = default_storage.size(f"media/{name}")
    return found


def _people(sums: Counter[str]) -> People:
    empty: dict[Slot, int] = {
        "first_name": sums["first_name"],
        "salutation": sums["salutation"],
    }
    return People(sums["count"], empty)
