"""Working through batches: claim, fill, hand over, record; for some seconds, then hand over."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial

from django.utils import timezone

from mailer.delivery.providers import EVERYBODY
from mailer.delivery.seam import Envelope, RelayDownError
from mailer.dispatch import drain, guard, outlet, sql
from mailer.dispatch.claiming import Claimed, ClaimLostError, Row, claim, read, record, renew
from mailer.dispatch.errors import StateError
from mailer.dispatch.letters import Letters
from mailer.dispatch.settling import Settled, settled
from mailer.dispatch.stopping import hold, settle_cancelled
from mailer.dispatch.turns import Turns, mask
from mailer.editions.skeleton import MessageError
from mailer.models import Batch, DeliveryState, Issue
from mailer.models.issues import UncertainPolicy
from mailer.models.ledger import BatchState
from mailer.vault import VaultError
from subscribers import audience

log = logging.getLogger(__name__)

# A task works this long, then makes room: small and urgent issues must not wait behind big ones.
SECONDS = 5.0
# Consent is looked at again after this time, so that with the time a transaction takes to begin
# nobody is written to later than two seconds after leaving (invariant 5).
FRESH = 1.5
# Seconds between two looks at the clock of the task, the wish to stop, and the age of the consent.
GLANCE = 0.02
# So many letters are written at once, ahead of the wire: writing and sending by turns costs a third
# more, because every message on its way through the kernel empties the processor's caches.
AHEAD = 64


def send_some(issue_id: int, *, seconds: float = SECONDS) -> float | None:
    """Send batches of an issue for a while.

    Returns after how many seconds to come back, 0.0 for at once; None where there is nothing to
    come back for, or the reconciler sees to it.
    """
    issue = Issue.objects.select_related("campaign").filter(pk=issue_id).first()
    if issue is None or issue.expanded_at is None:
        return None
    try:
        letters = Letters(issue)
    except (StateError, VaultError) as error:
        hold(issue_id, str(error))
        return None
    turns = Turns(issue, letters.sender)
    until = time.monotonic() + seconds
    while time.monotonic() < until and not drain.asked():
        batch = None if turns.waits() else _claim(issue, turns)
        if batch is None:
            return _over(issue, turns)
        if not _work(batch, letters, turns=turns, until=until):
            return None
    return 0.0


def finish(issue_id: int | None = None) -> list[int]:
    """Mark issues as sent that have no batch left; their ids."""
    return [found for (found,) in sql.rows("finish", {"issue": issue_id})]


def _claim(issue: Issue, turns: Turns) -> Claimed | None:
    token = uuid.uuid4()
    outlet.journal().begin(token)
    lease = outlet.lease()
    return claim(issue.pk, issue.month, lease=lease, token=token, groups=turns.groups)


def _over(issue: Issue, turns: Turns) -> float | None:
    """No batch to be had: nothing is left, or it is nobody's turn just now."""
    finish(issue.pk)
    waiting = Batch.objects.filter(issue_id=issue.pk, state=BatchState.WAITING).exists()
    return turns.pause if waiting and not issue.waits_for and turns.groups != EVERYBODY else None


def _work(batch: Claimed, letters: Letters, *, turns: Turns, until: float) -> bool:
    """One batch; False when there is no sense in going on (relay down, claim lost).

    Whatever else goes wrong leaves the journal to the reconciler, who records what it knows.
    """
    try:
        return _send(batch, letters, turns=turns, until=until)
    except ClaimLostError:
        log.warning("lost the claim on batch %s/%s", *_place(batch))
        return False
    except BaseException:
        outlet.leave_journal()
        raise


def _send(batch: Claimed, letters: Letters, *, turns: Turns, until: float) -> bool:
    people = People(batch)
    now = turns.choose(people.rows)
    going_on = True
    try:
        envelopes = _envelopes(people, letters, keys=now, until=until)
        outlet.transport(letters.sender.relay).send(envelopes, outlet.journal())
    except RelayDownError as error:
        log.warning("relay down, batch %s/%s handed back: %s", *_place(batch), error)
        going_on = False
    said = outlet.journal().answers
    turns.heard(people.rows, said)
    resend = letters.issue.uncertain_policy == UncertainPolicy.RESEND
    answers = {
        key: settled(outcome, people.rows[key].attempts, resend=resend)
        for key, outcome in said.items()
    }
    done = {**people.gone, **answers}
    left = mask(row for key, row in people.rows.items() if key not in done)
    give_back(batch, done, left=left)
    return going_on


class People:
    """The people of a batch as the read door sees them, never older than `FRESH` (invariant 5).

    `gone` are those who get nothing, and why.
    """

    def __init__(self, batch: Claimed) -> None:
        self.batch = batch
        self.gone: dict[int, Settled] = {}
        self.rows: dict[int, Row] = {}
        self._sure_until = 0.0
        self._look()

    def going_on(self, until: float) -> bool:
        """Whether there is time and a wish to go on; looks at everybody anew where that is due."""
        now = time.monotonic()
        if now < self._sure_until:
            return True
        if now > until or drain.asked():
            return False
        self._sure_until = min(now + GLANCE, self._looked + FRESH)
        if now < self._looked + FRESH:
            return True
        self._look()
        return renew(self.batch, lease=outlet.lease())

    def _look(self) -> None:
        self._looked = time.monotonic()  # before the statement: what it sees is as old as this
        self.rows.update({row[0]: row for row in read(self.batch)})


def _envelopes(
    people: People, letters: Letters, *, keys: Collection[int], until: float
) -> Iterator[Envelope]:
    """The messages to these; stops at a drain, a pause, a cancel, and when the time is over."""
    chosen = [row for key, row in people.rows.items() if key in keys]
    write = partial(_written, letters=letters, gone=people.gone)
    for start in range(0, len(chosen), AHEAD):
        known = chosen[start : start + AHEAD]
        for row, envelope in zip(known, write(known), strict=True):
            if not people.going_on(until):
                return
            now = people.rows[row[0]]
            anew = envelope if now is row or now == row else write([now])[0]
            if anew is not None:
                yield anew


def _written(
    rows: Iterable[Row], letters: Letters, *, gone: dict[int, Settled]
) -> list[Envelope | None]:
    """The messages to these people; None where there is none, for a reason that `gone` gives."""
    at = timezone.localtime()
    found: list[Envelope | None] = []
    for row in rows:
        envelope = None
        if row.address is None:
            gone[row.subscriber_id] = _gone(row)
        else:
            try:
                envelope = letters.envelope(row, at)
            except MessageError as error:
                words = f"not written: {error}"
                gone[row.subscriber_id] = Settled(DeliveryState.FAILED, words=words)
        found.append(envelope)
    return found


def _gone(row: Row) -> Settled:
    """Why somebody is not written to any more, in the ledger's words."""
    reason = audience.why_not(row.list_id, [row.subscriber_id]).get(row.subscriber_id)
    if reason == "suppressed":
        return Settled(DeliveryState.SUPPRESSED, words="on the block list")
    return Settled(DeliveryState.WITHDRAWN, words="left the list before it went")


def give_back(batch: Claimed, done: Mapping[int, Settled], *, left: int = -1) -> None:
    """Record a batch (see `record`); settle the rest of an issue that was cancelled meanwhile, and
    pause one that goes wrong.
    """
    cancelled, smooth = record(batch, done, left=left)
    if cancelled or not smooth:
        issue = Issue.objects.get(pk=batch.issue_id)
        if cancelled:
            settle_cancelled(issue)
        guard.watch(issue, done.values())


def _place(batch: Claimed) -> tuple[int, int]:
    return batch.issue_id, batch.number
