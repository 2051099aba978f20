"""The inbox over SMTP and HTTP: every byte is kept, and only local names are answered."""

import smtplib
import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from workbench.healthy import page
from workbench.inbox import Inbox

RAW = b"Subject: Gr\xc3\xbc\xc3\x9fe\r\nX-Odd:  two  blanks\r\n\r\n.\r\n..\r\n8bit \xfc\r\n\r\n\r\n"


def _refuse(_sender: str, recipient: str) -> str | None:
    return "550 5.1.1 No such user" if recipient.startswith("gone") else None


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    with Inbox(tmp_path / "mail", refuse=_refuse) as running:
        yield running


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])


def test_messages_are_kept_byte_for_byte(inbox: Inbox) -> None:
    """M30: what was signed can be verified on what arrived; the envelope stands beside it."""
    with smtplib.SMTP("127.0.0.1", _port(inbox.smtp_url)) as smtp:
        smtp.sendmail("b+1@bounce.test", ["a@example.org", "b@example.org"], RAW)
    (mail,) = inbox.messages()
    assert mail.content == RAW
    assert mail.entry.mail_from == "b+1@bounce.test"
    assert mail.entry.rcpt_to == ("a@example.org", "b@example.org")
    assert mail.message["Subject"] == "Grüße"


def test_extensions_are_offered(inbox: Inbox) -> None:
    """M13, M38: the trial inbox offers what modern relays offer."""
    with smtplib.SMTP("127.0.0.1", _port(inbox.smtp_url)) as smtp:
        smtp.ehlo("test.example")
        assert {"8bitmime", "smtputf8", "size", "pipelining"} <= set(smtp.esmtp_features)
        smtp.sendmail("a@example.org", ["jörg@example.org"], b"x\r\n", ["SMTPUTF8"])
    assert inbox.messages()[0].entry.rcpt_to == ("jörg@example.org",)


def test_a_pipelined_group_is_answered_in_order(inbox: Inbox) -> None:
    """M38: a refused recipient in the middle does not shift the replies (RFC 2920 3)."""
    commands = b"MAIL FROM:<s@example.org>\r\nRCPT TO:<a@example.org>\r\n"
    commands += b"RCPT TO:<gone@example.org>\r\nRCPT TO:<c@example.org>\r\nDATA\r\n"
    with socket.create_connection(("127.0.0.1", _port(inbox.smtp_url))) as link:
        lines = link.makefile("rb")
        assert lines.readline().startswith(b"220 ")
        link.sendall(b"EHLO test.example\r\n")
        while lines.readline()[3:4] == b"-":
            pass
        link.sendall(commands)
        replies = [lines.readline()[:3] for _ in range(5)]
        link.sendall(b"Subject: x\r\n\r\nHallo\r\n.\r\n")
        assert lines.readline().startswith(b"250 ")
    assert replies == [b"250", b"250", b"550", b"250", b"354"]
    assert inbox.messages()[0].entry.rcpt_to == ("a@example.org", "c@example.org")


def test_mails_outlive_the_server(tmp_path: Path) -> None:
    for number in (1, 2):
        with Inbox(tmp_path / "mail") as inbox:
            with smtplib.SMTP("127.0.0.1", _port(inbox.smtp_url)) as smtp:
                smtp.sendmail("a@example.org", [f"b{number}@example.org"], b"Subject: x\r\n\r\n")
            found = [mail.entry.rcpt_to[0] for mail in inbox.messages()]
    assert found == ["b1@example.org", "b2@example.org"]


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:8025", 200), ("localhost", 200), ("[::1]:1", 200), ("evil.example", 421)],
)
def test_foreign_host_names_get_nothing(inbox: Inbox, host: str, status: int) -> None:
    """S36: a foreign page that points its own name at the inbox reads no mail."""
    link = HTTPConnection("127.0.0.1", _port(inbox.url), timeout=5)
    link.request("GET", "/", headers={"Host": host})
    answer = link.getresponse()
    answer.read()
    link.close()
    assert answer.status == status
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_only_reading_is_possible(inbox: Inbox) -> None:
    """S26: there is nothing to post to; HEAD answers without a body."""
    link = HTTPConnection("127.0.0.1", _port(inbox.url), timeout=5)
    link.request("HEAD", "/")
    head = link.getresponse()
    assert (head.status, head.read()) == (200, b"")
    link.request("POST", "/", body=b"q=x")
    assert link.getresponse().status == 501
    link.close()


def test_a_taken_port_is_told_at_once(inbox: Inbox, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="in use"):
        Inbox(tmp_path / "other", http_port=_port(inbox.url)).start()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (b".\r\n", b""),
        (b"..\r\n.\r\n", b".\r\n"),
        (b"end.\r\n..\r\n...\r\n.x\r\n\r\n.\r\n", b"end.\r\n.\r\n..\r\nx\r\n\r\n"),
        (b"a\n.\nb\r.\r\r\n.\r\n", b"a\n.\nb\r.\r\r\n"),
    ],
)
def test_only_the_lone_dot_ends_a_message(inbox: Inbox, sent: bytes, kept: bytes) -> None:
    """M47: bare CR and LF around a dot end nothing; doubled dots are undone (RFC 5321 4.5.2)."""
    with smtplib.SMTP("127.0.0.1", _port(inbox.smtp_url)) as smtp:
        smtp.ehlo("test.example")
        smtp.mail("a@example.org")
        smtp.rcpt("b@example.org")
        assert smtp.docmd("DATA")[0] == 354
        smtp.send(sent)
        assert smtp.getreply()[0] == 250
        assert smtp.noop()[0] == 250
    assert [mail.content for mail in inbox.messages()] == [kept]


def test_too_much_is_refused_and_the_session_goes_on(inbox: Inbox) -> None:
    """M12: what is larger than the announced SIZE is refused whole."""
    with smtplib.SMTP("127.0.0.1", _port(inbox.smtp_url)) as smtp:
        smtp.ehlo("test.example")
        assert smtp.mail("a@example.org", ["SIZE=99000000"])[0] == 552
        smtp.mail("a@example.org")
        smtp.rcpt("b@example.org")
        assert smtp.data((b"x" * 70 + b".\r\n") * 480_000)[0] == 552
        smtp.sendmail("a@example.org", ["c@example.org"], b"Subject: x\r\n\r\n")
    assert [mail.entry.rcpt_to for mail in inbox.messages()] == [("c@example.org",)]


def test_the_container_is_healthy_while_it_answers(inbox: Inbox) -> None:
    """A health check says no to what is missing and to ports where nobody listens."""
    assert page(_port(inbox.url), "/healthz", host="127.0.0.1")
    assert not page(_port(inbox.url), "/nowhere", host="127.0.0.1")
    with socket.socket() as idle:
        idle.bind(("127.0.0.1", 0))
        assert not page(idle.getsockname()[1], "/healthz", host="127.0.0.1")


def _delete(inbox: Inbox, path: str, body: str, host: str = "localhost") -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", _port(inbox.url), timeout=10)
    connection.request("DELETE", path, body=body, headers={"Host": host})
    response = connection.getresponse()
    answer = response.status, response.read().decode().strip()
    connection.close()
    return answer


def test_mails_to_one_address_are_forgotten(inbox: Inbox, tmp_path: Path) -> None:
    """P13: whoever is erased is erased from the demo's inbox too, its index included."""
    with smtplib.SMTP("127.0.0.1", _port(inbox.smtp_url)) as smtp:
        for to in ("Anna@example.org", "bob@example.org"):
            smtp.sendmail("b@bounce.test", [to], RAW)
    for path, body, host in (
        ("/mails", "{}", "localhost"),
        ("/mails", "nonsense", "localhost"),
        ("/", '{"to": "anna@example.org"}', "localhost"),
        ("/mails", '{"to": "anna@example.org"}', "foreign.example"),
    ):
        assert _delete(inbox, path, body, host)[0] >= 400
    assert len(inbox.messages()) == 2
    assert _delete(inbox, "/mails", '{"to": "anna@example.org"}') == (200, "1")
    assert [mail.entry.rcpt_to for mail in inbox.messages()] == [("bob@example.org",)]
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"anna@" not in kept.lower()
