"""An installation of its own to measure on: engines, people on a list, issues to them."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.keys import keys
from workbench.postgres import Postgres
from workbench.redis import Redis

SAMPLE = Path(__file__).parent.parent / "samples" / "reports" / "ratsvorlage.txt"

if TYPE_CHECKING:
    from mailer.models import Issue


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
                JOURNAL_ROOT=str(folder / "journal"),
                BOUNCE_DOMAIN="bounce.example.org",
                CHECK_OUTSIDE="0",
                DJANGO_SETTINGS_MODULE="config.settings",
            )
            import django
            from django.core.management import call_command

            django.setup()
            call_command("migrate", verbosity=0)
            from config.seed import House, foundation

            foundation(House("Jena", "rundbrief@stadt.example.org", "Stadt Jena"))
            yield


@cache
def people(number: int, *, of: str) -> None:
    """So many people on a list for citizens, confirmed, made once; without evidence of it."""
    from django.db import connection

    from subscribers.models import List
    from subscribers.models.lists import new_public_id

    found = List.objects.get(slug="citizens")
    found.pk, found.slug, found.public_id = None, of, new_public_id()
    found.save()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO subscribers_subscriber (address, address_key, older_keys, given_name, "
            "family_name, honorific, organisation, municipality, municipality_type, language, "
            "form_of_address, attributes, easy_language, text_only, created_at) "
            "SELECT %s || n || '@example.org', sha256((%s || n)::bytea), "
            "'{}', 'Kim ' || n, 'Beispiel', '', '', '', '', 'de', 'formal', '{}', false, "
            "false, now() "
            "FROM generate_series(1, %s) n",
            [of, of, number],
        )
        cursor.execute(
            "INSERT INTO subscribers_subscription (subscriber_id, list_id, frequency, source, "
            "started_at, confirmed_at, ended_reason) "
            "SELECT p.id, l.id, 'weekly', 'bench', now(), now(), '' "
            "FROM subscribers_subscriber p, subscribers_list l "
            "WHERE l.slug = %s AND p.address LIKE %s",
            [of, f"{of}%"],
        )


_numbers = itertools.count()


def expanded(of: str) -> Issue:
    """An issue whose audience is frozen, waiting to be sent."""
    from django.utils import timezone

    from mailer.dispatch import expansion
    from mailer.models import Issue, IssueState

    found = issue(of)
    Issue.objects.filter(pk=found.pk).update(state=IssueState.SENDING, opened_at=timezone.now())
    assert expansion.expand(found.pk)
    return Issue.objects.get(pk=found.pk)


def issue(of: str, *, text: str = "") -> Issue:
    """An issue of a report (the sample) to everybody on the list, ready to be expanded."""
    from config.seed import user
    from mailer.dispatch import plans
    from mailer.intake.pull import add_file
    from mailer.models import ReportSource
    from staff.models import Office, Role

    office = Office.objects.get(slug="press")
    editor = user("editor@stadt.example.org", office, Role.EDITOR)
    source = ReportSource.objects.get(slug="given")
    number = next(_numbers)
    text = text or f"Bericht {number}\n\n{SAMPLE.read_text(encoding='utf-8')}"
    kept = add_file(f"{number}.txt", text.encode(), source=source)
    plan = plans.Plan(name=str(number), lists=[of], report_id=kept.report_id)
    return plans.open_now(plans.create(plan, by=editor).pk, by=editor)
