"""Where mail is handed over: a relay's address, login and TLS policy, from one URL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

Tls = Literal["none", "opportunistic", "require", "implicit"]
POLICIES: tuple[Tls, ...] = ("none", "opportunistic", "require", "implicit")


class RelayError(ValueError):
    """An SMTP_URL that cannot be understood."""


@dataclass(frozen=True, slots=True)
class Relay:
    """smtp://user:password@host:port?tls=none|opportunistic|require, or smtps://… (implicit)."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: Tls = "opportunistic"
    verify: bool = True
    timeout: float = 30.0

    @classmethod
    def from_url(cls, url: str) -> Relay:
        """Read the URL; raises RelayError with what is expected."""
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise RelayError("SMTP_URL: write smtp://user:password@host:port?tls=require.")
        options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        policy = "implicit" if parts.scheme == "smtps" else options.get("tls", "opportunistic")
        if policy not in POLICIES:
            raise RelayError(f"SMTP_URL: tls={policy} is none of {', '.join(POLICIES)}.")
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if policy == "implicit" else 25),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=policy,
            verify=options.get("verify", "1") != "0",
            timeout=float(options.get("timeout", "30")),
        )
