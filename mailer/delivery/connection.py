"""A connection to a relay that never blocks: bytes in and out, TLS, and what is still unsent."""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
import time
from collections.abc import Callable
from functools import cache
from typing import Final

from mailer.delivery.exchange import Exchange, Tempo, Work
from mailer.delivery.opening import SECURE, Opening, opening
from mailer.delivery.relay import Relay
from mailer.delivery.replies import Reply, ReplyReader, SessionError

CHUNK: Final = 8 * 1024
CONNECT: Final = 30.0
# To hand a piece to the kernel costs as much as copying two kilobytes: more are written as one.
FEW: Final = 4
# Octets of plain text in a record of TLS at most (RFC 8446, 5.1).
RECORD: Final = 16 * 1024
GO_ON: Final = Reply(0, b"")
_WAIT: Final = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


Address = tuple[socket.AddressFamily, tuple[object, ...]]


def addresses(relay: Relay) -> list[Address]:
    """Where the relay's name leads; raises OSError where it is unknown."""
    found = socket.getaddrinfo(relay.host, relay.port, type=socket.SOCK_STREAM)
    return [(family, address) for family, _, _, _, address in found]


@cache
def tls_context(*, verify: bool) -> ssl.SSLContext:
    """One context per process: building one costs more than many messages."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


class Connection:
    """One session with a relay. `exchange` is None until it is open.

    Reading and writing are apart, so that several connections can be read, and then several
    written to: by turns each finds the processor's caches full of the other.

    `want_write` tells whether to wait for room as well (`write_watched`: whether somebody does),
    `last_used` when something happened last.
    """

    def __init__(
        self,
        relay: Relay,
        address: Address,
        *,
        ehlo: str,
        most: int,
        tempo: Tempo,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.relay = relay
        self.exchange: Exchange | None = None
        self.want_write = self.write_watched = True
        self._most = most
        self._tempo = tempo
        self._clock = clock
        self._unsent: list[bytes | memoryview] = []
        self._reader = ReplyReader()
        self._opening: Opening | None = opening(relay, ehlo)
        self._tls: ssl.SSLSocket | None = None
        self._handshaking = False
        self._connected = False
        family, self._address = address
        self._socket = socket.socket(family, socket.SOCK_STREAM)
        self._socket.setblocking(False)  # noqa: FBT003
        self._socket.connect_ex(self._address)
        self.last_used = clock()

    def fileno(self) -> int:
        """For epoll."""
        return self._socket.fileno()

    @property
    def busy(self) -> bool:
        """Whether replies are due."""
        return self.exchange is None or bool(self.exchange.steps)

    @property
    def unsent(self) -> int:
        """Octets that have not left this process."""
        return sum(map(len, self._unsent))

    @property
    def deadline(self) -> float:
        """When its patience ends."""
        if not self._connected:
            return self.last_used + min(CONNECT, self.relay.timeout)
        steps = self.exchange.steps if self.exchange is not None else ()
        return self.last_used + self.relay.patience(steps[0] if steps else "")

    def start(self, work: Work) -> None:
        """Take part in this work; raises SessionError or OSError when the session is over."""
        if self.exchange is not None:
            self.exchange.work = work
            if out := self.exchange.begin():
                self.last_used = self._clock()
                self._unsent.append(out)

    def ready(self, work: Work) -> None:
        """Read replies, and decide what to write; raises SessionError or OSError."""
        if not self._connected:
            self._connect()
        if self._handshaking and not self._shake():
            return
        going_on = True
        while going_on:
            try:
                data = self._socket.recv(CHUNK)
            except _WAIT:
                return
            if not data:
                raise SessionError("the relay hung up")
            replies = self._reader.feed(data)
            while self.exchange is None and replies:
                self._open(replies.pop(0), work, spoke_on=len(replies) > 0)
            if self.exchange is not None:
                self.exchange.hear(replies, self._unsent)
            self.last_used = self._clock()
            going_on = self._tls is not None and self._tls.pending() > 0

    def flush(self) -> None:
        """Write what there is room for; raises OSError."""
        while self._unsent and not self._handshaking:
            if len(self._unsent) > (FEW if self._tls is None else 1):
                self._unsent = [b"".join(self._unsent)]
            try:
                sent = self._write()
            except _WAIT:
                self.want_write = True
                return
            self._keep(sent)
            self.want_write = False

    def _write(self) -> int:
        """Octets that the kernel took; TLS record by record, which it takes whole or not at all."""
        if self._tls is None:
            one = len(self._unsent) == 1
            return self._socket.send(self._unsent[0]) if one else self._socket.sendmsg(self._unsent)
        record = memoryview(self._unsent[0])[:RECORD]
        return self._tls.send(record) if record else 0

    def over(self) -> None:
        """Hang up, and settle what that leaves open."""
        unsent, self._unsent = self.unsent, []
        self._socket.close()
        if self.exchange is not None:
            self.exchange.lost(unsent)

    def quit(self) -> bool:
        """Say goodbye where nothing is due; whether an answer may come."""
        if self.exchange is None or self.exchange.steps:
            return False
        with contextlib.suppress(OSError):
            return self._socket.send(b"QUIT\r\n") > 0
        return False

    def close(self, *, wait: float) -> None:
        """Hang up, after so many seconds at most for the answer to `quit`."""
        with contextlib.suppress(OSError):
            self._socket.settimeout(wait)
            self._socket.recv(CHUNK)
        self._socket.close()

    def _open(self, reply: Reply, work: Work, *, spoke_on: bool) -> None:
        assert self._opening is not None  # noqa: S101
        try:
            out = self._opening.send(reply)
        except StopIteration as done:
            self._opening = None
            self.exchange = Exchange(
                done.value,
                work,
                most=self._most,
                patience=self.relay.timeout,
                tempo=self._tempo,
                clock=self._clock,
            )
            self._unsent.append(self.exchange.begin())
            return
        if out is SECURE:
            if spoke_on or not self._reader.empty():
                # What came in clear would be taken for what was said in secret (CVE-2011-0411).
                raise SessionError("the relay spoke on before TLS began")
            self._secure()
        else:
            self._unsent.append(out)

    def _connect(self) -> None:
        if error := self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            raise OSError(error, os.strerror(error))
        self._connected = True
        self.want_write = False
        self.last_used = self._clock()
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        assert self._opening is not None  # noqa: S101
        next(self._opening)
        if self.relay.tls == "implicit":
            self._secure()

    def _secure(self) -> None:
        self._socket = self._tls = tls_context(verify=self.relay.verify).wrap_socket(
            self._socket, server_hostname=self.relay.host, do_handshake_on_connect=False
        )
        self._handshaking = True
        self._shake()

    def _shake(self) -> bool:
        """One more step of the handshake; whether TLS is there."""
        assert self._tls is not None  # noqa: S101
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            self.want_write = False
            return False
        except ssl.SSLWantWriteError:
            self.want_write = True
            return False
        self._handshaking = self.want_write = False
        if self.relay.tls != "implicit":
            assert self._opening is not None  # noqa: S101
            self._unsent.append(self._opening.send(GO_ON))
        return True

    def _keep(self, octets: int) -> None:
        """Keep what stands behind these octets."""
        for place, piece in enumerate(self._unsent):
            if octets < len(piece):
                self._unsent[: place + 1] = [memoryview(piece)[octets:]]
                return
            octets -= len(piece)
        self._unsent.clear()
