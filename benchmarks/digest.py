"""A digest among eight topics, every combination of which somebody chose: hundreds of editions."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.installation import people
from benchmarks.measure import Row, forget_peak, peak

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailer.models import Campaign, Edition, Issue

SAMPLES = Path(__file__).parent.parent / "samples" / "reports"
TOPICS = 8
PEOPLE = 4096
LIST = "topics"
STATEMENTS = 3
MEMORY = 50 * 1024 * 1024


def measure() -> list[Row]:
    """What an edition costs when such an issue is opened: told, compiled, stored, checked."""
    people(PEOPLE, of=LIST)
    _choose_every_combination()
    campaign, moment = _campaign(), _release()
    forget_peak()
    before = peak()
    start = time.process_time()
    with _statements() as asked:
        issue = _opened(campaign, moment)
    spent, grown = time.process_time() - start, peak() - before
    editions = issue.editions.count()
    alone = [_alone(row) for row in _some(issue)]
    name = f"an edition of a digest in {editions}"
    return [
        Row(f"{name}, against one alone", spent / editions, sum(alone) / len(alone), 0.5, "CPU s"),
        Row(f"{name}: statements", len(asked) / editions, STATEMENTS, 1, "statements"),
        Row(f"{name}: memory for all", grown, MEMORY, 1, "octets"),
    ]


def _choose_every_combination() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE subscribers_subscription SET started_at = now() - interval '9 days'"
            " WHERE list_id = (SELECT id FROM subscribers_list WHERE slug = %s)",
            [LIST],
        )
        cursor.execute(
            "INSERT INTO subscribers_subscriber_topics (subscriber_id, topic_id)"
            " SELECT p.id, t.id FROM subscribers_subscriber p,"
            " (SELECT id, row_number() OVER (ORDER BY id) - 1 AS bit FROM subscribers_topic) t"
            " WHERE p.address LIKE %s AND p.id & (1 << t.bit::int) <> 0",
            [f"{LIST}%"],
        )


def _campaign() -> Campaign:
    from config.seed import user
    from mailer.dispatch import plans
    from mailer.models import Content
    from staff.models import Office, Role

    editor = user("editor@stadt.example.org", Office.objects.get(slug="press"), Role.EDITOR)
    plan = plans.Plan(
        name="Digest",
        lists=[LIST],
        content=Content.NEW,
        frequency="weekly",
        cadence="weekly",
        weekdays=(0,),
    )
    return plans.create(plan, by=editor)


def _release() -> datetime:
    """A report on each of the topics becomes known."""
    from django.utils import timezone

    from mailer.intake.store import keep
    from mailer.models import ReportSource
    from mailer.reports.read import read_report
    from subscribers.models import Topic

    source = ReportSource.objects.get(slug="given")
    slugs = Topic.objects.order_by("pk").values_list("slug", flat=True)[:TOPICS]
    for slug, sample in zip(slugs, sorted(SAMPLES.glob("*.txt")), strict=False):
        report = replace(read_report(sample.name, sample.read_bytes()), topics=(slug,))
        keep(report, source=source, key=slug)
    return timezone.now()


def _opened(campaign: Campaign, moment: datetime) -> Issue:
    from mailer.dispatch.opening import Run, open_issue
    from mailer.schedules.windows import Window

    window = Window(moment - timedelta(days=1), moment + timedelta(minutes=1))
    return open_issue(campaign, Run(moment, window))


def _some(issue: Issue) -> list[Edition]:
    """Editions from the first to the last, of all sizes."""
    return list(issue.editions.select_related("audience", "issue").order_by("pk"))[::16]


def _alone(row: Edition) -> float:
    """CPU seconds to tell, compile, store and check this edition as if it were the only one."""
    from mailer.dispatch.composing import Editions
    from mailer.dispatch.facts import People, Surroundings
    from mailer.editions.check import check
    from mailer.models import Revision
    from mailer.models.issues import value_of
    from subscribers import audience

    start = time.process_time()
    revisions = list(Revision.objects.filter(pk__in=row.revisions).select_related("report"))
    lists = audience.lists(ids=row.issue.lists.values_list("list_id", flat=True))
    Editions(row.issue, revisions, renew=True).make(revisions, lists[0], language=row.language)
    check(value_of(row), Surroundings().of_edition(row, lists, people=People()))
    return time.process_time() - start


@contextmanager
def _statements() -> Iterator[list[str]]:
    from django.db import connection

    asked: list[str] = []

    def counted(execute: Callable[..., object], sql: str, *more: object) -> object:
        asked.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(counted):
        yield asked
