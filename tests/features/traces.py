"""Looks for an address wherever a running installation keeps anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import redis
from psycopg import sql

from tests.features.conftest import Watched as City
from tests.installation import ROOT


def traces(city: City, address: str) -> list[str]:
    """Where the address stands in clear: tables, Redis, mailboxes, uploads, journals, logs."""
    wanted = address.encode().lower()
    return [place for place, content in kept(city) if wanted in content.lower()]


def kept(city: City) -> Iterator[tuple[str, bytes]]:
    """All that is kept of anything, by its place."""
    with psycopg.connect(city.env["DATABASE_URL"]) as connection:
        rows = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'm')"
            " AND relnamespace = 'public'::regnamespace"
        ).fetchall()
        for (table,) in rows:
            statement = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT").format(sql.Identifier(table))
            with connection.cursor().copy(statement) as copy:
                yield f"table {table}", b"".join(bytes(part) for part in copy)
    with redis.Redis.from_url(city.env["REDIS_URL"]) as client:
        for key in client.scan_iter():
            yield f"redis {key!r}", bytes(key) + (client.dump(key) or b"")
    folders = [Path(city.env[name]) for name in ("MEDIA_ROOT", "SOURCES_ROOT", "JOURNAL_ROOT")]
    folders += [ROOT / "tests" / "artefacts" / "logs", city.inbox.folder]
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        yield str(path), path.read_bytes()
