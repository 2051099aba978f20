"""A report is stored once; changed content makes a new revision, and old ones stay."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from django.db import connection, transaction

from mailer import locks
from mailer.models import Report, ReportSource, Revision, Translation
from mailer.reports import codec
from mailer.reports import model as value
from staff.models import User


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a report that came in."""

    report_id: int
    revision_id: int
    state: Literal["new", "revised", "known"]


@transaction.atomic
def keep(report: value.Report, *, source: ReportSource, key: str, by: User | None = None) -> Kept:
    """Store a report under the source's own `key`.

    The same content is one report, whatever it is called this time; the same key with other
    content is a revision; another language of the same key is a revision with one text more.
    """
    locks.take(locks.Lock.RELEASE, shared=True)
    ReportSource.objects.select_for_update().get(pk=source.pk)
    digest = codec.content_hash(report)
    stored = Report.objects.filter(source=source, key=key).first()
    if stored is None:
        known = _same_content(digest, office_id=source.office_id)
        if known is not None:
            return Kept(known.report_id, known.pk, "known")
        stored = Report.objects.create(
            source=source, office_id=source.office_id, key=key, released_at=_now()
        )
        return Kept(stored.pk, _revise(stored, report, digest=digest, by=by).pk, "new")
    latest = stored.latest
    if latest.translations.filter(language=report.language, content_hash=digest).exists():
        return Kept(stored.pk, latest.pk, "known")
    return Kept(stored.pk, _revise(stored, report, digest=digest, by=by).pk, "revised")


def load(revision: Revision) -> dict[str, value.Report]:
    """The texts of a revision by language, the first one written in front."""
    return {
        translation.language: replace(
            codec.from_json(translation.body), topics=tuple(revision.topics)
        )
        for translation in revision.translations.order_by("pk")
    }


def _same_content(digest: str, *, office_id: int) -> Revision | None:
    """The newest revision of a report of this office that says just this."""
    found = (
        Translation.objects.filter(content_hash=digest, revision__report__office_id=office_id)
        .select_related("revision__report")
        .last()
    )
    if found is None or found.revision.pk != found.revision.report.latest.pk:
        return None
    return found.revision


def _revise(stored: Report, report: value.Report, *, digest: str, by: User | None) -> Revision:
    before = stored.revisions.order_by("-number").first()
    texts = {t.language: t for t in before.translations.order_by("pk")} if before else {}
    texts[report.language] = Translation(
        language=report.language,
        title=report.title[:500],
        content_hash=digest,
        body=codec.to_json(report),
    )
    revision = Revision.objects.create(
        report=stored,
        number=before.number + 1 if before else 1,
        content_hash=_over(texts),
        topics=sorted({*report.topics, *stored.source.topics, *(before.topics if before else ())}),
        created_by=by,
    )
    for text in texts.values():
        text.pk, text.revision = None, revision
        text._state.adding = True  # noqa: SLF001
        text.save()
    return revision


def _over(texts: dict[str, Translation]) -> str:
    lines = [f"{language} {texts[language].content_hash}" for language in sorted(texts)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _now() -> datetime:
    """The clock after the lock was taken: a transaction's own time may lie in a closed window."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
