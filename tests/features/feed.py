"""A city's website with a feed, on loopback."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from xml.sax.saxutils import escape


class Feed:
    """An RSS feed at `.url`; what `publish` adds stands in it from then on."""

    def __init__(self) -> None:
        self.items: list[tuple[str, str]] = []
        feed = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = feed.rss().encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self._server.server_port}"
        self.url = f"http://{self.host}/feed.xml"

    def publish(self, title: str, html: str) -> None:
        """Add an article."""
        self.items.append((title, html))

    def rss(self) -> str:
        """The feed as it stands."""
        items = "".join(
            f"<item><guid>article-{number}</guid><title>{escape(title)}</title>"
            f"<link>http://{self.host}/article-{number}</link>"
            f"<description>{escape(html)}</description></item>"
            for number, (title, html) in enumerate(self.items)
        )
        head = f"<title>Jena</title><link>http://{self.host}/</link><language>de</language>"
        return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
