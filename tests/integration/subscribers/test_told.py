"""What people read of their own data is in words of their language, whatever they have done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.utils import timezone, translation

from mailer.traces import COLUMNS, SHOWN
from subscribers import consent, people
from subscribers.consent import EndedReason
from subscribers.evidence import record
from subscribers.models import List, Step, Subscriber, Subscription, Topic
from subscribers.public.told import Part, story
from subscribers.rights import everything_about

pytestmark = pytest.mark.django_db
# How machines say things: in snake case, and in words of the code that are no German ones.
SNAKE = r"[a-z]+(?:_[a-z]+)+"
ISO = r"\d{4}-\d\d-\d\dT[^ ]*"
ENGLISH = "immediately|weekly|monthly|changed|refused|desk|web|overdue|preferences|moved|staff|True"
CODE = {
    "de": re.compile(rf"\b(?:{SNAKE}|{ISO}|{ENGLISH})\b"),
    "en": re.compile(rf"\b(?:{SNAKE}|{ISO})\b"),
}
PAYLOADS = (
    {"form": "https://stadt.example.org/de/", "privacy": "3", "language": "de", "source": "web"},
    {"form": "preferences", "ip": "192.0.2.0", "source": "preferences"},
    {"basis": "consent", "file": "leute.csv", "import": 3, "proof": "Akte 12", "row": 7},
    {"shown": {"consent_at": "2020-01-02", "consent_source": "Messe", "wording": "v1", "ip": "x"}},
    {"source": "web", "mail": {"subject": "Bitte bestätigen", "text": "…", "message_id": "<1@x>"}},
    {"source": "overdue"},
    {"source": "staff 3"},
)


@pytest.fixture
def anna(citizens: List) -> Subscriber:
    """Somebody who has used every page, and evidence in every form that there is."""
    where = {"basis": "consent", "source": "import", "proof": "Akte 12"}
    consent.enrol("anna@example.org", citizens.pk, **where)  # type: ignore[arg-type]
    person = people.find("anna@example.org")
    assert person is not None
    consent.follow_topics(person.pk, [Topic.objects.get(slug="climate").pk], source="web")
    consent.describe(person.pk, source="web", language="en", form_of_address="informal")
    consent.describe(person.pk, source="web", text_only=True)
    consent.pause(person.pk, until=date(2999, 1, 2), source="preferences")
    consent.change_frequency(person.pk, citizens.pk, frequency="monthly", source="preferences")
    for address in ("neu@example.com", "fremd@example.com"):
        wish = consent.ask_move(person.pk, address, language="de")
        assert wish is not None
        if address.startswith("neu"):
            consent.confirm_move(wish, source="web")
        else:
            consent.refuse(wish)
    row = Subscription.objects.filter(subscriber=person).latest("pk")
    for payload in PAYLOADS:
        record(Step.CHANGED, row, at=timezone.now(), payload=payload)
    consent.end(person.pk, citizens.pk, reason=EndedReason.UNSUBSCRIBED, source="desk")
    return person


def words(parts: list[Part]) -> Iterator[str]:
    """All that is read."""
    for part in parts:
        yield part.heading
        yield from part.columns
        yield from (cell for row in part.rows for cell in row)
        for title, facts in part.groups:
            yield title
            yield from (f"{label}: {value}" for label, value in facts)


@pytest.mark.parametrize("language", ["de", "en"])
def test_mails_are_told_in_words_too(db: None, language: str) -> None:
    """P12: what mailing knows; all that ends in 'at' is a moment, at which no hour is 'noon'."""
    moment = "2026-12-04T11:00:00.410496+00:00"
    names = {*COLUMNS, *SHOWN} - {"list_id"}
    row = {name: moment if name.endswith("_at") else "1" for name in names}
    with translation.override(language):
        told = list(words(story({"deliveries": [row], "notices": [row]})))
    assert [text for text in told if CODE[language].search(text)] == []
    assert {"de": "04.12.2026 12:00", "en": "4 Dec 2026, 12:00"}[language] in told


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_word_is_a_machine_s(anna: Subscriber, language: str) -> None:
    """P12: names, states and ways in words; only what people wrote themselves stays as it is."""
    found = everything_about(anna)
    with translation.override(language):
        told = [text for text in words(story(found)) if "@" not in text]
    assert [text for text in told if CODE[language].search(text)] == []
    assert len(told) > 60
