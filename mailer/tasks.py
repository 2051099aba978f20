"""The Celery edge: ids in, one call each, nothing that could not be done again."""

from __future__ import annotations

from celery import shared_task

from mailer.dispatch import calendar, domains, expansion, nudges, recovery, sending
from mailer.intake import pull
from mailer.notices import outbox
from mailer.notices import recovery as notice_recovery
from mailer.notices import sending as notice_sending


@shared_task
def check_due() -> None:
    """Open and send what the calendar says."""
    calendar.check_due()


@shared_task
def expand_issue(issue_id: int) -> None:
    """Freeze an issue's audience."""
    expansion.expand(issue_id)


@shared_task
def send_batches(issue_id: int) -> None:
    """Work through batches for some seconds, then hand over to a task behind other issues."""
    pause = sending.send_some(issue_id)
    if pause is not None:
        nudges.nudge_one_sender(issue_id, after=pause)


@shared_task
def reconcile() -> None:
    """Find what was lost on the way and nudge it again."""
    recovery.reconcile()


@shared_task
def look_up_domains() -> None:
    """Ask DNS whose mail which provider takes."""
    domains.look_up()


@shared_task
def pull_sources() -> None:
    """Hand each source that is due to a task of its own."""
    for source_id in pull.claim_due():
        pull_source.delay(source_id)


@shared_task
def pull_source(source_id: int) -> None:
    """Pull one source."""
    pull.pull(source_id)


@shared_task
def send_notices() -> None:
    """Send single mails for some seconds, then make room."""
    if notice_sending.send_some():
        outbox.nudge()


@shared_task
def reconcile_notices() -> None:
    """Find single mails that were left behind."""
    notice_recovery.reconcile()
