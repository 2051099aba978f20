"""A relay on loopback that misbehaves by script: what it says at each step of which transaction.

Otherwise it is strict: no second MAIL within a transaction, no DATA without a recipient.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedReader, RawIOBase
from typing import Any

OK = {
    "MAIL": "250 2.1.0 fine",
    "RCPT": "250 2.1.5 fine",
    "DATA": "354 go on",
    "BODY": "250 2.0.0 queued",
    "RSET": "250 2.0.0 fine",
    "NOOP": "250 2.0.0 fine",
    "QUIT": "221 2.0.0 bye",
}
CUT = "cut"
"""Instead of a reply: hang up without one. 'wait 1.5': the usual one after so many seconds."""
Script = Callable[[str, str], str | None]
"""Step and recipient to a reply, `CUT`, or None for the usual one. 'BODY' is asked at the final
dot, 'MIDST' when a body has begun (None: read on)."""


class _Counted(RawIOBase):
    """Reads a socket and counts how often something came."""

    def __init__(self, client: socket.socket, relay: NastyRelay) -> None:
        self.client, self.relay = client, relay

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.relay.writes += 1
        return self.client.recv_into(buffer)


@dataclass
class Deal:
    """The transaction under way: begun by MAIL, ended by a body or RSET."""

    recipient: str = ""
    begun: bool = False
    taken: bool = False

    def usual(self, verb: str) -> str:
        """What a strict relay says."""
        if verb == "MAIL" and self.begun:
            return "503 5.5.1 nested MAIL command"
        if verb == "RCPT" and not self.begun:
            return "503 5.5.1 need MAIL"
        if verb == "DATA" and not self.taken:
            return "554 5.5.1 no valid recipients"
        return OK.get(verb, "250 fine")

    def said(self, verb: str, reply: str) -> None:
        """Follow what the relay answered."""
        if not reply.startswith("2"):
            return
        self.begun = self.begun or verb == "MAIL"
        self.taken = self.taken or verb == "RCPT"
        if verb in {"RSET", "EHLO"}:
            self.begun = self.taken = False


@dataclass
class NastyRelay:
    """`accepted` are recipients and bodies it took, `begun` the moments of each MAIL."""

    script: Script
    bytewise: bool = False
    offers: Sequence[str] = ("PIPELINING", "8BITMIME")
    accepted: list[tuple[str, bytes]] = field(default_factory=list)
    begun: list[tuple[str, float]] = field(default_factory=list)
    sessions: int = 0
    commands: list[str] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)
    writes: int = 0
    port: int = 0
    _open: list[socket.socket] = field(default_factory=list)

    @property
    def url(self) -> str:
        """For SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}?tls=none&timeout=5"

    def serve(self, server: socket.socket) -> None:
        """Take connections until the socket closes."""
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            self.sessions += 1
            self._open.append(client)
            threading.Thread(target=self._session, args=(client,), daemon=True).start()

    def end_sessions(self, words: str) -> None:
        """Close all open sessions, without being asked, with these words or none."""
        for client in self._open:
            if words != CUT:
                client.sendall(words.encode() + b"\r\n")
            client.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def _session(self, client: socket.socket) -> None:
        try:
            with client, BufferedReader(_Counted(client, self)) as lines:
                if self._say(client, self.script("CONNECT", "") or "220 relay.test"):
                    self._talk(client, lines)
        except OSError:
            return

    def _talk(self, client: socket.socket, lines: Iterator[bytes]) -> None:
        begun, deal = 0.0, Deal()
        for line in lines:
            verb = line[:4].decode("ascii", "replace").upper()
            self.commands.append(verb)
            self.lines.append(line)
            if verb == "MAIL":
                begun = time.monotonic()
            if verb == "RCPT":
                deal.recipient = line.split(b"<")[1].split(b">")[0].decode()
                self.begun.append((deal.recipient, begun))
            reply = self.script(verb, deal.recipient) or (
                "\r\n250-".join(("250-relay.test", *self.offers)) + "\r\n250 HELP"
                if verb == "EHLO"
                else deal.usual(verb)
            )
            deal.said(verb, reply)
            if not self._say(client, reply):
                return
            if (
                verb == "DATA"
                and reply.startswith("354")
                and not self._body(client, lines, deal=deal)
            ):
                return

    def _body(self, client: socket.socket, lines: Iterator[bytes], *, deal: Deal) -> bool:
        body, recipient = [], deal.recipient
        for line in lines:
            if line == b".\r\n":
                break
            if self.script("MIDST", recipient) == CUT:
                return False
            body.append(line)
        else:
            return False
        nobody = not deal.taken
        deal.said("RSET", "250")
        if nobody:
            return self._say(client, "554 5.5.1 no valid recipients")
        reply = self.script("BODY", recipient) or OK["BODY"]
        if reply == CUT or reply.startswith(("2", "wait ")):
            self.accepted.append((recipient, b"".join(body)))
        return self._say(client, reply)

    def _say(self, client: socket.socket, reply: str) -> bool:
        """False where the session is over."""
        if reply == CUT:
            return False
        if reply.startswith("wait "):
            time.sleep(float(reply.removeprefix("wait ")))
            reply = "250 2.0.0 at last"
        data = reply.encode() + b"\r\n"
        for piece in [bytes([byte]) for byte in data] if self.bytewise else [data]:
            client.sendall(piece)
        return not reply.startswith(("221", "421"))


@contextmanager
def nasty(
    script: Script = lambda _step, _to: None,
    *,
    bytewise: bool = False,
    offers: Sequence[str] = ("PIPELINING", "8BITMIME"),
) -> Iterator[NastyRelay]:
    """A relay that follows the script while the block runs."""
    server = socket.create_server(("127.0.0.1", 0), backlog=50)
    relay = NastyRelay(script, port=server.getsockname()[1], bytewise=bytewise, offers=offers)
    thread = threading.Thread(target=relay.serve, args=(server,), daemon=True)
    thread.start()
    try:
        yield relay
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()
