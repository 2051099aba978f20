"""Whose turn it is: the hours, the warming up and the pace of one issue, within one task."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from mailer.delivery.providers import EVERYBODY, bit
from mailer.delivery.seam import Outcome, Verdict
from mailer.dispatch import domains, warmup
from mailer.dispatch.claiming import Row
from mailer.dispatch.domains import domain_of, group_of
from mailer.dispatch.pacing import Pace
from mailer.models import Issue
from mailer.models.issues import WaitsFor
from mailer.schedules.hours import Hours
from subscribers.audience import SenderInfo

# A task comes back by itself after at most so many seconds; longer waits stand in the issue's row.
LONGEST = 30.0


class Turns:
    """Asked before each batch; `groups` are those that may be sent to now, as a mask."""

    def __init__(self, issue: Issue, sender: SenderInfo) -> None:
        self._issue = issue
        self._sender = sender
        self._pace = Pace(issue.pk, issue.campaign.per_minute, relay=sender.relay)
        self._closed: dict[str, float] = {}
        self._all_closed = 0.0

    def waits(self) -> bool:
        """Whether the issue waits for another hour or day; its row then says for what."""
        now = timezone.now()
        opens = max((hours.opens(now) for hours in hours_of(self._issue)), default=now)
        if opens > now:
            self._note(WaitsFor.HOURS, opens)
        elif warmup.left_today(self._sender) == 0:
            self._note(WaitsFor.WARM_UP, warmup.tomorrow())
        elif self._issue.waits_for:
            self._note("", None)
        return self._issue.waits_until is not None

    @property
    def groups(self) -> int:
        """Provider groups that are open, one bit each."""
        now = time.monotonic()
        if now < self._all_closed:
            return 0
        return EVERYBODY & ~sum(bit(group) for group, at in self._closed.items() if now < at)

    @property
    def pause(self) -> float:
        """Seconds until something opens that is closed now."""
        now = time.monotonic()
        ahead = [at - now for at in (*self._closed.values(), self._all_closed) if at > now]
        return min(max(min(ahead, default=0.0), 0.1), LONGEST)

    def choose(self, rows: Mapping[int, Row]) -> set[int]:
        """Those of a batch who may be sent to now."""
        found = {key: domain_of(row.address) for key, row in rows.items() if row.address}
        reserved = warmup.reserve(self._sender, len(found))
        permit = self._pace.permit(reserved)
        if permit.wait:
            self._all_closed = time.monotonic() + permit.wait
        chosen = self._by_groups(found, permit.messages)
        warmup.give_back(self._sender, reserved - len(chosen))
        return chosen | (rows.keys() - found.keys()) if len(found) < len(rows) else chosen

    def heard(self, rows: Mapping[int, Row], answers: Mapping[int, Outcome]) -> None:
        """Slow down for providers that ask for it."""
        fine = Verdict.ACCEPTED
        others = [(key, said) for key, said in answers.items() if said.verdict is not fine]
        self._pace.heard((rows[key].address or "", said) for key, said in others)

    def _by_groups(self, found: Mapping[int, str], most: int) -> set[int]:
        counts = Counter(found.values())
        known = {domain: group_of(domain) for domain in counts}
        domains.remember(known)
        wanted: Counter[str] = Counter()
        for domain, count in counts.items():
            wanted[known[domain]] += count
        grants = self._pace.groups(wanted)
        left = {group: grant.messages for group, grant in grants.items()}
        if most >= len(found) and left == wanted:
            return set(found)
        now = time.monotonic()
        self._closed |= {group: now + grant.wait for group, grant in grants.items() if grant.wait}
        chosen: set[int] = set()
        for key, domain in found.items():
            group = known[domain]
            if left[group] > 0 and len(chosen) < most:
                left[group] -= 1
                chosen.add(key)
        return chosen

    def _note(self, reason: str, until: datetime | None) -> None:
        self._issue.waits_for, self._issue.waits_until = reason, until
        Issue.objects.filter(pk=self._issue.pk).update(waits_for=reason, waits_until=until)


def mask(rows: Iterable[Row]) -> int:
    """The provider groups of these people."""
    found = {group_of(domain_of(row.address)) for row in rows if row.address}
    return sum(map(bit, found)) if found else -1


def hours_of(issue: Issue) -> list[Hours]:
    """The hours that an issue keeps to: its campaign's, and unless it is urgent, the city's."""
    found = []
    if issue.campaign.between:
        found.append(Hours.read(issue.campaign.between, issue.campaign.zone))
    if settings.QUIET_HOURS and not issue.urgent:
        found.append(Hours.read(settings.QUIET_HOURS, settings.TIME_ZONE).opposite())
    return found
