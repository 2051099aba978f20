"""Fetching feeds and pictures, reaching links: only open addresses, within 10 s and 5 MB (S17)."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import urljoin

import httpcore
import httpx

from mailer.reports.errors import AddressRefusedError, FetchError, TooLargeError, UnsafeSourceError
from mailer.reports.guard import check_url
from mailer.reports.wire import PinnedTransport

T = TypeVar("T")

TOTAL_SECONDS: Final = 10.0
MAX_BYTES: Final = 5 * 1024 * 1024
MAX_REDIRECTS: Final = 3
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_ACCEPT: Final = (
    "application/feed+json, application/atom+xml, application/rss+xml, application/json;q=0.9, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
)
_REFUSED_TYPES: Final = ("image/", "video/", "audio/", "font/", "application/pdf")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: status 200 with data, or 304 without; `url` is where redirects led to.

    `etag` and `modified` are the validators to send next time.
    """

    status: int
    data: bytes
    etag: str
    modified: str
    url: str
    kind: str = ""


def fetch(
    url: str,
    *,
    etag: str = "",
    modified: str = "",
    allow_hosts: frozenset[str] = frozenset(),
    pictures: bool = False,
) -> Fetched:
    """GET by http or https, with If-None-Match and If-Modified-Since where given.

    A feed, or with `pictures` a picture: other kinds of content are refused.

    `allow_hosts` holds 'host' or 'host:port' that an operator allowed for this source, private
    ones too. Raises AddressRefusedError, FetchError, TooLargeError or UnsafeSourceError.
    """
    deadline = time.monotonic() + TOTAL_SECONDS
    asked = _headers(etag, modified)
    for _ in range(MAX_REDIRECTS + 1):
        got = _get(url, asked, allow_hosts=allow_hosts, deadline=deadline)
        if isinstance(got, Fetched):
            _check_kind(got, pictures=pictures)
            return got
        url = urljoin(url, got)
    raise AddressRefusedError(url, f"more than {MAX_REDIRECTS} redirects")


def reach(
    url: str, *, seconds: float = TOTAL_SECONDS, allow_hosts: frozenset[str] = frozenset()
) -> int:
    """The status at the end of a link, its redirects followed; nothing of the body is read.

    Raises AddressRefusedError or FetchError.
    """
    deadline = time.monotonic() + seconds
    asked = {**_headers("", ""), "Accept": "*/*"}
    for _ in range(MAX_REDIRECTS + 1):
        status, location = _exchange(
            url, asked, allow_hosts=allow_hosts, deadline=deadline, read=_status
        )
        if not location:
            return status
        url = urljoin(url, location)
    raise AddressRefusedError(url, f"more than {MAX_REDIRECTS} redirects")


def _status(answer: httpx.Response) -> tuple[int, str]:
    """The status, and where it leads on to."""
    moved = answer.status_code in _REDIRECTS
    return answer.status_code, str(answer.headers.get("location", "")) if moved else ""


def _headers(etag: str, modified: str) -> dict[str, str]:
    headers = {"Accept": _ACCEPT, "Accept-Encoding": "gzip", "User-Agent": "Rundbrief"}
    if etag:
        headers["If-None-Match"] = etag
    if modified:
        headers["If-Modified-Since"] = modified
    return headers


def _get(
    url: str, headers: dict[str, str], *, allow_hosts: frozenset[str], deadline: float
) -> Fetched | str:
    """The answer, or where a redirect points to."""

    def read(answer: httpx.Response) -> Fetched | str:
        return _answer(url, answer, deadline=deadline)

    return _exchange(url, headers, allow_hosts=allow_hosts, deadline=deadline, read=read)


def _exchange(
    url: str,
    headers: dict[str, str],
    *,
    allow_hosts: frozenset[str],
    deadline: float,
    read: Callable[[httpx.Response], T],
) -> T:
    """One request to an address that was checked; what `read` makes of the answer."""
    left = max(deadline - time.monotonic(), 0.0)
    transport = PinnedTransport(check_url(url, allow_hosts, timeout=left), deadline)
    try:
        # trust_env=False: a proxy from the environment would resolve the name again.
        with (
            httpx.Client(transport=transport, trust_env=False, follow_redirects=False) as client,
            client.stream("GET", url, headers=headers) as answer,
        ):
            return read(answer)
    except (httpx.HTTPError, httpx.InvalidURL, httpcore.TimeoutException) as error:
        raise FetchError(url, type(error).__name__) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise FetchError(url, type(error).__name__) from error


def _answer(url: str, answer: httpx.Response, *, deadline: float) -> Fetched | str:
    location = str(answer.headers.get("location", ""))
    if answer.status_code in _REDIRECTS and location:
        return location
    if answer.status_code not in {200, 304}:
        raise FetchError(url, f"HTTP {answer.status_code}")
    data = _body(url, answer, deadline=deadline) if answer.status_code == 200 else b""
    return Fetched(
        answer.status_code,
        data,
        answer.headers.get("etag", ""),
        answer.headers.get("last-modified", ""),
        url,
        answer.headers.get("content-type", "").lower(),
    )


def _check_kind(got: Fetched, *, pictures: bool) -> None:
    wrong = not got.kind.startswith("image/") if pictures else got.kind.startswith(_REFUSED_TYPES)
    if got.status == 200 and wrong:
        raise UnsafeSourceError(got.url, got.kind)


def _body(url: str, answer: httpx.Response, *, deadline: float) -> bytes:
    """The body, unpacked piece by piece so that a bomb never unfolds in memory."""
    encoding = answer.headers.get("content-encoding", "identity").lower()
    if encoding not in {"identity", "gzip", "x-gzip", ""}:
        raise UnsafeSourceError(url, f"content encoding {encoding}")
    unpack = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
    body = bytearray()
    try:
        for chunk in answer.iter_raw():
            body += unpack.decompress(chunk, MAX_BYTES + 1 - len(body)) if unpack else chunk
            if len(body) > MAX_BYTES:
                raise TooLargeError(url, f"more than {MAX_BYTES // 1024 // 1024} MB")
            if time.monotonic() > deadline:
                raise FetchError(url, f"more than {TOTAL_SECONDS:.0f} s")
    except zlib.error as error:
        raise FetchError(url, "gzip") from error
    return bytes(body)
