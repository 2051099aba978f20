"""A mail server's log as a second witness: which messages it took, by their Message-ID.

Postfix' lines are joined by queue id, so that a message that it took twice counts twice; in any
other log a line with a Message-ID of ours counts as one sight of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

_NAMED: Final = re.compile(r"/cleanup\[\d+\]: (\w+): (?:resent-)?message-id=<([^>\s]+)>")
# The queue manager or a delivery agent has it: so it was taken.
_TAKEN: Final = re.compile(
    r"postfix\S*/(?:qmgr|n?qmgr|smtp|lmtp|local|virtual|pipe|discard|error)"
    r"\[\d+\]: (\w+): (?:from|to|removed)"
)
_POSTFIX: Final = re.compile(r"postfix\S*/\w+\[\d+\]:")
# The form of `dispatch.identity.Names`.
_OURS: Final = re.compile(r"<(\d+\.[0-9a-f]{8}\.[0-9a-f]{1,16}@[^>\s]+)>")


def sights(lines: Iterable[str]) -> Mapping[str, int]:
    """How often each Message-ID was taken, without angle brackets."""
    named: dict[str, str] = {}
    taken: set[str] = set()
    found: dict[str, int] = defaultdict(int)
    for line in lines:
        if match := _NAMED.search(line):
            named[match[1]] = match[2]
        elif match := _TAKEN.search(line):
            taken.add(match[1])
        elif not _POSTFIX.search(line) and (match := _OURS.search(line)):
            found[match[1]] += 1
    for queue_id in taken & named.keys():
        found[named[queue_id]] += 1
    return found
