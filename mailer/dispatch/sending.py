"""Working through batches: claim, fill, hand over, record; for some seconds, then hand over."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import cache

from django.conf import settings

from mailer.delivery.relay import Relay
from mailer.delivery.seam import Envelope, RelayDownError, SessionOverError, Transport
from mailer.delivery.smtp import SmtpTransport
from mailer.dispatch import drain, sql
from mailer.dispatch.claiming import BatchJournal, Claimed, ClaimLostError, Row, claim, read, record
from mailer.dispatch.letters import Letters
from mailer.dispatch.settling import Settled, settled
from mailer.dispatch.verbs import settle_cancelled
from mailer.editions.skeleton import MessageError
from mailer.models import DeliveryState, Issue, IssueState
from subscribers import audience

log = logging.getLogger(__name__)

# A task works this long, then makes room: small and urgent issues must not wait behind big ones.
SECONDS = 5.0
# Consent is looked at again after this time, so that with the time one message takes nobody is
# written to later than two seconds after leaving (invariant 5).
FRESH = 1.5

_local = threading.local()


def send_some(issue_id: int, *, seconds: float = SECONDS) -> bool:
    """Send batches of an issue for a while; True if the caller should come back for more."""
    issue = Issue.objects.filter(pk=issue_id).first()
    if issue is None or issue.expanded_at is None:
        return False
    letters = Letters(issue_id)
    until = time.monotonic() + seconds
    while time.monotonic() < until and not drain.asked():
        batch = claim(issue_id, issue.month, lease=lease())
        if batch is None:
            finish(issue_id)
            return False
        if not _work(batch, letters):
            return False
    return not drain.asked()


def finish(issue_id: int | None = None) -> list[int]:
    """Mark issues as sent that have no batch left; their ids."""
    return [found for (found,) in sql.rows("finish", {"issue": issue_id})]


def _work(batch: Claimed, letters: Letters) -> bool:
    """One batch; False when there is no sense in going on (relay down, claim lost)."""
    journal = BatchJournal(batch, lease())
    people = People(batch)
    going_on = True
    try:
        transport().send(_envelopes(people, letters), journal)
    except SessionOverError as error:
        log.info("session over, batch %s/%s goes on in a new one: %s", *_place(batch), error)
    except RelayDownError as error:
        log.warning("relay down, batch %s/%s handed back: %s", *_place(batch), error)
        going_on = False
    except ClaimLostError:
        log.warning("lost the claim on batch %s/%s", *_place(batch))
        return False
    answers = {key: settled(out, people.rows[key].attempts) for key, out in journal.answers.items()}
    try:
        record(batch, {**people.gone, **answers})
    except ClaimLostError:
        log.warning("lost the claim on batch %s/%s before recording", *_place(batch))
        return False
    after_cancel(batch.issue_id)
    return going_on


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
            if not _still_sending(self.batch.issue_id):
                return None
        return self.rows[key]

    def _look(self) -> None:
        self._looked = time.monotonic()  # before the statement: what it sees is as old as this
        self.rows.update((row.subscriber_id, row) for row in read(self.batch))


def _envelopes(people: People, letters: Letters) -> Iterator[Envelope]:
    """The messages of a batch; stops at a drain, a pause or a cancel."""
    for key in list(people.rows):
        row = None if drain.asked() else people.now(key)
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


def _still_sending(issue_id: int) -> bool:
    alive = (IssueState.SENDING, IssueState.SENT)
    return Issue.objects.filter(pk=issue_id, state__in=alive).exists()


def after_cancel(issue_id: int) -> None:
    """Settle what came back of an issue that was cancelled meanwhile."""
    issue = Issue.objects.filter(pk=issue_id, state=IssueState.CANCELLED).first()
    if issue is not None:
        settle_cancelled(issue)


def transport() -> Transport:
    """The transport of this thread, kept across tasks."""
    if not hasattr(_local, "transport"):
        _local.transport = SmtpTransport(_relay(), ehlo=settings.EHLO_NAME)
    return _local.transport  # type: ignore[no-any-return]


def lease() -> timedelta:
    """How long a claim lasts: longer than a body and its reply may take, so that a batch is never
    taken from a worker who still waits for an answer.
    """
    return timedelta(seconds=2 * _relay().timeout + 15)


@cache
def _relay() -> Relay:
    return Relay.from_url(settings.SMTP_URL)


def _place(batch: Claimed) -> tuple[int, int]:
    return batch.issue_id, batch.number


def forget_transport() -> None:
    """Close this thread's transport; the next message opens a new one."""
    if hasattr(_local, "transport"):
        _local.transport.close()
        del _local.transport
