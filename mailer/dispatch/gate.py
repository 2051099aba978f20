"""The gate in front of approval and sending: findings kept, waived with a reason, or in the way."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from mailer.dispatch import facts
from mailer.dispatch.errors import (
    ApprovalError,
    DispatchError,
    HinderedError,
    NotFoundError,
    StateError,
)
from mailer.editions import check as package
from mailer.editions.check import Facts, Finding, Severity, check, rules
from mailer.models import Edition, Issue, Waiver
from mailer.models.issues import value_of
from staff import audit
from staff.models import User
from staff.roles import Act, demand
from subscribers import audience

STOPS = "The check found something that has to be mended, or waived with a reason."
HARMLESS = gettext_noop("This finding stands in nobody's way (any more).")
SHORTEST = 10
# A digest may have hundreds of editions, each as large as a mail.
AT_ONCE = 20


class GateError(ApprovalError):
    """A finding stands in the way."""


class ReasonError(DispatchError):
    """A waiver without a reason."""


class AffirmError(DispatchError):
    """A waiver that leaves open what its rule asks."""


@dataclass(slots=True)
class Found:
    """A finding, in which editions of an issue (or audiences of a report), and whether somebody
    let it pass.
    """

    finding: Finding
    editions: list[Edition] = field(default_factory=list)
    told_to: set[str] = field(default_factory=set)
    waiver: Waiver | None = None

    @property
    def stops(self) -> bool:
        """Whether it stands in the way."""
        return self.finding.severity == Severity.BLOCKING and self.waiver is None

    @property
    def asks(self) -> Mapping[str, str]:
        """What has to be affirmed to let it pass: messages of the catalogue by name."""
        rule = rules().get(self.finding.rule)
        return rule.asks if rule else {}

    @property
    def contents(self) -> set[str]:
        """What the editions are in which it was found, by their hashes."""
        return {row.content_hash for row in self.editions}


def inspect(issue: Issue) -> None:
    """Check the editions of an issue; those about which nothing changed are not checked again."""
    ids = list(issue.lists.values_list("list_id", flat=True))
    lists = audience.lists(ids=ids)
    people = facts.nameless(issue, ids)
    known = facts.Surroundings(issue.editions.values_list("content_hash", flat=True))
    for row in issue.editions.select_related("audience", "issue").iterator(AT_ONCE):
        mine = [entry for entry in lists if entry.audience_id == row.audience_id]
        counts = [people.get((entry.id, row.language), facts.People()) for entry in mine]
        _check(row, known.of_edition(row, mine, people=facts.together(counts)))


def found(issue: Issue) -> list[Found]:
    """What the last check found, the worst first; the same in several editions stands once."""
    merged: dict[str, Found] = {}
    for row in issue.editions.select_related("audience").defer("html", "text").order_by("pk"):
        for data in row.findings:
            finding = Finding.from_dict(data)
            merged.setdefault(finding.key, Found(finding)).editions.append(row)
    for waiver in issue.waivers.filter(withdrawn_at=None).select_related("by"):
        one = merged.get(waiver.key)
        if one and (not one.asks or one.contents <= set(waiver.contents)):
            one.waiver = waiver
    return sorted(merged.values(), key=lambda one: one.finding.severity.rank)


def stops(issue: Issue) -> bool:
    """Check anew, and say whether something stands in the way."""
    inspect(issue)
    return any(one.stops for one in found(issue))


def revised(issue: Issue) -> set[str]:
    """The reports revised since the issue was composed, as far as the last check knew: by key."""
    return {one.finding.key for one in found(issue) if one.finding.rule == "revision-newer"}


def late(issue: Issue) -> bool:
    """Whether an edition that was made after the approval, for people who came late, stops it."""
    return issue.editions.filter(checked="").exists() and stops(issue)


def evidence(issue: Issue) -> dict[str, object]:
    """What an approval was given in view of, for the audit trail (P29)."""
    all_ = found(issue)
    counts = {str(s): sum(one.finding.severity == s for one in all_) for s in Severity}
    waived = [one.finding.rule for one in all_ if one.waiver]
    return {"findings": counts, "waived": waived}


@transaction.atomic
def waive(
    issue_id: int, key: str, *, reason: str, by: User, affirmed: Collection[str] = ()
) -> Waiver:
    """Let a finding pass, by an approver who did not prepare the issue, with a reason (S30).

    Raises NotFoundError for a finding that is not there, HinderedError where nothing can be waived,
    ReasonError without a reason, AffirmError where `affirmed` lacks one of the rule's statements.
    """
    issue = Issue.objects.select_for_update().filter(pk=issue_id).first()
    if issue is None:
        raise NotFoundError(f"There is no issue {issue_id}.")
    demand(by, Act.APPROVE, office_id=issue.office_id)
    if issue.changed_by_id == by.pk:
        raise ApprovalError(
            f"{by.email} prepared this issue. Somebody else has to waive (four eyes)."
        )
    one = _waivable(issue, key)
    words = " ".join(reason.split())
    if len(words) < SHORTEST:
        raise ReasonError(
            f"Write the reason in {SHORTEST} letters at least; it is kept with the issue."
        )
    _demand_affirmed(one, affirmed)
    # One that held for other contents makes room.
    issue.waivers.filter(key=key, withdrawn_at=None).update(
        withdrawn_at=timezone.now(), withdrawn_by=by
    )
    waiver = Waiver.objects.create(
        issue=issue,
        key=key,
        rule=one.finding.rule,
        finding=one.finding.as_dict(),
        reason=words,
        affirmed=list(one.asks),
        contents=sorted(one.contents),
        by=by,
    )
    said = {"rule": one.finding.rule, "reason": words, "affirmed": list(one.asks)}
    audit.note("waived", issue, by=by, office_id=issue.office_id, **said)
    return waiver


@transaction.atomic
def withdraw(issue_id: int, key: str, *, by: User) -> Issue:
    """Take a waiver back, by any approver; an approval that relied on it is void.

    Raises NotFoundError for a waiver that is not there, StateError once the audience is frozen.
    """
    issue = Issue.objects.select_for_update().filter(pk=issue_id).first()
    if issue is None:
        raise NotFoundError(f"There is no issue {issue_id}.")
    demand(by, Act.APPROVE, office_id=issue.office_id)
    waiver = issue.waivers.filter(key=key, withdrawn_at=None).first()
    if waiver is None:
        raise NotFoundError(f"Nobody waived the finding {key} of issue {issue_id}.")
    if issue.expanded_at is not None or issue.finished_at is not None:
        raise StateError(f"Issue {issue_id} is {issue.state}: its waivers stay as they were.")
    waiver.withdrawn_at, waiver.withdrawn_by = timezone.now(), by
    waiver.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.note("withdrew a waiver", issue, by=by, office_id=issue.office_id, rule=waiver.rule)
    if issue.approved_hash and stops(issue):
        issue.void_approval(STOPS)
        issue.save()
    return issue


def _waivable(issue: Issue, key: str) -> Found:
    one = next((one for one in found(issue) if one.finding.key == key), None)
    if one is None:
        raise NotFoundError(f"Issue {issue.pk} has no finding {key}. See: rundbrief check.")
    if not one.stops:
        raise HinderedError(HARMLESS)
    return one


def _demand_affirmed(one: Found, affirmed: Collection[str]) -> None:
    left = [f"{name} ({words})" for name, words in one.asks.items() if name not in affirmed]
    if left:
        raise AffirmError(f"Affirm first, if it is true: {', '.join(left)}")


def _check(row: Edition, known: Facts) -> None:
    mark = _mark(row, known)
    if row.checked != mark:
        row.findings = [finding.as_dict() for finding in check(value_of(row), known)]
        row.checked = mark
        row.save(update_fields=["findings", "checked"])


def _mark(row: Edition, known: Facts) -> str:
    """A hash over all that a check looks at: the edition, the facts, and the rules themselves."""
    said = asdict(known)
    said |= {"own_hosts": sorted(known.own_hosts), "looks": sorted(said["looks"].items())}
    return hashlib.sha256(repr((row.content_hash, said, _rules())).encode()).hexdigest()


@cache
def _rules() -> str:
    """SHA-256 over the rules; they change with a release only."""
    files = sorted(Path(package.__path__[0]).glob("*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()
