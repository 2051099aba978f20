"""What editors do: mark sections of a report for an audience, and write a subject of their own."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from mailer.dispatch import verbs
from mailer.dispatch.errors import NotFoundError
from mailer.dispatch.marks import name, value_of
from mailer.editions import marks as value
from mailer.editions.clean import one_line
from mailer.intake.store import load
from mailer.models import Headline, Issue, Mark, Report
from mailer.reports import model
from staff import audit
from staff.models import User
from staff.roles import Act, demand
from subscribers import audience as door

CHANGED = "An editor changed how a report is told after the approval. It has to be approved again."


@transaction.atomic
def mark(report_id: int, place: int, *, language: str, audience: str, wish: str, by: User) -> bool:
    """Say what is wanted of a section (0 for the first) of the newest text in a language.

    A `wish` of '' leaves the section to the telling again. False if nothing changed by it;
    raises NotFoundError where there is no such report, text, section or audience.
    """
    report, audience_id = _mine(report_id, by), _audience(audience)
    texts = load(report.latest)
    text = texts.get(language)
    if text is None or not 0 <= place < len(value.sections_of(text)):
        raise NotFoundError(f"Report {report_id} has no section {place + 1} in '{language}'.")
    known = [
        row
        for row in report.marks.filter(audience=audience_id)
        if place in value.settle([value_of(row)], text, texts=texts).found
    ]
    if [row.wish for row in known] == [wish] or not (known or wish):
        return False
    for row in known:
        row.delete()
    anchor = value.anchor(text, place)
    if wish:
        Mark.objects.create(
            report=report,
            audience_id=audience_id,
            wish=wish,
            language=anchor.language,
            heading=anchor.heading,
            words=anchor.words,
            place=anchor.place,
            changed_by=by,
        )
    section = name(value.Mark(anchor, wish))
    _changed(report, "marked", by=by, section=section, audience=audience, wish=wish or "clear")
    return True


@transaction.atomic
def drop(report_id: int, mark_id: int, *, by: User) -> None:
    """Forget a mark, such as one whose section is gone."""
    report = _mine(report_id, by)
    row = report.marks.filter(pk=mark_id).select_related("audience").first()
    if row is None:
        raise NotFoundError(f"Report {report_id} has no mark {mark_id}.")
    section, slug = name(value_of(row)), row.audience.slug
    row.delete()
    _changed(report, "marked", by=by, section=section, audience=slug, wish="clear")


@transaction.atomic
def head(
    report_id: int, *, audience: str, language: str, subject: str, preheader: str, by: User
) -> bool:
    """Write subject and preheader for an audience; '' leaves them to the telling. False if they
    were so before.
    """
    report, audience_id = _mine(report_id, by), _audience(audience)
    words = {"subject": one_line(subject)[:200], "preheader": one_line(preheader)[:200]}
    rows = report.headlines.filter(audience=audience_id, language=language)
    if words == (rows.values("subject", "preheader").first() or dict.fromkeys(words, "")):
        return False
    rows.delete()
    if any(words.values()):
        Headline.objects.create(
            report=report, audience_id=audience_id, language=language, changed_by=by, **words
        )
    _changed(report, "headed", by=by, audience=audience, language=language, **words)
    return True


def place_of(text: model.Report, section: str) -> int:
    """The place of a section by its number (from 1) or its heading; raises NotFoundError."""
    sections = value.sections_of(text)
    if section.isdigit():
        return int(section) - 1
    wanted = value.Anchor(text.language, section, "", 0)
    found = value.locate(wanted, sections)
    if found is None:
        headings = ", ".join(f"{i} {s.heading or '…'}" for i, s in enumerate(sections, start=1))
        raise NotFoundError(f"There is no section '{section}'. There are: {headings}.")
    return found


def _mine(report_id: int, by: User) -> Report:
    report = Report.objects.select_for_update().filter(pk=report_id).first()
    if report is None:
        raise NotFoundError(f"There is no report {report_id}.")
    demand(by, Act.EDIT, office_id=report.office_id)
    return report


def _audience(slug: str) -> int:
    known: Mapping[str, int] = {entry.slug: entry.id for entry in door.audiences()}
    if slug not in known:
        raise NotFoundError(f"There is no audience '{slug}'. There are: {', '.join(known)}.")
    return known[slug]


def _changed(report: Report, verb: str, *, by: User, **details: object) -> None:
    """Into the audit trail, and into every issue that was not sent yet (invariant 8)."""
    audit.note(verb, report, by=by, office_id=report.office_id, **details)
    telling = Issue.objects.filter(reports__revision__report=report).values_list("pk", flat=True)
    verbs.renew_all(telling, by=by, words=CHANGED)
