"""Soft hyphens for very long words, which would reach over the edge of a phone or break anywhere.

Browsers hyphenate by themselves where they have a dictionary; most mail programs have none. Words
are parted where German compounds are put together, and otherwise between open syllables.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

SHY: Final = "\u00ad"
# Two thirds of a line of a heading on a phone.
_LEAST: Final = 18
_LONG: Final = re.compile(rf"[^\W\d_]{{{_LEAST},}}")
# Behind the ends that join words, and before words that often come second in a town hall's.
_ENDS: Final = ("ungs", "heits", "keits", "schafts", "tions", "itäts", "lings", "schutz")
_SECOND: Final = (
    r"ver(?=[a-zäöü]{4})|über(?=[a-z]{4})|unter(?=[a-z]{4})|zuständig|zustimm|zusammen"
    r"|gesetz|(?<!ver)ordnung|genehmigung|gesell|gemein|einricht|entwick|entsorg|förder"
    r"|beteilig|beschleun|bescheid|behörde|bürger|kinder|jugend|schul|schutz|straße|schiff"
    r"|fahrt|plan(?=ung)|leitung|widrig|verkehr|haushalt|ausschuss|angelegenheit|aufgabe"
    r"|arbeit|dienst|stelle|platz|plätze|wohn|werk|wirtschaft|konzept|projekt|programm"
    r"|freund|bericht|begrenz|betrieb|beauftragt|haupt|stück|recht|raum|klima|umwelt"
    r"|energie|technik|gebiet|gebäude|qualität|management|manager|kraft|wasser|beleucht"
    r"|abschätz|elektri|maßnahm|pflege|satzung|vertret"
)
_JOINTS: Final = re.compile(
    rf"(?<=[^\W\d_]{{4}})(?:{'|'.join(f'(?<={end})' for end in _ENDS)}|(?=(?:{_SECOND})))"
    r"(?=[^\W\d_]{4})",
    re.IGNORECASE,
)
_OPEN: Final = re.compile(
    r"(?<=[^\W\d_]{3}[aeiouyäöü])(?=(?:sch|ch|ph|th|[bcdfghjklmnpqrstvwxzß])[aeiouyäöü][^\W\d_]{3})",
    re.IGNORECASE,
)
# A part that is longer is parted once more.
_PART: Final = 18


def softened(words: str) -> str:
    """The words with soft hyphens in those of 18 letters and more."""
    if max(map(len, words.split()), default=0) < _LEAST:
        return words
    return _LONG.sub(lambda found: _parted(found[0]), words)


@lru_cache(maxsize=4096)
def _parted(word: str) -> str:
    parts = _JOINTS.sub(SHY, word).split(SHY)
    return SHY.join(_OPEN.sub(SHY, part) if len(part) > _PART else part for part in parts)
