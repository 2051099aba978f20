"""Issues in every state that matters to readers: out, private, in review, called off, a digest."""

from __future__ import annotations

from dataclasses import dataclass

from mailer.dispatch import expansion, plans, verbs
from mailer.dispatch.plans import Plan
from mailer.intake.pull import add_file
from mailer.models import ArchivePage, Issue, Report, ReportSource
from staff.models import User

RAD = """---
key: radstation
language: de
date: 2026-03-03
topics: Mobilität, Klima
contact: Fachdienst Mobilität, mobil@jena.example.org, Telefon 03641 490000
source: Baubeschluss, https://jena.example.org/beschluss
---
Neue Radstation am Westbahnhof

Die Stadt Jena hat am 3. März 2026 eine Radstation mit 120 Plätzen eröffnet. Das ist gut
& <b>hilft</b>.

Was sich ändert

Fahrräder stehen dort trocken und sicher. Der Platz kostet nichts.

„Wer umsteigt, soll es leicht haben“, sagte Ada Muster, Leiterin des Verkehrsamts.

Was andere lernen können

Die Ausschreibung musste wiederholt werden, weil die erste Planung zu groß war.

- Klein anfangen
- Früh mit der Bahn sprechen
"""
RAD_EN = """---
key: radstation
language: en
date: 2026-03-03
topics: Mobilität, Klima
---
New bicycle station at the western railway station

On 3 March 2026 the City of Jena opened a bicycle station with 120 places.

What changes

Bicycles are dry and safe there.
"""
WALD = """---
key: wald
language: de
topics: Klima
---
Stadtwald wird umgebaut

Auf 40 Hektar pflanzt die Stadt Jena bis 2027 Eichen und Elsbeeren.

Warum jetzt

Drei trockene Sommer haben die Fichten geschwächt.
"""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The reports and issues to read, or not to."""

    bike: Report
    wood: Report
    out: Issue
    older: Issue
    private: Issue
    review: Issue
    cancelled: Issue
    editor: User
    approver: User

    def page(self, issue: Issue, language: str = "de", audience: str = "citizens") -> ArchivePage:
        """The page of an issue."""
        return ArchivePage.objects.select_related("edition").get(
            issue=issue, language=language, audience__slug=audience
        )

    def path(self, issue: Issue, language: str = "de", slug: str = "citizens") -> str:
        """Where an issue can be read."""
        public_id = self.page(issue, language, slug).edition.public_id
        return f"/{language}/archive/{slug}/{public_id}"


def shelf(editor: User, approver: User) -> Shelf:
    """Build it with the verbs that staff use; nobody is on the lists, nothing is sent."""
    bike, wood = add("rad.txt", RAD), add("wald.txt", WALD)
    add("rad.en.txt", RAD_EN)
    older = send(issue_of(wood, editor, "citizens"), approver)
    out = send(issue_of(bike, editor, "citizens", "partner-cities"), approver)
    private = send(issue_of(bike, editor, "councils"), approver)
    cancelled = send(issue_of(bike, editor, "citizens"), approver)
    Issue.objects.filter(pk=cancelled.pk).update(state="cancelled")
    review = issue_of(bike, editor, "citizens")
    return Shelf(bike, wood, out, older, private, review, cancelled, editor, approver)


def add(name: str, text: str) -> Report:
    """A report given by hand."""
    source = ReportSource.objects.get(slug="given")
    return Report.objects.get(pk=add_file(name, text.encode(), source=source).report_id)


def issue_of(report: Report, editor: User, *lists: str) -> Issue:
    """An issue of this report, in review."""
    plan = Plan(name=report.key, lists=lists, report_id=report.pk)
    return plans.open_now(plans.create(plan, by=editor).pk, by=editor)


def send(issue: Issue, approver: User) -> Issue:
    """Approve it and let it go out."""
    verbs.approve(issue.pk, by=approver)
    verbs.send(issue.pk, by=approver)
    expansion.expand(issue.pk)
    return Issue.objects.get(pk=issue.pk)
