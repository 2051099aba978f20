"""Forms: what they make, and errors next to their fields."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mailer.models import Campaign, Issue, Report, ReportSource
from staff.models import Office
from subscribers.models import List, Segment, Sender
from tests.integration.desk.scene import Scene

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
TEXT = (
    "Freibad öffnet am 1. Juni\n\nDas Südbad ist ab 9 Uhr offen.\n\nPreise\n\nSie bleiben gleich."
)
QUEUE = "/desk/campaigns/report"


def upload(client: Client, office: Office, name: str, data: bytes) -> Any:
    """Give a file by hand."""
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("desk:add-report"), {"office": office.pk, "file": file})


def page_of(response: Any) -> str:
    """The words of an answer."""
    return str(response.content.decode())


def test_a_file_becomes_a_report(city: Scene, office: Office, as_: Browser) -> None:
    """The report of the file opens, with who gave it; the same file again is known."""
    client = as_("editor")
    response = upload(client, office, "freibad.txt", TEXT.encode("cp1252"))
    report = Report.objects.latest("pk")
    assert response.headers["Location"] == reverse("desk:report", args=[report.pk])
    page = page_of(client.get(reverse("desk:report", args=[report.pk])))
    assert "Freibad öffnet am 1. Juni" in page
    assert "editor@stadt.example.org" in page
    upload(client, office, "freibad.txt", TEXT.encode())
    assert Report.objects.latest("pk") == report
    assert "schon bekannt" in page_of(client.get(reverse("desk:reports")))


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("leer.txt", b"", "Diese Datei ist leer."),
        ("bild.png", b"\x89PNG\r\n\x1a\n", "unbekanntes Format"),
        ("kaputt.docx", b"PK\x03\x04 no archive", "kaputt.docx"),
    ],
)
def test_what_cannot_be_read_is_said_at_the_field(
    name: str, data: bytes, said: str, office: Office, as_: Browser
) -> None:
    """The error names file and remedy, in the user's language, tied to the field."""
    response = upload(as_("editor"), office, name, data)
    page = page_of(response)
    assert response.status_code == 422
    assert said in page
    assert 'aria-describedby="id_file-hint id_file-error"' in page


def test_a_file_for_another_office_is_refused(city: Scene, as_: Browser) -> None:
    """S29: the office in the form is checked, too."""
    parks = Office.objects.get(slug="parks")
    before = Report.objects.count()
    assert upload(as_("editor"), parks, "a.txt", TEXT.encode()).status_code == 422
    assert Report.objects.count() == before


def test_an_office_gets_its_source_when_it_needs_one(city: Scene, as_: Browser) -> None:
    """The first file of an office makes its source for files given by hand."""
    client, parks = as_("outsider"), Office.objects.get(slug="parks")
    upload(client, parks, "park.txt", TEXT.encode())
    source = ReportSource.objects.get(office=parks)
    assert (source.slug, source.kind, source.reports.count()) == ("given-parks", "given", 1)


def test_queue_a_report_in_the_order_of_ranks(city: Scene, as_: Browser) -> None:
    """Lists go by their ranks; the issue opens for review with the wish for a moment."""
    data = {
        "report": city.reports[0].pk,
        "lists": ["citizens", "councils"],
        "rank_citizens": "2",
        "rank_councils": "1",
        "when": "moment",
        "moment": "2199-05-01T08:00",
    }
    response = as_("editor").post(QUEUE, data)
    issue = Issue.objects.latest("pk")
    assert response.headers["Location"] == reverse("desk:issue", args=[issue.pk])
    assert [entry.list.slug for entry in issue.lists.all()] == ["councils", "citizens"]
    assert (issue.state, issue.send_at.year) == ("in_review", 2199)


def test_a_layout_is_chosen_and_shown(city: Scene, as_: Browser) -> None:
    """A warning is urgent by itself; its page says what it is; an invitation needs a day."""
    data = {
        "report": city.reports[0].pk,
        "lists": ["citizens"],
        "when": "approved",
        "layout": "crisis",
    }
    assert ">Warnung</option>" in as_("editor").get(QUEUE).content.decode()
    as_("editor").post(QUEUE, data)
    issue = Issue.objects.latest("pk")
    assert (issue.priority, issue.campaign.layout) == (1, "crisis")
    page = as_("editor").get(reverse("desk:campaign", args=[issue.campaign_id]))
    assert "<dt>Layout</dt><dd>Warnung</dd>" in page.content.decode()
    refused = as_("editor").post(QUEUE, data | {"layout": "invitation"})
    assert refused.status_code == 422
    assert "nennt keinen Tag" in refused.content.decode()


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"report": ""}, "id_report", "Dieses Feld ist zwingend erforderlich"),
        ({"report": "999999"}, "id_report", "999999"),
        ({"lists": []}, "lists", "Bitte mindestens einen Verteiler wählen."),
        ({"lists": ["nobody"]}, "lists", "nobody"),
        ({"when": "moment"}, "id_moment", "Bitte angeben, wann es hinausgehen soll."),
        (
            {"when": "moment", "moment": "2020-01-01T08:00"},
            "id_moment",
            "Dieser Zeitpunkt ist vorbei.",
        ),
    ],
)
def test_errors_stand_next_to_their_fields(
    change: dict[str, object], field: str, said: str, city: Scene, as_: Browser
) -> None:
    """Nothing is made, the field is marked and the summary links to it."""
    data = {"report": city.reports[0].pk, "lists": ["citizens"], "when": "approved", **change}
    before = Campaign.objects.count()
    response = as_("editor").post(QUEUE, data)
    page = page_of(response)
    assert (response.status_code, Campaign.objects.count()) == (422, before)
    assert said in page
    assert f'id="{field}-error"' in page
    assert f'href="#id_{field.removeprefix("id_")}"' in page


def test_lists_of_two_senders_are_refused(city: Scene, office: Office, as_: Browser) -> None:
    """One campaign speaks for one sender."""
    other = Sender.objects.create(slug="works", office=office, name="W", address="w@example.org")
    List.objects.filter(slug="councils").update(sender=other)
    data = {"report": city.reports[0].pk, "lists": ["citizens", "councils"], "when": "approved"}
    assert "denselben Absender" in page_of(as_("editor").post(QUEUE, data))


def test_reports_and_segments_of_another_office_cannot_be_chosen(city: Scene, as_: Browser) -> None:
    """S29: ids that the form did not offer are refused."""
    client = as_("editor")
    parks = Office.objects.get(slug="parks")
    Segment.objects.create(slug="theirs", name="Theirs", office=parks, rule={})
    Report.objects.filter(pk=city.reports[1].pk).update(office=parks)
    page = page_of(client.get(QUEUE))
    assert "Stadtwald" not in page
    assert "Theirs" not in page
    data = {"report": city.reports[1].pk, "lists": ["citizens"], "when": "approved"}
    assert client.post(QUEUE, data).status_code == 422


DIGESTS = {
    "on_release": ({}, "immediately", "sofort, je Bericht"),
    "daily": ({"weekdays": [0, 2], "at": "06:30"}, "daily", "montags und mittwochs um 06:30"),
    "weekly": ({"weekday": 3, "at": "07:00"}, "weekly", "wöchentlich, donnerstags"),
    "monthly": (
        {"nth": 2, "day": 1, "weekday": 1, "at": "09:00"},
        "monthly",
        "am zweiten Dienstag um 09:00",
    ),
}


@pytest.mark.parametrize("rhythm", DIGESTS)
def test_plan_a_digest(rhythm: str, city: Scene, as_: Browser) -> None:
    """Each rhythm makes its cadence and serves the subscriptions of its frequency."""
    more, frequency, words = DIGESTS[rhythm]
    client = as_("editor")
    client.post(reverse("desk:stop-campaign", args=[city.digest.pk]))
    data = {"name": "Neues", "lists": ["citizens"], "zone": "Europe/Berlin", **more}
    response = client.post(reverse("desk:new-digest", args=[rhythm]), data, follow=True)
    made = Campaign.objects.latest("pk")
    assert (made.name, made.cadence, made.frequency) == ("Neues", rhythm, frequency)
    assert words in page_of(response)
    assert made.at == time.fromisoformat(str(more.get("at", "07:00")))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lists": ["citizens"]}, "Die Kampagne „Woche in Jena“ bringt einem dieser Verteiler"),
        ({"zone": "Jena"}, "Diese Zeitzone gibt es nicht."),
        ({"name": ""}, "Dieses Feld ist zwingend erforderlich"),
        ({"at": "25:00"}, "kern-form-input--error"),
    ],
)
def test_digest_errors(change: dict[str, object], said: str, city: Scene, as_: Browser) -> None:
    """A rival campaign, a zone that does not exist, a time that does not exist."""
    data = {"name": "Neues", "lists": ["councils"], "weekday": 1, "at": "07:00"}
    data |= {"zone": "Europe/Berlin", **change}
    response = as_("editor").post(reverse("desk:new-digest", args=["weekly"]), data)
    assert response.status_code == 422
    assert said in page_of(response)


def test_an_unknown_rhythm_does_not_exist(city: Scene, as_: Browser) -> None:
    """Rhythms are those of the product."""
    assert as_("editor").get("/desk/campaigns/digest/hourly").status_code == 404
