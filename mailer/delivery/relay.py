"""Where mail is handed over: a relay's address, login and TLS policy, from one URL."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

Tls = Literal["none", "opportunistic", "require", "implicit"]
POLICIES: tuple[Tls, ...] = ("none", "opportunistic", "require", "implicit")
OPTIONS = ("tls", "verify", "login", "timeout", "weight", "connections", "rate")
EXPECTED = "SMTP_URL: write smtp://user:password@host:port?tls=require."
QUOTED = (
    "SMTP_URL: write special characters of user and password with %, such as %2F for / and %40 for "
    "@, and a port below 65536."
)


class RelayError(ValueError):
    """An SMTP_URL that cannot be understood."""


@dataclass(frozen=True, slots=True)
class Relay:
    """smtp://user:password@host:port?tls=none|opportunistic|require, or smtps://… (implicit).

    Seconds to wait follow RFC 5321, 4.5.3.2, in proportion to `timeout`, which stands for its
    five minutes. `weight` is the relay's share of connections beside others, `connections` how
    many one worker keeps at most (0: as the setting says), `rate` how many messages a minute it
    takes from all of them (0: any number).
    """

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: Tls = "opportunistic"
    verify: bool = True
    clear_login: bool = False
    timeout: float = 300.0
    weight: float = 1.0
    connections: int = 0
    rate: float = 0.0

    @classmethod
    def from_url(cls, url: str) -> Relay:
        """Read the URL; raises RelayError with what is expected."""
        parts, port = _parts(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise RelayError(EXPECTED)
        options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        if unknown := sorted(options.keys() - set(OPTIONS)):
            raise RelayError(f"SMTP_URL: {unknown[0]} is none of {', '.join(OPTIONS)}.")
        policy = "implicit" if parts.scheme == "smtps" else options.get("tls", "opportunistic")
        if policy not in POLICIES:
            raise RelayError(f"SMTP_URL: tls={policy} is none of {', '.join(POLICIES)}.")
        return cls(
            host=parts.hostname,
            port=port or (465 if policy == "implicit" else 25),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=policy,
            verify=options.get("verify", "1") != "0",
            clear_login=options.get("login", "") == "clear",
            timeout=_positive(options, "timeout", otherwise=300.0),
            weight=_positive(options, "weight", otherwise=1.0),
            connections=int(_positive(options, "connections", otherwise=0.0)),
            rate=_positive(options, "rate", otherwise=0.0),
        )

    @classmethod
    def several(cls, urls: str) -> tuple[Relay, ...]:
        """Relays from URLs with blanks between them; raises RelayError."""
        found = tuple(cls.from_url(url) for url in urls.split())
        if not found:
            raise RelayError(EXPECTED)
        limits = [relay.rate for relay in found]
        if any(limits) and not all(limits):
            raise RelayError(
                "SMTP_URL: rate= stands at some of the relays only, and would hold back none of "
                "them. Write it at each, or give those without it a name of their own."
            )
        return found

    @property
    def name(self) -> str:
        """For logs, without the password."""
        return f"{self.host}:{self.port}"

    def patience(self, step: str) -> float:
        """Seconds that the reply to this step may take (RFC 5321, 4.5.3.2)."""
        match step:
            case "BODY":
                return 2 * self.timeout
            case "DATA":
                return 0.4 * self.timeout
            case _:
                return self.timeout


def _parts(url: str) -> tuple[SplitResult, int | None]:
    """The URL and its port; what goes wrong is said without any part of a password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise RelayError(QUOTED) from None
    if parts.fragment or parts.path.strip("/"):
        raise RelayError(QUOTED)
    return parts, port


def _positive(options: dict[str, str], name: str, *, otherwise: float) -> float:
    try:
        value = float(options.get(name, otherwise))
    except ValueError:
        value = -1.0
    if not math.isfinite(value) or value < 0 or (value == 0 and name in options):
        raise RelayError(f"SMTP_URL: {name}={options[name]} is no number above 0.")
    return value
