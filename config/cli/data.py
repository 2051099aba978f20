"""`rundbrief subscribers`: what a data officer does: evidence, affected people, invitations."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone

from config.cli.errors import CliError, Code
from config.cli.output import as_json, show_one
from config.cli.people import acting
from mailer.dispatch.errors import NotFoundError
from mailer.dispatch.export import recipients
from mailer.models import Issue, Tally
from staff import audit
from staff.models import User
from subscribers import audience, dossier, handling, incidents, inviting
from subscribers.incidents import Incident
from subscribers.keys import AddressError
from subscribers.models import List, Subscriber

LANGUAGE = click.Choice(["de", "en"])
DAY = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"])


@click.command()
@click.argument("address")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path())
@click.option("--language", type=LANGUAGE, default="de", show_default=True)
@acting
@as_json
def evidence(*, address: str, out: Path, language: str, by: User, json_: bool) -> None:
    """Write what can be proven about ADDRESS: one HTML page to print, and one JSON file.

    Also for people who were erased, as long as their proof has to be kept.
    """
    people = _people_at(address)
    office_id = handling.demand(by, people)
    found = dossier.dossier(people, language=language)
    name = f"evidence-{people[0].pk}"
    out.mkdir(parents=True, exist_ok=True)
    files = {f"{name}.html": dossier.page(found), f"{name}.json": as_text(found)}
    for file, content in files.items():
        (out / file).write_text(content, encoding="utf-8")
    for person in people:
        handling.note("evidence", person, by=by, office_id=office_id)
    counts = {
        "people": len(people),
        "events": sum(len(one["events"]) for one in found["people"]),
        "files": [str(out / file) for file in files],
    }
    show_one(counts, json_=json_)


@click.command()
@click.option("--list", "slug", help="People who are or were on this list.")
@click.option("--issue", type=int, help="People whom this issue was for.")
@click.option("--since", type=DAY, help="Known at or after this day or moment (local time).")
@click.option("--until", type=DAY, help="Known until this day (included) or moment.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@acting
@as_json
def affected(
    *,
    slug: str | None,
    issue: int | None,
    since: datetime | None,
    until: datetime | None,
    out: Path,
    by: User,
    json_: bool,
) -> None:
    """Write the people whom a security incident concerns to a CSV file (Art. 33, 34 GDPR)."""
    if slug is None and issue is None and since is None and until is None:
        raise click.UsageError("Say whom: --list, --issue, --since or --until.")
    if issue:
        _demand_deliveries(_issue(issue))
    incident = Incident(
        list_id=audience.lists(slugs=[slug])[0].id if slug else None,
        people=recipients(_issue(issue)) if issue else None,
        since=_moment(since, end=False),
        until=_moment(until, end=True),
    )
    concerned = _lists(issue) if issue else incidents.lists_of(incident)
    incidents.demand(by, concerned)
    people = _write(incidents.rows(incident), out)
    for one in concerned:
        audit.note("exported affected", one, by=by, office_id=one.office_id, people=people)
    show_one({"people": people, "file": str(out)}, json_=json_)


@click.command()
@click.option("--list", "slug", required=True, help="The list's name, such as 'citizens'.")
@click.option("--dry-run", is_flag=True, help="Count only, ask nobody.")
@acting
@as_json
def invite(*, slug: str, dry_run: bool, by: User, json_: bool) -> None:
    """Ask imported people without proof of consent to confirm; each of them once, ever."""
    wanted = List.objects.get(pk=audience.lists(slugs=[slug])[0].id)
    asked = inviting.invite(wanted, by=by, dry_run=dry_run)
    show_one({"invited": asked, "dry_run": dry_run}, json_=json_)


def as_text(found: object) -> str:
    """Values as JSON text."""
    return json.dumps(found, ensure_ascii=False, indent=2, default=str) + "\n"


def _people_at(address: str) -> list[Subscriber]:
    try:
        people = dossier.people_at(address)
    except AddressError as error:
        raise CliError(f"This is no address. {error}", Code.UNREADABLE) from error
    if not people:
        raise CliError("Nothing is stored under this address.", Code.NOT_FOUND)
    return people


def _issue(number: int) -> Issue:
    found = Issue.objects.filter(pk=number).first()
    if found is None:
        raise NotFoundError(f"There is no issue {number}.")
    return found


def _demand_deliveries(issue: Issue) -> None:
    """What was dropped with its month cannot be told any more; an empty file would say 'nobody'."""
    if Tally.objects.filter(issue_id=issue.pk).exists():
        months = settings.DELIVERY_MONTHS
        raise NotFoundError(
            f"Who got issue {issue.pk} is not known any more: deliveries are kept {months} months."
        )


def _lists(issue: int) -> list[List]:
    return list(List.objects.filter(pk__in=_issue(issue).lists.values("list_id")))


def _moment(value: datetime | None, *, end: bool) -> datetime | None:
    """Local time; a day alone means its first moment, or its last one."""
    if value is None:
        return None
    whole = end and value.time() == time(0)
    return timezone.make_aware(datetime.combine(value.date(), time.max) if whole else value)


def _write(lines: Iterator[list[str]], out: Path) -> int:
    """Semicolons and a byte order mark, as German spreadsheets expect; returns how many people."""
    people = -1  # the first line holds the names of the columns
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        for line in lines:
            writer.writerow(line)
            people += 1
    return people
