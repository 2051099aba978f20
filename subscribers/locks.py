"""Advisory locks of a transaction, each kind in a namespace of its own."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from django.db import connection


class Namespace(IntEnum):
    """First half of a lock's name; PostgreSQL takes two 32-bit numbers."""

    LIST = 0x5242_0001
    PERSON = 0x5242_0002
    IMPORT = 0x5242_0003
    SEAL = 0x5242_0004


def take(namespace: Namespace, ids: Iterable[int], *, exclusive: bool = True) -> None:
    """Wait for these locks, in the order of their ids so that no two callers wait in a ring.

    Held until the transaction ends. Ids beyond 31 bits share locks, which only costs waiting.
    """
    call = "pg_advisory_xact_lock" if exclusive else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        for number in sorted({number & 0x7FFF_FFFF for number in ids}):
            cursor.execute(f"SELECT {call}(%s, %s)", [namespace, number])


def try_take(namespace: Namespace, number: int) -> bool:
    """Take one lock if it is free, else say no at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s, %s)", [namespace, number & 0x7FFF_FFFF]
        )
        row = cursor.fetchone()
    return bool(row and row[0])
