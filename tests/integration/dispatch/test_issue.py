"""One report to three lists, from the plan to the ledger's sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from mailer.dispatch import expansion, plans, sending, verbs
from mailer.dispatch.errors import ApprovalError
from mailer.dispatch.plans import Plan
from mailer.dispatch.progress import progress
from mailer.models import Issue, Report, Telling
from staff.models import Membership, Office, Role, User
from staff.roles import NotAllowedError
from subscribers.consent import enrol
from subscribers.models import List
from workbench.inbox import Inbox

pytestmark = pytest.mark.django_db(transaction=True)
LISTS = ("citizens", "councils", "partner-cities")


@pytest.fixture
def issue(report: Report, editor: User) -> Issue:
    """An issue of the report to all three lists, in review."""
    plan = Plan(name="Radstation", lists=LISTS, report_id=report.pk)
    return plans.open_now(plans.create(plan, by=editor).pk, by=editor)


def send(issue: Issue, approver: User) -> Issue:
    """Approve and send, doing by hand what the workers do."""
    verbs.approve(issue.pk, by=approver)
    verbs.send(issue.pk, by=approver)
    expansion.expand(issue.pk)
    sending.send_some(issue.pk)
    issue.refresh_from_db()
    return issue


def test_each_audience_gets_its_telling_once(
    issue: Issue, approver: User, inbox: Inbox, people: Callable[..., None]
) -> None:
    """Everyone on the three lists gets one mail, told for their audience."""
    people("citizens", 4)
    people("councils", 3)
    people("partner-cities", 2, language="en")
    send(issue, approver)
    got = Counter(mail.entry.rcpt_to for mail in inbox.messages())
    assert sum(got.values()) == 9
    assert set(got.values()) == {1}
    assert issue.audience_count == 9
    assert progress(issue).counts["accepted"] == 9
    assert progress(issue).adds_up
    assert issue.state == "sent"
    subjects = {entry.message["List-Id"]: entry.message["Subject"] for entry in inbox.messages()}
    assert len(subjects) == 3


def test_nobody_approves_their_own_issue(issue: Issue, editor: User, office: Office) -> None:
    """S29, S30: an editor may not approve at all; with both roles, not what they prepared."""
    with pytest.raises(NotAllowedError, match="may not approve"):
        verbs.approve(issue.pk, by=editor)
    Membership.objects.create(user=editor, office=office, role=Role.APPROVER)
    with pytest.raises(ApprovalError, match="four eyes"):
        verbs.approve(issue.pk, by=editor)


def test_a_person_on_two_lists_gets_the_first_lists_mail(
    issue: Issue, approver: User, inbox: Inbox, people: Callable[..., None]
) -> None:
    """Invariant 4: one mail per person, by the campaign's order of lists."""
    for slug in ("citizens", "councils"):
        wanted = List.objects.get(slug=slug)
        enrol("both@example.org", wanted.pk, basis=wanted.basis, source="test", proof="test")
    send(issue, approver)
    assert [mail.entry.rcpt_to for mail in inbox.messages()] == [("both@example.org",)]
    assert "citizens" in str(inbox.messages()[0].message["List-Id"])


def test_nobody_approves_words_that_no_preview_has_shown(issue: Issue, approver: User) -> None:
    """Invariant 8: a telling changed after the opening makes a new preview first."""
    Telling.objects.filter(slug="citizens").update(data={"de": {"kicker": "Frisch erzählt"}})
    with pytest.raises(ApprovalError, match="new preview"):
        verbs.approve(issue.pk, by=approver)
    edition = issue.editions.get(audience__slug="citizens", language="de")
    assert "Frisch erzählt" in edition.html
    assert verbs.approve(issue.pk, by=approver).state == "approved"
