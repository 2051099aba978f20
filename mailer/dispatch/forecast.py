"""When an issue would be finished, where anything holds it back (M46)."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from mailer.delivery import pace
from mailer.delivery.providers import GROUPS
from mailer.dispatch import pacing, sql, warmup
from mailer.dispatch.content import condition
from mailer.dispatch.domains import group_of
from mailer.dispatch.turns import hours_of
from mailer.models import Issue
from mailer.schedules.forecast import finish
from subscribers import audience
from subscribers.audience import SenderInfo

# So many a minute go out where nothing holds them back, on a small machine.
FREELY = 60_000


def finished_at(issue: Issue) -> datetime | None:
    """When an issue that starts now or at its moment has gone to all; None if nothing holds it."""
    lists = audience.lists(ids=issue.lists.values_list("list_id", flat=True))
    sender = lists[0].sender if lists else None
    hours = hours_of(issue)
    rates = _rates(issue, sender)
    if sender is None or not (hours or rates or sender.warm_up_from):
        return None
    people = _by_group(issue)
    total = sum(people.values())
    minutes = max(
        [total / FREELY, *(people.get(name, total) / rate for name, rate in rates.items())]
    )
    return finish(
        total,
        total / minutes if minutes else FREELY,
        start=max(issue.send_at or timezone.now(), timezone.now()),
        hours=hours,
        room=lambda day: _room(sender, day),
        zone=timezone.get_default_timezone(),
    )


def _rates(issue: Issue, sender: SenderInfo | None) -> dict[str, float]:
    """Messages a minute: of provider groups, and under other names of all together."""
    relay = sender.relay if sender else ""
    found: dict[str, float] = {**pace.rates(settings.PACE), **pacing.present(relay)}
    found |= {"the issue": issue.campaign.per_minute or 0, "the relay": pacing.relay_rate(relay)}
    return {name: rate for name, rate in found.items() if rate}


def _by_group(issue: Issue) -> dict[str, int]:
    segment, values = condition(issue)
    lists = list(issue.lists.values_list("list_id", flat=True))
    values |= {"lists": lists, "frequency": issue.frequency}
    found: Counter[str] = Counter()
    for domain, count in sql.rows("providers", values, segment=segment):
        found[group_of(domain)] += count
    return {name: found[name] for name in GROUPS}


def _room(sender: SenderInfo, day: date) -> float:
    if day == timezone.localdate():
        today = warmup.left_today(sender)
        return float("inf") if today is None else today
    most = warmup.cap(sender, day)
    return float("inf") if most is None else most
