"""Names that tell something of whoever is on a list (P33): words propose, staff decide."""

from __future__ import annotations

from subscribers.models import List
from subscribers.signals import name_asked


def revealing(row: List) -> str:
    """The word in one of the list's names that reveals something; '' where nobody knows of one."""
    for name in row.names.values():
        for _receiver, word in name_asked.send(sender=None, name=name):
            if word:
                return str(word)
    return ""
