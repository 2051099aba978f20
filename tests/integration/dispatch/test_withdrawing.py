"""A withdrawn report is told no more: not by what waits, not by what comes, not by the archive."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from mailer.dispatch import plans, verbs, withdrawing
from mailer.dispatch.errors import PlanError, StateError
from mailer.dispatch.plans import Plan
from mailer.dispatch.withdrawing import WithdrawnError, withdraw
from mailer.models import Issue, Report
from staff.models import AuditEntry, User
from staff.roles import NotAllowedError
from tests.integration.dispatch.town import Town

pytestmark = pytest.mark.django_db(transaction=True)
REASON = "Die Zahlen gehören einer anderen Stadt."


def test_waiting_issues_lose_it_and_digests_leave_it_out(town: Town) -> None:
    """Issue 5, invariants 4, 8: approvals are void, what is empty is skipped, later ones too."""
    town.join("p", "daily")
    town.plan(standing=False)
    town.release("r")
    town.release("s")
    town.now += timedelta(days=1)
    [digest] = town.tick()
    verbs.approve(digest.pk, by=town.approver)
    plan = Plan(name="one", lists=("citizens",), report_id=town.reports["r"])
    campaign = plans.create(plan, by=town.editor)
    single = plans.open_now(campaign.pk, by=town.editor)
    assert withdraw(town.reports["r"], reason=REASON, by=town.editor) == []
    for issue, state in ((digest, "in_review"), (single, "skipped")):
        issue.refresh_from_db()
        assert (issue.state, "withdrawn" in issue.words) == (state, True)
    assert AuditEntry.objects.filter(verb="withdrew").get().details == {"reason": REASON}
    with pytest.raises(StateError):
        verbs.send(digest.pk, by=town.approver)
    town.approve(digest)
    town.work()
    assert town.told("p") == ["s"]
    with pytest.raises(PlanError, match="was withdrawn"):
        plans.create(plan, by=town.editor)
    assert plans.open_now(campaign.pk, by=town.editor).state == "skipped"
    town.now += timedelta(days=1)
    assert [issue.state for issue in town.tick()] == ["skipped"]


def test_its_addresses_say_so(town: Town) -> None:
    """Invariant 12: 410 with a page in words, at every address that was ever mailed."""
    town.join("p", "weekly")
    town.release("r")
    issue = town.one_off("r")
    row = Report.objects.get(pk=town.reports["r"])
    edition = issue.editions.get(audience__slug="citizens", language="de")
    with translation.override("de"):
        page = reverse("reading:issue", args=["citizens", edition.public_id])
    paths = [
        reverse("archive:report", args=[row.public_id, "de"]),
        reverse("archive:edition", args=[edition.public_id]),
        page,
    ]
    reader = Client(headers={"accept-language": "de"})
    assert [reader.get(path).status_code for path in paths] == [200, 200, 200]
    withdraw(row.pk, reason=REASON, by=town.editor)
    for path in paths:
        answer = reader.get(path)
        assert answer.status_code == 410
        assert "hat einen Bericht zurückgezogen" in answer.content.decode()


def test_what_is_being_sent_is_named(town: Town) -> None:
    """Issue 5: who withdraws learns what is on its way, to stop it."""
    town.join("p", "weekly")
    town.release("r")
    issue = town.one_off("r")
    Issue.objects.filter(pk=issue.pk).update(state="paused")
    assert withdraw(town.reports["r"], reason=REASON, by=town.editor) == [issue]


def test_it_takes_right_and_reason(town: Town, outsider: User) -> None:
    """S29: by an editor of its office, with a reason, once."""
    town.release("r")
    number = town.reports["r"]
    with pytest.raises(NotAllowedError):
        withdraw(number, reason=REASON, by=outsider)
    with pytest.raises(WithdrawnError, match=f"{withdrawing.SHORTEST} letters"):
        withdraw(number, reason="falsch", by=town.editor)
    withdraw(number, reason=REASON, by=town.editor)
    with pytest.raises(WithdrawnError, match="before"):
        withdraw(number, reason=REASON, by=town.editor)
