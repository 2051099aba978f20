"""The editions of an issue: one per audience, language and distinct set of reports (ADR 3)."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils.translation import gettext_noop

from mailer.archive.keep import keep
from mailer.dispatch.appearance import identity, look
from mailer.dispatch.content import Group, Told, groups, told_before
from mailer.dispatch.errors import ComposeError
from mailer.dispatch.languages import EASY, LANGUAGES, edition_for, offers_easy, readers
from mailer.dispatch.marks import item
from mailer.dispatch.shares import Shares
from mailer.dispatch.tellings import easy_telling_of, telling_of
from mailer.editions.article import article
from mailer.editions.compose import compose
from mailer.editions.event import NoDayError
from mailer.editions.model import Edition as Value
from mailer.editions.model import Item, Own
from mailer.editions.telling import Telling
from mailer.intake.store import load
from mailer.models import Content, Edition, Issue, IssueList, Revision, Translation
from mailer.models.reports import new_public_id
from mailer.reports.model import Report
from mailer.reports.tongues import is_easy, spoken
from mailer.schedules.windows import Window
from subscribers import audience
from subscribers.audience import Following, ListInfo

log = logging.getLogger(__name__)

UNMADE = gettext_noop(
    "The editions of “{name}” cannot be made. For whoever looks after Rundbrief: {why}"
)
NO_DAY = gettext_noop(
    "This report names no day to invite to. Write a line such as “When: Saturday, "
    "27 September, 14:00 to 18:00” into it."
)


@dataclass(frozen=True, slots=True)
class Way:
    """One row of the expansion's plan: who on a list gets which edition."""

    list_id: int
    position: int
    since: datetime | None
    beginning: datetime | None
    key: str
    language: str
    edition_id: int


@dataclass(frozen=True, slots=True)
class Composition:
    """What the expansion of an issue needs: the plan, what was told before, who follows what,
    and which lists can be told in easy language.
    """

    ways: tuple[Way, ...]
    told: Told
    following: Following
    easy_lists: tuple[int, ...]


def compose_issue(issue: Issue, *, renew: bool = True) -> Composition:
    """Make every edition that this issue needs; raises ComposeError in words.

    With `renew` those that there are are made anew and others removed; without it they are
    frozen, and only what is missing is made: what was approved is sent (invariant 8).
    """
    try:
        with transaction.atomic():
            return _compose(issue, renew=renew)
    except DatabaseError:
        raise
    except NoDayError as error:
        raise ComposeError(NO_DAY) from error
    except Exception as error:
        log.exception("issue %s cannot be composed", issue.pk)
        raise ComposeError(UNMADE.format(name=issue.name, why=error)) from error


def _compose(issue: Issue, *, renew: bool) -> Composition:
    lists = {entry.id: entry for entry in audience.lists(ids=_list_ids(issue))}
    revisions = [entry.revision for entry in issue.reports.select_related("revision__report")]
    told, shares = told_before(issue), Shares(issue, revisions)
    editions = Editions(issue, revisions, renew=renew)
    ways: list[Way] = []
    for place in issue.lists.all():
        for group in _groups(issue, place.list_id, told=told, following=shares.following):
            since = _since(issue, place, group=group)
            own = shares.of(group, since=since)
            if own:
                ways += _ways(
                    editions, own, entry=lists[place.list_id], where=(place, since, group)
                )
    if renew:
        issue.editions.exclude(pk__in=editions.ids()).delete()
    easy_lists = tuple(entry.id for entry in lists.values() if offers_easy(entry))
    return Composition(tuple(ways), told, shares.following, easy_lists)


def _ways(
    editions: Editions,
    told: Sequence[Revision],
    *,
    entry: ListInfo,
    where: tuple[IssueList, datetime | None, Group],
) -> list[Way]:
    place, since, group = where
    made = editions.languages(told, entry)
    return [
        Way(entry.id, place.position, since, group.beginning, group.key, reader, made[language])
        for reader in readers(entry)
        for language in [edition_for(reader, made)]
    ]


def _groups(issue: Issue, list_id: int, *, told: Told, following: Following) -> list[Group]:
    """Everybody's group, and with it those of people who have to be told something else."""
    everybody = Group(list_id)
    if issue.window_start is None or issue.window_end is None:
        return [everybody]
    window = Window(issue.window_start, issue.window_end)
    there = groups([list_id], issue.frequency, window=window, told=told, following=following)
    others = set(there) - {everybody}
    return [everybody, *sorted(others, key=lambda g: (g.beginning or window.start, g.key))]


def _since(issue: Issue, place: IssueList, *, group: Group) -> datetime | None:
    """From when on the people of a group are told; None for issues that gather no window."""
    if issue.campaign.content != Content.NEW or issue.window_start is None:
        return None
    return group.beginning or max(issue.window_start, place.told_until or issue.window_start)


class Editions:
    """The editions of one issue, each composed once however many groups get it."""

    def __init__(self, issue: Issue, revisions: Sequence[Revision], *, renew: bool) -> None:
        self.issue = issue
        self.renew = renew
        self._easy = easy_texts(revisions)
        self._theme = look()
        self._there = {
            (row.audience_id, row.language, row.variant): row
            for row in issue.editions.defer("html", "text", "whole", "choices", "findings")
        }
        self._tellings: dict[tuple[str, bool], Telling] = {}
        self._texts: dict[int, dict[str, Report]] = {}
        self._items: dict[tuple[int, str, str], Item] = {}
        self._made: dict[tuple[int, str, str], int] = {}
        self._shown: set[tuple[int, str]] = set()

    def languages(self, revisions: Sequence[Revision], entry: ListInfo) -> dict[str, int]:
        """The ids of the editions that tell these reports to a list's audience, by language."""
        numbers = {revision.pk for revision in revisions}
        easy = [code for code in EASY if offers_easy(entry) and numbers & self._easy[code]]
        return {code: self.make(revisions, entry, language=code) for code in (*LANGUAGES, *easy)}

    def make(self, revisions: Sequence[Revision], entry: ListInfo, *, language: str) -> int:
        """The id of the edition that tells these reports to a list's audience."""
        key = (entry.audience_id, language, _variant(revisions))
        if key not in self._made:
            audience_id, _, variant = key
            known = {"audience_id": audience_id, "language": language, "variant": variant}
            row = self._there.get(key)
            if row is None or self.renew:
                row = row or Edition(issue=self.issue, public_id=new_public_id(), **known)
                self._write(row, revisions, entry=entry)
            self._shown.add((audience_id, language))
            self._made[key] = row.pk
        return self._made[key]

    def _write(self, row: Edition, revisions: Sequence[Revision], *, entry: ListInfo) -> None:
        told = compose(
            [self._item(revision, row.language, audience=entry.audience) for revision in revisions],
            self._telling(entry.audience, easy=is_easy(row.language)),
            language=spoken(row.language),
            theme=self._theme,
            identity=identity(entry.sender, spoken(row.language)),
            browser_url=_absolute("archive:edition", row.public_id),
            whole_url=_absolute("archive:whole", row.public_id),
            own=Own(
                self.issue.was_wrong(row.language),
                **self.issue.head(entry.audience, row.language),
            ),
        )
        row.revisions = [revision.pk for revision in revisions]
        _fill(row, told)
        self._show(row, told, revisions=revisions)

    def _item(self, revision: Revision, language: str, *, audience: str) -> Item:
        """A report as an audience gets it, read once however many editions tell it."""
        key = (revision.pk, language, audience)
        if key not in self._items:
            if revision.pk not in self._texts:
                self._texts[revision.pk] = load(revision)
            texts = self._texts[revision.pk]
            self._items[key] = item(revision, language, audience=audience, texts=texts)
        return self._items[key]

    def _telling(self, audience: str, *, easy: bool) -> Telling:
        """The telling of an audience in the layout of the campaign."""
        key = (audience, easy)
        if key not in self._tellings:
            found = easy_telling_of if easy else telling_of
            self._tellings[key] = found(audience, layout=self.issue.campaign.layout)
        return self._tellings[key]

    def _show(self, row: Edition, told: Value, *, revisions: Sequence[Revision]) -> None:
        """The first edition of an audience and language is everybody's: the archive shows it."""
        if (row.audience_id, row.language) in self._shown:
            return
        if told.told:
            topics = sorted({topic for revision in revisions for topic in revision.topics})
            keep(row, told.told, topics=topics)

    def ids(self) -> list[int]:
        """Those that somebody gets."""
        return list(self._made.values())


def _fill(row: Edition, told: Value) -> None:
    row.subject, row.preheader = told.subject[:400], told.preheader[:400]
    row.html, row.text, row.calendar = told.html, told.text, told.calendar
    row.whole = article(told.told) if told.told and told.left else ""
    row.content_hash = told.content_hash
    row.choices = [asdict(choice) for choice in told.choices]
    row.save()


def easy_texts(revisions: Sequence[Revision]) -> dict[str, set[int]]:
    """Which of these revisions have a text in easy language, by its code."""
    found: dict[str, set[int]] = {code: set() for code in EASY}
    rows = Translation.objects.filter(revision__in=revisions, language__in=EASY)
    for code, revision_id in rows.values_list("language", "revision_id"):
        found[code].add(revision_id)
    return found


def _variant(revisions: Sequence[Revision]) -> str:
    return hashlib.sha256(",".join(str(r.pk) for r in revisions).encode()).hexdigest()


def _absolute(name: str, *args: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def _list_ids(issue: Issue) -> list[int]:
    return list(issue.lists.values_list("list_id", flat=True))
