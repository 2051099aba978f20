"""One arena for all scenarios, and what became of each."""

from __future__ import annotations

import json
import os
import ssl
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos import scenarios
from tests.chaos.arena import Arena, Result
from tests.chaos.postfix import free_port
from tests.chaos.receiver import Receiver
from tests.installation import installation
from workbench.certificate import certificate
from workbench.postgres import Postgres
from workbench.redis import Redis

LONG = os.environ.get("CHAOS") == "long"
PEOPLE = int(os.environ.get("CHAOS_PEOPLE", "20000" if LONG else "5000"))
RESULTS = Path(__file__).parent / "results.json"


@pytest.fixture(scope="package")
def arena() -> Iterator[Arena]:
    """Engines, workers, two receivers (both with TLS), and some thousand people on a list."""
    with tempfile.TemporaryDirectory(prefix="rb-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate(folder))
        with (
            Receiver(tls=context) as first,
            Receiver(tls=context) as second,
            Postgres(folder / "postgres") as postgres,
            Redis(folder / "redis", durable=False) as redis,
        ):
            options = "tls=require&verify=0&timeout=4&connections=2"
            other = free_port()
            relays = (f"smtp://127.0.0.1:{one.port}?{options}" for one in (first, second))
            with installation(
                smtp_url=" ".join(relays),
                logs="chaos",
                DATABASE_URL=postgres.url,
                REDIS_URL=redis.url,
                SMTP_URL_OTHER=f"smtp://127.0.0.1:{other}?tls=none&timeout=8&connections=4",
                BOUNCE_DOMAIN="bounce.example.org",
                RETRY_FIRST="2",
                RETRY_LONGEST="4",
                BATCH_SIZE="200",
                GUARD_REFUSALS="20",  # one scenario refuses one in twenty
            ) as city:
                arena = Arena(city, (postgres, redis), (first, second), other_port=other)
                arena.enrol(PEOPLE + scenarios.LEAVING)
                yield arena


@pytest.fixture(scope="package")
def results() -> Iterator[list[Result]]:
    """What each scenario showed; printed and written at the end."""
    found: list[Result] = []
    yield found
    RESULTS.write_text(json.dumps([one.as_dict() for one in found], indent=2) + "\n")
