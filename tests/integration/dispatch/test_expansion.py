"""Expansion: who gets an issue, counted twice, frozen once, and quickly for many."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from datetime import date

import pytest
from django.db import connection, transaction

from mailer.dispatch import calendar, expansion, plans, recovery, sending, verbs
from mailer.dispatch.errors import ApprovalError, StateError
from mailer.dispatch.plans import Plan
from mailer.dispatch.progress import progress
from mailer.models import Delivery, Issue, Report
from staff.models import Membership, Office, Role, User
from staff.roles import NotAllowedError
from subscribers.models import List, Segment, Subscriber, Subscription
from tests.integration.dispatch.conftest import Make
from tests.integration.dispatch.town import Town
from workbench.inbox import Inbox

pytestmark = pytest.mark.django_db(transaction=True)


def crowd(count: int, *, since: str = "now") -> None:
    """Many people on 'citizens', by two statements."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO subscribers_subscriber (address, address_key, older_keys, given_name,"
            " family_name, honorific, organisation, municipality, municipality_type, language,"
            " form_of_address, attributes, easy_language, text_only, created_at)"
            " SELECT 'c' || n || '@example.org', sha256(n::text::bytea), '{}', '', '', '', '', '',"
            " '', 'de', 'formal', '{}', false, false, now() FROM generate_series(1, %s) n",
            [count],
        )
        cursor.execute(
            "INSERT INTO subscribers_subscription (subscriber_id, list_id, frequency, source,"
            " started_at, confirmed_at, ended_reason) SELECT p.id, l.id, 'weekly', 'test',"
            " %(since)s::timestamptz, %(since)s::timestamptz, ''"
            " FROM subscribers_subscriber p, subscribers_list l WHERE l.slug = 'citizens'",
            {"since": since},
        )
        cursor.execute("ANALYZE subscribers_subscriber, subscribers_subscription")


def test_a_second_one_off_to_thirty_thousand_is_quick_and_empty(
    report: Report, editor: User, approver: User
) -> None:
    """Invariants 3, 4: who got it is left out set-wise; a product of both sets would take hours."""
    crowd(30_000)
    counts, seconds = [], []
    for _ in range(2):
        plan = Plan(name="r", lists=("citizens",), report_id=report.pk)
        issue = plans.open_now(plans.create(plan, by=editor).pk, by=editor)
        verbs.approve(issue.pk, by=approver)
        verbs.send(issue.pk, by=approver)
        began = time.monotonic()
        assert expansion.expand(issue.pk)
        seconds.append(time.monotonic() - began)
        issue.refresh_from_db()
        counts.append(issue.audience_count)
        assert progress(issue).adds_up
    assert counts == [30_000, 0]
    assert max(seconds) < 10
    sending.finish(issue.pk)
    issue.refresh_from_db()
    assert issue.state == "sent"


def test_the_segment_is_frozen_with_the_issue(
    report: Report, office: Office, editor: User, approver: User, people: Callable[..., None]
) -> None:
    """Invariant 8: a later change of the segment changes no approved audience."""
    people("citizens", 3)
    people("citizens", 2, start=10, language="en")
    rule = {"field": "language", "in": ["en"]}
    segment = Segment.objects.create(slug="en", name="en", office=office, rule=rule)
    plan = Plan(name="r", lists=("citizens",), report_id=report.pk, segment_id=segment.pk)
    issue = plans.open_now(plans.create(plan, by=editor).pk, by=editor)
    segment.rule = {"field": "language", "in": ["de"]}
    segment.save()
    verbs.approve(issue.pk, by=approver)
    verbs.send(issue.pk, by=approver)
    expansion.expand(issue.pk)
    languages = Subscriber.objects.filter(
        pk__in=Delivery.objects.filter(issue_id=issue.pk).values("subscriber_id")
    )
    assert set(languages.values_list("language", flat=True)) == {"en"}
    assert progress(Issue.objects.get(pk=issue.pk)).audience == 2


def test_partitions_are_made_on_demand(office: Office) -> None:
    """A month's partition is there when its first issue is expanded, with the ledger's indexes;
    asking twice does no harm, and it waits for nobody who reads the ledger.
    """
    with closing(connection.copy()) as reader, connection.cursor() as cursor:
        reader.set_autocommit(False)
        reader.cursor().execute("SELECT count(*) FROM mailer_delivery")
        cursor.execute("SET lock_timeout = '5s'")
        for _ in range(2):
            expansion.ensure_partition(date(2031, 12, 1))
        cursor.execute("RESET lock_timeout")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhparent::regclass::text FROM pg_inherits"
            " WHERE inhrelid::regclass::text LIKE 'mailer_delivery_2031_12%' ORDER BY 1"
        )
        ledger = ("mailer_delivery", "mailer_delivery_due", "mailer_delivery_pkey")
        assert cursor.fetchall() == [(name,) for name in ledger]
        cursor.execute("DROP TABLE mailer_delivery_2031_12")


def test_sums_of_a_big_issue_are_quick(ready: Make) -> None:
    """Invariant 3: staff look at it while it is sent."""
    issue = ready(2)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mailer_delivery (issue_id, subscriber_id, month, batch, list_id,"
            " edition_id) SELECT %s, n, %s, n / 100, 1, 1 FROM generate_series(1000000, 1099999) n",
            [issue.pk, issue.month],
        )
        cursor.execute("ANALYZE mailer_delivery")
    began = time.monotonic()
    assert progress(issue).counts["queued"] == 100_002
    assert time.monotonic() - began < 1


def test_roles_decide_who_does_what(
    ready: Make, report: Report, editor: User, outsider: User, approver: User
) -> None:
    """S29: deny by default, by office; the wrong state is refused in words."""
    issue = ready(1)
    for verb in (verbs.pause, verbs.cancel):
        for stranger in (editor, outsider):
            with pytest.raises(NotAllowedError):
                verb(issue.pk, by=stranger)
    with pytest.raises(NotAllowedError):
        plans.create(Plan(name="x", lists=("citizens",), report_id=report.pk), by=outsider)
    with pytest.raises(NotAllowedError):
        plans.create(Plan(name="x", lists=("citizens",), report_id=report.pk), by=approver)
    with pytest.raises(StateError, match="cannot be approved"):
        verbs.approve(issue.pk, by=approver)
    with pytest.raises(StateError, match="cannot be resumed"):
        verbs.resume(issue.pk, by=approver)


def test_a_standing_approval_needs_four_eyes(town: Town, office: Office, outsider: User) -> None:
    """S30: not by who planned it, not by a stranger, even with the role."""
    campaign = town.plan(standing=False)
    with pytest.raises(NotAllowedError):
        plans.approve_standing(campaign.pk, by=outsider)
    Membership.objects.create(user=town.editor, office=office, role=Role.APPROVER)
    with pytest.raises(ApprovalError, match="Somebody else"):
        plans.approve_standing(campaign.pk, by=town.editor)


def test_a_scheduled_issue_goes_out_after_a_pause_of_the_service(town: Town, inbox: Inbox) -> None:
    """Invariant 1: the moment passed while nothing ran; retries count from the start."""
    town.join("p", "weekly")
    town.release("r")
    with town.clock():
        plan = Plan(name="r", lists=("citizens",), report_id=town.reports["r"])
        issue = plans.open_now(plans.create(plan, by=town.editor).pk, by=town.editor)
        verbs.approve(issue.pk, by=town.approver)
        verbs.schedule(issue.pk, town.now, by=town.approver)
    town.now = town.now.replace(day=20)
    town.tick()
    issue.refresh_from_db()
    assert (issue.state, town.told("p")) == ("sent", ["r"])
    assert issue.valid_until > town.now
    assert calendar.check_due(town.now) == []


def test_one_failing_reconciler_stops_no_other(
    ready: Make, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each kind of unfinished work is found by itself."""
    issue = ready(1)
    sending.send_some(issue.pk)
    Issue.objects.update(state="sending")

    def dead_leases() -> int:
        raise LookupError

    monkeypatch.setattr(recovery, "REPAIRS", (dead_leases, *recovery.REPAIRS[1:]))
    assert recovery.reconcile()["unfinished"] == 1
    issue.refresh_from_db()
    assert issue.state == "sent"


def test_two_expansions_at_once_freeze_one_audience(report: Report, town: Town) -> None:
    """Invariant 3: the issue's row is locked; the second one finds it done."""
    town.join("p", "weekly")
    with town.clock():
        plan = Plan(name="r", lists=("citizens",), report_id=report.pk)
        issue = plans.open_now(plans.create(plan, by=town.editor).pk, by=town.editor)
        verbs.approve(issue.pk, by=town.approver)
        verbs.send(issue.pk, by=town.approver)
    with transaction.atomic():
        assert expansion.expand(issue.pk) is True
        assert expansion.expand(issue.pk) is False
    assert Delivery.objects.filter(issue_id=issue.pk).count() == 1
    assert Subscription.objects.count() == List.objects.filter(slug="citizens").count()
