"""Sources are pulled when due; a broken one backs off, says why, and disturbs no other."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DataError, transaction
from django.utils import timezone

from mailer.intake.store import Kept, keep
from mailer.models import Report, ReportSource, SourceKind
from mailer.reports import model as value
from mailer.reports.errors import MissingFolderError, NotStoredError, ReportError
from mailer.reports.feeds import parse_feed
from mailer.reports.fetch import fetch
from mailer.reports.folder import scan
from mailer.reports.read import read_report
from staff.models import User

log = logging.getLogger(__name__)

LONGEST_PAUSE = timedelta(days=1)
# What a pull writes; the rest is the operator's, who may change it meanwhile.
RESULT = ("failures", "faults", "pulled_at", "due_at", "etag", "modified")


Fault = dict[str, str]
"""A sentence in each language of the desk."""


@dataclass(slots=True)
class Pulled:
    """What a pull brought, and the sentences about what it could not read."""

    kept: list[Kept] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def add_file(name: str, data: bytes, *, source: ReportSource, by: User | None = None) -> Kept:
    """Read a file given by hand; raises ReportError with file, place and remedy."""
    report = read_report(name, data)
    return keep(report, source=source, key=report.key or Path(name).name, by=by)


def add_text(
    row: Report, name: str, *, data: bytes, language: str = "", by: User | None = None
) -> Kept:
    """Read a file as the newest text of a report that is known, in the language that it names or in
    this one; raises ReportError.
    """
    read = read_report(name, data)
    text = replace(read, language=language) if language else read
    return keep(text, source=row.source, key=row.key, by=by)


def claim_due(limit: int = 20) -> list[int]:
    """The sources that are due, each moved to its next turn so that no other worker takes it."""
    now = timezone.now()
    with transaction.atomic():
        due = list(
            ReportSource.objects.select_for_update(skip_locked=True)
            .filter(active=True, due_at__lte=now)
            .exclude(kind=SourceKind.GIVEN)
            .order_by("due_at")[:limit]
        )
        for source in due:
            source.due_at = now + source.interval
            source.save(update_fields=["due_at"])
    return [source.pk for source in due]


def pull(source_id: int) -> Pulled:
    """Pull one source, whatever its due time, and write down how it went."""
    source = ReportSource.objects.get(pk=source_id)
    pulled = Pulled()
    try:
        for name, report in _reports(source, pulled):
            _keep(report, source, name=name, pulled=pulled)
    except ReportError as error:
        return _fail(source, in_words(error), pulled=pulled)
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        log.exception("source %s cannot be read", source.slug)
        return _fail(source, in_words(ReportError(source.location, str(error))), pulled=pulled)
    source.failures, source.faults = 0, pulled.faults
    source.pulled_at = timezone.now()
    source.due_at = source.pulled_at + source.interval
    source.save(update_fields=RESULT)
    return pulled


def _keep(report: value.Report, source: ReportSource, *, name: str, pulled: Pulled) -> None:
    """One report; what cannot be stored is a fault of its own and stops none of the others."""
    try:
        pulled.kept.append(keep(report, source=source, key=report.key or name))
    except (DataError, ValueError) as error:
        log.exception("source %s: %s cannot be stored", source.slug, name)
        place = str(error).splitlines()[0]
        pulled.faults.append(in_words(NotStoredError(name[:200], place)))


def _reports(source: ReportSource, pulled: Pulled) -> Iterator[tuple[str, value.Report]]:
    if source.kind == SourceKind.FEED:
        yield from _from_feed(source)
    elif source.kind == SourceKind.FOLDER:
        yield from _from_folder(source, pulled)


def _from_feed(source: ReportSource) -> Iterator[tuple[str, value.Report]]:
    got = fetch(
        source.location,
        etag=source.etag,
        modified=source.modified,
        allow_hosts=frozenset(source.allowed_hosts),
    )
    if got.status == 304:
        return
    # Oldest first, so that 'the latest report' is the one that the feed calls newest.
    for item in reversed(parse_feed(got.data, base_url=got.url)):
        own = item.report.language
        yield item.guid, replace(item.report, language=source.language or own)
    source.etag, source.modified = got.etag, got.modified


def _from_folder(source: ReportSource, pulled: Pulled) -> Iterator[tuple[str, value.Report]]:
    root = Path(settings.SOURCES_ROOT).resolve()
    folder = (root / source.location).resolve()
    if not folder.is_relative_to(root) or not folder.is_dir():
        raise MissingFolderError(source.location)
    for file in scan(folder):
        try:
            yield file.name, read_report(file.name, file.data, language=source.language)
        except ReportError as error:
            pulled.faults.append(in_words(error))


def in_words(error: ReportError) -> Fault:
    """What is wrong and what to do, in each language of the desk."""
    return {code: error.sentence(code) for code, _ in settings.LANGUAGES}


def _fail(source: ReportSource, fault: Fault, *, pulled: Pulled) -> Pulled:
    """Say why, and come back later each time."""
    pulled.faults.append(fault)
    source.failures += 1
    source.faults = [fault]
    pause = min(source.interval * 2 ** min(source.failures, 10), LONGEST_PAUSE)
    source.due_at = timezone.now() + pause
    source.save(update_fields=["failures", "faults", "due_at"])
    return pulled
