"""The ledger loses whole months and keeps their sums; single mails go after thirty days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from mailer.dispatch import proof
from mailer.dispatch.export import recipients
from mailer.dispatch.progress import progress
from mailer.models import Batch, Delivery, Issue, IssueState, Notice, Tally
from mailer.web.ledger import sums_of
from staff import retention
from tests.integration.dispatch.conftest import Make

NOW = datetime(2031, 7, 15, 12, tzinfo=UTC)
DELIVERIES = retention.JOBS["deliveries"]


@pytest.fixture
def old(ready: Make) -> Issue:
    """An issue of May 2030 to five people: three accepted, one failed, one withdrawn."""
    with time_machine.travel(datetime(2030, 5, 20, 12, tzinfo=UTC)):
        issue = ready(5)
    assert issue.month == date(2030, 5, 1)
    ids = list(recipients(issue))
    with connection.cursor() as cursor:
        for state, chosen in (("accepted", ids[:3]), ("failed", ids[3:4]), ("withdrawn", ids[4:])):
            cursor.execute(
                "UPDATE mailer_delivery SET state = %s, settled_at = now(), hard_bounced_at ="
                " CASE WHEN %s = 'failed' THEN now() END WHERE subscriber_id = ANY(%s)",
                [state, state, chosen],
            )
    Batch.objects.update(state="done")
    Issue.objects.update(state=IssueState.SENT)
    return Issue.objects.get()


def test_a_month_is_dropped_and_its_sums_stay(old: Issue) -> None:
    """P17, invariant 3: thirteen months after the month's end; the issue's page still adds up."""
    before = progress(old)
    assert before.adds_up
    due = DELIVERIES.due(NOW)
    assert DELIVERIES.count(due) == DELIVERIES.run(due) == 5
    assert DELIVERIES.count(due) == 0
    assert not Delivery.objects.exists()
    assert not Batch.objects.exists()
    after = progress(old)
    assert after == before
    assert sums_of([old])[old.pk] == before
    assert all(claim.holds for claim in proof.claims(old))
    assert Tally.objects.get(state="failed").bounced == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('mailer_delivery_2030_05')")
        assert cursor.fetchone()[0] is None


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2031, 6, 30, 12, tzinfo=UTC), 0),
        (datetime(2031, 7, 1, 12, tzinfo=UTC), 5),
    ],
)
def test_thirteen_months_after_the_months_end(old: Issue, now: datetime, due: int) -> None:
    """P17: May 2030 ends with 1 June 2030; thirteen months later it is July 2031."""
    assert DELIVERIES.count(DELIVERIES.due(now)) == due


def test_a_month_with_an_issue_at_work_stays(old: Issue) -> None:
    """Nobody is dropped before their mail: a paused issue keeps its month."""
    Issue.objects.update(state=IssueState.PAUSED)
    due = DELIVERIES.due(NOW + timedelta(days=90))
    assert DELIVERIES.count(due) == DELIVERIES.run(due) == 0
    assert Delivery.objects.count() == 5


def test_single_mails_go_after_thirty_days(transactional_db: None) -> None:
    """P17: those that are settled; one that still waits stays."""
    job = retention.JOBS["notices"]
    for settled, created in ((31, 31), (29, 29), (None, 40)):
        row = Notice.objects.create(kind="link", subscriber_id=1, language="de")
        moment = None if settled is None else timezone.now() - timedelta(days=settled)
        Notice.objects.filter(pk=row.pk).update(
            settled_at=moment, created_at=timezone.now() - timedelta(days=created)
        )
    due = job.due(timezone.now())
    assert job.count(due) == job.run(due) == 1
    assert Notice.objects.count() == 2


def test_the_jobs_of_all_packages_are_known() -> None:
    """P17: staff, people and mail each said what they keep."""
    assert {"audit_trail", "wishes", "evidence", "deliveries", "notices"} <= set(retention.JOBS)
