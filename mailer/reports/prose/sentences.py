"""Where sentences end: full stops that are no abbreviations, ordinals or initials."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from mailer.reports.prose.wordset import wordset

# Of German and English prose; what ends in one letter is none that closes a sentence here.
ABBREVIATIONS: Final = wordset(
    """abb abs abt allg approx apr art aufl aug bd bes betr bspw bzgl bzw ca cllr co dec dept dez
    dipl dr drs ebd ehem einschl einw engl etc ev evtl exkl feb ff fig fkz fr geb gem gen gest gez
    ggf ggü gov grds hbf hl hon hr hrsg inc ing inkl insb insbes jan jg jh jr jul jun jur kath kfm
    lfd lit lt ltd mag max med min mind mio mr mrd mrs ms mt mwst nat no nov nr num okt oct op orig
    phil pl prof prot rd ref rer resp rev sen sep sept sog sp sr st std stellv str tel tsd usw
    verf vgl vol vs wg ziff zit zt zzgl österr"""
)
_STOP: Final = re.compile(r"([.!?…]{1,5})([\"“”»«’‘)\]]{0,4})\s+(?=[\"„“»«‚‘(\[–-]*[^\W_a-zäöüß])")


@lru_cache(maxsize=16)
def starts(text: str) -> tuple[int, ...]:
    """Offsets at which sentences begin, the first being 0."""
    return (0, *(match.end() for match in _STOP.finditer(text) if _ends(text, match)))


def _ends(text: str, match: re.Match[str]) -> bool:
    if match[1] != "." or match[2]:
        return True
    word = re.search(r"[\w-]+$", text[max(0, match.start() - 40) : match.start()])
    last = word.group().lower() if word else ""
    if last.isdigit():
        return len(last) > 2
    if len(last) == 1:
        return False
    return last not in ABBREVIATIONS


def start_before(text: str, offset: int) -> int:
    """Where the sentence that `offset` stands in begins."""
    return max((start for start in starts(text) if start <= offset), default=0)


def end_after(text: str, offset: int) -> int:
    """Where the sentence that `offset` stands in ends (the next one's start)."""
    return min((start for start in starts(text) if start > offset), default=len(text))
