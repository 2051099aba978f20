"""Nudges: the row is the truth, the queue only says 'look now' (invariant 1)."""

from __future__ import annotations

import logging

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def nudge_answers() -> None:
    """Ask for wishes to be answered, once the present transaction stands; beat does so too."""
    transaction.on_commit(_answers)


def _answers() -> None:
    try:
        current_app.send_task("subscribers.tasks.answer_wishes", queue="transactional", retry=False)
    except OperationalError as error:
        log.warning("nudge answer_wishes not delivered: %s", error)
