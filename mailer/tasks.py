"""The Celery edge: ids in, one call each, nothing that could not be done again.

Each task imports what it does: beat knows the names only, and no worker carries the work of other
queues. What a worker's own queues need is loaded before its pool forks (`config/celery.py`).
"""

from __future__ import annotations

from celery import shared_task


@shared_task
def check_due() -> None:
    """Open and send what the calendar says."""
    from mailer.dispatch import calendar

    calendar.check_due()


@shared_task
def expand_issue(issue_id: int) -> None:
    """Freeze an issue's audience."""
    from mailer.dispatch import expansion

    expansion.expand(issue_id)


@shared_task
def send_batches(issue_id: int) -> None:
    """Work through batches for some seconds, then hand over to a task behind other issues."""
    from mailer.dispatch import nudges, sending

    pause = sending.send_some(issue_id)
    if pause is not None:
        nudges.nudge_one_sender(issue_id, after=pause)


@shared_task
def look_outside(issue_id: int) -> None:
    """Follow an issue's links, and ask DNS about its sender."""
    from mailer.dispatch import looking

    looking.look_outside(issue_id)


@shared_task
def reconcile() -> None:
    """Find what was lost on the way and nudge it again."""
    from mailer.dispatch import recovery

    recovery.reconcile()


@shared_task
def look_up_domains() -> None:
    """Ask DNS whose mail which provider takes."""
    from mailer.dispatch import domains

    domains.look_up()


@shared_task
def pull_sources() -> None:
    """Hand each source that is due to a task of its own."""
    from mailer.intake import pull

    for source_id in pull.claim_due():
        pull_source.delay(source_id)


@shared_task
def pull_source(source_id: int) -> None:
    """Pull one source."""
    from mailer.intake import pull

    pull.pull(source_id)


@shared_task
def send_notices() -> None:
    """Send single mails for some seconds, then make room."""
    from mailer.notices import outbox, sending

    if sending.send_some():
        outbox.nudge()


@shared_task
def reconcile_notices() -> None:
    """Find single mails that were left behind."""
    from mailer.notices import recovery

    recovery.reconcile()
