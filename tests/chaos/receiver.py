"""A mail server that keeps its own log and misbehaves as it is told.

It decides nothing by looking at our side: what it took stands in `taken`, by recipient and
Message-ID, whatever it answered.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

Fault = Callable[[str, str, int], str | None]
"""Step (CONNECT, STARTTLS, RCPT, MIDST, DOT), recipient and how often it was tried, to what goes
wrong: 'close', 'stall', 'bytewise', 'rubbish', or a reply. None: nothing."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One message as it was taken; `begun` is when its MAIL was read (monotonic seconds), `link`
    its List-Unsubscribe.
    """

    recipient: str
    message_id: str
    link: str
    begun: float


@dataclass
class Receiver:
    """`rate` messages a second at most; `broken` counts the faults after which nobody can know."""

    fault: Fault = lambda _step, _to, _tries: None
    rate: float = 1000.0
    tls: ssl.SSLContext | None = None
    taken: list[Taken] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    broken: Counter[str] = field(default_factory=Counter)
    port: int = 0

    def __post_init__(self) -> None:
        self._tries: Counter[str] = Counter()
        self._next = 0.0
        self._loop = asyncio.new_event_loop()
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def forget(self) -> None:
        """Begin a new log, and behave."""
        self.fault = lambda _step, _to, _tries: None
        self.rate = 1000.0
        self.taken, self.refused, self.broken = [], set(), Counter()
        self._tries.clear()

    def die(self) -> None:
        """Close the port and break every session."""
        asyncio.run_coroutine_threadsafe(self._die(), self._loop).result(10)

    def listen(self) -> None:
        """Take connections, on the same port as before."""
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)

    def __enter__(self) -> Self:
        self._thread.start()
        self.listen()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.die()
        asyncio.run_coroutine_threadsafe(self._cancel_all(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(
            self._session, "127.0.0.1", self.port, limit=1 << 22, reuse_address=True
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def _die(self) -> None:
        if self._server is not None:
            self._server.close()
        for writer in list(self._open):
            writer.transport.abort()

    async def _cancel_all(self) -> None:
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, EOFError):
            if self.fault("CONNECT", "", 0) != "close":
                await _Session(self, reader, writer).talk()
        self._open.discard(writer)
        writer.close()

    def try_of(self, recipient: str) -> int:
        """One more try of this recipient; how many there were."""
        self._tries[recipient] += 1
        return self._tries[recipient]

    async def pace(self) -> None:
        now = time.monotonic()
        self._next = max(now, self._next) + 1 / self.rate
        await asyncio.sleep(self._next - now)


class _Session:
    """One client."""

    def __init__(
        self, receiver: Receiver, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.receiver, self.reader, self.writer = receiver, reader, writer
        self.recipient, self.begun = "", 0.0
        self.tries, self.refused = 0, False

    async def talk(self) -> None:
        """Until the client leaves or something goes wrong."""
        verbs = {
            b"EHLO": self.ehlo,
            b"STAR": self.starttls,
            b"MAIL": self.mail,
            b"RCPT": self.rcpt,
            b"DATA": self.data,
        }
        await self.say("220 receiver.test")
        while line := await self.reader.readline():
            if line[:4] == b"QUIT":
                await self.say("221 2.0.0 bye")
                return
            act = verbs.get(line[:4], self.other)
            if not await act(line):
                return

    async def say(self, reply: str) -> bool:
        self.writer.write(f"{reply}\r\n".encode())
        await self.writer.drain()
        return True

    async def ehlo(self, _line: bytes) -> bool:
        offers = "250-STARTTLS\r\n" if self.receiver.tls else ""
        return await self.say(f"250-receiver.test\r\n{offers}250 PIPELINING")

    async def starttls(self, _line: bytes) -> bool:
        wrong = self.receiver.fault("STARTTLS", "", 0)
        await self.say(wrong or "220 go ahead")
        if wrong is None:
            assert self.receiver.tls is not None
            await self.writer.start_tls(self.receiver.tls)
        return True

    async def mail(self, _line: bytes) -> bool:
        self.begun, self.refused = time.monotonic(), False
        return await self.say("250 2.1.0 fine")

    async def rcpt(self, line: bytes) -> bool:
        self.recipient = line.partition(b"<")[2].partition(b">")[0].decode()
        self.tries = self.receiver.try_of(self.recipient)
        wrong = self.receiver.fault("RCPT", self.recipient, self.tries)
        self.refused = wrong is not None
        if wrong and wrong.startswith("5"):
            self.receiver.refused.add(self.recipient)
        return await self.say(wrong or "250 2.1.5 fine")

    async def data(self, _line: bytes) -> bool:
        """Take a message; whether the session goes on."""
        if self.refused:
            return await self.say("554 5.5.1 no valid recipients")
        await self.say("354 go on")
        if self.receiver.fault("MIDST", self.recipient, self.tries) == "close":
            await self.reader.read(1000)
            self.receiver.broken["MIDST"] += 1
            return False
        body = await self.reader.readuntil(b"\r\n.\r\n")
        await self.receiver.pace()
        found = [_field(body, name) for name in (b"Message-ID", b"List-Unsubscribe")]
        self.receiver.taken.append(Taken(self.recipient, *found, self.begun))
        return await self.answer(self.receiver.fault("DOT", self.recipient, self.tries))

    async def answer(self, wrong: str | None) -> bool:
        """The reply to a message that was taken, or what goes wrong with it."""
        if wrong == "bytewise":
            for byte in b"250 2.0.0 taken\r\n":
                self.writer.write(bytes([byte]))
                await self.writer.drain()
                await asyncio.sleep(0)
            return True
        if wrong is None:
            return await self.say("250 2.0.0 taken")
        self.receiver.broken[wrong] += 1
        if wrong == "stall":
            await asyncio.sleep(60)
        if wrong == "rubbish":
            await self.say("\x00what?")
        return False

    async def other(self, _line: bytes) -> bool:
        return await self.say("250 2.0.0 fine")


def _field(message: bytes, name: bytes) -> str:
    """What stands between the angle brackets of a field."""
    _, _, rest = message.partition(b"\r\n%b:" % name)
    return rest.partition(b"<")[2].partition(b">")[0].decode()
