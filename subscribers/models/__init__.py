"""Fields, constraints and one-line predicates of who is told."""

from subscribers.models.consent import (
    ConsentEvent,
    EndedReason,
    Seal,
    Step,
    Subscription,
    Wording,
)
from subscribers.models.farewells import Farewell, FarewellAnswer
from subscribers.models.imports import ImportRun
from subscribers.models.lists import Audience, Frequency, LegalBasis, List, Sender, ToldUntil
from subscribers.models.pages import Page, PageName
from subscribers.models.people import Subscriber, Topic
from subscribers.models.segments import Segment
from subscribers.models.suppression import Suppression
from subscribers.models.wishes import Wish, WishAnswer, WishKind

__all__ = [
    "Audience",
    "ConsentEvent",
    "EndedReason",
    "Farewell",
    "FarewellAnswer",
    "Frequency",
    "ImportRun",
    "LegalBasis",
    "List",
    "Page",
    "PageName",
    "Seal",
    "Segment",
    "Sender",
    "Step",
    "Subscriber",
    "Subscription",
    "Suppression",
    "ToldUntil",
    "Topic",
    "Wish",
    "WishAnswer",
    "WishKind",
    "Wording",
]
