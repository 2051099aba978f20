"""Nudges: the row is the truth, the queue only says 'look now' (invariant 1)."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from mailer.models import Issue

log = logging.getLogger(__name__)

# An issue for so few people at most goes before others of its priority.
SMALL = 1000
LOOK = "mailer.tasks.look_outside"


def nudge_expansion(issue_id: int) -> None:
    """Ask for an audience to be frozen, once the present transaction stands."""
    transaction.on_commit(lambda: _send("mailer.tasks.expand_issue", issue_id))


def nudge_sending(issue_id: int) -> None:
    """Ask for batches to be worked on, by as many tasks as one issue may have."""
    Issue.objects.filter(pk=issue_id).update(nudged_at=Now())
    for _ in range(settings.SENDERS_PER_ISSUE):
        transaction.on_commit(lambda: _send("mailer.tasks.send_batches", issue_id))


def nudge_look(issue_id: int) -> None:
    """Ask for links and the sender's records to be looked at, once the present transaction
    stands.
    """
    transaction.on_commit(lambda: _send(LOOK, issue_id))


def nudge_one_sender(issue_id: int, *, after: float = 0.0) -> None:
    """Ask for one more task in the place of one that made room, in so many seconds."""
    Issue.objects.filter(pk=issue_id).update(nudged_at=Now() + timedelta(seconds=after))
    _send("mailer.tasks.send_batches", issue_id, after=after)


def _send(name: str, issue_id: int, *, after: float = 0.0) -> None:
    """A broker that is down loses nothing: the reconciler nudges again."""
    way = {"queue": "intake"} if name == LOOK else _way(issue_id)
    try:
        current_app.send_task(name, args=[issue_id], retry=False, countdown=after or None, **way)
    except OperationalError as error:
        log.warning("nudge %s %s not delivered: %s", name, issue_id, error)


def _way(issue_id: int) -> dict[str, Any]:
    """Urgent issues have the worker to themselves that waits for single mails; others are served
    by priority, small ones before large ones (Redis takes the lowest number first).
    """
    found = Issue.objects.filter(pk=issue_id).only("priority", "audience_count").first()
    if found is None:
        return {}
    if found.urgent:
        return {"queue": "transactional", "priority": 0}
    small = found.audience_count is not None and found.audience_count <= SMALL
    return {"queue": "bulk", "priority": max(1, min(9, found.priority - small))}
