"""Fields, constraints and one-line predicates of who is told."""

from subscribers.models.consent import ConsentEvent, EndedReason, Step, Subscription, Wording
from subscribers.models.imports import ImportRun
from subscribers.models.lists import Audience, Frequency, LegalBasis, List, Sender, ToldUntil
from subscribers.models.people import Subscriber, Topic
from subscribers.models.segments import Segment
from subscribers.models.suppression import Suppression

__all__ = [
    "Audience",
    "ConsentEvent",
    "EndedReason",
    "Frequency",
    "ImportRun",
    "LegalBasis",
    "List",
    "Segment",
    "Sender",
    "Step",
    "Subscriber",
    "Subscription",
    "Suppression",
    "ToldUntil",
    "Topic",
    "Wording",
]
