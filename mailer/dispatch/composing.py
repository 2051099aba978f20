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
from django.utils import timezone

from mailer.archive.keep import keep
from mailer.dispatch.content import Group, Told, groups, reports_of, told_before
from mailer.dispatch.errors import ComposeError
from mailer.dispatch.hashing import theme
from mailer.dispatch.tellings import telling_of
from mailer.editions.compose import compose
from mailer.editions.model import Edition as Value
from mailer.editions.model import Identity, Item
from mailer.editions.model import Theme as ThemeValue
from mailer.editions.telling import Telling
from mailer.intake.store import load
from mailer.models import Content, Edition, Issue, IssueList, Revision
from mailer.models.reports import new_public_id
from mailer.reports.tongues import text_in
from mailer.schedules.windows import Window
from subscribers import audience
from subscribers.audience import ListInfo, SenderInfo

log = logging.getLogger(__name__)
LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Way:
    """One row of the expansion's plan: who on a list gets which edition."""

    list_id: int
    position: int
    since: datetime | None
    beginning: datetime | None
    shown: str
    language: str
    edition_id: int


@dataclass(frozen=True, slots=True)
class Composition:
    """What the expansion of an issue needs: the plan, and what was told before."""

    ways: tuple[Way, ...]
    told: Told


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
    except Exception as error:
        log.exception("issue %s cannot be composed", issue.pk)
        raise ComposeError(f"The editions of '{issue.name}' cannot be made: {error}") from error


def _compose(issue: Issue, *, renew: bool) -> Composition:
    lists = {entry.id: entry for entry in audience.lists(ids=_list_ids(issue))}
    revisions = [entry.revision for entry in issue.reports.select_related("revision__report")]
    told = told_before(issue)
    editions = Editions(issue, renew=renew)
    ways: list[Way] = []
    for place in issue.lists.all():
        for group in _groups(issue, place.list_id, told=told):
            since = _since(issue, place, group=group)
            own = _set(revisions, since, shown=group.shown)
            if own:
                ways += _ways(
                    editions, own, entry=lists[place.list_id], where=(place, since, group)
                )
    if renew:
        issue.editions.exclude(pk__in=editions.ids()).delete()
    return Composition(tuple(ways), told)


def _ways(
    editions: Editions,
    told: Sequence[Revision],
    *,
    entry: ListInfo,
    where: tuple[IssueList, datetime | None, Group],
) -> list[Way]:
    place, since, group = where
    made = {code: editions.make(told, entry, language=code) for code in LANGUAGES}
    return [
        Way(entry.id, place.position, since, group.beginning, group.shown, language, edition)
        for language, edition in [*made.items(), ("*", made[LANGUAGES[0]])]
    ]


def _groups(issue: Issue, list_id: int, *, told: Told) -> list[Group]:
    """Everybody's group, and with it those of people who have to be told something else."""
    everybody = Group(list_id)
    if issue.window_start is None or issue.window_end is None:
        return [everybody]
    window = Window(issue.window_start, issue.window_end)
    found = set(groups([list_id], issue.frequency, window=window, told=told)) - {everybody}
    return [everybody, *sorted(found, key=lambda g: (g.beginning or window.start, g.shown))]


def _since(issue: Issue, place: IssueList, *, group: Group) -> datetime | None:
    """From when on the people of a group are told; None for issues that gather no window."""
    if issue.campaign.content != Content.NEW or issue.window_start is None:
        return None
    return group.beginning or max(issue.window_start, place.told_until or issue.window_start)


def _set(revisions: Sequence[Revision], since: datetime | None, *, shown: str) -> list[Revision]:
    """What the people of a group get."""
    if since is None:
        return list(revisions)
    told = reports_of(shown)
    return [
        revision
        for revision in revisions
        if revision.report.released_at >= since and revision.report_id not in told
    ]


class Editions:
    """The editions of one issue, each composed once however many groups get it."""

    def __init__(self, issue: Issue, *, renew: bool) -> None:
        self.issue = issue
        self.renew = renew
        self._tellings: dict[str, Telling] = {}
        self._made: dict[tuple[int, str, str], int] = {}
        self._shown: set[tuple[int, str]] = set()

    def make(self, revisions: Sequence[Revision], entry: ListInfo, *, language: str) -> int:
        """The id of the edition that tells these reports to a list's audience."""
        key = (entry.audience_id, language, _variant(revisions))
        if key not in self._made:
            audience_id, _, variant = key
            known = {"audience_id": audience_id, "language": language, "variant": variant}
            row = self.issue.editions.filter(**known).first()
            if row is None or self.renew:
                row = row or Edition(issue=self.issue, public_id=new_public_id(), **known)
                told = _write(row, revisions, entry=entry, telling=self._telling(entry.audience))
                self._show(row, told, revisions=revisions)
            self._shown.add((audience_id, language))
            self._made[key] = row.pk
        return self._made[key]

    def _telling(self, audience: str) -> Telling:
        if audience not in self._tellings:
            layout = self.issue.campaign.layout
            self._tellings[audience] = telling_of(audience, layout=layout)
        return self._tellings[audience]

    def _show(self, row: Edition, told: Value, *, revisions: Sequence[Revision]) -> None:
        """The first edition of an audience and language is everybody's: the archive shows it."""
        if told.told and (row.audience_id, row.language) not in self._shown:
            topics = sorted({topic for revision in revisions for topic in revision.topics})
            keep(row, told.told, topics=topics)

    def ids(self) -> list[int]:
        """Those that somebody gets."""
        return list(self._made.values())


def _write(
    row: Edition, revisions: Sequence[Revision], *, entry: ListInfo, telling: Telling
) -> Value:
    told = compose(
        [_item(revision, row.language) for revision in revisions],
        telling,
        language=row.language,
        theme=look(),
        identity=identity(entry.sender, row.language),
        browser_url=_absolute("archive:edition", row.public_id),
        correction=row.issue.correction.get(row.language, ""),
    )
    row.revisions = [revision.pk for revision in revisions]
    row.subject, row.preheader = told.subject[:400], told.preheader[:400]
    row.html, row.text, row.calendar = told.html, told.text, told.calendar
    row.content_hash = told.content_hash
    row.choices = [asdict(choice) for choice in told.choices]
    row.save()
    return told


def look() -> ThemeValue:
    """How this installation looks."""
    return ThemeValue(**{"city": settings.CITY, **theme()})  # type: ignore[arg-type]


def _item(revision: Revision, language: str) -> Item:
    """The report in this language where there is a text in it, with a link to the whole."""
    texts = load(revision)
    report = text_in(texts, language)
    own = _absolute("archive:report", revision.report.public_id, report.language)
    return Item(
        report=report,
        url=report.url or own,
        number=revision.report_id,
        as_of=timezone.localtime(revision.created_at),
    )


def identity(sender: SenderInfo, language: str) -> Identity:
    """The sender as readers see it in this language."""
    return Identity(
        name=sender.name,
        address=sender.address,
        imprint=sender.imprints.get(language) or next(iter(sender.imprints.values()), ""),
        reply_to=sender.reply_to,
        imprint_url=sender.imprint_url,
        privacy_url=sender.privacy_url,
        accessibility_url=sender.accessibility_url,
    )


def _variant(revisions: Sequence[Revision]) -> str:
    return hashlib.sha256(",".join(str(r.pk) for r in revisions).encode()).hexdigest()


def _absolute(name: str, *args: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def _list_ids(issue: Issue) -> list[int]:
    return list(issue.lists.values_list("list_id", flat=True))
