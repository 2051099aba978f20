"""Each subscriber's topics decide what is in their digest; each set of contents is made once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from mailer.dispatch import composing, expansion
from mailer.dispatch.composing import compose_issue
from mailer.dispatch.progress import progress
from mailer.editions import tell
from mailer.editions.digest import Short, told_short
from mailer.editions.model import Edition as Value
from mailer.editions.model import Item
from mailer.editions.weigh import Lens
from mailer.models import Edition, Issue
from tests.integration.dispatch.test_expansion import crowd
from tests.integration.dispatch.town import Town, assert_accounted, at
from workbench.inbox import Inbox

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def test_topics_decide_what_is_in_a_digest(town: Town, inbox: Inbox) -> None:
    """Issue 5: what shares a topic, and what has none; who has nothing to be told gets no mail."""
    town.plan()
    follow = {"all": (), "c": ("climate",), "k": ("culture", "mobility"), "h": ("health",)}
    for name, topics in follow.items():
        town.join(name, "daily")
        town.follow(name, *topics)
    town.release("trees", "climate")
    town.release("bus", "Mobilität", "climate")  # reports may say the topic's name
    town.now += DAY
    [issue] = town.tick()
    told = {name: town.told(name) for name in follow}
    both = ["bus", "trees"]
    assert told == {"all": both, "c": both, "k": ["bus"], "h": []}
    issue.refresh_from_db()
    assert issue.audience_count == len(inbox.messages()) == 3
    town.release("plain")
    town.release("stray", "a keyword that is no topic")
    town.now += DAY
    town.tick()
    assert {name: sorted(set(town.told(name)) - set(told[name])) for name in follow} == {
        name: ["plain", "stray"] for name in follow
    }
    assert_accounted()


def test_a_change_of_topics_counts_from_the_next_issue(town: Town) -> None:
    """Invariant 4: nothing twice, and nothing comes up again that was left out before."""
    town.plan()
    town.plan(frequency="weekly", cadence="weekly", weekdays=(0,))
    town.join("p", "daily")
    town.follow("p", "climate")
    town.release("trees", "climate")
    town.release("opera", "culture")
    town.now += DAY
    town.tick()
    town.follow("p", "culture")
    town.release("trees 2", "climate")
    town.release("opera 2", "culture")
    town.now += DAY
    town.tick()
    assert town.told("p") == ["opera 2", "trees"]
    town.change("p", "weekly")
    town.follow("p")
    town.now = at("2026-03-09 07:00")
    town.tick()
    assert town.told("p") == ["opera 2", "trees"]
    assert_accounted()


def test_topics_count_in_a_campaign_per_report_and_not_in_a_one_off(town: Town) -> None:
    """Whoever writes one report to a list means everybody on it."""
    town.plan(frequency="immediately", cadence="on_release")
    town.join("p", "immediately")
    town.follow("p", "culture")
    for name, topic in (("trees", "climate"), ("opera", "culture")):
        town.now += timedelta(minutes=1)
        town.release(name, topic)
    town.now += timedelta(seconds=5)
    assert len(town.tick()) == 2
    assert town.told("p") == ["opera"]
    town.one_off("trees")
    assert town.told("p") == ["opera", "trees"]


def test_who_changes_topics_while_an_issue_is_expanded_is_not_lost(town: Town) -> None:
    """Invariant 3: groups, audience and count go by the same topics, whatever happens meanwhile."""
    town.plan(standing=False)
    for name in ("a", "b"):
        town.join(name, "daily")
        town.follow(name, "climate")
    town.release("trees", "climate")
    town.now += DAY
    [issue] = town.tick()
    assert town.approve(issue)
    with town.clock(), transaction.atomic():
        plan = compose_issue(issue, renew=False)
        town.follow("a", "climate", "culture")
        town.follow("b", "culture")
        expansion.ensure_partition(issue.month)
        assert expansion._insert(issue, plan) == 2


def choose_every_combination() -> None:
    """Everybody chooses topics, or none, by the digits of their number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO subscribers_subscriber_topics (subscriber_id, topic_id)"
            " SELECT p.id, t.id FROM subscribers_subscriber p,"
            " (SELECT id, row_number() OVER (ORDER BY id) - 1 AS bit FROM subscribers_topic) t"
            " WHERE p.id & (1 << t.bit::int) <> 0"
        )


def followers_of(slug: str) -> int:
    """How many people chose this topic and no other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM subscribers_subscriber p WHERE (SELECT array_agg(t.slug::text)"
            " FROM subscribers_subscriber_topics c JOIN subscribers_topic t ON t.id = c.topic_id"
            " WHERE c.subscriber_id = p.id) = ARRAY[%s]",
            [slug],
        )
        return int(cursor.fetchone()[0])


def counted(
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[list[tuple[str, tuple[int, ...]]], list[tuple[str, int]]]:
    """What is composed from now on, by language and reports, and what is told short for it."""
    made: list[tuple[str, tuple[int, ...]]] = []
    told: list[tuple[str, int]] = []

    def composed(items, *args: object, language: str, **more: object) -> Value:  # type: ignore[no-untyped-def]
        made.append((language, tuple(item.number for item in items)))
        return compose(items, *args, language=language, **more)

    def once(item: Item, lens: Lens) -> Short:
        told.append((lens.language, item.number))
        return told_short(item, lens)

    compose = composing.compose
    monkeypatch.setattr(composing, "compose", composed)
    monkeypatch.setattr(tell, "told_short", once)
    return made, told


def test_a_hundred_thousand_people_with_eight_topics(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issue 5: each distinct set is composed once per language, whoever chose whichever topics; and
    each report is read and told once, in however many sets it is.
    """
    made, told = counted(monkeypatch)
    town.plan(frequency="weekly", cadence="weekly", weekdays=(0,))
    crowd(100_000, since="2026-03-02 08:00+01")
    choose_every_combination()
    town.release("one", "climate", "mobility", "culture")
    town.release("two", "culture", "health", "education")
    town.release("three", "building", "participation")
    town.now = at("2026-03-09 07:00")
    with CaptureQueriesContext(connection) as asked:
        [issue] = town.tick(work=False)
    assert sum('"mailer_translation"."body"' in query["sql"] for query in asked) == 3
    assert len(told) == len(set(told)) == 2 * 3
    with town.clock():
        assert expansion.expand(issue.pk)
    issue.refresh_from_db()
    left = followers_of("smart-city")  # no report is about it: who chose that alone gets no mail
    assert 380 < left < 400
    assert issue.audience_count == 100_000 - left
    assert progress(issue).adds_up
    sets = {(edition.language, tuple(edition.revisions)) for edition in Edition.objects.all()}
    assert len(made) == len(set(made)) == len(sets) == 2 * (2**3 - 1)
    assert Issue.objects.count() == 1
