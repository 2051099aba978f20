"""S17: which addresses may be fetched. No network: names are resolved by the tests."""

from __future__ import annotations

import socket

import pytest

from mailer.reports import guard
from mailer.reports.errors import AddressRefusedError, FetchError
from mailer.reports.guard import check_url, is_public

CLOSED = """
0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.9.9.9 169.254.169.254 172.16.0.1 172.31.255.255
192.168.1.1 192.0.2.1 198.18.0.1 224.0.0.1 255.255.255.255 168.63.129.16 :: ::1
::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:0:127.0.0.1 ::ffff:0:10.0.0.1 3fff::1 5f00::1
::7f00:1 fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254
64:ff9b::7f00:1 2002:7f00:1:: 2001:db8::1 2001:0:7f00:1:: ff02::1
"""
NOBODY: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    "address",
    CLOSED.split(),
)
def test_closed_networks_are_not_public(address: str) -> None:
    """S17: private, loopback, link-local, CGNAT, ULA, metadata, mapped, NAT64, 6to4, Teredo."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f::1", "100.128.0.1"])
def test_open_addresses_are_public(address: str) -> None:
    """The guard lets the open internet pass."""
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://jena.example.org/",
        "file:///etc/passwd",
        "//jena.example.org/",
        "https://",
        "https://user:pw@jena.example.org/",
        "https://user@jena.example.org/",
        "https://jena.example.org:8443/",
        "http://jena.example.org:443/",
        "https://jena.example.org:99999/",
        "https://jena.example.org/\r\nHost: x",
        "https://jena.example.org\\@evil.test/",
        "https://[::1/",
    ],
)
def test_odd_addresses_are_refused_unresolved(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """S17: http and https only, ports 80 and 443, no credentials, nothing smuggled."""
    monkeypatch.setattr(guard, "resolve", lambda *_a, **_k: pytest.fail("was resolved"))
    with pytest.raises(AddressRefusedError) as caught:
        check_url(url, NOBODY, timeout=1)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://localhost/",
    ],
)
def test_loopback_by_any_spelling_is_refused(url: str) -> None:
    """S17: what counts is what the resolver makes of the name."""
    with pytest.raises((AddressRefusedError, FetchError)):
        check_url(url, NOBODY, timeout=1)


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """S17: DNS rebinding begins with such an answer."""
    monkeypatch.setattr(guard, "resolve", lambda *_a, **_k: ["93.184.215.14", "10.0.0.1"])
    with pytest.raises(AddressRefusedError):
        check_url("https://jena.example.org/", NOBODY, timeout=1)


def test_an_operator_allows_a_host_or_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """'host' opens the usual ports, 'host:port' that port only."""
    monkeypatch.setattr(guard, "resolve", lambda *_a, **_k: ["10.0.0.1"])
    allowed = check_url("http://intern.test/", frozenset({"Intern.test"}), timeout=1)
    assert (allowed.address, allowed.port) == ("10.0.0.1", 80)
    assert check_url("http://intern.test:8080/", frozenset({"intern.test:8080"}), timeout=1)
    for hosts in (frozenset({"intern.test"}), frozenset({"intern.test:81"})):
        with pytest.raises(AddressRefusedError):
            check_url("http://intern.test:8080/", hosts, timeout=1)


@pytest.mark.parametrize(
    ("error", "place"),
    [
        (socket.gaierror(socket.EAI_NONAME, "not known"), "host jena.example.org"),
        (socket.gaierror(socket.EAI_AGAIN, "temporary"), "DNS"),
        (socket.gaierror(socket.EAI_FAIL, "SERVFAIL"), "DNS"),
        (TimeoutError(), "DNS"),
    ],
)
def test_a_name_that_is_not_there_is_told_from_dns_that_fails(
    monkeypatch: pytest.MonkeyPatch, error: OSError, place: str
) -> None:
    """Issue 5: only who says that there is no such host says that a link is broken."""

    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    with pytest.raises(FetchError) as caught:
        check_url("https://jena.example.org/", NOBODY, timeout=1)
    assert caught.value.place == place
