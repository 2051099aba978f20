"""Consent events: each step written once, with a salted digest that outlives its payload."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from subscribers.models import ConsentEvent, Step, Subscription

SALT_BYTES = 16
_WRITE = """
INSERT INTO subscribers_consentevent (
    subscriber_id, subscription_id, list_id, wording_id, step, at, payload, salt, digest)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(payload: Mapping[str, object]) -> bytes:
    """The one way in which a payload is hashed: JSON with sorted keys, no blanks, UTF-8.

    Payloads hold text, whole numbers, truth values and null only, which survive a jsonb column.
    """
    return _encode(payload).encode()


def digest(salt: bytes, payload: Mapping[str, object]) -> bytes:
    """SHA-256 over the salt and the canonical payload."""
    return hashlib.sha256(salt + canonical(payload)).digest()


def record(
    step: Step,
    subscription: Subscription,
    *,
    at: datetime,
    payload: Mapping[str, object],
    wording_id: int | None = None,
) -> None:
    """Write one step of a subscription's evidence."""
    about = (subscription.subscriber_id, subscription.pk, subscription.list_id, wording_id)
    _write(step, about, at=at, payload=payload)


def holds(event: ConsentEvent) -> bool:
    """Whether the payload is the one that was written; an erased one has nothing left to check."""
    if event.payload is None:
        return True
    return hmac.compare_digest(digest(bytes(event.salt), event.payload), bytes(event.digest))


def record_about(
    step: Step, subscriber_id: int, *, at: datetime, payload: Mapping[str, object]
) -> None:
    """Write one step that is about the person and no list."""
    _write(step, (subscriber_id, None, None, None), at=at, payload=payload)


def _write(
    step: Step, about: tuple[int | None, ...], *, at: datetime, payload: Mapping[str, object]
) -> None:
    salt, text = secrets.token_bytes(SALT_BYTES), canonical(payload)
    proof = (str(step), at, text.decode(), salt, hashlib.sha256(salt + text).digest())
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, (*about, *proof))
