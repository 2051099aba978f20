"""How a session is opened: greeting, EHLO, STARTTLS, AUTH; what the relay offers after it.

A generator without a socket: it yields what to write and is sent the reply to it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Generator
from dataclasses import dataclass
from typing import Final

from mailer.delivery.relay import Relay
from mailer.delivery.replies import Reply, SessionError

SECURE: Final = b"<secure>"
"""Yielded where the TLS handshake has to happen; answered by any reply."""
Opening = Generator[bytes, Reply, "Offers"]


@dataclass(frozen=True, slots=True)
class Offers:
    """What EHLO announced; `size` is 0 where no limit is named (RFC 1870)."""

    pipelining: bool = False
    eight_bit: bool = False
    utf8: bool = False
    dsn: bool = False
    starttls: bool = False
    size: int = 0
    logins: frozenset[str] = frozenset()


def opening(relay: Relay, ehlo: str) -> Opening:
    """The conversation up to the first transaction; raises SessionError where there is none."""
    _expect((yield b""), 220, what="greeting")
    offers = yield from _hello(ehlo)
    secure = relay.tls == "implicit"
    if offers.starttls and relay.tls in {"require", "opportunistic"}:
        _expect((yield b"STARTTLS\r\n"), 220, what="STARTTLS")
        yield SECURE
        secure = True
        offers = yield from _hello(ehlo)
    elif relay.tls == "require":
        raise SessionError("the relay offers no STARTTLS, and tls=require does without it never")
    if relay.user:
        if not (secure or relay.clear_login):
            raise SessionError("a login is not sent in clear: use TLS, or say login=clear")
        yield from _login(relay, offers)
    return offers


def _hello(ehlo: str) -> Opening:
    reply = yield b"EHLO %b\r\n" % ehlo.encode("idna")
    if reply.code // 100 == 5:
        _expect((yield b"HELO %b\r\n" % ehlo.encode("idna")), 250, what="HELO")
        return Offers()
    _expect(reply, 250, what="EHLO")
    return _offers(reply)


def _offers(reply: Reply) -> Offers:
    """Keywords and their parameters, whatever their case (RFC 5321, 4.1.1.1)."""
    said: dict[str, list[str]] = {}
    for line in reply.words.splitlines()[1:]:
        words = line.decode("ascii", "replace").upper().replace("=", " ").split()
        keyword, *parameters = words or [""]
        said.setdefault(keyword, []).extend(parameters)
    size = said.get("SIZE", [])
    return Offers(
        pipelining="PIPELINING" in said,
        eight_bit="8BITMIME" in said,
        utf8="SMTPUTF8" in said,
        dsn="DSN" in said,
        starttls="STARTTLS" in said,
        size=int(size[0]) if size and size[0].isdigit() else 0,
        logins=frozenset(said.get("AUTH", [])),
    )


def _login(relay: Relay, offers: Offers) -> Generator[bytes, Reply, None]:
    """AUTH PLAIN (RFC 4616) where it is offered, else AUTH LOGIN."""
    user, password = relay.user.encode(), relay.password.encode()
    if "PLAIN" in offers.logins:
        reply = yield b"AUTH PLAIN %b\r\n" % b64encode(b"\0%b\0%b" % (user, password))
    elif "LOGIN" in offers.logins:
        _expect((yield b"AUTH LOGIN\r\n"), 334, what="AUTH")
        _expect((yield b64encode(user) + b"\r\n"), 334, what="AUTH")
        reply = yield b64encode(password) + b"\r\n"
    else:
        raise SessionError("the relay offers neither AUTH PLAIN nor AUTH LOGIN")
    _expect(reply, 235, what="login")


def _expect(reply: Reply, code: int, *, what: str) -> None:
    if reply.code != code:
        words = reply.words.decode("utf-8", "replace")[:200]
        raise SessionError(f"{what} refused: {reply.code} {words}")
