"""Texts that an issue's readers would want and nobody wrote: shown before somebody approves."""

from __future__ import annotations

from dataclasses import dataclass

from mailer.dispatch.languages import EASY, LANGUAGES, offers_easy
from mailer.intake.store import load
from mailer.models import Issue, Revision
from mailer.reports.tongues import is_easy, text_in
from subscribers import audience


@dataclass(frozen=True, slots=True)
class Missing:
    """A report without a text in a language; its readers get `instead` ('de'), with a note.

    In easy language: where other reports of the issue have a text (`in_digest`), it stands in that
    edition by a link to the web alone; else they get the ordinary edition.
    """

    report_id: int
    title: str
    language: str
    instead: str
    in_digest: bool = False


def missing(issue: Issue) -> list[Missing]:
    """What is missing of an issue's reports, in their order."""
    lists = audience.lists(ids=issue.lists.values_list("list_id", flat=True))
    easy = EASY[:1] if any(map(offers_easy, lists)) else ()
    told_easily = issue.editions.filter(language__in=easy).exists()
    revisions = [entry.revision for entry in issue.reports.select_related("revision")]
    return [
        one
        for revision in revisions
        for one in _of(revision, (*LANGUAGES, *easy), told_easily=told_easily)
    ]


def _of(revision: Revision, wanted: tuple[str, ...], *, told_easily: bool) -> list[Missing]:
    texts = load(revision)
    return [
        Missing(
            report_id=revision.report_id,
            title=revision.title,
            language=code,
            instead=text_in(texts, LANGUAGES[0] if is_easy(code) else code).language,
            in_digest=is_easy(code) and told_easily,
        )
        for code in wanted
        if code not in texts
    ]
