"""Stores what was read: COPY into a staging table, then a few statements over all rows at once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

from subscribers.consent import is_enough
from subscribers.evidence import canonical
from subscribers.importing.reading import Fault
from subscribers.importing.rows import Person
from subscribers.models import List

_SQL = Path(__file__).parent / "sql"
_COPY = f"COPY subscribers_stage ({', '.join(Person._fields)}, confirmed) FROM STDIN"
_STEP = 10_000
_COMPLETE = {"consent_at", "consent_source", "wording"}
SOURCE = "import"


class Grounds(NamedTuple):
    """Why these people may be stored: goes into the evidence of each."""

    basis: str
    proof: str
    file: str
    run: int


class Counts(NamedTuple):
    """What became of the rows. `read` is the sum of all from `subscribed` on.

    `unconfirmed` are on the list but get no mail; `changed_people` are known ones of whom the
    file told something new.
    """

    read: int
    new_people: int
    known_people: int
    changed_people: int
    subscribed: int
    unconfirmed: int
    already_subscribed: int
    suppressed: int
    left_before: int
    duplicates: int
    errors: int


def stage(
    rows: Iterable[Person | Fault],
    grounds: Grounds,
    *,
    refuse: Callable[[Fault], None],
    progress: Callable[[int], None],
) -> int:
    """Copy the rows into the staging table, faults to `refuse`; returns how many were read."""
    read = 0
    with connection.cursor() as cursor:
        cursor.execute(_statement("stage"))
        with cursor.copy(_COPY) as copy:
            for read, row in enumerate(rows, start=1):
                if isinstance(row, Fault):
                    refuse(row)
                else:
                    proof = row.proof or grounds.proof or _proven(row.shown)
                    copy.write_row((*row, is_enough(grounds.basis, proof)))
                if read % _STEP == 0:
                    progress(read)
        cursor.execute("ANALYZE subscribers_stage (key, older)")
    return read


def _proven(shown: str | None) -> str:
    """The row's own evidence, if it says when, where and in which words somebody consented (P3)."""
    return shown if shown and json.loads(shown).keys() >= _COMPLETE else ""


def store(wanted: List, grounds: Grounds, *, at: datetime, read: int, errors: int) -> Counts:
    """Make people, subscriptions and evidence of what is staged."""
    head = canonical({"basis": grounds.basis, "file": grounds.file, "import": grounds.run})
    params: dict[str, Any] = {
        "list": wanted.pk,
        "frequency": wanted.frequency,
        "source": SOURCE,
        "at": at,
        "language": settings.LANGUAGE_CODE,
        "proof": grounds.proof,
        "head": head.decode().removesuffix("}") + ',"proof":',
    }
    with connection.cursor() as cursor:
        if len(settings.ADDRESS_KEYS) > 1:
            cursor.execute(_statement("rekey"))
        cursor.execute(_statement("decide"), params)
        cursor.execute("ANALYZE subscribers_import (key, known_id, open_id, fate)")
        fates = _fates(cursor)
        changed = _act(cursor, "change_people", params=params) if fates["known"] else 0
        new = _act(cursor, "add_people", params=params)
        if new < fates["new"]:
            _act(cursor, "meet_people", params=params)
        _act(cursor, "add_topics", params=params)
        if fates["subscribed"]:
            _act(cursor, "confirm", params=params)
        _act(cursor, "open", params=params)
    return Counts(
        read=read,
        new_people=new,
        known_people=fates["known"],
        changed_people=changed,
        subscribed=fates["subscribed"],
        unconfirmed=fates["unconfirmed"],
        already_subscribed=fates["already"],
        suppressed=fates["suppressed"],
        left_before=fates["left"],
        duplicates=fates["duplicate"],
        errors=errors,
    )


def _act(cursor: CursorWrapper, name: str, *, params: dict[str, Any]) -> int:
    cursor.execute(_statement(name), params)
    return int(cursor.rowcount)


def _fates(cursor: CursorWrapper) -> Counter[str]:
    """How many rows met which fate; `known` and `new` count people, not rows."""
    cursor.execute(_statement("fates"))
    return Counter(dict(cursor.fetchall()))


@cache
def _statement(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text("utf-8")
