"""`make bench`: one table, all in one run, and benchmarks/results.json; code 1 over a limit."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks import edition, ledger, message

RESULTS = Path(__file__).parent / "results.json"


def main() -> int:
    """Measure all and print."""
    rows = [message.measure(), edition.measure(), ledger.measure()]
    print(f"{'what':<56}{'ours':>12}{'reference':>12}{'ratio':>8}{'limit':>8}")
    for row in rows:
        mark = "" if row.kept else "  OVER"
        print(
            f"{row.name:<56}{row.ours:>12.6f}{row.reference:>12.6f}"
            f"{row.ratio:>8.3f}{row.limit:>8}{mark}"
        )
    RESULTS.write_text(json.dumps([row.as_dict() for row in rows], indent=2) + "\n")
    return 0 if all(row.kept for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
