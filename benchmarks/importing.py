"""Importing a file of people, against COPY and the same bare upsert in SQL of the same file."""

from __future__ import annotations

import re
import time
from statistics import median
from tempfile import TemporaryFile
from typing import BinaryIO

from benchmarks.measure import Row, forget_peak, peak

FEW, MANY, RUNS = 10_000, 100_000, 3
HEADER = "E-Mail;Vorname;Nachname;Sprache;Nachweis\n"
RAW = "CREATE TEMP TABLE raw (email text, given text, family text, language text, proof text)"
COPY = "COPY raw FROM STDIN (FORMAT csv, DELIMITER ';', HEADER)"
# The same rows into the same tables, with all their keys, indexes and foreign keys; or into tables
# like them, of which no foreign key is looked at.
LIKE = "CREATE TABLE bare_{0} (LIKE subscribers_{0} INCLUDING ALL)"
TABLES = ("subscriber", "subscription", "consentevent")
_OURS = rf"\bsubscribers_({'|'.join(TABLES)})\b"
PEOPLE = (
    "INSERT INTO subscribers_subscriber (address, address_key, older_keys, given_name, "
    "family_name, honorific, organisation, municipality, municipality_type, language, "
    "form_of_address, attributes, easy_language, text_only, created_at) "
    "SELECT email, sha256(lower(email)::bytea), '{}', given, family, '', '', '', '', language, "
    "'formal', '{}', false, false, now() FROM raw "
    "ON CONFLICT (address_key) DO UPDATE SET given_name = excluded.given_name, "
    "family_name = excluded.family_name, language = excluded.language"
)
SUBSCRIPTIONS = (
    "INSERT INTO subscribers_subscription (subscriber_id, list_id, frequency, source, "
    "started_at, confirmed_at, ended_reason) "
    "SELECT p.id, l.id, 'weekly', 'bare', now(), now(), '' FROM raw "
    "JOIN subscribers_subscriber p ON p.address_key = sha256(lower(email)::bytea) "
    "JOIN subscribers_list l ON l.slug = 'citizens' "
    "ON CONFLICT (subscriber_id, list_id) WHERE ended_at IS NULL DO NOTHING"
)
EVENTS = (
    "INSERT INTO subscribers_consentevent (subscriber_id, subscription_id, list_id, step, at, "
    "payload, salt, digest) "
    "SELECT subscriber_id, s.id, list_id, 'imported', now(), e.payload::jsonb, e.salt, "
    "sha256(e.salt || convert_to(e.payload, 'UTF8')) FROM raw "
    "JOIN subscribers_subscriber p ON p.address_key = sha256(lower(email)::bytea) "
    "JOIN subscribers_subscription s ON s.subscriber_id = p.id "
    'CROSS JOIN LATERAL (SELECT \'{"proof":"Akte 12","row":\' || s.id || \'}\' AS payload, '
    "uuid_send(gen_random_uuid()) AS salt) e"
)


def measure() -> list[Row]:
    """Wall-clock seconds by turns, and the most memory that this process took."""
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in (RAW, *(LIKE.format(name) for name in TABLES)):
            cursor.execute(statement)
    _import(_file("warm", FEW))
    forget_peak()
    _import(_file("small", FEW))
    few = peak()
    forget_peak()
    runs = [
        (
            _import(_file(f"run{number}", MANY)),
            _bare(_file(f"bare{number}", MANY), "subscribers"),
            _bare(_file(f"loose{number}", MANY), "bare"),
        )
        for number in range(RUNS)
    ]
    ours, bare, loose = (median(values) for values in zip(*runs, strict=True))
    return [
        Row("import of 100,000, against COPY and bare upsert", ours, bare, 2.5, "s"),
        Row("the same, against tables without foreign keys", ours, loose, 2.5, "s"),
        Row("memory of importing 100,000, against 10,000", peak(), few, 1.15, "octets"),
    ]


def _file(of: str, rows: int) -> BinaryIO:
    """A file on disk as an office has it: mixed case in every tenth address."""
    names = (f"{of}{n}" if n % 10 else f"{of.upper()}{n}" for n in range(rows))
    lines = (f"{name}@example.org;Kim;Beispiel {name};de;Akte 12\n" for name in names)
    file = TemporaryFile("w+b")  # noqa: SIM115
    file.write(HEADER.encode())
    file.writelines(line.encode() for line in lines)
    file.seek(0)
    return file


def _import(file: BinaryIO) -> float:
    from subscribers import importing
    from subscribers.models import List

    wanted = List.objects.get(slug="citizens")
    run = importing.request(file, "people.csv", wanted=wanted, basis="consent")
    start = time.perf_counter()
    assert importing.work(run.pk)
    spent = time.perf_counter() - start
    run.refresh_from_db()
    assert run.counts["subscribed"] == run.counts["read"], run.counts
    return spent


def _bare(file: BinaryIO, app: str) -> float:
    """Seconds of the same without a question asked: no faults, no block list, no counts."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE raw")
        start = time.perf_counter()
        with transaction.atomic():
            with cursor.copy(COPY) as copy:
                while chunk := file.read(1 << 16):
                    copy.write(chunk)
            cursor.execute("ANALYZE raw")
            for statement in (PEOPLE, SUBSCRIPTIONS, EVENTS):
                cursor.execute(re.sub(_OURS, rf"{app}_\1", statement))
                assert cursor.rowcount == MANY
        return time.perf_counter() - start
