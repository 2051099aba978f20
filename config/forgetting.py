"""Tells the inbox of trials, which knows nothing of the product, that somebody is erased."""

from __future__ import annotations

import logging
from functools import partial

import httpx
from django.conf import settings
from django.db import transaction

from subscribers.signals import person_erased

log = logging.getLogger(__name__)


def connect() -> None:
    """Listen; doing it twice changes nothing."""
    person_erased.connect(_clear_inbox, dispatch_uid="inbox")


def _clear_inbox(address: str, **_: object) -> None:
    """The inbox of `make demo` stands for everybody's mailbox, so it forgets the mails, too."""
    if settings.INBOX_URL and address:
        transaction.on_commit(partial(_forget, address), robust=True)


def _forget(address: str) -> None:
    try:
        httpx.request(
            "DELETE", f"{settings.INBOX_URL}/mails", json={"to": address}, timeout=3
        ).raise_for_status()
    except httpx.HTTPError as error:
        log.warning("the inbox did not forget an address: %s", type(error).__name__)
