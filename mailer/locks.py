"""Transaction-level advisory locks of the mailer, each in a namespace of its own."""

from __future__ import annotations

from enum import IntEnum

from django.db import connection


class Lock(IntEnum):
    """What is locked.

    RELEASE: reports take it shared while they come in, windows exclusively while they are
    closed, so that no report is released into a window already told.
    RECONCILE: one reconciler at a time, and none while a correction decides who gets it.
    CALENDAR: one look at the calendar at a time.
    """

    RELEASE = 0x52420001
    RECONCILE = 0x52420002
    CALENDAR = 0x52420003


def take(lock: Lock, *, shared: bool = False) -> None:
    """Wait for the lock; it goes with the transaction."""
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [int(lock)])
