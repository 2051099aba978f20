"""The verbs of consent: each is one transaction, writes its evidence, and may be repeated.

Verbs on one person wait for each other (an advisory lock), so that leaving is never lost to a
change of frequency that commits a moment earlier.
"""

from subscribers.consent.changing import change_frequency
from subscribers.consent.enrolling import Enrolment, demand_basis, enrol, is_enough
from subscribers.consent.errors import ConsentError, MustStayError, NotPublicError
from subscribers.consent.joining import confirm, note_mailed, request
from subscribers.consent.leaving import TAKE_BACK, end, take_back
from subscribers.models import EndedReason
from subscribers.wishes import Choice, SignUp

__all__ = [
    "TAKE_BACK",
    "Choice",
    "ConsentError",
    "EndedReason",
    "Enrolment",
    "MustStayError",
    "NotPublicError",
    "SignUp",
    "change_frequency",
    "confirm",
    "demand_basis",
    "end",
    "enrol",
    "is_enough",
    "note_mailed",
    "request",
    "take_back",
]
