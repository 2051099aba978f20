"""A relay on loopback that misbehaves by script: what it says at each step of which transaction."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

OK = {
    "EHLO": "250-relay.test\r\n250-PIPELINING\r\n250 8BITMIME",
    "MAIL": "250 2.1.0 fine",
    "RCPT": "250 2.1.5 fine",
    "DATA": "354 go on",
    "BODY": "250 2.0.0 queued",
    "RSET": "250 2.0.0 fine",
    "NOOP": "250 2.0.0 fine",
    "QUIT": "221 2.0.0 bye",
}
CUT = "cut"
"""Instead of a reply: hang up without one."""
Script = Callable[[str, str], str | None]
"""Step and recipient to a reply, `CUT`, or None for the usual one. 'BODY' is asked at the final
dot, 'MIDST' when a body has begun (None: read on)."""


@dataclass
class NastyRelay:
    """`accepted` are recipients and bodies it took, `begun` the moments of each MAIL."""

    script: Script
    bytewise: bool = False
    accepted: list[tuple[str, bytes]] = field(default_factory=list)
    begun: list[tuple[str, float]] = field(default_factory=list)
    sessions: int = 0
    commands: list[str] = field(default_factory=list)
    port: int = 0

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
            threading.Thread(target=self._session, args=(client,), daemon=True).start()

    def _session(self, client: socket.socket) -> None:
        try:
            with client, client.makefile("rb") as lines:
                if self._say(client, self.script("CONNECT", "") or "220 relay.test"):
                    self._talk(client, lines)
        except OSError:
            return

    def _talk(self, client: socket.socket, lines: Iterator[bytes]) -> None:
        recipient, begun = "", 0.0
        for line in lines:
            verb = line[:4].decode().upper()
            self.commands.append(verb)
            if verb == "MAIL":
                begun = time.monotonic()
            if verb == "RCPT":
                recipient = line.split(b"<")[1].split(b">")[0].decode()
                self.begun.append((recipient, begun))
            reply = self.script(verb, recipient) or OK.get(verb, "250 fine")
            if not self._say(client, reply):
                return
            if (
                verb == "DATA"
                and reply.startswith("354")
                and not self._body(client, lines, recipient=recipient)
            ):
                return

    def _body(self, client: socket.socket, lines: Iterator[bytes], *, recipient: str) -> bool:
        body = []
        for line in lines:
            if line == b".\r\n":
                break
            if self.script("MIDST", recipient) == CUT:
                return False
            body.append(line)
        else:
            return False
        reply = self.script("BODY", recipient) or OK["BODY"]
        if reply == CUT or reply.startswith("2"):
            self.accepted.append((recipient, b"".join(body)))
        return self._say(client, reply)

    def _say(self, client: socket.socket, reply: str) -> bool:
        """False where the session is over."""
        if reply == CUT:
            return False
        data = reply.encode() + b"\r\n"
        for piece in [bytes([byte]) for byte in data] if self.bytewise else [data]:
            client.sendall(piece)
        return not reply.startswith(("221", "421"))


@contextmanager
def nasty(
    script: Script = lambda _step, _to: None, *, bytewise: bool = False
) -> Iterator[NastyRelay]:
    """A relay that follows the script while the block runs."""
    server = socket.create_server(("127.0.0.1", 0), backlog=50)
    relay = NastyRelay(script, port=server.getsockname()[1], bytewise=bytewise)
    thread = threading.Thread(target=relay.serve, args=(server,), daemon=True)
    thread.start()
    try:
        yield relay
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()
