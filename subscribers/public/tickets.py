"""The signed token of a sign-up form: when it was shown, and which words stood on it (P16, S14).

It makes bots fetch a form and wait, and it lets the evidence name the versions that somebody really
saw, whatever was changed meanwhile. It opens nothing, so it may be used more than once.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.core import signing

SALT = "rundbrief.form"
QUICKEST, LONGEST = 2.0, 24 * 3600.0


class Fault(StrEnum):
    """Why a form has to be sent once more."""

    MISSING = "missing"
    QUICK = "quick"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Ticket:
    """Which form showed which versions: of wordings by list id, and of the privacy notice."""

    form: str
    language: str
    privacy: int | str
    wordings: Mapping[int, int]


def write(ticket: Ticket) -> str:
    """A token that carries the ticket and the present moment."""
    wordings = {str(key): value for key, value in ticket.wordings.items()}
    stored = [ticket.form, ticket.language, ticket.privacy, wordings, round(time.time(), 2)]
    return signing.dumps(stored, salt=SALT)


def read(token: str, *, form: str) -> Ticket | Fault:
    """The ticket of this form, or why there is none that counts."""
    try:
        name, language, privacy, wordings, at = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return Fault.MISSING
    if name != form:
        return Fault.MISSING
    age = time.time() - at
    if not QUICKEST <= age <= LONGEST:
        return Fault.QUICK if age < QUICKEST else Fault.STALE
    return Ticket(name, language, privacy, {int(key): value for key, value in wordings.items()})
