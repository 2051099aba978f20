"""A report is stored once; changed content makes a new revision, and old ones stay."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from django.db import connection, transaction
from django.db.models import Q

from mailer import locks
from mailer.intake.pictures import adopt
from mailer.models import Report, ReportSource, Revision, Translation
from mailer.reports import codec
from mailer.reports import model as value
from mailer.reports.pictures import described, pictures
from mailer.reports.tracks import without_tracks
from staff.models import Office, User

LONGEST_KEY = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a report that came in."""

    report_id: int
    revision_id: int
    state: Literal["new", "revised", "known"]


def keep(report: value.Report, *, source: ReportSource, key: str, by: User | None = None) -> Kept:
    """Store a report under the source's own `key`.

    The same content is one report, whatever it is called this time; the same key with other
    content is a revision; another language of the same key is a revision with one text more.
    Content is compared as it came; what is stored has its pictures on our own host, and links
    without what follows readers.
    """
    digest = codec.content_hash(report)
    key = _short(key)
    known = _known(report, digest, source=source, key=key)
    if known is not None:
        return known
    own = adopt(without_tracks(report), allow_hosts=frozenset(source.allowed_hosts))
    with transaction.atomic():
        locks.take(locks.Lock.RELEASE, shared=True)
        # One at a time in an office: two sources may bring the same content at one moment.
        Office.objects.select_for_update(no_key=True).get(pk=source.office_id)
        return _known(report, digest, source=source, key=key) or _store(
            own, digest, source=source, key=key, by=by
        )


def _known(report: value.Report, digest: str, *, source: ReportSource, key: str) -> Kept | None:
    """Where this content stands already, if it does."""
    stored = Report.objects.filter(source=source, key=key).first()
    if stored is None:
        found = _same_content(digest, office_id=source.office_id)
        return Kept(found.report_id, found.pk, "known") if found else None
    latest = stored.latest
    same = latest.translations.filter(_came_as(digest), language=report.language)
    return Kept(stored.pk, latest.pk, "known") if same.exists() else None


def _came_as(digest: str) -> Q:
    return Q(content_hash=digest) | Q(came_hash=digest)


def _store(
    report: value.Report, digest: str, *, source: ReportSource, key: str, by: User | None
) -> Kept:
    stored, new = Report.objects.get_or_create(
        source=source,
        key=key,
        defaults={"office_id": source.office_id, "released_at": _now()},
    )
    told = _described_before(stored, report)
    came = "" if told == report else digest
    digest = codec.content_hash(told) if came else digest
    revision = _revise(stored, told, digest=digest, came=came, by=by)
    return Kept(stored.pk, revision.pk, "new" if new else "revised")


def _described_before(stored: Report, report: value.Report) -> value.Report:
    """What an editor said of a picture stays, as long as its source says nothing of it."""
    before = None if not stored.revisions.exists() else load(stored.latest).get(report.language)
    words = {image.src: image.alt for image in pictures(before)} if before else {}
    return described(report, words, anew=False)


def amend(stored: Report, report: value.Report, *, by: User) -> Revision:
    """A revision with what an editor added to a text; what came from the source stays known."""
    known = stored.latest.translations.get(language=report.language)
    came = known.came_hash or known.content_hash
    return _revise(stored, report, digest=codec.content_hash(report), came=came, by=by)


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
        Translation.objects.filter(_came_as(digest), revision__report__office_id=office_id)
        .select_related("revision__report")
        .last()
    )
    if found is None or found.revision.pk != found.revision.report.latest.pk:
        return None
    return found.revision


def _revise(
    stored: Report, report: value.Report, *, digest: str, came: str, by: User | None
) -> Revision:
    before = stored.revisions.order_by("-number").first()
    texts = {t.language: t for t in before.translations.order_by("pk")} if before else {}
    texts[report.language] = Translation(
        language=report.language,
        title=report.title[:500],
        content_hash=digest,
        came_hash=came,
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


def _short(key: str) -> str:
    """The key, or where it is longer than the column, its beginning and its hash."""
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[:400]}#{hashlib.sha256(key.encode()).hexdigest()}"


def _now() -> datetime:
    """The clock after the lock was taken: a transaction's own time may lie in a closed window."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
