"""The editions of an issue: one per audience, language and distinct set of reports (ADR 3)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from mailer.dispatch.content import beginnings, told_to_all
from mailer.dispatch.hashing import theme
from mailer.dispatch.tellings import telling_of
from mailer.editions.compose import compose
from mailer.editions.model import Identity, Item
from mailer.editions.model import Theme as ThemeValue
from mailer.intake.store import load
from mailer.models import Content, Edition, Issue, IssueList, Revision
from mailer.models.reports import new_public_id
from mailer.schedules.windows import Window
from subscribers import audience
from subscribers.audience import ListInfo

LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Way:
    """One row of the expansion's plan: who on a list gets which edition."""

    list_id: int
    position: int
    beginning: datetime | None
    language: str
    edition_id: int


def compose_issue(issue: Issue) -> list[Way]:
    """Make (or renew) every edition that this issue needs; the plan for its expansion."""
    lists = {entry.id: entry for entry in audience.lists(ids=_list_ids(issue))}
    revisions = [entry.revision for entry in issue.reports.select_related("revision__report")]
    ways: list[Way] = []
    for place in issue.lists.all():
        for beginning in _beginnings(issue, place.list_id):
            told = _set(issue, revisions, place=place, beginning=beginning)
            where = (place.position, beginning)
            ways += _ways(issue, told, entry=lists[place.list_id], where=where)
    return ways


def _ways(
    issue: Issue,
    told: Sequence[Revision],
    *,
    entry: ListInfo,
    where: tuple[int, datetime | None],
) -> list[Way]:
    if not told:
        return []
    editions = {code: _edition(issue, told, entry=entry, language=code) for code in LANGUAGES}
    rest = editions[LANGUAGES[0]]
    return [
        Way(entry.id, where[0], where[1], language, edition.pk)
        for language, edition in [*editions.items(), ("*", rest)]
    ]


def _beginnings(issue: Issue, list_id: int) -> list[datetime | None]:
    if issue.window_start is None or issue.window_end is None:
        return [None]
    window = Window(issue.window_start, issue.window_end)
    found = {moment for _, moment in beginnings([list_id], issue.frequency, window=window)}
    return [None, *sorted(moment for moment in found if moment)]


def _set(
    issue: Issue, revisions: Sequence[Revision], *, place: IssueList, beginning: datetime | None
) -> list[Revision]:
    """What people of this list who have to be told from `beginning` on get."""
    if issue.campaign.content != Content.NEW or issue.window_start is None:
        return list(revisions)
    start = beginning or max(issue.window_start, place.told_until or issue.window_start)
    told = told_to_all([revision.pk for revision in revisions], place.list_id)
    return [
        revision
        for revision in revisions
        if revision.report.released_at >= start and revision.report_id not in told
    ]


def _edition(
    issue: Issue, revisions: Sequence[Revision], *, entry: ListInfo, language: str
) -> Edition:
    variant = _variant(revisions)
    known = {"audience_id": entry.audience_id, "language": language, "variant": variant}
    row = Edition.objects.filter(issue=issue, **known).first() or Edition(issue=issue, **known)
    row.public_id = row.public_id or new_public_id()
    told = compose(
        [_item(revision, language) for revision in revisions],
        telling_of(entry.audience),
        language=language,
        theme=ThemeValue(**{"city": settings.CITY, **theme()}),  # type: ignore[arg-type]
        identity=identity(entry, language),
        browser_url=_absolute("archive:edition", row.public_id),
    )
    row.subject, row.preheader = told.subject[:400], told.preheader[:400]
    row.html, row.text, row.content_hash = told.html, told.text, told.content_hash
    row.choices = [asdict(choice) for choice in told.choices]
    row.save()
    return row


def _item(revision: Revision, language: str) -> Item:
    """The report in this language where there is a text in it, with a link to the whole."""
    texts = load(revision)
    report = texts.get(language) or next(iter(texts.values()))
    own = _absolute("archive:report", revision.report.public_id, report.language)
    return Item(report=report, url=report.url or own, number=revision.report_id)


def identity(entry: ListInfo, language: str) -> Identity:
    sender = entry.sender
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
