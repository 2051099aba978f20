"""An SMTP server on loopback that takes everything and sends nothing."""

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

from workbench.inbox.store import Maildir

Refuse = Callable[[str, str], str | None]
"""Sender and recipient to a refusing reply such as '550 5.1.1 No such user', or None to accept."""

_SIZE = 32 * 1024 * 1024
_END = b"\r\n.\r\n"


def refuse_nobody(_sender: str, _recipient: str) -> str | None:
    """Accept every recipient."""
    return None


class _Server(SMTP):
    """aiosmtpd's server, but reading a message in large pieces: line by line takes 2 ms for 32 KB.

    Longer lines than the standard allows are taken too, so that tests see what was sent.
    """

    line_length_limit = _SIZE  # of the stream; commands have a limit of their own

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self.envelope is None or not self.envelope.rcpt_tos or arg:
            await self.push("503 Error: need RCPT command" if not arg else "501 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        content = await self._content()
        if content is None:
            await self.push("552 Error: Too much mail data")
        else:
            self.envelope.content = self.envelope.original_content = content
            await self.push(await self.event_handler.handle_DATA(self, self.session, self.envelope))
        self._set_post_data_state()  # type: ignore[no-untyped-call]

    async def _content(self) -> bytes | None:
        """Everything up to the lone dot, the dots before lines undone; None if it is too large."""
        pieces, size, end = [b"\r\n"], 0, b"\r\n"
        while end != _END:
            piece = await self._reader.readuntil(b".\r\n")
            size += len(piece)
            end = (end + piece)[-len(_END) :]
            if size <= _SIZE:
                pieces.append(piece)
        if size > _SIZE:
            return None
        lines = b"".join(pieces)
        return lines.replace(b"\r\n.", b"\r\n")[2:-2]


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
        # aiosmtpd logs every command: noise, and addresses where nobody expects them.
        logging.getLogger("mail.log").setLevel(logging.WARNING)
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
        return _Server(
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
