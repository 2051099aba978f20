"""The verbs of consent: each is one transaction, writes its evidence, and may be repeated.

Verbs on one person wait for each other (an advisory lock), so that leaving is never lost to a
change of frequency that commits a moment earlier.
"""

from subscribers.consent.changing import change_frequency
from subscribers.consent.choosing import PREFERENCES, describe, follow_topics, join, pause
from subscribers.consent.enrolling import Enrolment, demand_basis, enrol, is_enough
from subscribers.consent.erasing import ask_erasure, erase, finish_erasures
from subscribers.consent.errors import (
    ConsentError,
    MustStayError,
    NotMailableError,
    NotPublicError,
    SameAddressError,
)
from subscribers.consent.farewells import why_left
from subscribers.consent.joining import confirm, note_mailed, request
from subscribers.consent.leaving import TAKE_BACK, end, end_all, take_back, take_back_all
from subscribers.consent.moving import ask_move, confirm_move, refuse
from subscribers.models import EndedReason
from subscribers.wishes import Choice, SignUp

__all__ = [
    "PREFERENCES",
    "TAKE_BACK",
    "Choice",
    "ConsentError",
    "EndedReason",
    "Enrolment",
    "MustStayError",
    "NotMailableError",
    "NotPublicError",
    "SameAddressError",
    "SignUp",
    "ask_erasure",
    "ask_move",
    "change_frequency",
    "confirm",
    "confirm_move",
    "demand_basis",
    "describe",
    "end",
    "end_all",
    "enrol",
    "erase",
    "finish_erasures",
    "follow_topics",
    "is_enough",
    "join",
    "note_mailed",
    "pause",
    "refuse",
    "request",
    "take_back",
    "take_back_all",
    "why_left",
]
