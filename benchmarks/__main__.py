"""`make bench`: one table, all in one run, and benchmarks/results.json; code 1 over a limit."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks import (
    celery,
    digest,
    dkim,
    edition,
    importing,
    journal,
    ledger,
    message,
    pages,
    path,
    rush,
    scale,
    transport,
)
from benchmarks.installation import installation
from benchmarks.measure import Row

RESULTS = Path(__file__).parent / "results.json"
ALONE: dict[str, Callable[[], list[Row]]] = {
    "transport": transport.measure,
    "message": message.measure,
    "dkim": dkim.measure,
    "edition": edition.measure,
}
WITH_ENGINES: dict[str, Callable[[], list[Row]]] = {
    "path": path.measure,
    "celery": celery.measure,
    "digest": digest.measure,
    "importing": importing.measure,
    "ledger": ledger.measure,
    "scale": scale.measure,
    "journal": journal.measure,
    "pages": pages.measure,
    "rush": rush.measure,
}


def main(names: Sequence[str]) -> int:
    """Measure these, or all; print each row as it comes."""
    chosen = names or [*ALONE, *WITH_ENGINES]
    print(f"{'what':<56}{'ours':>12}{'reference':>12}{'ratio':>8}{'limit':>8}")
    rows = []
    for row in _rows(chosen):
        rows.append(row)
        mark = "" if row.kept else "  OVER"
        print(
            f"{row.name:<56}{row.ours:>12.6f}{row.reference:>12.6f}"
            f"{row.ratio:>8.3f}{row.limit:>8}{mark}",
            flush=True,
        )
    RESULTS.write_text(json.dumps([row.as_dict() for row in rows], indent=2) + "\n")
    return 0 if all(row.kept for row in rows) else 1


def _rows(chosen: Sequence[str]) -> Iterator[Row]:
    for name in (name for name in ALONE if name in chosen):
        yield from ALONE[name]()
    if others := [name for name in WITH_ENGINES if name in chosen]:
        with installation():
            for name in others:
                yield from WITH_ENGINES[name]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
