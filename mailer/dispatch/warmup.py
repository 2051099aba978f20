"""Warming up: a sender that providers do not know yet sends a little more each day (M46)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from mailer.models import WarmUpDay
from subscribers.audience import SenderInfo


def cap(sender: SenderInfo, day: date) -> int | None:
    """How many the sender may send on this day; None where it is warm, or never began to."""
    if sender.warm_up_from is None:
        return None
    steps = [int(step) for step in settings.WARM_UP]
    place = (day - sender.warm_up_from).days
    if place < 0:
        return 0
    return steps[place] if place < len(steps) else None


def reserve(sender: SenderInfo, want: int) -> int:
    """So many of `want` may be sent today; what is not used in the end is given back."""
    today = timezone.localdate()
    most = cap(sender, today)
    if most is None:
        return want
    with transaction.atomic():
        WarmUpDay.objects.get_or_create(domain=sender.domain, day=today)
        row = WarmUpDay.objects.select_for_update().get(domain=sender.domain, day=today)
        count = max(0, min(want, most - row.sent))
        row.sent += count
        row.save()
    return count


def give_back(sender: SenderInfo, count: int) -> None:
    """What was reserved and not used."""
    if count and sender.warm_up_from is not None:
        rows = WarmUpDay.objects.filter(domain=sender.domain, day=timezone.localdate())
        rows.update(sent=Greatest(F("sent") - count, 0))


def left_today(sender: SenderInfo) -> int | None:
    """What may still be sent today; None for any number."""
    today = timezone.localdate()
    most = cap(sender, today)
    if most is None:
        return None
    row = WarmUpDay.objects.filter(domain=sender.domain, day=today).first()
    return max(0, most - (row.sent if row else 0))


def tomorrow() -> datetime:
    """When the next day begins, in the installation's zone."""
    day = timezone.localdate() + timedelta(days=1)
    return datetime.combine(day, time(0, 0), tzinfo=timezone.get_default_timezone())
