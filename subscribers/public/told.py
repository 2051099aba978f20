"""What is stored of a person, told in plain words: headings, facts and tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from subscribers.models import EndedReason, Frequency, LegalBasis, List, Step, Topic
from subscribers.models.lists import by_language
from subscribers.models.people import FormOfAddress
from subscribers.models.suppression import SuppressionReason
from subscribers.noted import NAMES

Value = Any
# Too much in a row for a table.
_LONG = {"lists", "earlier_entries"}


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with groups of facts (title, pairs) or with a table below it."""

    heading: str
    groups: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


def story(found: Mapping[str, Any]) -> list[Part]:
    """The parts of `rights.everything_about`, in their order; what is empty is left out."""
    headings = _headings()
    parts = []
    for name, value in found.items():
        heading = headings.get(name, name.replace("_", " ").capitalize())
        if isinstance(value, Mapping):
            parts.append(Part(heading, groups=[("", _facts(value))]))
        elif name in _LONG and value:
            parts.append(Part(heading, groups=[_group(row) for row in value]))
        elif isinstance(value, list) and value:
            parts.append(_table(heading, value))
    return parts


def _group(row: Mapping[str, Value]) -> tuple[str, list[tuple[str, str]]]:
    rest = {name: one for name, one in row.items() if name != "list"}
    return str(row.get("list") or ""), _facts(rest)


def _facts(value: Mapping[str, Value]) -> list[tuple[str, str]]:
    labels = _labels()
    return [
        (labels.get(name, name), _text(name, one))
        for name, one in value.items()
        if one not in (None, "", [], {}, False)
    ]


def _table(heading: str, found: Sequence[Value]) -> Part:
    """A column for each name that has a value in one of the rows."""
    labels = _labels()
    rows = [row if isinstance(row, Mapping) else {"": row} for row in found]
    names = [name for name in rows[0] if any(row.get(name) not in (None, "", {}) for row in rows)]
    return Part(
        heading,
        columns=[labels.get(name, name) for name in names],
        rows=[[_text(name, row.get(name)) for name in names] for row in rows],
    )


def _text(name: str, value: Value) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return "; ".join(f"{label}: {one}" for label, one in _facts(_said(value))) or "–"
    words = _words().get(name, str)
    if isinstance(value, list):
        return ", ".join(words(str(one)) for one in value)
    return words(str(value))


def _said(details: Mapping[str, Value]) -> Mapping[str, Value]:
    """The details of an event, where names mean something else than they do of a person."""
    told = {"address_event" if name == "address" else name: one for name, one in details.items()}
    if isinstance(told.get("was"), str):
        told["frequency_before"] = told.pop("was")
    return told


def _words() -> dict[str, Callable[[str], str]]:
    """How the values of some names are said."""
    choices: dict[str, Sequence[tuple[Any, Any]]] = {
        "frequency": Frequency.choices,
        "legal_basis": LegalBasis.choices,
        "ended_reason": EndedReason.choices,
        "step": Step.choices,
        "form_of_address": FormOfAddress.choices,
        "reason": [*EndedReason.choices, *SuppressionReason.choices],
        "basis": LegalBasis.choices,
        "language": settings.LANGUAGES,
        "frequency_before": Frequency.choices,
        "address_event": [("changed", _("changed")), ("refused", _("change refused"))],
        "form": [("preferences", _("the page of your settings"))],
        "kind": _kinds(),
        "state": _states(),
        "topics": _named(Topic),
        "list": _named(List),
    }
    said: dict[str, Callable[[str], str]] = {
        name: lambda value, words=dict(pairs): str(words.get(value, value))  # type: ignore[misc]
        for name, pairs in choices.items()
    }
    said |= {"source": _source, "paused_until": _day}
    times: tuple[str, ...] = ("at", "since", "stored_since", "expires_at", "due_at")
    times += ("lifted_at",)
    times += ("started_at", "confirmed_at", "ended_at", "created_at", "settled_at")
    times += ("soft_bounced_at", "hard_bounced_at", "complained_at")
    return said | dict.fromkeys(times, _moment)


def _source(value: str) -> str:
    """The way in which something came about; what staff wrote of it stays as it is."""
    if value == "desk" or re.fullmatch(r"staff \d+", value):
        return _("by the city's staff")
    ways = {
        "web": _("on our pages"),
        "preferences": _("on the page of your settings"),
        "moved": _("with a change of address"),
        "import": _("with a file of the city"),
        "retention": _("by itself, when its time had come"),
        "overdue": _("by itself, when its time had come"),
        "goodbye": _("after the goodbye"),
    }
    return ways.get(value, value)


def _named(kind: type[Topic | List]) -> list[tuple[str, str]]:
    """What is stored by a short name that machines like, by the name that people know."""
    language = get_language() or settings.LANGUAGE_CODE
    return [(row.slug, by_language(row.names, language)) for row in kind.objects.all()]


def _states() -> list[tuple[str, str]]:
    return [
        ("queued", _("queued")),
        ("sending", _("sending")),
        ("accepted", _("accepted")),
        ("deferred", _("deferred")),
        ("failed", _("failed")),
        ("uncertain", _("uncertain")),
        ("withdrawn", _("withdrawn")),
        ("suppressed", _("suppressed")),
        ("cancelled", _("cancelled")),
        ("expired", _("expired")),
    ]


def _kinds() -> list[tuple[str, str]]:
    return [
        ("sign_up", _("Sign-up")),
        ("invitation", _("Invitation")),
        ("link", _("Link to your data")),
        ("address", _("Change of address")),
        ("address_told", _("Change of address")),
        ("known", _("Signed up already")),
        ("welcome", _("Welcome")),
        ("goodbye", _("Goodbye")),
    ]


def _moment(value: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    if moment.tzinfo is None:
        return _day(value)
    return formats.date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def _day(value: str) -> str:
    """The day of what begins or ends with one, by moment or by date."""
    moment = datetime.fromisoformat(value)
    local = timezone.localtime(moment) if moment.tzinfo else moment
    return formats.date_format(local, "SHORT_DATE_FORMAT")


def _headings() -> dict[str, str]:
    return {
        "person": _("About you"),
        "lists": _("Your lists"),
        "consent": _("What you agreed to, and when"),
        "blocks": _("Blocks: mails that you do not get"),
        "waiting": _("What waits for a confirmation"),
        "earlier_entries": _("Earlier entries"),
        "deliveries": _("Mails sent to you"),
        "notices": _("Single mails to you"),
    }


def _labels() -> dict[str, str]:
    ours = _person_labels() | _list_labels() | _event_labels()
    return {name: str(words) for name, words in NAMES.items()} | ours


def _person_labels() -> dict[str, str]:
    return {
        "address": _("E-mail address"),
        "given_name": _("Given name"),
        "family_name": _("Family name"),
        "honorific": _("Title"),
        "organisation": _("Organisation"),
        "municipality": _("Municipality"),
        "municipality_type": _("Kind of municipality"),
        "language": _("Language"),
        "form_of_address": _("Form of address"),
        "easy_language": _("Easy language"),
        "text_only": _("Text only"),
        "topics": _("Topics"),
        "paused_until": _("Paused until"),
        "attributes": _("More"),
        "stored_since": _("Stored since"),
    }


def _list_labels() -> dict[str, str]:
    return {
        "list": _("List"),
        "purpose": _("Purpose"),
        "legal_basis": _("Legal basis"),
        "sender": _("Sent by"),
        "frequency": _("Frequency"),
        "source": _("Origin"),
        "started_at": _("Begun"),
        "confirmed_at": _("Confirmed"),
        "ended_at": _("Ended"),
        "ended_reason": _("Reason"),
    }


def _event_labels() -> dict[str, str]:
    return {
        "at": _("When"),
        "step": _("Step"),
        "wording": _("Words shown"),
        "wording_version": _("Version"),
        "details": _("Details"),
        "reason": _("Reason"),
        "since": _("Since"),
        "lifted_at": _("Lifted"),
        "kind": _("Kind"),
        "expires_at": _("Expires"),
        "subject": _("Subject"),
        "issue": _("Mail"),
        "due_at": _("Planned for"),
        "attempts": _("Attempts"),
        "created_at": _("When"),
        "settled_at": _("Settled"),
        "soft_bounced_at": _("Came back for now"),
        "hard_bounced_at": _("Came back"),
        "complained_at": _("Complaint"),
        "state": _("State"),
        "was": _("Before"),
        "is": _("Now"),
        "frequency_before": _("How often before"),
        "address_event": _("E-mail address"),
        "was_key": _("Check value of the former address"),
        "mail": _("Mail"),
        "text": _("Text"),
        "message_id": _("Message-ID"),
    }
