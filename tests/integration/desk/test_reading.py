"""An issue as one subscriber reads it: their words in it, for who may see them, and noted."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.seed import user
from mailer.models import Issue
from staff.models import AuditEntry, Office, Role, User
from subscribers.models import Subscriber
from tests.integration.desk.scene import Scene, issue_of, report

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
ADDRESS = "citizens-3@example.org"


@pytest.fixture
def issue(city: Scene, cast: dict[str, User]) -> Issue:
    """In review; nobody was told it."""
    text = "Neue Brücke\n\nDie Stadt Jena baut eine Brücke über die Saale.\n"
    return issue_of(report("bruecke.txt", text), cast["editor"], ("citizens", "councils"))


def look(client: Client, issue: Issue, address: str = ADDRESS) -> tuple[int, str]:
    answer = client.post(reverse("desk:reading", args=[issue.pk]), {"address": address})
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("who", ["viewer", "editor", "approver", "sender", "outsider"])
def test_others_see_nobody(who: str, issue: Issue, as_: Browser) -> None:
    """S29: it takes the right to see people."""
    assert look(as_(who), issue)[0] == 403
    assert reverse("desk:reading", args=[issue.pk]) not in (
        as_(who).get(reverse("desk:recipients", args=[issue.pk])).content.decode()
    )


def test_the_mail_is_theirs(issue: Issue, as_: Browser) -> None:
    """Issue 5, S7, S32: edition and greeting of this person in a frame that runs nothing; noted."""
    Subscriber.objects.filter(address=ADDRESS).update(
        given_name="Ada", family_name="Lovelace<b>", language="en"
    )
    client = as_("officer")
    status, page = look(client, issue)
    assert (status, "Diese E-Mail würde ankommen" in page) == (200, True)
    assert "Dear Ada Lovelace" in page
    frame = re.search(r'<iframe[^>]* src="([^"]+)"', page)
    assert frame
    mail = client.get(frame[1])
    words = mail.content.decode()
    assert "Dear Ada Lovelace&lt;b&gt;" in words
    assert "/t/unsubscribe" in words
    assert "/u/" not in words
    policy = mail.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    entry = AuditEntry.objects.latest("pk")
    person = Subscriber.objects.get(address=ADDRESS)
    assert (entry.verb, entry.details) == ("looked as a person", {"person": person.pk})
    assert as_("admin").get(frame[1]).status_code == 404  # it is the officer's look
    assert client.get(frame[1] + "x").status_code == 404


def test_who_gets_none_is_told_why(issue: Issue, city: Scene, as_: Browser) -> None:
    """Issue 5: paused, or told before; a stranger's address says nothing about anybody."""
    client = as_("officer")
    Subscriber.objects.filter(address=ADDRESS).update(
        paused_until=timezone.now() + timedelta(days=1)
    )
    assert "pausiert" in look(client, issue)[1]
    assert "hat es schon bekommen" in look(client, city.review, "councils-2@example.org")[1]
    before = AuditEntry.objects.count()
    assert look(client, issue, "nobody@example.org")[0] == 422
    assert AuditEntry.objects.count() == before


def test_people_of_other_offices_do_not_exist(issue: Issue, as_: Browser) -> None:
    """S29: an officer of another office cannot look through this issue."""

    office = Office.objects.get(slug="parks")
    user("outsider@stadt.example.org", office, Role.DATA_OFFICER)
    assert look(as_("outsider"), issue)[0] == 404
