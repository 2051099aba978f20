"""Days that a sentence announces although they are over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

_MONTHS: Final = {
    name: number
    for names in (
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "January February March April May June July August September October November December",
    )
    for number, name in enumerate(names.split(), start=1)
}
_DAY: Final = re.compile(
    rf"\b(\d{{1,2}})\.? ({'|'.join(_MONTHS)}) (\d{{4}})\b"
    r"|\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b|\b(\d{4})-(\d{2})-(\d{2})\b"
)
_SENTENCE: Final = re.compile(r"(?<=[^\d\s][.!?])\s+(?=[A-ZÄÖÜ„“])")
# Sentences about what is to come: invitations, deadlines, the future.
_AHEAD: Final = re.compile(
    r"\b(?:wird|werden|findet|finden|beginnt|startet|endet|öffnet|eröffnet am|lädt|laden|"
    r"anmeld\w*|bewerb\w*|bis zum|bis spätestens|ab dem|entscheidet|tagt|will take|takes place|"
    r"will be|begins|starts|opens|closes|register|until|by the|no later than|apply|join us)\b",
    re.IGNORECASE,
)
_BEHIND: Final = re.compile(
    r"\b(?:wurde|wurden|war|waren|hat|haben|hatte|fand|fanden|ist am|was|were|has been|had|took)\b",
    re.IGNORECASE,
)


def past(words: str, day: date) -> Iterator[str]:
    """The days before `day` that a sentence announces, as they are written."""
    for sentence in _SENTENCE.split(words):
        if _AHEAD.search(sentence) and not _BEHIND.search(sentence):
            for found in _DAY.finditer(sentence):
                moment = _read(found)
                if moment is not None and moment < day:
                    yield found[0]


def is_over(words: str, day: date) -> bool:
    """Whether these words are a day before `day`."""
    found = _DAY.fullmatch(words)
    moment = _read(found) if found else None
    return moment is not None and moment < day


def _read(found: re.Match[str]) -> date | None:
    day, name, year, short_day, month, short_year, *iso = found.groups()
    if name:
        parts = int(year), _MONTHS[name], int(day)
    elif month:
        parts = int(short_year), int(month), int(short_day)
    else:
        parts = int(iso[0]), int(iso[1]), int(iso[2])
    try:
        return date(*parts)
    except ValueError:
        return None
