"""A month of a town at random, against an oracle: each report once per person and list."""

from __future__ import annotations

import os
import random
from datetime import datetime, time, timedelta

import pytest

from mailer.dispatch import plans
from mailer.models import Issue, IssueState
from subscribers.models import List
from tests.integration.dispatch.town import Town, assert_accounted, at
from workbench.inbox import Inbox

pytestmark = pytest.mark.django_db(transaction=True)
SEEDS = [int(seed) for seed in os.environ.get("MONTH_SEEDS", "11").split(",")]
LISTS = ("citizens", "quarter")
FOLLOWERS = {"p1": ("climate",), "p2": ("culture", "climate")}
FREQUENCIES = ("immediately", "daily", "weekly", "monthly")
START, END = at("2026-03-10 09:30"), at("2026-04-07 12:00")  # the clock changes on 29 March
HOUR = timedelta(hours=1)


class Month:
    """The town with a memory: who was on which list when, and which report came when."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town = town
        self.dice = random.Random(seed)
        self.on: dict[tuple[str, str], datetime] = {}
        self.stays: list[tuple[str, str, datetime, datetime]] = []
        self.released: dict[str, datetime] = {}
        self.topics: dict[str, str] = {}
        self.to_all: set[str] = set()
        self.campaigns: dict[str, int] = {}
        self.one_offs = 0

    def plan(self, frequency: str, hour: int) -> None:
        cadence = {"immediately": "on_release"}.get(frequency, frequency)
        days = {"weekly": (0,), "daily": (0, 1, 2, 3, 4)}.get(frequency, ())
        campaign = self.town.plan(
            standing=self.dice.random() < 0.5, frequency=frequency, cadence=cadence,
            at=time(hour), weekdays=days, day=1, lists=LISTS,
        )  # fmt: skip
        self.campaigns[frequency] = campaign.pk

    def replace(self) -> None:
        """A digest is stopped, and another one at another hour takes its place."""
        frequency = self.dice.choice(FREQUENCIES)
        with self.town.clock():
            plans.stop(self.campaigns[frequency], by=self.town.editor)
        self.plan(frequency, self.dice.randrange(5, 20))

    def person(self) -> None:
        """Somebody joins, leaves, comes back or changes how often."""
        key = (f"p{self.dice.randrange(8)}", self.dice.choice(LISTS))
        name, slug = key
        if key not in self.on:
            self.on[key] = self.town.now
            self.town.join(name, self.dice.choice(FREQUENCIES), slug=slug)
            self.town.follow(name, *FOLLOWERS.get(name, ()))
        elif self.dice.random() < 0.15:
            self.stays.append((name, slug, self.on.pop(key), self.town.now))
            self.town.leave(name, slug=slug)
        else:
            self.town.change(name, self.dice.choice(FREQUENCIES), slug=slug)

    def report(self) -> None:
        name = f"R{len(self.released):02}"
        self.released[name] = self.town.now
        self.topics[name] = self.dice.choice(["climate", "culture", ""])
        self.town.release(name, *filter(None, [self.topics[name]]))

    def one_off(self) -> None:
        if self.released and self.one_offs < 4:
            self.one_offs += 1
            name = self.dice.choice(list(self.released)[-3:])
            self.to_all.add(name)
            self.town.one_off(name, self.dice.choice([LISTS, LISTS[:1], LISTS[1:]]))

    def step(self) -> None:
        """Some hours later something happens; beat and workers may be down meanwhile."""
        self.town.now += self.dice.randrange(20, 360) * timedelta(minutes=1)
        acts = [self.report] * 30 + [self.person] * 55 + [self.one_off] * 3 + [self.replace] * 2
        self.dice.choice(acts)()
        if self.dice.random() < 0.85:
            self.town.tick(work=self.dice.random() < 0.8)
        self.approvals(0.4)

    def approvals(self, chance: float) -> None:
        for issue in Issue.objects.filter(state=IssueState.IN_REVIEW).order_by("?"):
            if self.dice.random() < chance:
                self.town.approve(issue)
        for issue in Issue.objects.filter(state=IssueState.APPROVED):
            self.town.start(issue)

    def quiet_end(self) -> None:
        """Two more months without news but one report, so that every digest has run."""
        self.town.now += HOUR
        self.town.release("last")
        while self.town.now < at("2026-05-12 12:00"):
            self.town.now += timedelta(hours=5)
            self.town.tick()
            if Issue.objects.filter(state__in=("in_review", "approved")).exists():
                self.approvals(1)
                self.town.tick()

    def check(self) -> None:
        ends = [(n, s, since, self.town.now) for (n, s), since in self.on.items()]
        for name in self.town.subscribers:
            got = self.town.got(name)
            twice = {what: times for what, times in got.items() if times > 1}
            assert not twice, f"{name} was told twice: {twice}"
            told = {report for report, _ in got}
            follows = {"", *FOLLOWERS.get(name, self.topics.values())}
            unasked = {r for r in told - self.to_all if self.topics.get(r, "") not in follows}
            assert not unasked, f"{name} does not follow what they were told: {sorted(unasked)}"
            for stay, _slug, since, until in ends:
                fitting = [r for r in self.released if self.topics[r] in follows]
                owed = {r for r in fitting if since <= self.released[r] < until}
                if stay == name:
                    assert owed <= told, f"{name} was never told {sorted(owed - told)}"


@pytest.mark.parametrize("seed", SEEDS)
def test_each_report_is_told_once_per_person_and_list(town: Town, inbox: Inbox, seed: int) -> None:
    """Invariant 4: frequencies, changes, one-offs, late approvals, beat and workers away."""
    citizens = List.objects.get(slug="citizens")
    citizens.pk, citizens.slug, citizens.public_id = None, "quarter", "q"
    citizens.save()
    town.now = START
    month = Month(town, seed)
    for frequency in FREQUENCIES:
        month.plan(frequency, 7)
    while town.now < END:
        month.step()
    month.quiet_end()
    assert_accounted()
    month.check()
    mails = len(inbox.messages())
    accepted = sum(i.audience_count or 0 for i in Issue.objects.all())
    assert 50 < mails <= accepted
