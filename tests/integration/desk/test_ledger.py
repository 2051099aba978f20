"""The ledger on the page: sums, alarms, hostile words, export; and lists without N+1."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mailer.dispatch.export import without_addresses
from mailer.models import Issue
from mailer.web.ledger import sums_of
from staff.models import AuditEntry
from staff.sheets import safe_cell
from tests.integration.desk.scene import Scene, issue_of, report

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]


def issue_page(client: Client, issue: Issue, query: str = "") -> str:
    """An issue's page."""
    return client.get(reverse("desk:issue", args=[issue.pk]) + query).content.decode()


def test_the_sum_is_shown_against_the_audience(city: Scene, as_: Browser) -> None:
    """Invariant 3: the sum of all states beside the frozen audience, with what states mean."""
    page = issue_page(as_("viewer"), city.sending)
    assert "Die Summe entspricht dem festgestellten Empfängerkreis von 36." in page
    assert "der nächste Mailserver hat die E-Mail übernommen" in page
    assert "14 von 36" in page


def test_a_sum_that_differs_is_an_alarm(city: Scene, as_: Browser) -> None:
    """Invariant 3: a missing delivery cannot be overlooked."""
    Issue.objects.filter(pk=city.sent.pk).update(audience_count=37)
    page = issue_page(as_("viewer"), city.sent)
    assert "Verzeichnet sind 36 Zustellungen bei einem Empfängerkreis von 37." in page
    assert 'role="alert"' in page


def test_words_of_relays_are_text_without_addresses(city: Scene, as_: Browser) -> None:
    """S8: a script in a reply is shown as text, the recipient's address is blotted out; and what is
    in doubt says why.
    """
    page = issue_page(as_("approver"), city.sent)
    assert "&lt;•••&gt;: user unknown &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "@example.org" not in page.replace("@stadt.example.org", "")
    assert "550 5.1.1" in page
    assert "The connection broke between the end of the message and its reply." in page


@pytest.mark.parametrize(
    "words",
    ["<a.b@c.test> unknown", "RCPT:ä@ö.test: no", '"x"@example.org', "a@b,c@d (e@f)"],
)
def test_addresses_are_found_in_any_wording(words: str) -> None:
    """No shape of address stays readable."""
    assert "@" not in without_addresses(words)


def test_progress_moves_by_itself_until_all_is_done(city: Scene, as_: Browser) -> None:
    """The fragment asks again while something moves, and loads the page anew when states change."""
    client = as_("viewer")
    path = reverse("desk:progress", args=[city.sending.pk])
    moving = client.get(f"{path}?state=sending")
    assert f'hx-get="{path}?state=sending"' in moving.content.decode()
    assert "HX-Refresh" not in moving.headers
    Issue.objects.filter(pk=city.sending.pk).update(state="sent")
    done = client.get(f"{path}?state=sending")
    assert "hx-get" not in done.content.decode()
    assert done.headers["HX-Refresh"] == "true"


def test_export_is_safe_in_spreadsheets_and_names_nobody(city: Scene, as_: Browser) -> None:
    """S20, S32: formulas are text, no address is in it, and who took it is written down."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mailer_delivery SET words = '=HYPERLINK(1) for p@example.org'"
            " WHERE issue_id = %s AND state = 'deferred'",
            [city.sent.pk],
        )
    path = reverse("desk:deliveries", args=[city.sent.pk])
    assert as_("approver").post(path).status_code == 403
    response = as_("officer").post(path)
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert len(rows) == 36
    assert "'=HYPERLINK(1) for •••" in {row["words"] for row in rows}
    assert "@" not in text
    assert AuditEntry.objects.latest("pk").verb == "exported"


def test_sums_for_lists_agree_with_the_ledger(city: Scene) -> None:
    """One query for many issues counts what the page of one issue counts."""
    sums = sums_of([city.sending, city.sent, city.review])
    assert [sums[i.pk].total for i in (city.sending, city.sent, city.review)] == [36, 36, 0]
    assert sums[city.sending.pk].open == 22


@pytest.mark.parametrize("name", ["overview", "reports", "campaigns", "issues"])
def test_lists_ask_no_more_for_more_rows(name: str, city: Scene, as_: Browser) -> None:
    """No N+1: three times the rows take the same number of queries."""
    client = as_("approver")
    path = reverse(f"desk:{name}")
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    editor = city.digest.changed_by
    assert editor is not None
    for number in range(4):
        text = f"Bericht {number} aus der Stadt\n\nEs gibt Neues, Nummer {number}.\n"
        issue_of(report(f"{number}.txt", text), editor, ("citizens",))
    with CaptureQueriesContext(connection) as many:
        page = client.get(path).content.decode()
    assert "Bericht 3 aus der Stadt" in page or name == "overview"
    assert len(many) == len(few)


def test_text_part_names_its_slots(city: Scene, as_: Browser) -> None:
    """The text part is shown with what will be filled in, in words."""
    page = issue_page(as_("viewer"), city.review, "?view=text")
    assert "[Anrede]" in page
    assert "\ue000" not in page


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@SUM(1)", "\t=1", "\r1", "  =1", "＝1", "＠1"])
def test_cells_do_not_calculate(cell: str) -> None:
    """S20: whatever a spreadsheet would take for a formula begins with a quotation mark."""
    assert safe_cell(cell) == f"'{cell}"
    assert safe_cell(f"a{cell}") == f"a{cell}"
