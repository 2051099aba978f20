"""What signing a message of 30 KB adds, against one bare signature by the same key."""

from __future__ import annotations

import statistics
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from benchmarks.measure import Row, cpu
from mailer.delivery.dkim import RSA, Seal, Signer, load, new_key

RUNS = 7
TIMES = 100
SHARED = (
    b"From: Stadt Jena <rundbrief@stadt.example.org>\r\nSubject: Bericht\r\nMIME-Version: 1.0\r\n"
)
OWN = (
    b"To: Kim Beispiel <kim@example.org>\r\nDate: Tue, 24 Nov 2026 07:00:00 +0100\r\n"
    b"Message-ID: <7.0123456789abcdef0123@stadt.example.org>\r\n"
    b"List-Unsubscribe: <https://rundbrief.example.org/u/v1.k1.abcdefghijklmnopqrstuvwxyz>\r\n"
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    b"Content-Type: multipart/alternative; boundary=x\r\n"
)


def measure() -> list[Row]:
    """CPU seconds a message, by turns."""
    key = load(new_key(RSA))
    seal = Seal([Signer("stadt.example.org", "rb1", key)], SHARED)
    body = [b"Aa" * 35 + b"\r\n"] * 417
    way = (padding.PKCS1v15(), hashes.SHA256())
    at = int(time.time())
    pairs = [
        (
            cpu(lambda: seal.sign(OWN, body, at=at), times=TIMES),
            cpu(lambda: key.sign(OWN, *way), times=TIMES),  # type: ignore[call-arg]
        )
        for _ in range(RUNS)
    ]
    ours, bare = (statistics.median(values) for values in zip(*pairs, strict=True))
    return [Row("an RSA-2048 signature, against a bare one", ours, bare, 1.25, "CPU s")]
