"""Which year a day without one is in: by the day of the report, and whether it is told as past."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from typing import Final

# So many days back, a day is rather the next year's; so many, only if something is to come then.
_FAR, _LONG = 270, 120
_BREAK: Final = re.compile(r"(?<!\d)[.!?]\s+(?=[A-ZÄÖÜ„“])|\n")
_PAST: Final = re.compile(
    r"\b(?:war|waren|wurden?|hatten?|hat|haben|beschloss\w*|fand|fanden|gab|gaben|kam|kamen|ging|"
    r"gingen|begann\w*|nahm\w*|traf\w*|trat\w*|stand|standen|lag|lagen|ließ\w*|brach\w*|fiel\w*|"
    r"stieg\w*|sank\w*|sprach\w*|lud|luden|zog\w*|schloss\w*|lief\w*|seit|vom|bisher|"
    r"was|were|had|has|have|did|took|held|met|began|fell|gave|came|went|since|of|"
    r"(?!(?:heute|bitte|könnte|sollte|müsste|möchte|dritte|vierte|geplante|gesamte|rechte|weite|"
    r"letzte|erste|beste|meiste|nächste|größte|höchste)n?\b)[a-zäöüß]{2,}ten?|[a-z]{3,}ed)\b"
)
_AHEAD: Final = re.compile(
    r"\b(?:wird|werden|soll|sollen|kann|können|muss|müssen|ist|sind|lädt|laden|findet|finden|gilt|"
    r"gelten|tritt|beginnt|startet|öffnet|endet|folgt|bis|ab|will|shall|can|is|are|starts?|opens?|"
    r"begins?|ends?|takes|until|by|from|please|bitte)\b",
    re.IGNORECASE,
)
_COMES: Final = re.compile(r"\b(?:wird|werden|soll|sollen|will|shall|to be)\b")


@dataclass
class Years:
    """The sentences of a text, and the day that it was written."""

    text: str
    told: date
    _breaks: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._breaks = [0, *(match.end() for match in _BREAK.finditer(self.text))]

    def of(self, day: date, *, at: int) -> int:
        """The year of a day that was first taken for one of the report's own year."""
        back = (self.told - day).days
        if abs(back) <= _LONG:
            return day.year
        said = self._sentence(at)
        past = bool(_PAST.search(said)) and not _COMES.search(said)
        if back < -_FAR and past:
            return day.year - 1
        comes = back > _FAR or (back > _LONG and bool(_AHEAD.search(said)))
        return day.year + (comes and not past)

    def _sentence(self, at: int) -> str:
        place = bisect_right(self._breaks, at)
        end = self._breaks[place] if place < len(self._breaks) else len(self.text)
        return self.text[self._breaks[place - 1] : end]
