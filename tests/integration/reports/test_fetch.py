"""S17: fetching from a real server, within its limits and never from where it must not."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from mailer.reports import fetch as module
from mailer.reports import guard
from mailer.reports.errors import (
    AddressRefusedError,
    FetchError,
    ReportError,
    TooLargeError,
    UnsafeSourceError,
)
from mailer.reports.fetch import Fetched, fetch
from tests.integration.reports.server import FEED, serving

Server = tuple[str, list[tuple[str, dict[str, str]]]]


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of the test's own."""
    with serving() as started:
        yield started


def get(server: Server, path: str, **validators: str) -> Fetched:
    """Fetches from the server, which the operator has allowed."""
    host, _ = server
    return fetch(f"http://{host}{path}", allow_hosts=frozenset({host}), **validators)


def test_a_feed_comes_with_its_validators(server: Server) -> None:
    """Data, ETag and Last-Modified, plain or compressed."""
    got = get(server, "/feed")
    assert (got.status, got.data, got.etag) == (200, FEED, '"v1"')
    assert got.modified == "Mon, 03 Mar 2025 10:00:00 GMT"
    assert get(server, "/gzip").data == FEED


@pytest.mark.parametrize(
    "validators", [{"etag": '"v1"'}, {"modified": "Mon, 03 Mar 2025 10:00:00 GMT"}]
)
def test_an_unchanged_feed_is_not_sent_again(server: Server, validators: dict[str, str]) -> None:
    """304 is an answer, not an error."""
    got = get(server, "/feed", **validators)
    assert (got.status, got.data) == (304, b"")


def test_loopback_is_refused_unless_an_operator_allows_it(server: Server) -> None:
    """S17: the server is never asked."""
    host, seen = server
    with pytest.raises(AddressRefusedError):
        fetch(f"http://{host}/feed")
    assert seen == []


def test_the_checked_address_is_the_one_connected_to(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S17, DNS rebinding: the name is looked up once; Host stays the name."""
    host, seen = server
    port = host.split(":")[1]
    asked: list[str] = []

    def resolve(name: str, port: int, *, timeout: float) -> list[str]:
        asked.append(name)
        return ["127.0.0.1"]

    monkeypatch.setattr(guard, "resolve", resolve)
    name = f"feed.example.test:{port}"
    got = fetch(f"http://{name}/feed", allow_hosts=frozenset({name}))
    assert got.data == FEED
    assert asked == ["feed.example.test"]
    assert seen[0][1]["Host"] == name


@pytest.mark.parametrize("path", ["/private", "/neighbour", "/file"])
def test_each_redirect_is_checked_anew(server: Server, path: str) -> None:
    """S17: an allowed host does not allow where it points to."""
    with pytest.raises(AddressRefusedError):
        get(server, path)


def test_three_redirects_are_followed_and_no_more(server: Server) -> None:
    """S17: at most three; the last address is told."""
    assert get(server, "/hop/3").url.endswith("/feed")
    with pytest.raises(AddressRefusedError):
        get(server, "/hop/4")


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/bomb", TooLargeError),
        ("/big", TooLargeError),
        ("/brotli", UnsafeSourceError),
        ("/image", UnsafeSourceError),
        ("/broken", FetchError),
        ("/nothing", FetchError),
    ],
)
def test_what_is_no_feed_is_refused_in_words(
    server: Server, path: str, error: type[ReportError]
) -> None:
    """S17: 5 MB after unpacking, known encodings and types, and errors with a remedy."""
    with pytest.raises(error) as caught:
        get(server, path)
    assert caught.value.file.endswith(path)
    assert caught.value.place
    assert caught.value.remedy


def test_a_dripping_server_ends_at_the_deadline(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S17: the total counts, not the time between two bytes."""
    monkeypatch.setattr(module, "TOTAL_SECONDS", 0.5)
    started = time.monotonic()
    with pytest.raises(FetchError):
        get(server, "/drip")
    assert time.monotonic() - started < 2


def test_a_closed_port_is_told(server: Server) -> None:
    """A source whose server is down is worth another try."""
    with pytest.raises(FetchError):
        fetch("http://127.0.0.1:9/", allow_hosts=frozenset({"127.0.0.1:9"}))
