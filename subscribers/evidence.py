"""Consent events: each step written once, with a salted digest that outlives its payload."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import datetime

from subscribers.models import ConsentEvent, Step, Subscription

SALT_BYTES = 16
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
    salt = secrets.token_bytes(SALT_BYTES)
    ConsentEvent.objects.create(
        subscriber_id=subscription.subscriber_id,
        subscription=subscription,
        list_id=subscription.list_id,
        wording_id=wording_id,
        step=step,
        at=at,
        payload=dict(payload),
        salt=salt,
        digest=digest(salt, payload),
    )


def holds(event: ConsentEvent) -> bool:
    """Whether the payload is the one that was written; an erased one has nothing left to check."""
    if event.payload is None:
        return True
    return hmac.compare_digest(digest(bytes(event.salt), event.payload), bytes(event.digest))


def record_about(
    step: Step, subscriber_id: int, *, at: datetime, payload: Mapping[str, object]
) -> None:
    """Write one step that is about the person and no list."""
    salt = secrets.token_bytes(SALT_BYTES)
    ConsentEvent.objects.create(
        subscriber_id=subscriber_id,
        step=step,
        at=at,
        payload=dict(payload),
        salt=salt,
        digest=digest(salt, payload),
    )
