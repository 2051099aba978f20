"""Loopback ports that stay the same from run to run where they can."""

import json
import socket
from pathlib import Path

HOST = "127.0.0.1"


def port(record: Path, name: str, *, preferred: int) -> int:
    """The port last used for `name` if it is free, else the preferred one, else any free one.

    The choice is written to `record`, a JSON file.
    """
    known = _read(record)
    chosen = next(
        (number for number in (known.get(name, preferred), preferred) if free(number)), None
    )
    known[name] = chosen or _any()
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps(known, indent=2) + "\n")
    return known[name]


def free(number: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        # As servers do: a port that only waits out its last connections counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, number))
        except OSError:
            return False
    return True


def _any() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _read(record: Path) -> dict[str, int]:
    try:
        known = json.loads(record.read_text())
    except (OSError, ValueError):
        return {}
    return {str(name): int(number) for name, number in known.items()}
