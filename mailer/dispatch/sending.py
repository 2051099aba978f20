"""Working through batches: claim, fill, hand over, record; for some seconds, then hand over."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Iterable, Iterator

from mailer.delivery.seam import Envelope, RelayDownError
from mailer.dispatch import drain, guard, outlet, sql
from mailer.dispatch.claiming import Claimed, ClaimLostError, Row, claim, read, record, renew
from mailer.dispatch.errors import StateError
from mailer.dispatch.letters import Letters
from mailer.dispatch.settling import Settled, settled
from mailer.dispatch.verbs import hold, settle_cancelled
from mailer.editions.skeleton import MessageError
from mailer.models import DeliveryState, Issue, IssueState
from mailer.models.issues import UncertainPolicy
from mailer.vault import VaultError
from subscribers import audience

log = logging.getLogger(__name__)

# A task works this long, then makes room: small and urgent issues must not wait behind big ones.
SECONDS = 5.0
# Consent is looked at again after this time, so that with the time a transaction takes to begin
# nobody is written to later than two seconds after leaving (invariant 5).
FRESH = 1.5


def send_some(issue_id: int, *, seconds: float = SECONDS) -> bool:
    """Send batches of an issue for a while; True if the caller should come back for more."""
    issue = Issue.objects.filter(pk=issue_id).first()
    if issue is None or issue.expanded_at is None:
        return False
    try:
        letters = Letters(issue)
    except (StateError, VaultError) as error:
        hold(issue_id, str(error))
        return False
    until = time.monotonic() + seconds
    while time.monotonic() < until and not drain.asked():
        token = uuid.uuid4()
        outlet.journal().begin(token)
        batch = claim(issue_id, issue.month, lease=outlet.lease(), token=token)
        if batch is None:
            finish(issue_id)
            return False
        if not _work(batch, letters, until=until):
            return False
    return True


def finish(issue_id: int | None = None) -> list[int]:
    """Mark issues as sent that have no batch left; their ids."""
    return [found for (found,) in sql.rows("finish", {"issue": issue_id})]


def _work(batch: Claimed, letters: Letters, *, until: float) -> bool:
    """One batch; False when there is no sense in going on (relay down, claim lost).

    Whatever else goes wrong leaves the journal to the reconciler, who records what it knows.
    """
    try:
        return _send(batch, letters, until=until)
    except ClaimLostError:
        log.warning("lost the claim on batch %s/%s", *_place(batch))
        return False
    except BaseException:
        outlet.leave_journal()
        raise


def _send(batch: Claimed, letters: Letters, *, until: float) -> bool:
    people = People(batch)
    took = [_hand_over(people, letters, relay=relay, until=until) for relay in letters.relays]
    resend = letters.issue.uncertain_policy == UncertainPolicy.RESEND
    answers = {
        key: settled(outcome, people.rows[key].attempts, resend=resend)
        for key, outcome in outlet.journal().answers.items()
    }
    record(batch, {**people.gone, **answers})
    after_record(batch.issue_id, answers.values())
    return all(took)


def _hand_over(people: People, letters: Letters, *, relay: str, until: float) -> bool:
    """Send to those whose sender uses these relays; False when none of them takes mail."""
    envelopes = _envelopes(people, letters, relay=relay, until=until)
    try:
        outlet.transport(relay).send(envelopes, outlet.journal())
    except RelayDownError as error:
        log.warning("relay down, batch %s/%s handed back: %s", *_place(people.batch), error)
        return False
    return True


class People:
    """The people of a batch as the read door sees them, never older than `FRESH` (invariant 5).

    `gone` are those who get nothing, and why.
    """

    def __init__(self, batch: Claimed) -> None:
        self.batch = batch
        self.gone: dict[int, Settled] = {}
        self.rows: dict[int, Row] = {}
        self._look()

    def now(self, key: int) -> Row | None:
        """This person as of now; None when the issue is being sent no more."""
        if time.monotonic() - self._looked > FRESH:
            self._look()
            if not renew(self.batch, lease=outlet.lease()):
                return None
        return self.rows[key]

    def _look(self) -> None:
        self._looked = time.monotonic()  # before the statement: what it sees is as old as this
        self.rows.update((row.subscriber_id, row) for row in read(self.batch))


def _envelopes(people: People, letters: Letters, *, relay: str, until: float) -> Iterator[Envelope]:
    """The messages that these relays take; stops at a drain, a pause, a cancel, and when the time
    is over.
    """
    for key in [key for key, row in people.rows.items() if letters.relay_of(row) == relay]:
        over = drain.asked() or time.monotonic() > until
        row = None if over else people.now(key)
        if row is None:
            return
        if row.address is None:
            people.gone[key] = _gone(row)
            continue
        try:
            envelope = letters.envelope(row)
        except MessageError as error:
            people.gone[key] = Settled(DeliveryState.FAILED, words=f"not written: {error}")
            continue
        yield envelope


def _gone(row: Row) -> Settled:
    """Why somebody is not written to any more, in the ledger's words."""
    reason = audience.why_not(row.list_id, [row.subscriber_id]).get(row.subscriber_id)
    if reason == "suppressed":
        return Settled(DeliveryState.SUPPRESSED, words="on the block list")
    return Settled(DeliveryState.WITHDRAWN, words="left the list before it went")


def after_record(issue_id: int, said: Iterable[Settled]) -> None:
    """Settle what came back of an issue that was cancelled meanwhile; pause one that goes wrong."""
    issue = Issue.objects.filter(pk=issue_id, state=IssueState.CANCELLED).first()
    if issue is not None:
        settle_cancelled(issue)
    guard.watch(issue_id, said)


def _place(batch: Claimed) -> tuple[int, int]:
    return batch.issue_id, batch.number
