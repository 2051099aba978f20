"""What the buttons do: each act by role, by state, and what is said when it is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import Settings

from mailer.dispatch import plans
from mailer.models import Campaign, Issue
from mailer.web.words import FILLED, left
from staff.models import AuditEntry, User
from subscribers.models import Sender
from tests.integration.desk.scene import Scene

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
SENDERS = {"sender", "approver", "admin"}
# act: (issue of the scene, who may, state after it)
ACTS = {
    "approve": ("review", {"approver"}, "approved"),
    "approve-and-go": ("review", {"approver"}, "sending"),
    "send": ("approved", SENDERS, "sending"),
    "pause": ("sending", SENDERS, "paused"),
    "cancel": ("sending", SENDERS, "cancelled"),
    "look-again": ("review", {*SENDERS, "editor"}, "in_review"),
}
CAST = ("viewer", "editor", "approver", "sender", "officer", "admin")


def press(client: Client, name: str, issue: Issue, **data: str) -> tuple[int, str]:
    """Press a button and follow it: the status of the answer, and the page that comes then."""
    path = reverse("desk:issue", args=[issue.pk])
    response = client.post(f"{path}/{name}", data)
    return response.status_code, client.get(path).content.decode()


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("name", ACTS)
def test_acts_by_role(name: str, who: str, city: Scene, as_: Browser, settings: Settings) -> None:
    """S29: a button works, and is shown, for the roles that may; for others nothing changes."""
    settings.CHECK_OUTSIDE = name == "look-again"
    key, allowed, after = ACTS[name]
    issue: Issue = getattr(city, key)
    before = issue.state
    client = as_(who)
    page = client.get(reverse("desk:issue", args=[issue.pk])).content.decode()
    assert (f'/{name}"' in page) == (who in allowed)
    status, after_it = press(client, name, issue)
    assert ("Die Prüfung läuft." in after_it) == (name == "look-again" and who in allowed)
    issue.refresh_from_db()
    assert (status, issue.state) == ((302, after) if who in allowed else (403, before))


@pytest.mark.parametrize("name", [*ACTS, "schedule", "deliveries.csv"])
def test_acts_of_another_office_do_not_exist(name: str, city: Scene, as_: Browser) -> None:
    """S29: the object-level check stands in front of every act."""
    path = reverse("desk:issue", args=[city.sending.pk])
    assert as_("outsider").post(f"{path}/{name}").status_code == 404


def test_acts_need_a_token(city: Scene, cast: dict[str, User]) -> None:
    """S26: a POST without the CSRF token changes nothing, and the page says what to do."""
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "de"})
    client.force_login(cast["approver"])
    path = reverse("desk:issue", args=[city.sending.pk])
    response = client.post(f"{path}/cancel")
    city.sending.refresh_from_db()
    assert (response.status_code, city.sending.state) == (403, "sending")
    assert "Formular abgelaufen" in response.content.decode()


def test_nobody_approves_what_they_prepared(
    city: Scene, as_: Browser, cast: dict[str, User]
) -> None:
    """S30: the button is missing, the page says why, and the act is refused all the same."""
    Issue.objects.filter(pk=city.review.pk).update(changed_by=cast["approver"])
    client = as_("approver")
    page = client.get(reverse("desk:issue", args=[city.review.pk])).content.decode()
    assert "Freigeben muss es jemand anderes (vier Augen)" in page
    status, page = press(client, "approve", city.review)
    city.review.refresh_from_db()
    assert (status, city.review.state) == (302, "in_review")
    assert "kern-alert--danger" in page


def test_a_late_click_is_told_the_state(city: Scene, as_: Browser) -> None:
    """Somebody else was faster: no error page, but a sentence with the present state."""
    status, page = press(as_("approver"), "pause", city.sent)
    assert status == 302
    assert "Das geht nicht mehr: Die Ausgabe ist jetzt „versandt“." in page


def test_a_refusal_says_its_own_reason(city: Scene, as_: Browser) -> None:
    """P29: what stands in the way is named, in the user's language; the state is not blamed."""
    client = as_("approver")
    Campaign.objects.filter(pk=city.review.campaign_id).update(layout="invitation")
    _status, page = press(client, "approve", city.review)
    assert "Dieser Bericht nennt keinen Tag" in page
    Sender.objects.update(relay="alerts")
    _status, page = press(client, "approve", city.review)
    assert "„alerts“" in page
    assert "SMTP_URL_ALERTS ist nicht gesetzt" in page
    assert "Das geht nicht mehr" not in page


@pytest.mark.parametrize("sentence", FILLED)
def test_what_dispatch_says_is_said_in_german(sentence: str) -> None:
    """What was left on an issue or refused is found again, with whatever was filled in."""
    values = {name: name.upper() for name in re.findall(r"{(\w+)}", sentence)}
    with translation.override("de"):
        said = left(sentence.format(**values))
    assert said != sentence.format(**values)
    assert all(value in said for value in values.values())


def test_pause_and_resume(city: Scene, as_: Browser) -> None:
    """An issue that is paused goes on."""
    client = as_("sender")
    press(client, "pause", city.sending)
    _status, page = press(client, "resume", city.sending)
    city.sending.refresh_from_db()
    assert city.sending.state == "sending"
    assert "Der Versand geht weiter." in page


def test_a_wish_for_a_moment_is_scheduled_by_approval(city: Scene, as_: Browser) -> None:
    """Who approves an issue with a wished moment schedules it for that moment."""
    moment = timezone.now() + timedelta(days=2)
    Issue.objects.filter(pk=city.review.pk).update(send_at=moment)
    press(as_("approver"), "approve-and-go", city.review)
    city.review.refresh_from_db()
    assert (city.review.state, city.review.send_at) == ("scheduled", moment)


@pytest.mark.parametrize(
    ("at", "state", "said"),
    [
        ("2199-03-01T07:30", "scheduled", "Terminiert."),
        ("2020-03-01T07:30", "approved", "Dieser Zeitpunkt ist vorbei."),
        ("soon", "approved", "kern-alert--danger"),
    ],
)
def test_schedule(at: str, state: str, said: str, city: Scene, as_: Browser) -> None:
    """A moment that lies ahead, in local time; anything else is refused in words."""
    _status, page = press(as_("sender"), "schedule", city.approved, at=at)
    city.approved.refresh_from_db()
    assert city.approved.state == state
    assert said in page
    if state == "scheduled":
        assert timezone.localtime(city.approved.send_at).strftime("%Y-%m-%dT%H:%M") == at


def test_what_waits_for_its_approval_is_planned(city: Scene, as_: Browser) -> None:
    """P23: the check looks at the planned day; nothing is approved by that."""
    path = reverse("desk:issue", args=[city.review.pk])
    assert "die Prüfung richtet sich nach diesem Tag" in as_("sender").get(path).content.decode()
    _status, page = press(as_("sender"), "schedule", city.review, at="2199-03-01T07:30")
    city.review.refresh_from_db()
    assert (city.review.state, city.review.approved_hash) == ("in_review", "")
    assert timezone.localtime(city.review.send_at).strftime("%Y-%m-%dT%H:%M") == "2199-03-01T07:30"
    assert "Vorgemerkt." in page


def test_standing_approval_is_another_persons(city: Scene, as_: Browser) -> None:
    """S30: an approver lets a digest go by itself; the page shows that it holds."""
    path = reverse("desk:campaign", args=[city.digest.pk])
    assert as_("editor").post(f"{path}/approve").status_code == 403
    as_("approver").post(f"{path}/approve")
    page = as_("approver").get(path).content.decode()
    assert "Dauerfreigabe" in page
    assert "approver@stadt.example.org" in page
    Campaign.objects.filter(pk=city.digest.pk).update(topics=["climate"])
    assert "Die Dauerfreigabe gilt nicht mehr" in as_("approver").get(path).content.decode()


def test_stop(city: Scene, as_: Browser) -> None:
    """An editor stops a campaign, and only one of the office."""
    path = reverse("desk:stop-campaign", args=[city.digest.pk])
    assert as_("viewer").post(path).status_code == 403
    assert as_("outsider").post(path).status_code == 404
    assert as_("editor").post(path).status_code == 302
    assert not plans.find(city.digest.pk).active


def test_unknown_acts_do_not_exist(city: Scene, as_: Browser) -> None:
    """Only the acts of the table can be named."""
    assert press(as_("admin"), "delete", city.review)[0] == 404


def test_every_act_has_a_person(city: Scene, as_: Browser, cast: dict[str, User]) -> None:
    """S32: what was pressed stands in the audit trail with who pressed it."""
    press(as_("sender"), "pause", city.sending)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.object_id, entry.user) == (
        "paused",
        city.sending.pk,
        cast["sender"],
    )
