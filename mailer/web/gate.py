"""What the check found, on the page of an issue, and letting a finding pass with a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailer.dispatch import gate
from mailer.dispatch.errors import DispatchError, StateError
from mailer.dispatch.gate import Found
from mailer.editions.catalogue import say
from mailer.editions.check import Severity
from mailer.models import Edition, Issue, Waiver
from mailer.web.access import StaffRequest, mine, verb
from mailer.web.finding import audience_names
from mailer.web.tongue import tongue
from mailer.web.words import language, refusal

TITLES: dict[str, tuple[Promise, str]] = {
    Severity.BLOCKING: (gettext_lazy("Has to be mended before it goes out"), "danger"),
    "waived": (gettext_lazy("Waived with a reason"), "neutral"),
    Severity.WARNING: (gettext_lazy("Worth a look"), "warning"),
    Severity.HINT: (gettext_lazy("Hints"), "info"),
    Severity.UNCHECKED: (gettext_lazy("Not checked"), "neutral"),
}
BADGES: dict[str, Promise] = {
    Severity.BLOCKING: gettext_lazy("to be mended: %(count)s"),
    Severity.WARNING: gettext_lazy("to be looked at: %(count)s"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A finding in the user's language; `where` names its editions, '' for all of the issue's.

    `asks` is what has to be true of the mail, by name; who waives affirms it.
    """

    key: str
    rule: str
    place: str
    words: str
    remedy: str
    where: str
    asks: list[tuple[str, str]]
    waiver: Waiver | None


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one kind."""

    name: str
    title: str
    tone: str
    rows: list[Row]

    @property
    def badge(self) -> str:
        """How many there are, in short; '' for what is no matter of urgency."""
        words = BADGES.get(self.name)
        return str(words) % {"count": len(self.rows)} if words else ""


def groups(issue: Issue) -> list[Group]:
    """What the last check of an issue found, the worst first; empty before the first check."""
    total, names = issue.editions.count(), audience_names()
    by_kind: dict[str, list[Row]] = defaultdict(list)
    for one in gate.found(issue):
        kind = "waived" if one.waiver else str(one.finding.severity)
        by_kind[kind].append(_row(one, total=total, names=names))
    return [
        Group(kind, str(title), tone, by_kind[kind])
        for kind, (title, tone) in TITLES.items()
        if by_kind[kind]
    ]


def stopped(found: Iterable[Group]) -> bool:
    """Whether one of them stands in the way."""
    return any(group.name == Severity.BLOCKING for group in found)


@verb
def waive(request: StaffRequest, pk: int, key: str) -> HttpResponse:
    """Let a finding pass, with the reason that was written."""
    issue = get_object_or_404(mine(Issue.objects.all(), request), pk=pk)
    try:
        reason, affirmed = request.POST.get("reason", ""), request.POST.getlist("affirmed")
        gate.waive(pk, key, reason=reason, by=request.user, affirmed=affirmed)
    except DispatchError as error:
        messages.error(request, refusal(error, user=request.user, issue=issue))
    else:
        messages.success(request, _("Waived. The reason is kept with the issue."))
    return redirect("desk:issue", pk)


@verb
def withdraw(request: StaffRequest, pk: int, key: str) -> HttpResponse:
    """Take a waiver back."""
    issue = get_object_or_404(mine(Issue.objects.all(), request), pk=pk)
    try:
        gate.withdraw(pk, key, by=request.user)
    except StateError as error:
        messages.error(request, refusal(error, user=request.user, issue=issue))
    else:
        messages.success(request, _("Taken back. The finding stands in the way again."))
    return redirect("desk:issue", pk)


def _row(one: Found, *, total: int, names: dict[int, str]) -> Row:
    code, finding = language(), one.finding
    all_of_it = len(one.editions) == total
    return Row(
        key=finding.key,
        rule=finding.rule,
        place=finding.place[code],
        words=finding.words[code],
        remedy=finding.remedy[code],
        where="" if all_of_it else _where(one.editions, names),
        asks=[(name, say(words, code)) for name, words in one.asks.items()],
        waiver=one.waiver,
    )


def _where(editions: list[Edition], names: dict[int, str]) -> str:
    """'Citizens (German, English), Councils (German)'."""
    spoken: dict[str, list[str]] = defaultdict(list)
    for row in editions:
        name = tongue(row.language)
        if name not in spoken[names[row.audience_id]]:
            spoken[names[row.audience_id]].append(name)
    return ", ".join(f"{name} ({', '.join(said)})" for name, said in spoken.items())
