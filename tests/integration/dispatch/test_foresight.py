"""The dry run: who would get what, who not and why; and what is sent then is the very same."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from config.seed import user
from mailer.dispatch import expansion, foresight, plans, verbs
from mailer.dispatch.errors import StateError
from mailer.dispatch.foresight import Why, foresee
from mailer.dispatch.plans import Plan
from mailer.models import Delivery, Edition, Issue, Report, Revision
from staff.models import AuditEntry, Office, Role, User
from staff.roles import NotAllowedError
from subscribers import consent
from subscribers.consent import enrol
from subscribers.models import (
    EndedReason,
    List,
    Segment,
    Subscriber,
    Subscription,
    Suppression,
)
from subscribers.models.suppression import SuppressionReason
from tests.integration.dispatch.town import Town

pytestmark = pytest.mark.django_db(transaction=True)
LISTS = ("citizens", "councils")


def person(slug: str, number: int) -> Subscriber:
    return Subscriber.objects.get(address=f"{slug}-{number}@example.org")


def leave(who: Subscriber) -> None:
    citizens = List.objects.get(slug="citizens")
    consent.end(who.pk, citizens.pk, reason=EndedReason.UNSUBSCRIBED, source="t")


def open_(report: Report, editor: User, **more: object) -> Issue:
    plan = Plan(name="Radstation", lists=LISTS, report_id=report.pk, **more)  # type: ignore[arg-type]
    return plans.open_now(plans.create(plan, by=editor).pk, by=editor)


def frozen(issue: Issue, approver: User) -> set[tuple[int, int, int]]:
    """Send it, and read the ledger."""
    verbs.approve(issue.pk, by=approver)
    verbs.send(issue.pk, by=approver)
    assert expansion.expand(issue.pk)
    rows = Delivery.objects.filter(issue_id=issue.pk)
    return set(rows.values_list("subscriber_id", "list_id", "edition_id"))


def crowd(office: Office, people: Callable[..., None]) -> Segment:
    """Somebody for each reason."""
    people("citizens", 6)
    people("citizens", 2, start=6, language="en")
    people("councils", 2)
    councils = List.objects.get(slug="councils")
    enrol("citizens-0@example.org", councils.pk, basis=councils.basis, source="t", proof="t")
    hour = timezone.now() + timedelta(hours=1)
    Subscriber.objects.filter(pk=person("citizens", 1).pk).update(paused_until=hour)
    leave(person("citizens", 2))
    Subscriber.objects.filter(pk=person("citizens", 3).pk).update(language="fr")
    rule = {"field": "language", "in": ["de", "en"]}
    return Segment.objects.create(slug="s", name="s", office=office, rule=rule)


def test_what_is_sent_is_what_was_foreseen(
    report: Report, office: Office, editor: User, approver: User, people: Callable[..., None]
) -> None:
    """Issue 5, invariant 4: person by person, list and edition; reasons add up to the lists."""
    issue = open_(report, editor, segment_id=crowd(office, people).pk)
    seen = foresee(issue)
    rows = list(foresight.standing(issue))
    editions = Edition.objects.count()
    assert frozen(issue, approver) == {
        (row.subscriber_id, row.list_id, row.edition.pk) for row in rows if row.edition
    }
    assert seen.people == Issue.objects.get(pk=issue.pk).audience_count
    assert Edition.objects.count() == editions
    by_list = {List.objects.get(pk=line.list_id).slug: line for line in seen.lines}
    assert by_list["citizens"].out == {Why.PAUSED: 1, Why.SEGMENT: 1}
    assert by_list["councils"].out == {Why.OTHER_LIST: 1}
    for slug, line in by_list.items():
        confirmed = Subscription.objects.filter(list__slug=slug, ended_at=None)
        assert line.total == confirmed.count()
    with pytest.raises(StateError, match="frozen"):
        foresee(Issue.objects.get(pk=issue.pk))


def test_the_change_says_where_people_went(
    report: Report, editor: User, approver: User, people: Callable[..., None]
) -> None:
    """Issue 5: 'three fewer than last time', of whom one left, one pauses, one is blocked."""
    people("citizens", 6)
    campaign = plans.create(Plan(name="r", lists=LISTS, report_id=report.pk), by=editor)
    first = plans.open_now(campaign.pk, by=editor)
    frozen(first, approver)
    leave(person("citizens", 0))
    hour = timezone.now() + timedelta(hours=1)
    Subscriber.objects.filter(pk=person("citizens", 1).pk).update(paused_until=hour)
    key = person("citizens", 2).address_key
    Suppression.objects.create(address_key=key, reason=SuppressionReason.STAFF)
    people("citizens", 1, start=6)
    second = plans.open_now(campaign.pk, by=editor)
    seen = foresee(second)
    assert seen.change is not None
    assert seen.change.known
    assert seen.change.earlier == first
    # The three who stay were told this revision; invariant 4 leaves them out.
    assert (seen.people, seen.change.more, seen.change.new) == (1, -5, 1)
    assert seen.change.gone == {Why.LEFT: 1, Why.PAUSED: 1, Why.SUPPRESSED: 1, Why.TOLD: 3}
    # The ledger is kept for a time only: how many is still known, who is not.
    Delivery.objects.filter(issue_id=first.pk).delete()
    later = foresee(second).change
    assert later is not None
    assert (later.known, later.before, later.new, later.gone) == (False, 6, 0, {})


def test_a_digest_tells_frequencies_and_latecomers_apart(town: Town) -> None:
    """Invariant 4: who chose another frequency, and who joined after the window, are told apart."""
    town.join("p", "weekly")
    town.join("q", "daily")
    town.plan(standing=False)
    town.release("r")
    town.now += timedelta(days=1)
    [issue] = town.tick()
    town.join("s", "daily")
    seen = foresee(issue)
    assert [(line.gets, line.out) for line in seen.lines] == [(1, {Why.FREQUENCY: 1, Why.LATER: 1})]
    town.approve(issue)
    town.work()
    assert Issue.objects.get(pk=issue.pk).audience_count == seen.people == 1


def test_the_list_of_people_takes_the_right(
    report: Report, office: Office, editor: User, approver: User, people: Callable[..., None]
) -> None:
    """S29, S32: addresses for those who manage people, and it is written down."""
    people("citizens", 2)
    issue = open_(report, editor)
    for stranger in (editor, approver):
        with pytest.raises(NotAllowedError):
            foresight.listed(issue, by=stranger)
    officer = user("officer@stadt.example.org", office, Role.DATA_OFFICER)
    rows = list(foresight.listed(issue, by=officer))
    assert {row.address for row in rows} == {"citizens-0@example.org", "citizens-1@example.org"}
    assert AuditEntry.objects.latest("pk").verb == "listed recipients"


def test_a_list_that_is_read_slowly_is_in_nobodys_way(town: Town) -> None:
    """Invariant 3: the audience is frozen meanwhile, though the list had to make an edition too."""
    for name in ("p", "q"):
        town.join(name, "daily")
        town.follow(name, "culture")
    town.plan(standing=False)
    town.release("trees", "climate")
    town.release("opera", "culture")
    town.now += timedelta(days=1)
    [issue] = town.tick()
    town.approve(issue)
    there = issue.editions.count()
    town.follow("q", "climate")
    rows = foresight.standing(issue)
    first = next(rows)
    answers: list[bool] = []

    def freeze() -> None:
        try:
            answers.append(expansion.expand(issue.pk))
        finally:
            connection.close()

    thread = threading.Thread(target=freeze)
    thread.start()
    thread.join(10)
    assert answers == [True]
    told = {row.subscriber_id: row.edition for row in (first, *rows)}
    thread.join()
    opera, trees = (town.reports[name] for name in ("opera", "trees"))
    assert [told_by(told[town.subscribers[name]]) for name in "pq"] == [{opera}, {trees}]
    assert there < issue.editions.count()
    town.work()
    assert (town.told("p"), town.told("q")) == (["opera"], ["trees"])


def told_by(edition: Edition | None) -> set[int]:
    assert edition is not None
    revisions = Revision.objects.filter(pk__in=edition.revisions)
    return set(revisions.values_list("report_id", flat=True))
