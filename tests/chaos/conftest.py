"""One arena for all scenarios, and what became of each."""

from __future__ import annotations

import json
import os
import ssl
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.chaos.arena import Arena, Result
from tests.chaos.receiver import Receiver
from tests.installation import installation
from workbench.postgres import Postgres
from workbench.redis import Redis

LONG = os.environ.get("CHAOS") == "long"
PEOPLE = 20_000 if LONG else 5_000
RESULTS = Path(__file__).parent / "results.json"


def certificate(folder: Path) -> Path:
    """A key and a certificate for 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "receiver.test")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    path = folder / "receiver.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
    return path


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
            relays = (f"smtp://127.0.0.1:{one.port}?{options}" for one in (first, second))
            with installation(
                smtp_url=" ".join(relays),
                logs="chaos",
                DATABASE_URL=postgres.url,
                REDIS_URL=redis.url,
                RETRY_FIRST="2",
                RETRY_LONGEST="4",
                BATCH_SIZE="200",
            ) as city:
                arena = Arena(city, (postgres, redis), (first, second))
                arena.enrol(PEOPLE)
                yield arena


@pytest.fixture(scope="package")
def results() -> Iterator[list[Result]]:
    """What each scenario showed; printed and written at the end."""
    found: list[Result] = []
    yield found
    RESULTS.write_text(json.dumps([one.as_dict() for one in found], indent=2) + "\n")
