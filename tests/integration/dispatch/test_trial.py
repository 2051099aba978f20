"""Tests of an issue: marked, to testers alone, through the real transport, counted nowhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import dkim as oracle
import pytest
from django.test import Client
from django.utils import timezone

from config.seed import user
from mailer import models
from mailer.dispatch import gate, plans, signing, testers, verbs
from mailer.dispatch.errors import StateError
from mailer.dispatch.plans import Plan
from mailer.intake.store import keep
from mailer.models import Delivery, Issue, Notice, Report
from mailer.notices import sending, trial
from mailer.reports.read import read_report
from staff.models import AuditEntry, Office, Role, User
from staff.retention import JOBS
from staff.roles import NotAllowedError
from subscribers.models import Audience, Sender
from tests.integration.dispatch.post import send, states, text
from tests.integration.dispatch.test_dkim import DOMAIN, quoted, text_of
from workbench.inbox import Inbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def issue(report: Report, editor: User, people: Callable[..., None]) -> Issue:
    """In review, to citizens and councils."""
    people("citizens", 2)
    plan = Plan(name="r", lists=("citizens", "councils"), report_id=report.pk)
    return plans.open_now(plans.create(plan, by=editor).pk, by=editor)


def test_every_edition_goes_to_testers_marked_and_harmless(
    issue: Issue, office: Office, editor: User, inbox: Inbox
) -> None:
    """Issue 5, M10, M18, P21: signed, marked outside the frozen words; links do nothing."""
    admin = user("admin@stadt.example.org", office, Role.ADMIN)
    key = signing.create(DOMAIN, by=admin, selector="rb1")
    signing.activate(DOMAIN, "rb1", by=admin)
    Sender.objects.update(dkim="here")
    councils = Audience.objects.get(slug="councils").pk
    testers.add(office.pk, "all@stadt.example.org", by=editor)
    testers.add(office.pk, "rat@stadt.example.org", by=editor, language="de", audience_id=councils)
    before = (issue.content_hash, issue.state)
    assert trial.send(issue.pk, by=editor) == 5
    send(inbox)
    assert states() == {"accepted": 5}
    subjects = set()
    for mail in inbox.messages():
        message = mail.message
        subjects.add(str(message["Subject"]))
        keys = {key.name: quoted(key.record)}
        verify = oracle.DKIM(mail.content).verify
        assert verify(0, dnsfunc=lambda name, keys=keys, **_: text_of(keys, name))
        assert message["Feedback-ID"] is None
        link = str(message["List-Unsubscribe"]).strip(" <>")
        assert link.endswith("/t/unsubscribe")
        assert link in text(message)
        answer = Client().post(link.removeprefix("http://testserver"))
        assert (answer.status_code, "Test" in answer.content.decode()) == (200, True)
    words = set(issue.editions.values_list("subject", flat=True))
    assert subjects == {f"[Test] {word}" for word in words}
    again = Issue.objects.get(pk=issue.pk)
    assert (again.content_hash, again.state) == before
    assert not Delivery.objects.filter(issue_id=issue.pk).exists()
    assert AuditEntry.objects.latest("pk").details == {"mails": 5}


def test_easy_language_is_tried_out_in_german(
    report: Report, office: Office, editor: User, inbox: Inbox
) -> None:
    """P30: whoever tests what is in German gets that, too, and is greeted in German."""
    easy = read_report("e.txt", "Das ist neu\n\nDas Bad ist fertig. Es ist schön.\n".encode())
    key = report.key
    keep(replace(easy, language="de-simple"), source=report.source, key=key)
    plan = Plan(name="r", lists=("citizens",), report_id=report.pk)
    issue = plans.open_now(plans.create(plan, by=editor).pk, by=editor)
    testers.add(office.pk, "de@stadt.example.org", by=editor, language="de")
    assert trial.send(issue.pk, by=editor, only=[("citizens", "de-simple")]) == 1
    send(inbox)
    [mail] = inbox.messages()
    assert str(mail.message["Subject"]) == "[Test] Leichte Sprache: Das ist neu"
    assert "Guten Tag," in text(mail.message)
    assert "So oft bekommen Sie eine E-Mail: sofort" in text(mail.message)


def test_a_test_does_not_hinder_what_follows(
    issue: Issue, office: Office, editor: User, approver: User, inbox: Inbox
) -> None:
    """Issue 5: outside the ledger's sums; a tester who was removed meanwhile gets nothing."""
    tester = testers.add(office.pk, "all@stadt.example.org", by=editor)
    trial.send(issue.pk, by=approver)
    testers.remove(tester.pk, by=editor)
    sending.send_some()
    assert states() == {"expired": 4}
    assert inbox.messages() == []
    with pytest.raises(StateError, match="Nobody is there to get a test"):
        trial.send(issue.pk, by=editor)
    assert not gate.stops(issue)
    assert verbs.approve(issue.pk, by=approver).state == "approved"


def test_testers_belong_to_an_office(office: Office, editor: User, outsider: User) -> None:
    """S29: nobody else adds, removes or uses them; addresses are looked at; twenty are enough."""
    with pytest.raises(NotAllowedError):
        testers.add(office.pk, "a@stadt.example.org", by=outsider)
    tester = testers.add(office.pk, "a@stadt.example.org", by=editor)
    with pytest.raises(NotAllowedError):
        testers.remove(tester.pk, by=outsider)
    with pytest.raises(testers.TesterError, match="no mail address"):
        testers.add(office.pk, "a@", by=editor)
    for number in range(testers.MOST - 1):
        testers.add(office.pk, f"{number}@stadt.example.org", by=editor)
    with pytest.raises(testers.TesterError, match="20"):
        testers.add(office.pk, "more@stadt.example.org", by=editor)
    assert testers.add(office.pk, "a@stadt.example.org", by=editor, language="en").pk == tester.pk


def test_who_gets_no_test_for_a_year_is_forgotten(office: Office, editor: User) -> None:
    """P17: a retention of its own."""
    for name, days in (("old", 400), ("new", 1)):
        row = testers.add(office.pk, f"{name}@stadt.example.org", by=editor)
        models.Tester.objects.filter(pk=row.pk).update(
            used_at=timezone.now() - timedelta(days=days)
        )
    job = JOBS["testers"]
    assert job.run(job.before(timezone.now(), job.value)) == 1
    assert models.Tester.objects.get().address == "new@stadt.example.org"
    assert not Notice.objects.exists()
