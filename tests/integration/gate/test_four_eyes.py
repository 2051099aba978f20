"""Four eyes: whoever changed what an issue says does not approve it, whatever the way (S30)."""

from __future__ import annotations

from datetime import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from config.seed import user
from mailer.dispatch import gate, plans, renewing, revising, themes, verbs, withdrawing
from mailer.dispatch.errors import ApprovalError, StateError
from mailer.dispatch.plans import Plan
from mailer.editions.model import Theme
from mailer.models import Content, Issue, IssueReport
from staff.models import Office, Role, User
from staff.roles import NotAllowedError
from subscribers.listing import offer_easy_language
from subscribers.models import List
from tests.integration.gate.conftest import BAD, GOOD, Open

pytestmark = pytest.mark.django_db(transaction=True)
PLACE = {"name": "Digest", "lists": ("citizens",), "content": Content.NEW, "cadence": "daily"}
ACT = ("act", ("tell-newest",))


@pytest.fixture
def many(office: Office) -> User:
    """Somebody with all the roles."""
    return user("alles@stadt.example.org", office, Role.ADMIN, Role.EDITOR, Role.APPROVER)


def _refused(issue: Issue, by: User) -> None:
    """Not even at the second try, when the preview is as new as the change."""
    for _ in range(2):
        with pytest.raises(ApprovalError, match="Somebody else"):
            verbs.approve(issue.pk, by=by)


def test_who_changes_the_look(opened: Open, many: User, approver: User, editor: User) -> None:
    """S30, invariant 8: what waits is made anew, and digests of standing approval wait, too."""
    issue = opened()
    verbs.approve(issue.pk, by=approver)
    digest = plans.create(
        Plan(frequency="daily", at=time(7, 0), zone="Europe/Berlin", **PLACE),  # type: ignore[arg-type]
        by=editor,
    )
    plans.approve_standing(digest.pk, by=many)
    themes.save(Theme(city="", primary="#204060"), by=many)
    issue.refresh_from_db()
    assert (issue.state, issue.words) == ("in_review", themes.CHANGED)
    assert "#204060" in issue.editions.filter(language="de")[0].html
    _refused(issue, many)
    with pytest.raises(ApprovalError, match="Somebody else"):
        plans.approve_standing(digest.pk, by=many)


def test_who_withdraws_a_report(opened: Open, many: User, approver: User) -> None:
    """S30: what is left of an issue is a change by whoever took the rest out; or by whoever
    offers its list in easy language.
    """
    issue, other = opened(), opened(BAD)
    gone = other.reports.get().revision
    IssueReport.objects.create(issue=issue, revision=gone, position=1)
    withdrawing.withdraw(gone.report_id, reason="Das stimmte nicht mehr.", by=many)
    _refused(issue, many)
    assert verbs.approve(issue.pk, by=approver).state == "approved"
    offered = List.objects.get(slug="citizens").easy_language
    assert offer_easy_language("citizens", offered=not offered, by=many)
    issue.refresh_from_db()
    assert issue.words == renewing.CHANGED
    _refused(issue, many)


def test_a_report_is_revised_meanwhile(opened: Open, editor: User, approver: User) -> None:
    """Issue 5, invariant 8: whoever approves knows of it; the newer text is taken up by order."""
    issue = opened()
    revision = issue.reports.get().revision
    with pytest.raises(StateError, match="the newest text"):
        revising.tell_newest(issue.pk, by=editor)
    assert not gate.revised(issue)
    client = Client(headers={"accept-language": "de"})
    client.force_login(editor)
    newer = GOOD.replace("Neue Radstation", "Radstation").replace("120", "240")
    form = {"file": SimpleUploadedFile("neu.txt", newer.encode()), "language": "de"}
    brought = client.post(reverse("desk:add-text", args=[revision.report_id]), form, follow=True)
    assert f"„{issue.name}“ wartet mit dem älteren Stand" in brought.content.decode()
    with pytest.raises(verbs.RevisedError):
        verbs.approve(issue.pk, by=approver)
    [one] = [one for one in gate.found(issue) if one.finding.rule == "revision-newer"]
    assert "Radstation am Westbahnhof" in one.finding.words["de"]
    assert len(one.editions) == issue.editions.count()
    # Knowingly, the older one may go; the page offers both.
    verbs.approve(issue.pk, by=approver)
    with pytest.raises(NotAllowedError):
        revising.tell_newest(issue.pk, by=approver)
    page, act = (reverse(f"desk:{n}", args=[issue.pk, *a]) for n, a in (("issue", ()), ACT))
    assert act in client.get(page).content.decode()
    client.post(act)
    issue.refresh_from_db()
    assert (issue.state, issue.changed_by, issue.words) == ("in_review", editor, revising.CHANGED)
    assert issue.name == "Radstation am Westbahnhof"
    assert "240" in issue.editions.filter(language="de")[0].html
    assert act not in client.get(page).content.decode()
    assert not gate.revised(issue)
    assert verbs.approve(issue.pk, by=approver).state == "approved"
