"""What each thread that sends keeps from batch to batch: its transport and its journal."""

from __future__ import annotations

import threading
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_noop

from mailer.delivery.journal import Journal
from mailer.delivery.relay import Relay
from mailer.delivery.seam import Transport
from mailer.delivery.smtp import SmtpTransport
from mailer.dispatch import drain
from mailer.dispatch.errors import HinderedError

NO_RELAY = gettext_noop("A sender uses the relay “{name}”, but {setting} is not set.")
_local = threading.local()


def transport(name: str = "") -> Transport:
    """This thread's transport to the relays of this name, kept across tasks."""
    kept: dict[str, Transport] = _local.__dict__.setdefault("transports", {})
    if name not in kept:
        kept[name] = SmtpTransport(
            relays(name),
            ehlo=settings.EHLO_NAME,
            connections=settings.SMTP_CONNECTIONS,
            leaving=drain.asked,
        )
    return kept[name]


def forget() -> None:
    """Close what this thread keeps; the next message opens it anew, by the settings of then."""
    for transport in _local.__dict__.pop("transports", {}).values():
        transport.close()
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
def relays(name: str = "") -> tuple[Relay, ...]:
    """Where mail goes: SMTP_URL, or SMTP_URL_NAME; raises HinderedError if that is not set."""
    url = settings.SMTP_URLS.get(name) if name else settings.SMTP_URL
    if not url:
        setting = f"SMTP_URL_{name.upper().replace('-', '_')}"
        raise HinderedError(NO_RELAY.format(name=name, setting=setting))
    return Relay.several(url)


def lease() -> timedelta:
    """How long a claim lasts: longer than a body and its reply may take, so that a batch is never
    taken from a worker who still waits for an answer.
    """
    used = [relay for name in ("", *settings.SMTP_URLS) for relay in relays(name)]
    longest = max(relay.patience("BODY") for relay in used)
    return timedelta(seconds=longest + 15)
