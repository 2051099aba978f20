"""Working through batches: claim, fill, hand over, record; for some seconds, then hand over."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from functools import cache

from django.conf import settings

from mailer.delivery.relay import Relay
from mailer.delivery.seam import Envelope, RelayDownError, Transport
from mailer.delivery.smtp import SmtpTransport
from mailer.dispatch import drain, sql
from mailer.dispatch.claiming import BatchJournal, Claimed, ClaimLostError, Row, claim, read, record
from mailer.dispatch.letters import Letters
from mailer.dispatch.settling import Settled, settled
from mailer.dispatch.verbs import settle_cancelled
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
        batch = claim(issue_id, issue.month)
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
    rows = {row.subscriber_id: row for row in read(batch)}
    journal = BatchJournal(batch)
    gone: dict[int, Settled] = {}
    going_on = True
    try:
        transport().send(_envelopes(rows, batch, letters=letters, gone=gone), journal)
    except RelayDownError as error:
        log.warning("relay down, batch %s/%s handed back: %s", *_place(batch), error)
        going_on = False
    except ClaimLostError:
        log.warning("lost the claim on batch %s/%s", *_place(batch))
        transport().close()
        return False
    answers = {key: settled(out, rows[key].attempts) for key, out in journal.answers.items()}
    try:
        record(batch, {**gone, **answers})
    except ClaimLostError:
        log.warning("lost the claim on batch %s/%s before recording", *_place(batch))
        return False
    _after_cancel(batch.issue_id)
    return going_on


def _envelopes(
    rows: dict[int, Row], batch: Claimed, *, letters: Letters, gone: dict[int, Settled]
) -> Iterator[Envelope]:
    """The messages of a batch; stops at a drain or a pause, looks at consent again in time."""
    checked = time.monotonic()
    for key in list(rows):
        if drain.asked():
            return
        if time.monotonic() - checked > FRESH:
            fresh = {row.subscriber_id: row for row in read(batch)}
            checked = time.monotonic()
            rows.update((pk, fresh[pk]) for pk in rows if pk in fresh)
            if not _still_sending(batch.issue_id):
                return
        row = rows[key]
        if row.address is None:
            gone[key] = _gone(row)
        else:
            yield letters.envelope(row)


def _gone(row: Row) -> Settled:
    """Why somebody is not written to any more, in the ledger's words."""
    reason = audience.why_not(row.list_id, [row.subscriber_id]).get(row.subscriber_id)
    if reason == "suppressed":
        return Settled(DeliveryState.SUPPRESSED, words="on the block list")
    return Settled(DeliveryState.WITHDRAWN, words="left the list before it went")


def _still_sending(issue_id: int) -> bool:
    alive = (IssueState.SENDING, IssueState.SENT)
    return Issue.objects.filter(pk=issue_id, state__in=alive).exists()


def _after_cancel(issue_id: int) -> None:
    issue = Issue.objects.filter(pk=issue_id, state=IssueState.CANCELLED).first()
    if issue is not None:
        settle_cancelled(issue)


def transport() -> Transport:
    """The transport of this thread, kept across tasks."""
    if not hasattr(_local, "transport"):
        _local.transport = SmtpTransport(_relay(), ehlo=settings.EHLO_NAME)
    return _local.transport  # type: ignore[no-any-return]


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
