"""What each thread that sends keeps from batch to batch: its transport and its journal."""

from __future__ import annotations

import threading
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.conf import settings

from mailer.delivery.journal import Journal
from mailer.delivery.relay import Relay
from mailer.delivery.seam import Transport
from mailer.delivery.smtp import SmtpTransport
from mailer.dispatch import drain

_local = threading.local()


def transport() -> Transport:
    """The transport of this thread, kept across tasks."""
    if not hasattr(_local, "transport"):
        _local.transport = SmtpTransport(
            relays(),
            ehlo=settings.EHLO_NAME,
            connections=settings.SMTP_CONNECTIONS,
            leaving=drain.asked,
        )
    return _local.transport  # type: ignore[no-any-return]


def forget() -> None:
    """Close what this thread keeps; the next message opens it anew, by the settings of then."""
    if hasattr(_local, "transport"):
        _local.transport.close()
        del _local.transport
    if hasattr(_local, "journal"):
        _local.journal.close()
        del _local.journal
    relays.cache_clear()


def journal() -> Journal:
    """The journal of this thread, kept across tasks."""
    if not hasattr(_local, "journal"):
        _local.journal = Journal(journals())
    return _local.journal  # type: ignore[no-any-return]


def leave_journal() -> None:
    """Leave this thread's journal to whoever reconciles; the next claim gets a new one."""
    if hasattr(_local, "journal"):
        _local.journal.leave()
        del _local.journal


def journals() -> Path:
    """The folder that all workers of this machine keep their journals in."""
    return Path(settings.JOURNAL_ROOT)


@cache
def relays() -> tuple[Relay, ...]:
    """Where mail goes."""
    return Relay.several(settings.SMTP_URL)


def lease() -> timedelta:
    """How long a claim lasts: longer than a body and its reply may take, so that a batch is never
    taken from a worker who still waits for an answer.
    """
    longest = max(relay.patience("BODY") for relay in relays())
    return timedelta(seconds=longest + 15)
