"""What editors do: mark sections of a report for an audience, and write a subject of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace

from django.db import transaction

from mailer.dispatch import renewing
from mailer.dispatch.errors import NotFoundError
from mailer.dispatch.marks import name, value_of
from mailer.editions import marks as value
from mailer.editions.clean import one_line
from mailer.editions.picks import Unit
from mailer.intake.store import load
from mailer.models import Headline, Issue, Mark, Report
from mailer.reports import model
from staff import audit
from staff.models import User
from staff.roles import Act, demand
from subscribers import audience as door

LONGEST = {"subject": 200, "preheader": 200, "intro": 500, "call": 500}
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
        _keep(report, anchor, audience_id=audience_id, wish=wish, by=by)
    section = name(value.Mark(anchor, wish))
    _changed(report, "marked", by=by, section=section, audience=audience, wish=wish or "clear")
    return True


@transaction.atomic
def pick(
    report_id: int, *, language: str, audience: str, wishes: Mapping[int, str], by: User
) -> bool:
    """Say what is wanted of sentences and quotes, by their place among those of the newest text in
    a language (`sentences_of`). '' leaves one to the telling again. False if nothing changed.
    """
    report, audience_id = _mine(report_id, by), _audience(audience)
    texts = load(report.latest)
    text = texts.get(language)
    units = value.sentences_of(text) if text else ()
    if text is None or not all(0 <= place < len(units) for place in wishes):
        raise NotFoundError(f"Report {report_id} has no such sentence in '{language}'.")
    rows = map(value_of, report.marks.filter(audience=audience_id))
    known = {one.unit: one.mark for one in value.settle(rows, text, texts=texts).picked}
    wanted = {units[place]: wish for place, wish in wishes.items()}
    changed = {u: w for u, w in wanted.items() if w != (known[u].wish if u in known else "")}
    for unit, wish in changed.items():
        if unit in known:
            report.marks.filter(pk=known[unit].id).delete()
        anchor = _anchor(text, unit)
        if wish:
            _keep(report, anchor, audience_id=audience_id, wish=wish, by=by)
        said = {"section": name(value.Mark(anchor, wish)), "wish": wish or "clear"}
        audit.note("marked", report, by=by, office_id=report.office_id, audience=audience, **said)
    if changed:
        _renew(report, by)
    return bool(changed)


def _anchor(text: model.Report, unit: Unit) -> value.Anchor:
    if unit.place < 0:
        return value.Anchor(text.language, "", "", unit.place, unit.words)
    return replace(value.anchor(text, unit.place), sentence=unit.words)


def _keep(report: Report, anchor: value.Anchor, *, audience_id: int, wish: str, by: User) -> None:
    Mark.objects.create(
        report=report, audience_id=audience_id, wish=wish, changed_by=by, **asdict(anchor)
    )


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
    report_id: int, *, audience: str, language: str, words: Mapping[str, str], by: User
) -> bool:
    """Write subject, preheader, first sentence or way on (`HEADS`) for an audience; '' leaves one
    to the telling, and what is not named stays. False if all were so before.
    """
    report, audience_id = _mine(report_id, by), _audience(audience)
    rows = report.headlines.filter(audience=audience_id, language=language)
    before = rows.values(*value.HEADS).first() or dict.fromkeys(value.HEADS, "")
    given = {one: one_line(said)[: LONGEST[one]] for one, said in words.items()}
    words = before | given
    if words == before:
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
    _renew(report, by)


def _renew(report: Report, by: User) -> None:
    telling = Issue.objects.filter(reports__revision__report=report).values_list("pk", flat=True)
    renewing.renew_all(telling, by=by, words=CHANGED)
