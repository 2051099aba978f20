"""Days of restraint count on the day of sending, from the moment on at which that is planned."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mailer.dispatch import verbs
from mailer.dispatch.gate import GateError
from staff.models import User
from tests.integration.gate.conftest import Open
from tests.integration.gate.test_gate import blocking, election

pytestmark = pytest.mark.django_db


def test_what_is_scheduled_into_an_election_is_refused_at_once(
    opened: Open, approver: User
) -> None:
    """P23: nobody learns of it on the day itself; another day has to be approved again."""
    issue = opened()
    verbs.approve(issue.pk, by=approver)
    election(3, 9)
    with pytest.raises(GateError):
        verbs.schedule(issue.pk, timezone.now() + timedelta(days=5), by=approver)
    assert blocking(issue) == ["election"]
    verbs.schedule(issue.pk, timezone.now() + timedelta(days=12), by=approver)
    assert blocking(issue) == []
    verbs.approve(issue.pk, by=approver)
    later = verbs.schedule(issue.pk, timezone.now() + timedelta(days=12), by=approver)
    assert later.state == "scheduled"


def test_what_is_meant_for_after_an_election_is_approved_before_it_is_over(
    opened: Open, approver: User
) -> None:
    """P23: the planned day counts; who sends it today after all is asked about today."""
    election(-3, 3)
    issue = opened()
    with pytest.raises(GateError):
        verbs.approve(issue.pk, by=approver)
    planned = verbs.schedule(issue.pk, timezone.now() + timedelta(days=5), by=approver)
    assert planned.state == "in_review"
    verbs.approve(issue.pk, by=approver)
    with pytest.raises(GateError):
        verbs.send(issue.pk, by=approver)
    assert blocking(issue) == ["election"]
