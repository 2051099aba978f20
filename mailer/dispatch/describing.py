"""What editors do: say what a report's pictures show, for those who do not see them (P29)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db import transaction

from mailer.dispatch import revising
from mailer.dispatch.errors import NotFoundError, PlanError
from mailer.dispatch.marking import CHANGED
from mailer.editions.check.structure import is_file_name, says_nothing
from mailer.editions.clean import one_line
from mailer.intake.store import amend, load
from mailer.models import IssueReport, Report, Revision
from mailer.reports.model import Image
from mailer.reports.pictures import described, pictures
from staff import audit
from staff.models import User
from staff.roles import Act, demand

LONGEST = 250


def pictures_of(revision: Revision) -> Iterator[tuple[str, Image]]:
    """All pictures of a revision, each with the language of its text."""
    for language, text in load(revision).items():
        yield from ((language, image) for image in pictures(text))


@transaction.atomic
def describe(report_id: int, language: str, *, words: Mapping[str, str], by: User) -> bool:
    """Give pictures of the newest text in a language, by their addresses, these descriptions.

    It is a new revision, which issues that wait to be approved or sent tell from now on. What is
    '' stays as it is. False if nothing changed; raises NotFoundError where there is no such text,
    and PlanError for words that describe nothing.
    """
    report = Report.objects.select_for_update().filter(pk=report_id).first()
    latest = report.latest if report else None
    text = load(latest).get(language) if latest else None
    if report is None or latest is None or text is None:
        raise NotFoundError(f"There is no report {report_id} in '{language}'.")
    demand(by, Act.EDIT, office_id=report.office_id)
    for said in words.values():
        if is_file_name(said) or says_nothing(said):
            raise PlanError(f"'{said.strip()}' does not say what is to be seen.")
    given = {src: one_line(said)[:LONGEST] for src, said in words.items() if said.strip()}
    told = described(text, given)
    if told == text:
        return False
    amend(report, told, by=by)
    before = {image.src: image.alt for image in pictures(text)}
    count = sum(before[image.src] != image.alt for image in pictures(told))
    audit.note("described", report, by=by, office_id=report.office_id, pictures=count)
    revising.take_up(IssueReport.objects.filter(revision=latest), by=by, words=CHANGED)
    return True
