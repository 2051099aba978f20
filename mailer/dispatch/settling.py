"""Outcomes become states of the ledger: arrays for any number of deliveries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from mailer.delivery.seam import Outcome, Verdict
from mailer.feedback.refusals import Subject, subject_of
from mailer.models import DeliveryState

STATES = {
    Verdict.ACCEPTED: DeliveryState.ACCEPTED,
    Verdict.LATER: DeliveryState.DEFERRED,
    Verdict.NEVER: DeliveryState.FAILED,
    Verdict.UNCERTAIN: DeliveryState.UNCERTAIN,
}
# Looked up once: the names of an enumeration cost more than what is done with them.
_TAKEN, _ACCEPTED = Verdict.ACCEPTED, DeliveryState.ACCEPTED
# Replies of this code or above are meant to be final (RFC 5321, 4.2.1).
FINAL = 500
# What refusals may speak of without saying anything of the person or the message.
OURS = frozenset({Subject.SENDER, Subject.PACE})
# What we see before a word is said (or the transport learns at MAIL): the relay takes no message so
# large, or none of 8 bits.
LIMITS = frozenset({"5.3.4", "5.6.1"})


class Settled(NamedTuple):
    """The new state of one delivery; `tried` is 1 if a transaction was begun for it, else 0."""

    state: DeliveryState
    tried: int = 0
    code: int = 0
    status: str = ""
    words: str = ""
    next_try_at: datetime | None = None


def settled(outcome: Outcome, attempts: int, *, resend: bool = False) -> Settled:
    """What an outcome means for a delivery that was tried `attempts` times before.

    A final refusal that speaks of us is none for the person: it is tried again, when what it
    speaks of may have been mended. So is what the relay could not take, and what is in doubt with
    `resend`.
    """
    verdict, code, status, words = outcome
    if verdict is _TAKEN:
        return Settled(_ACCEPTED, 1, code, status, words)
    state = STATES[verdict]
    again = resend and state == DeliveryState.UNCERTAIN
    if again or (state == DeliveryState.FAILED and _is_ours(outcome)):
        state = DeliveryState.DEFERRED
    at = next_try(attempts) if state == DeliveryState.DEFERRED else None
    return Settled(state, 1, code, status, words, at)


def _is_ours(said: Outcome | Settled) -> bool:
    return exceeds(said) or subject_of(said.code, said.status, words=said.words) in OURS


def exceeds(said: Outcome | Settled) -> bool:
    """Whether a message is more than the relay says it takes, so that it was not offered at all."""
    return not said.code and said.status in LIMITS


def blames_us(row: Settled) -> bool:
    """Whether the relay said 'never', and meant who we are or what we write to everybody."""
    if row.state != DeliveryState.DEFERRED:
        return False
    never = row.code >= FINAL
    speaks_of = subject_of(row.code, row.status, words=row.words)
    return exceeds(row) or (never and speaks_of == Subject.SENDER)


def tally(rows: Collection[Settled]) -> dict[str, int]:
    """How many were accepted, failed for good, and were refused because of us, for the guard."""
    others = [row for row in rows if row[0] is not _ACCEPTED]
    return {
        "sent": len(rows) - len(others),
        "refused": sum(row.state == DeliveryState.FAILED for row in others),
        "blamed": sum(map(blames_us, others)),
    }


def next_try(attempts: int) -> datetime:
    """`RETRY_FIRST`, then twice as long each time, at most `RETRY_LONGEST` (RFC 5321, 4.5.4.1)."""
    pause = settings.RETRY_FIRST * (1 << min(attempts, 16))
    return timezone.now() + timedelta(seconds=min(pause, settings.RETRY_LONGEST))


def columns(settled: Mapping[int, Settled]) -> dict[str, str]:
    """The new states of these subscribers' deliveries, as arrays for PostgreSQL."""
    rows = zip(*settled.values(), strict=True) if settled else [()] * len(Settled._fields)
    states, tried, codes, statuses, words, times = rows
    return {
        "ids": _array(map(str, settled)),
        "states": _array(states),
        "tried": _array(map(str, tried)),
        "codes": _array(map(str, codes)),
        "statuses": _texts(statuses),
        "words": _texts(words),
        "next_tries": _array(["NULL" if time is None else f'"{time}"' for time in times]),
    }


def _array(words: Iterable[str]) -> str:
    """Words as a literal of PostgreSQL: the driver takes ten times as long for a list."""
    return "{" + ",".join(words) + "}"


def _texts(values: Sequence[str]) -> str:
    """Texts as a literal of PostgreSQL, quoted all at once; NUL cannot stand in any of them."""
    if not values:
        return "{}"
    joined = "\0".join(values)
    if joined.count("\0") >= len(values):
        joined = "\0".join([value.replace("\0", "") for value in values])
    quoted = joined.replace("\\", "\\\\").replace('"', '\\"').replace("\0", '","')
    return f'{{"{quoted}"}}'
