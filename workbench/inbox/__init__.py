"""A mail inbox for trials: an SMTP server that delivers nowhere, and a page that shows its mail."""

from pathlib import Path
from types import TracebackType
from typing import Self

from workbench.inbox.smtp import Refuse, SmtpServer, refuse_nobody
from workbench.inbox.store import Entry, Mail, Maildir
from workbench.inbox.web import WebServer

__all__ = ["Entry", "Inbox", "Mail", "Refuse"]


class Inbox:
    """Both servers on one Maildir; port 0 takes any free one.

    `site_url` is the one foreign host whose images the page may show. `refuse` decides on each
    recipient: a reply refuses, None accepts.
    """

    def __init__(
        self,
        maildir: Path,
        *,
        smtp_port: int = 0,
        http_port: int = 0,
        host: str = "127.0.0.1",
        site_url: str = "",
        refuse: Refuse = refuse_nobody,
    ) -> None:
        self._host = host
        self.folder = maildir
        self._maildir = Maildir(maildir)
        self._smtp = SmtpServer(self._maildir, smtp_port, host=host, refuse=refuse)
        self._web = WebServer(self._maildir, http_port, host=host, site_url=site_url)

    @property
    def smtp_url(self) -> str:
        """Where to hand mail over."""
        return f"smtp://{self._host}:{self._smtp.port}"

    @property
    def url(self) -> str:
        """Where to look at it."""
        return f"http://{self._host}:{self._web.port}"

    def messages(self) -> list[Mail]:
        """Every accepted mail with its envelope, oldest first."""
        found = (self._maildir.read(entry.key) for entry in self._maildir.entries())
        return [mail for mail in found if mail is not None]

    def entries(self) -> list[Entry]:
        """The envelopes of all accepted mails, without reading the mails."""
        return self._maildir.entries()

    def clear(self) -> None:
        """Remove every mail."""
        self._maildir.clear()

    def start(self) -> Self:
        """Listen on both ports; OSError if one is taken."""
        self._smtp.start()
        try:
            self._web.start()
        except OSError:
            self._smtp.stop()
            raise
        return self

    def stop(self) -> None:
        """Close both; the mails stay."""
        self._smtp.stop()
        self._web.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
