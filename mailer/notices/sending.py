"""Working through the outbox: claim a few, write, hand over, record; for some seconds."""

from __future__ import annotations

import logging
import time
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.db import DatabaseError
from django.utils import timezone

from mailer.delivery.seam import Envelope, RelayDownError
from mailer.dispatch import drain, outlet
from mailer.dispatch.errors import StateError
from mailer.dispatch.settling import Settled, settled
from mailer.editions.skeleton import MessageError
from mailer.models import DeliveryState, Notice
from mailer.models.notices import TEST
from mailer.notices import trial
from mailer.notices.claiming import claim, record, renew
from mailer.notices.making import UnwrittenError, Writer
from mailer.vault import VaultError

log = logging.getLogger(__name__)

# Then others have their turn: the answers to wishes wait in the same queue.
SECONDS = 5.0
# A claim is renewed when it is older than this.
FRESH = 1.5
# A sender that cannot send just now may be mended any minute.
SOON = timedelta(minutes=1)


def send_some(*, seconds: float = SECONDS) -> bool:
    """Send what is due; whether something may be left."""
    until = time.monotonic() + seconds
    while not drain.asked():
        if time.monotonic() > until:
            return True
        token = uuid.uuid4()
        outlet.journal().begin(token)
        rows = claim(token, lease=outlet.lease())
        if not rows:
            return False
        if not _work(token, rows):
            return False
    return False


def _work(token: uuid.UUID, rows: Sequence[Notice]) -> bool:
    """These mails; False if a relay is down. Whatever else goes wrong leaves the journal."""
    try:
        return _send(_Claim(token, rows))
    except BaseException:
        outlet.leave_journal()
        raise


class _Claim:
    """Rows in hand; `done` are those that became no message, and why."""

    def __init__(self, token: uuid.UUID, rows: Sequence[Notice]) -> None:
        self.token = token
        self.rows = rows
        self.writer = Writer()
        self.done: dict[int, Settled] = {}
        self._looked = time.monotonic()

    def ways(self) -> dict[str, list[Notice]]:
        """The rows by the name of the relays that take them."""
        found: dict[str, list[Notice]] = defaultdict(list)
        for row in self.rows:
            try:
                found[self.writer.relay(row)].append(row)
            except UnwrittenError as error:
                self.done[row.pk] = Settled(error.state, words=error.words)
        return found

    def envelopes(self, rows: Sequence[Notice]) -> Iterator[Envelope]:
        """Each written when it can begin at once, so that what it says is of this moment.

        Stops once the worker is asked to (invariant 7), and where the claim is lost.
        """
        for row in rows:
            if drain.asked() or not self._is_ours():
                return
            try:
                yield self._write(row)
            except DatabaseError:
                raise
            except Exception as error:  # noqa: BLE001 (one mail must not hold up all others)
                self.done[row.pk] = _unwritten(row, error)

    def _write(self, row: Notice) -> Envelope:
        if row.kind == TEST:
            return trial.envelope(row)
        return self.writer.envelope(self.writer.letter(row))

    def _is_ours(self) -> bool:
        if time.monotonic() - self._looked <= FRESH:
            return True
        self._looked = time.monotonic()
        return renew(self.token, lease=outlet.lease())


def _send(held: _Claim) -> bool:
    going_on = True
    for relay, rows in held.ways().items():
        try:
            outlet.transport(relay).send(held.envelopes(rows), outlet.journal())
        except RelayDownError as error:
            log.warning("relay down, single mails wait: %s", error)
            going_on = False
        except StateError as error:
            held.done |= {row.pk: _unwritten(row, error) for row in rows}
    attempts = {row.pk: row.attempts for row in held.rows}
    said = outlet.journal().answers.items()
    answers = {key: settled(outcome, attempts[key]) for key, outcome in said}
    record(held.token, held.rows, done={**held.done, **answers}, writer=held.writer)
    return going_on


def _unwritten(row: Notice, error: Exception) -> Settled:
    """Why a mail cannot be written: for good, or not yet."""
    if isinstance(error, UnwrittenError):
        return Settled(error.state, words=error.words)
    if isinstance(error, StateError | VaultError):
        log.error("notice %s waits: %s", row.pk, error)
        words, at = str(error), timezone.now() + SOON
        return Settled(DeliveryState.DEFERRED, words=words, next_try_at=at)
    if not isinstance(error, MessageError):
        log.error("notice %s cannot be written", row.pk, exc_info=error)
    return Settled(DeliveryState.FAILED, words=f"not written: {error}")
