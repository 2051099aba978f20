"""Nudges: the row is the truth, the queue only says 'look now' (invariant 1)."""

from __future__ import annotations

import logging

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from mailer.models import Issue

log = logging.getLogger(__name__)


def nudge_expansion(issue_id: int) -> None:
    """Ask for an audience to be frozen, once the present transaction stands."""
    transaction.on_commit(lambda: _send("mailer.tasks.expand_issue", issue_id))


def nudge_sending(issue_id: int) -> None:
    """Ask for batches to be worked on, by as many tasks as one issue may have."""
    Issue.objects.filter(pk=issue_id).update(nudged_at=timezone.now())
    for _ in range(settings.SENDERS_PER_ISSUE):
        transaction.on_commit(lambda: _send("mailer.tasks.send_batches", issue_id))


def nudge_one_sender(issue_id: int) -> None:
    """Ask for one more task in the place of one that made room."""
    Issue.objects.filter(pk=issue_id).update(nudged_at=timezone.now())
    _send("mailer.tasks.send_batches", issue_id)


def _send(name: str, issue_id: int) -> None:
    """A broker that is down loses nothing: the reconciler nudges again."""
    try:
        current_app.send_task(name, args=[issue_id], retry=False)
    except OperationalError as error:
        log.warning("nudge %s %s not delivered: %s", name, issue_id, error)
