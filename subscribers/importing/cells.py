"""What stands in a cell, as the value that is stored; RowError where it means nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from subscribers.importing.faults import RowError
from subscribers.models import Frequency
from subscribers.models.people import FormOfAddress
from subscribers.policy import ip_for_evidence

MAX_LENGTHS = {
    "email": 320,
    "given_name": 120,
    "family_name": 120,
    "name": 240,
    "honorific": 80,
    "organisation": 200,
    "municipality": 120,
    "municipality_type": 40,
    "proof": 200,
    "consent_at": 40,
    "consent_source": 200,
    "wording": 4000,
    "ip": 60,
    "topics": 1000,
}
MAX_ATTRIBUTE = 500

_FREQUENCIES = {
    "sofort": Frequency.IMMEDIATELY,
    "immediately": Frequency.IMMEDIATELY,
    "täglich": Frequency.DAILY,
    "daily": Frequency.DAILY,
    "wöchentlich": Frequency.WEEKLY,
    "weekly": Frequency.WEEKLY,
    "monatlich": Frequency.MONTHLY,
    "monthly": Frequency.MONTHLY,
}
_FORMS = {
    "du": FormOfAddress.INFORMAL,
    "duzen": FormOfAddress.INFORMAL,
    "informal": FormOfAddress.INFORMAL,
    "informell": FormOfAddress.INFORMAL,
    "sie": FormOfAddress.FORMAL,
    "siezen": FormOfAddress.FORMAL,
    "formal": FormOfAddress.FORMAL,
    "formell": FormOfAddress.FORMAL,
}
_LANGUAGES = {"deutsch": "de", "german": "de", "englisch": "en", "english": "en"}
_LANGUAGE = re.compile(r"[a-z]{2}")
_DAY = len("31.05.2024")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def tidy(cell: str, header: str, *, most: int) -> str:
    """One line of text without runs of blanks; a fault if it is too long or hides controls."""
    text = " ".join(cell.split())
    if len(text) > most:
        raise RowError(header, _("longer than %(most)s characters") % {"most": most})
    if not text.isprintable() and _CONTROL.search(text):
        raise RowError(header, _("has a control character"))
    return text


def frequency(text: str, header: str) -> str:
    """How often, by its German or English word."""
    return _known(text, header, words=_FREQUENCIES)


def form_of_address(text: str, header: str) -> str:
    """Du or Sie."""
    return _known(text, header, words=_FORMS)


def known_form(text: str) -> str:
    """The form of address that these words are; '' if they are none."""
    return str(_FORMS.get(text.casefold(), ""))


def language(text: str, header: str) -> str:
    """A two-letter code (ISO 639-1), from itself, from one with a region, or from its name."""
    plain = text.casefold()
    code = _LANGUAGES.get(plain) or plain.replace("_", "-").partition("-")[0]
    if not _LANGUAGE.fullmatch(code):
        raise RowError(header, _("no language; write de, en, fr and so on"))
    return code


_MOMENTS = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y, %H:%M", "%d.%m.%Y")


def moment(text: str, header: str) -> str:
    """A past moment as ISO 8601 with its offset, from ISO or German; the installation's local time.

    A day alone stays a day: nobody may read an hour into a proof that names none.
    """
    found = _parsed(text)
    if found is None:
        raise RowError(header, _("no moment; write 2024-05-31 14:07 or 31.05.2024 14:07"))
    aware = timezone.make_aware(found) if timezone.is_naive(found) else found
    if aware > timezone.now():
        raise RowError(header, _("lies in the future"))
    whole_day = len(text) <= _DAY and found.time() == time.min
    return found.date().isoformat() if whole_day else aware.isoformat(timespec="seconds")


def _parsed(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for form in _MOMENTS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007
        except ValueError:
            continue
    return None


def ip(text: str, header: str) -> str:  # noqa: ARG001
    """What the installation's policy lets stand of an IP address; '' for none (P2)."""
    return ip_for_evidence(text)


Converter = Callable[[str, str], object]
CONVERTERS: Mapping[str, Converter] = {
    "frequency": frequency,
    "form_of_address": form_of_address,
    "language": language,
    "consent_at": moment,
    "ip": ip,
}


def topic_ids(text: str, header: str, *, known: Mapping[str, int]) -> list[int]:
    """Topics by slug or name, separated by | or comma."""
    ids = []
    for name in filter(None, (part.strip() for part in re.split(r"[|,]", text))):
        if name.casefold() not in known:
            raise RowError(header, _("has a topic that does not exist"))
        ids.append(known[name.casefold()])
    return sorted(set(ids))


def split_name(text: str) -> tuple[str, str]:
    """Given and family name: 'Family, Given', or the last word is the family name."""
    family, comma, given = text.partition(",")
    if not comma:
        given, _space, family = text.rpartition(" ")
    return given.strip()[:120], family.strip()[:120]


def _known(text: str, header: str, *, words: Mapping[str, str]) -> str:
    value = words.get(text.casefold())
    if value is None:
        raise RowError(header, _("unknown; use one of: %(words)s") % {"words": ", ".join(words)})
    return str(value)
