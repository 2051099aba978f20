"""One million recipients against ten thousand: what a message costs, and memory."""

from __future__ import annotations

from benchmarks import tools
from benchmarks.installation import expanded, people
from benchmarks.ledger import PEOPLE as MANY
from benchmarks.measure import Row
from benchmarks.path import all_accepted
from benchmarks.sender import Cost, cost
from benchmarks.transport import SESSIONS

FEW = 10_000
MOST_MEMORY = 150 * 1024 * 1024


def measure() -> list[Row]:
    """CPU a message and memory of a sending process, by turns: few, many, few."""
    people(FEW, of="few")
    people(MANY, of="many")
    with tools.fast_sink() as port:
        url = f"smtp://127.0.0.1:{port}?tls=none&connections={SESSIONS}"
        first, many, last = (
            _send("few", url, count=FEW),
            _send("many", url, count=MANY),
            _send("few", url, count=FEW),
        )
    few = (first.seconds + last.seconds) / 2
    memory = max(first.memory, last.memory)
    return [
        Row("one million, against ten thousand", many.seconds, few, 1.15, "CPU s"),
        Row("memory for one million, against ten thousand", many.memory, memory, 1.1, "octets"),
        Row("memory for one million, against 150 MB", many.memory, MOST_MEMORY, 1.0, "octets"),
    ]


def _send(of: str, url: str, *, count: int) -> Cost:
    issue = expanded(of)
    found = cost(issue.pk, smtp_url=url)
    all_accepted(issue.pk, people=count)
    return found
