"""A small HTTP server on loopback whose answers the tests choose by path."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

FEED = b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title></channel></rss>'


class Handler(BaseHTTPRequestHandler):
    """Plain, compressed, moved, unchanged, slow and hostile answers."""

    protocol_version = "HTTP/1.1"
    seen: list[tuple[str, dict[str, str]]] = []  # noqa: RUF012 -- one list per started server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Keeps the test's output quiet."""

    def do_GET(self) -> None:
        """Answers by the first part of the path."""
        self.seen.append((self.path, dict(self.headers.items())))
        name = self.path.strip("/").split("/")[0]
        getattr(self, f"answer_{name}", self.answer_missing)()

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        """One answer with its length."""
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer_feed(self) -> None:
        """A feed with validators, or 304 to whoever has it already."""
        if self.headers.get("If-None-Match") == '"v1"' or self.headers.get("If-Modified-Since"):
            self.reply(304, ETag='"v1"')
            return
        modified = "Mon, 03 Mar 2025 10:00:00 GMT"
        self.reply(200, FEED, ETag='"v1"', Last_Modified=modified, Content_Type="text/xml")

    def answer_gzip(self) -> None:
        """The same, compressed."""
        self.reply(200, gzip.compress(FEED), Content_Encoding="gzip")

    def answer_bomb(self) -> None:
        """100 MB that weigh 100 KB."""
        self.reply(200, gzip.compress(b"\0" * 100_000_000, 9), Content_Encoding="gzip")

    def answer_brotli(self) -> None:
        """An encoding that was not asked for."""
        self.reply(200, b"x", Content_Encoding="br")

    def answer_big(self) -> None:
        """More than a feed may have."""
        self.reply(200, b" " * 6_000_000)

    def answer_image(self) -> None:
        """No feed at all."""
        self.reply(200, b"GIF89a", Content_Type="image/gif")

    def answer_broken(self) -> None:
        """Says gzip and is none."""
        self.reply(200, b"not gzip at all", Content_Encoding="gzip")

    def answer_hop(self) -> None:
        """/hop/3 leads to /hop/2 and so on to the feed."""
        left = int(self.path.rsplit("/", 1)[1])
        self.reply(302, Location=f"/hop/{left - 1}" if left > 1 else "/feed")

    def answer_private(self) -> None:
        """Leads to a cloud's metadata."""
        self.reply(302, Location="http://169.254.169.254/latest/meta-data/")

    def answer_neighbour(self) -> None:
        """Leads to another port of the same machine."""
        self.reply(301, Location="http://127.0.0.1:9/")

    def answer_file(self) -> None:
        """Leads out of HTTP."""
        self.reply(302, Location="file:///etc/passwd")

    def answer_drip(self) -> None:
        """Sends a byte now and then, for ever, so that no single read times out."""
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(100):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            self.close_connection = True

    def answer_missing(self) -> None:
        """Nothing here."""
        self.reply(404)


class Server(ThreadingHTTPServer):
    """A server that takes clients that hang up as a matter of course."""

    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that refuse a bomb hang up in the middle of it."""


@contextmanager
def serving() -> Iterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
    """The server's 'host:port', and what it was asked."""
    handler = type("Fresh", (Handler,), {"seen": []})
    server = Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}", handler.seen  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
