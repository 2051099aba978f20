"""The Celery edge: ids only at most, and repeating a task does no harm (invariant 1)."""

from __future__ import annotations

from celery import shared_task

from staff import retention
from staff import sealing as trail
from subscribers import consent, importing, sealing, wishes


@shared_task
def run_import(import_id: int) -> None:
    """Do an import, unless it is done or another worker has it."""
    importing.work(import_id)


@shared_task
def run_imports() -> None:
    """Nudge the imports that wait, or whose worker died."""
    for import_id in importing.unfinished():
        run_import.delay(import_id)


@shared_task
def answer_wishes() -> None:
    """Decide about the mails that people asked for on the web."""
    wishes.answer()


@shared_task
def seal_evidence() -> None:
    """Seal the evidence, and what staff did, that was written since the last time."""
    sealing.seal()
    trail.seal()


@shared_task
def clean_up() -> None:
    """Remove what was kept long enough, once a day; asked each hour, since rows say when it was."""
    retention.run_if_due()


@shared_task
def finish_erasures() -> None:
    """Erase whoever asked for it and whose goodbye has not led to it in time."""
    consent.finish_erasures()
