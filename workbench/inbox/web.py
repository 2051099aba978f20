"""The inbox's web server: read-only pages; a mail's HTML only ever in a closed frame."""

import ipaddress
import json
import threading
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from workbench.inbox.content import content, framed
from workbench.inbox.pages import TEMPLATES, Neighbours, Pages
from workbench.inbox.store import Maildir
from workbench.inbox.words import language

_SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Answer:
    """A response of the inbox."""

    body: bytes
    kind: str = "text/html; charset=utf-8"
    policy: str = _PAGE_POLICY
    status: HTTPStatus = HTTPStatus.OK
    extra: dict[str, str] = field(default_factory=dict)


class Site:
    """Answers requests; knows nothing of sockets."""

    def __init__(self, maildir: Maildir, site_url: str) -> None:
        self._maildir = maildir
        self._pages = Pages()
        parts = urlsplit(site_url)
        images = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
        # S7: no script, no form, nothing fetched but images of ours and those of the city.
        self._frame_policy = (
            f"default-src 'none'; img-src 'self' data:{images}; style-src 'unsafe-inline'; "
            f"base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox {_SANDBOX}"
        )

    def answer(self, target: str, accepted: str) -> Answer:
        """The answer to a GET of `target`, in the language that is accepted best."""
        url, speech = urlsplit(target), language(accepted)
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        match [unquote(part) for part in url.path.strip("/").split("/")]:
            case [""]:
                return self._list(query, speech)
            case ["style.css"]:
                return Answer((TEMPLATES / "style.css").read_bytes(), "text/css; charset=utf-8")
            case ["healthz"]:
                return Answer(b"ok\n", "text/plain; charset=utf-8")
            case ["mail", key]:
                return self._mail(key, query.get("view", ""), speech=speech)
            case ["mail", key, ("html" | "eml") as form]:
                return self._body(key, form, speech=speech)
            case _:
                return self._missing(speech)

    def forget(self, body: bytes) -> Answer:
        """Remove the mails to one address, `{"to": ADDRESS}`: somebody was erased."""
        try:
            address = json.loads(body)["to"]
        except (ValueError, KeyError, TypeError):
            address = None
        if not isinstance(address, str):
            return _words('Say whose mails: {"to": ADDRESS}.', HTTPStatus.BAD_REQUEST)
        return _words(str(self._maildir.forget(address)), HTTPStatus.OK)

    def _list(self, query: dict[str, str], speech: str) -> Answer:
        page = query.get("page", "")
        return _page(
            self._pages.listing(
                self._maildir.entries(),
                speech,
                query=query.get("q", "").strip()[:200],
                page=int(page) if page.isascii() and page.isdecimal() and len(page) < 9 else 1,
            )
        )

    def _mail(self, key: str, view: str, *, speech: str) -> Answer:
        mail, entries = self._maildir.read(key), self._maildir.entries()
        if mail is None:
            return self._missing(speech)
        place = entries.index(mail.entry)
        beside = Neighbours(
            newer=entries[place + 1] if place + 1 < len(entries) else None,
            older=entries[place - 1] if place else None,
        )
        return _page(self._pages.mail(mail, speech, view=view, beside=beside))

    def _body(self, key: str, form: str, *, speech: str) -> Answer:
        mail = self._maildir.read(key)
        if mail is None:
            return self._missing(speech)
        if form == "eml":
            attached = {"Content-Disposition": 'attachment; filename="mail.eml"'}
            return Answer(mail.content, "message/rfc822", extra=attached)
        html = content(mail).html
        if html is None:
            return self._missing(speech)
        return Answer(framed(html).encode("utf-8", "replace"), policy=self._frame_policy)

    def _missing(self, speech: str) -> Answer:
        return Answer(self._pages.missing(speech).encode(), status=HTTPStatus.NOT_FOUND)


class WebServer:
    """The site in threads of its own; port 0 takes any free one."""

    def __init__(self, maildir: Maildir, port: int, *, host: str, site_url: str) -> None:
        self.port = port
        self._host = host
        self._site = Site(maildir, site_url)
        self._server: ThreadingHTTPServer | None = None

    def start(self) -> None:
        """Listen; OSError if the port is taken."""
        handler = type("_BoundHandler", (_Handler,), {"site": self._site})
        self._server = ThreadingHTTPServer((self._host, self.port), handler)
        self.port = self._server.server_address[1]
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True
        ).start()

    def stop(self) -> None:
        """Close the port."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


class _Handler(BaseHTTPRequestHandler):
    site: Site
    server_version = "Rundbrief"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        self._send(self._respond(), with_body=True)

    def do_HEAD(self) -> None:
        self._send(self._respond(), with_body=False)

    def do_DELETE(self) -> None:
        # No page of another site can send this: browsers ask first, and get no leave.
        length = self.headers.get("Content-Length", "")
        size = int(length) if length.isdecimal() else 0
        if not ipaddress.ip_address(self.client_address[0]).is_loopback:
            answer = _words("Only from this machine.", HTTPStatus.FORBIDDEN)
        elif not _local_name(self.headers.get("Host", "")):
            answer = _MISDIRECTED
        elif self.path != "/mails" or not 0 < size <= _LONGEST_BODY:
            answer = _words("There is nothing to delete here.", HTTPStatus.NOT_FOUND)
        else:
            answer = self.site.forget(self.rfile.read(size))
        self.close_connection = True
        self._send(answer, with_body=True)

    def _respond(self) -> Answer:
        # A foreign page could point its own host name at us to read mail (DNS rebinding).
        if not _local_name(self.headers.get("Host", "")):
            return _MISDIRECTED
        return self.site.answer(self.path, self.headers.get("Accept-Language", ""))

    def _send(self, answer: Answer, *, with_body: bool) -> None:
        self.send_response(answer.status)
        headers = {
            "Content-Type": answer.kind,
            "Content-Length": str(len(answer.body)),
            "Content-Security-Policy": answer.policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            **answer.extra,
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Stay quiet: the supervisor's output is for processes that have something to tell."""


def _words(words: str, status: HTTPStatus) -> Answer:
    return Answer(f"{words}\n".encode(), "text/plain; charset=utf-8", status=status)


_LONGEST_BODY = 1024
_MISDIRECTED = _words("Use an IP address or localhost.", HTTPStatus.MISDIRECTED_REQUEST)


def _page(html: str) -> Answer:
    return Answer(html.encode("utf-8", "replace"))


def _local_name(host: str) -> bool:
    name = urlsplit(f"//{host}").hostname or ""
    if name in {"localhost", "inbox"}:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
