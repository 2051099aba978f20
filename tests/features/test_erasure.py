"""Somebody is erased, and then looked for wherever a running installation keeps anything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import redis

from tests.features.conftest import Watched as City
from tests.installation import ROOT

OFFICER = "daten@stadt.example.org"
ERIKA, BEN = "erika.sample@example.org", "ben@example.org"


def traces(city: City, address: str) -> list[str]:
    """Where the address stands in clear: tables, Redis, mailboxes, uploads, journals, logs."""
    wanted = address.encode().lower()
    return [place for place, content in kept(city) if wanted in content.lower()]


def kept(city: City) -> Iterator[tuple[str, bytes]]:
    """All that is kept of anything, by its place."""
    with psycopg.connect(city.env["DATABASE_URL"]) as connection:
        rows = connection.execute(
            "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind IN ('r', 'm')"
            " AND c.relnamespace = 'public'::regnamespace"
        ).fetchall()
        for (table,) in rows:
            with connection.cursor().copy(f"COPY (SELECT * FROM {table}) TO STDOUT") as copy:
                yield f"table {table}", b"".join(bytes(part) for part in copy)
    with redis.Redis.from_url(city.env["REDIS_URL"]) as client:
        for key in client.scan_iter():
            yield f"redis {key!r}", bytes(key) + (client.dump(key) or b"")
    folders = [Path(city.env[name]) for name in ("MEDIA_ROOT", "SOURCES_ROOT", "JOURNAL_ROOT")]
    folders += [ROOT / "tests" / "artefacts" / "logs", city.inbox.folder]
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        yield str(path), path.read_bytes()


def test_nothing_of_an_erased_person_is_found_anywhere(city: City) -> None:
    """P10, P11, P13: no address in a dump, in Redis, in mailboxes, logs or files; imports are
    refused; what was told before (Art. 15) is complete.
    """
    city.run(
        "staff", "add", OFFICER, "--role", "data_officer", "--password", "correct horse battery"
    )
    city.people("citizens", [ERIKA, BEN])
    issue = city.send(
        "Erika", "Neues vom Markt\n\nDie Stadt Jena berichtet über: Neues.\n", "citizens"
    )
    city.until(lambda: city.state(issue)["state"] == "sent", seconds=60, what="it is sent")
    city.get("/link")
    httpx.post(f"{city.env['SITE_URL']}/link", data={"email": ERIKA}, timeout=20)
    answers = city.folder / "answers"
    city.run("subscribers", "export", ERIKA, "--out", str(answers), "--as", OFFICER)
    told = json.loads(next(answers.glob("*.json")).read_text())
    assert [mail["state"] for mail in told["mails"]] == ["accepted"]
    before = traces(city, ERIKA)
    assert "table subscribers_subscriber" in before
    assert any("inbox" in place for place in before)

    city.run("subscribers", "erase", ERIKA, "--as", OFFICER)
    assert traces(city, ERIKA) == []
    assert traces(city, BEN)
    assert [mail.entry.rcpt_to for mail in city.mails()] == [(BEN,)]

    file = city.folder / "again.csv"
    file.write_text(f"E-Mail\n{ERIKA}\n")
    counts = city.ask(
        "subscribers", "import", str(file), "--list", "citizens", "--basis", "consent",
        "--proof", "t",
    )  # fmt: skip
    assert (counts["suppressed"], counts["new_people"]) == (1, 0)
    assert traces(city, ERIKA) == []
