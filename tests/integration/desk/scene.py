"""A city in the middle of its work: reports, people, and an issue in every interesting state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from mailer.dispatch import expansion, plans, verbs
from mailer.dispatch.plans import Plan
from mailer.intake.pull import add_file
from mailer.models import CadenceKind, Campaign, Content, Issue, Report, ReportSource, SourceKind
from staff.models import Office, User
from subscribers.consent import enrol
from subscribers.models import List

LISTS = ("citizens", "councils", "partner-cities")
TEXTS = {
    "radstation.txt": """Neue Radstation am Westbahnhof

Die Stadt Jena hat am 3. März 2026 eine Radstation mit 120 Plätzen eröffnet.

Was sich ändert

Fahrräder stehen dort trocken und sicher. Der Platz kostet nichts.

„Wer umsteigt, soll es leicht haben“, sagte die Leiterin des Verkehrsamts.

Was andere lernen können

Die Ausschreibung musste wiederholt werden, weil die erste Planung zu groß war.

- Klein anfangen
- Früh mit der Bahn sprechen
""",
    "wald.txt": """Stadtwald wird umgebaut

Auf 40 Hektar pflanzt die Stadt Jena bis 2027 Eichen und Elsbeeren.

Warum jetzt

Drei trockene Sommer haben die Fichten geschwächt.
""",
}
# How a relay may answer, with an address in its words and with a script in them.
ANSWERS = (
    ("failed", 550, "5.1.1", "<citizens-1@example.org>: user unknown <script>alert(1)</script>"),
    ("deferred", 421, "4.7.0", "Too many connections, try again later"),
    ("uncertain", 0, "", "The connection broke between the end of the message and its reply."),
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What there is to look at."""

    reports: list[Report]
    review: Issue
    approved: Issue
    sending: Issue
    sent: Issue
    digest: Campaign


def scene(office: Office, *, editor: User, approver: User) -> Scene:
    """Build it with the verbs that staff use; nothing is really sent."""
    reports = [report(name, text) for name, text in TEXTS.items()]
    people()
    review, approved, sending, sent = (issue_of(reports[n % 2], editor) for n in range(4))
    for issue in (approved, sending, sent):
        verbs.approve(issue.pk, by=approver)
    for issue in (sending, sent):
        verbs.send(issue.pk, by=approver)
        expansion.expand(issue.pk)
    _settle(sending, share=0.4)
    _settle(sent, share=1)
    Issue.objects.filter(pk=sent.pk).update(state="sent", finished_at=timezone.now())
    ReportSource.objects.create(
        slug="feed",
        name="Amtsblatt",
        office=office,
        kind=SourceKind.FEED,
        location="https://amtsblatt.example.org/feed",
        failures=3,
        faults=[
            {
                "de": "https://amtsblatt.example.org/feed war nicht abrufbar.",
                "en": "https://amtsblatt.example.org/feed could not be fetched.",
            }
        ],
        due_at=timezone.now() + timedelta(minutes=40),
    )
    found = [Issue.objects.get(pk=i.pk) for i in (review, approved, sending, sent)]
    return Scene(reports, *found, digest=digest(editor))


def report(name: str = "radstation.txt", text: str = TEXTS["radstation.txt"]) -> Report:
    """A report given by hand."""
    source = ReportSource.objects.get(slug="given")
    return Report.objects.get(pk=add_file(name, text.encode(), source=source).report_id)


def issue_of(row: Report, editor: User, lists: tuple[str, ...] = LISTS) -> Issue:
    """An issue of this report, in review."""
    plan = Plan(name=row.latest.title, lists=lists, report_id=row.pk)
    return plans.open_now(plans.create(plan, by=editor).pk, by=editor)


def digest(editor: User) -> Campaign:
    """A weekly digest to the citizens."""
    return plans.create(
        Plan(
            name="Woche in Jena",
            lists=["citizens"],
            content=Content.NEW,
            frequency="weekly",
            cadence=CadenceKind.WEEKLY,
            weekdays=[4],
        ),
        by=editor,
    )


def people(count: int = 12) -> None:
    """Some people on each list."""
    for slug in LISTS:
        wanted = List.objects.get(slug=slug)
        for number in range(count):
            enrol(
                f"{slug}-{number}@example.org",
                wanted.pk,
                basis=wanted.basis,
                source="test",
                proof="test",
            )


def _settle(issue: Issue, *, share: float) -> None:
    """Write outcomes into the ledger as a worker would, a few of them bad."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subscriber_id FROM mailer_delivery WHERE issue_id = %s ORDER BY 1", [issue.pk]
        )
        ids = [row[0] for row in cursor.fetchall()]
        settled = ids[: int(len(ids) * share)]
        cursor.execute(
            "UPDATE mailer_delivery SET state = 'accepted', code = 250, settled_at = now(),"
            " attempts = 1 WHERE issue_id = %s AND subscriber_id = ANY(%s)",
            [issue.pk, settled],
        )
        for subscriber_id, (state, code, status, words) in zip(settled, ANSWERS, strict=False):
            cursor.execute(
                "UPDATE mailer_delivery SET state = %s, code = %s, status = %s, words = %s"
                " WHERE issue_id = %s AND subscriber_id = %s",
                [state, code, status, words, issue.pk, subscriber_id],
            )
