"""Freezing an audience, against the bare INSERT ... SELECT that it contains."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import Row, wall
from workbench.keys import keys
from workbench.postgres import Postgres
from workbench.redis import Redis

PEOPLE = 100_000


@contextmanager
def installation() -> Iterator[None]:
    """A database of its own with the basics in it; Django is set up for it."""
    with tempfile.TemporaryDirectory(prefix="rb-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with Postgres(folder / "postgres") as postgres, Redis(folder / "redis") as redis:
            os.environ.update(
                keys(folder / "keys"),
                DATABASE_URL=postgres.url,
                REDIS_URL=redis.url,
                MEDIA_ROOT=str(folder / "media"),
                DJANGO_SETTINGS_MODULE="config.settings",
            )
            import django
            from django.core.management import call_command

            django.setup()
            call_command("migrate", verbosity=0)
            from config.seed import House, foundation

            foundation(House("Jena", "rundbrief@stadt.example.org", "Stadt Jena"))
            yield


def measure() -> Row:
    """Wall-clock seconds for 100,000 people: insert, independent count, batches, locks."""
    with installation():
        _people()
        return _expansion()


def _people() -> None:
    """Everyone on one list, confirmed; without the import's evidence, which is not measured."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO subscribers_subscriber (address, address_key, older_keys, given_name, "
            "family_name, honorific, organisation, municipality, municipality_type, language, "
            "form_of_address, attributes, easy_language, text_only, created_at) "
            "SELECT 'p' || n || '@example.org', sha256(n::text::bytea), '{}', 'Kim', 'Beispiel', "
            "'', '', '', '', 'de', 'formal', '{}', false, false, now() "
            "FROM generate_series(1, %s) n",
            [PEOPLE],
        )
        cursor.execute(
            "INSERT INTO subscribers_subscription (subscriber_id, list_id, frequency, source, "
            "started_at, confirmed_at, ended_reason) "
            "SELECT p.id, l.id, 'weekly', 'bench', now(), now(), '' "
            "FROM subscribers_subscriber p, subscribers_list l WHERE l.slug = 'citizens'"
        )


def _expansion() -> Row:
    """INSERT ... SELECT of the ledger with its count; against the bare one with the same key."""
    from django.db import connection
    from django.utils import timezone

    from mailer.dispatch import expansion
    from mailer.models import Issue, IssueState

    numbers = itertools.count()
    issues = [_issue(next(numbers)) for _ in range(3)]
    Issue.objects.update(state=IssueState.SENDING, opened_at=timezone.now())
    expansion.ensure_partition(issues[0].month)
    left = iter(issues)

    def ours() -> None:
        expansion.expand(next(left).pk)

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("CREATE TABLE ground (LIKE mailer_delivery INCLUDING ALL)")

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE ground")
            cursor.execute(
                "INSERT INTO ground (issue_id, subscriber_id, month, batch, list_id, edition_id) "
                "SELECT 1, id, '2026-01-01', 1, 1, 1 FROM subscribers_subscriber"
            )

    name = "audience of 100,000, against a bare INSERT ... SELECT"
    return Row(name, wall(ours, runs=3), wall(bare, runs=3), 6, "s")


def _issue(number: int) -> Issue:  # type: ignore[name-defined]  # noqa: F821
    from config.seed import user
    from mailer.dispatch import plans
    from mailer.intake.pull import add_file
    from mailer.models import ReportSource
    from staff.models import Office, Role

    office = Office.objects.get(slug="press")
    editor = user("editor@stadt.example.org", office, Role.EDITOR)
    source = ReportSource.objects.get(slug="given")
    text = f"Bericht {number}\n\nDie Stadt Jena berichtet zum {number}. Mal.\n"
    kept = add_file(f"{number}.txt", text.encode(), source=source)
    plan = plans.Plan(name=str(number), lists=["citizens"], report_id=kept.report_id)
    return plans.open_now(plans.create(plan, by=editor).pk, by=editor)
