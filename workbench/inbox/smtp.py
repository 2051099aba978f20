"""An SMTP server on loopback that takes everything and sends nothing."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from workbench.inbox.store import Maildir

Refuse = Callable[[str, str], str | None]
"""Sender and recipient to a refusing reply such as '550 5.1.1 No such user', or None to accept."""

_SIZE = 32 * 1024 * 1024


def refuse_nobody(_sender: str, _recipient: str) -> str | None:
    """Accept every recipient."""
    return None


class SmtpServer:
    """The server in a thread of its own; port 0 takes any free one."""

    def __init__(self, maildir: Maildir, port: int, *, host: str, refuse: Refuse) -> None:
        self.port = port
        self._host = host
        self._handler = _Handler(maildir, refuse)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None

    def start(self) -> None:
        """Listen; OSError if the port is taken."""
        self._thread.start()
        try:
            self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        except OSError:
            self.stop()
            raise
        self.port = self._server.sockets[0].getsockname()[1]

    def stop(self) -> None:
        """Close the port and every connection."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> asyncio.Server:
        return await asyncio.get_running_loop().create_server(
            self._protocol, self._host, self.port, backlog=256
        )

    def _protocol(self) -> SMTP:
        return SMTP(
            self._handler,
            hostname="inbox.test",
            ident="Rundbrief inbox",
            data_size_limit=_SIZE,
            enable_SMTPUTF8=True,
            loop=self._loop,
        )

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        sessions = asyncio.all_tasks() - {asyncio.current_task()}
        for session in sessions:
            session.cancel()
        await asyncio.gather(*sessions, return_exceptions=True)


class _Handler:
    """What aiosmtpd asks us; the hooks' names and parameters are its own."""

    def __init__(self, maildir: Maildir, refuse: Refuse) -> None:
        self._maildir = maildir
        self._refuse = refuse

    async def handle_EHLO(  # noqa: N802
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        """Offer PIPELINING (RFC 2920): commands are read from a buffered stream, one by one."""
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_RCPT(  # noqa: N802
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        reply = self._refuse(envelope.mail_from or "", address)
        if reply is not None:
            return reply
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content: Any = envelope.original_content
        self._maildir.add(
            bytes(content or b""), envelope.mail_from or "", rcpt_to=envelope.rcpt_tos
        )
        return "250 OK"
