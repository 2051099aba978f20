"""The transport and TLS: certificates are checked, and nothing goes in clear that must not."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailer.delivery import connection
from mailer.delivery.exchange import Tempo
from mailer.delivery.relay import Relay
from mailer.delivery.seam import RelayDownError
from mailer.delivery.smtp import SmtpTransport, _Work
from tests.chaos.receiver import Receiver
from tests.integration.delivery.test_smtp import Notes, letters
from tests.wire import wire
from workbench.certificate import certificate


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    """A server with STARTTLS and a certificate that nobody else knows."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate(tmp_path))
    with Receiver(tls=context) as server:
        yield server


def send(receiver: Receiver, options: str) -> Notes:
    """Three letters under these options of the relay's URL."""
    relay = Relay.from_url(f"smtp://127.0.0.1:{receiver.port}?timeout=5&{options}")
    notes = Notes()
    transport = SmtpTransport([relay], ehlo="mail.example.org")
    try:
        transport.send(letters(3), notes)
    finally:
        transport.close()
    return notes


@pytest.mark.parametrize("policy", ["opportunistic", "require"])
def test_mail_goes_over_tls(receiver: Receiver, policy: str) -> None:
    """M34: also large messages, in many records."""
    notes = send(receiver, f"tls={policy}&verify=0")
    assert set(notes.verdicts.values()) == {"accepted"}
    assert len(receiver.taken) == 3


@pytest.mark.parametrize("policy", ["opportunistic", "require"])
def test_a_certificate_of_a_stranger_is_refused(receiver: Receiver, policy: str) -> None:
    """M34: an intruder between us and the relay has one, too."""
    with pytest.raises(RelayDownError, match="certificate"):
        send(receiver, f"tls={policy}")
    assert receiver.taken == []


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
@pytest.mark.parametrize(("host", "known"), [("127.0.0.1", True), ("localhost", False)])
def test_a_certificate_is_checked_with_its_name(
    scheme: str, host: str, known: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """M34: one that is trusted is good for its own host alone; TLS from the start, too."""
    pem = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    connection.tls_context.cache_clear()
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_takes_one, args=(server, pem, scheme), daemon=True)
        thread.start()
        url = f"{scheme}://{host}:{server.getsockname()[1]}?timeout=3"
        url += "" if scheme == "smtps" else "&tls=require"
        notes = Notes()
        transport = SmtpTransport([Relay.from_url(url)], ehlo="mail.example.org", connections=1)
        if known:
            transport.send(letters(1), notes)
        else:
            with pytest.raises(RelayDownError, match="certificate"):
                transport.send(letters(1), notes)
        transport.close()
        thread.join(5)
    connection.tls_context.cache_clear()
    assert notes.verdicts == ({0: "accepted"} if known else {})


@pytest.mark.parametrize("injected", [b"250 ok\r\n", b"250 ok\r\n250 ok\r\n", b"250 o"])
def test_what_is_said_in_clear_before_tls_is_not_heard_in_it(injected: bytes) -> None:
    """CVE-2011-0411: somebody between us and the relay adds replies behind the one to STARTTLS."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_speaks_on, args=(server, injected), daemon=True)
        thread.start()
        url = f"smtp://127.0.0.1:{server.getsockname()[1]}?tls=require&verify=0&timeout=3"
        transport = SmtpTransport([Relay.from_url(url)], ehlo="mail.example.org", connections=1)
        notes = Notes()
        with pytest.raises(RelayDownError, match="spoke on before TLS"):
            transport.send(letters(1), notes)
        transport.close()
        thread.join(5)
    assert notes.begun == []


def test_a_message_that_the_relay_has_is_in_doubt_where_the_next_was_cut(tmp_path: Path) -> None:
    """M42: of what OpenSSL was handed some records may have left when there was no more room."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate(tmp_path))
    body = b"x: y\r\n\r\n" + b"a" * (2 * connection.RECORD - 13) + b"\r\n"  # dot: end of a record
    notes = Notes()
    follower = letters(2)[1]._replace(
        sender=f"{'a' * 60_000}@example.org"
    )  # more than buffers hold
    work = _Work(iter([*letters(1, wire(body)), follower]), notes)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        opened: list[ssl.SSLSocket] = []
        thread = threading.Thread(target=_opens, args=(server, context, opened), daemon=True)
        thread.start()
        relay = Relay("127.0.0.1", server.getsockname()[1], tls="implicit", verify=False)
        tested = connection.Connection(
            relay,
            connection.addresses(relay)[0],
            ehlo="mail.example.org",
            most=9,
            tempo=Tempo(took=0.0),
        )
        sender = socket.socket(fileno=os.dup(tested.fileno()))
        sender.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        while not notes.begun:
            select.select([tested.fileno()], [tested.fileno()], [])
            tested.ready(work)
            if not notes.begun:
                tested.flush()
        thread.join(5)
        got = b""
        while not got.endswith(b"\r\n.\r\n"):
            tested.flush()
            got += _read(opened[0])
        assert tested.want_write
        tested.over()
        sender.close()
        opened[0].close()
    assert notes.verdicts == {0: "uncertain"}


def test_a_relay_that_refuses_tls_gets_nothing_in_clear(receiver: Receiver) -> None:
    """M34: tls=require."""
    receiver.fault = lambda step, _to, _tries: "454 not now" if step == "STARTTLS" else None
    with pytest.raises(RelayDownError, match="STARTTLS refused"):
        send(receiver, "tls=require&verify=0")
    assert receiver.taken == []


def _takes_one(server: socket.socket, pem: Path, scheme: str) -> None:
    """A relay that takes one message, over TLS from the start or after STARTTLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem)
    client, _ = server.accept()
    with contextlib.suppress(OSError):
        if scheme == "smtp":
            _say(
                client, b"220 relay.test\r\n", b"250-relay.test\r\n250 STARTTLS\r\n", b"220 go\r\n"
            )
        client = context.wrap_socket(client, server_side=True)
        if scheme == "smtps":
            client.sendall(b"220 relay.test\r\n")
        _say(client, b"", b"250 relay.test\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n")
        while not client.recv(65536).endswith(b"\r\n.\r\n"):
            pass
        client.sendall(b"250 queued\r\n")
        client.recv(100)
    client.close()


def _speaks_on(server: socket.socket, injected: bytes) -> None:
    """A relay, and somebody who adds to what it says before TLS."""
    client, _ = server.accept()
    with client, contextlib.suppress(OSError):
        _say(client, b"220 relay.test\r\n", b"250-relay.test\r\n250 STARTTLS\r\n")
        client.recv(100)
        client.sendall(b"220 go\r\n" + injected)
        client.recv(100)


def _opens(server: socket.socket, context: ssl.SSLContext, opened: list[ssl.SSLSocket]) -> None:
    """A relay that has said 354, and reads no further."""
    client = context.wrap_socket(server.accept()[0], server_side=True)
    _say(client, b"220 relay.test\r\n", b"250-relay.test\r\n250 PIPELINING\r\n")
    client.recv(1000)
    client.sendall(b"250 ok\r\n250 ok\r\n354 go on\r\n")
    client.settimeout(0)
    opened.append(client)


def _say(client: socket.socket, greeting: bytes, *replies: bytes) -> None:
    """The greeting, and a reply to each command."""
    client.sendall(greeting)
    for reply in replies:
        client.recv(1000)
        client.sendall(reply)


def _read(client: ssl.SSLSocket) -> bytes:
    """A record, if a whole one came."""
    try:
        return client.recv(65536)
    except ssl.SSLWantReadError:
        return b""
