"""The octets of a message on the wire: dots, line ends, and what looks like the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailer.delivery.relay import Relay
from mailer.delivery.smtp import SmtpTransport
from tests.integration.delivery.test_smtp import WORDS, Notes, letters, run
from tests.wire import wire
from workbench.inbox import Inbox

# What some servers, and not others, read as the end of a message (CERT VU#302671).
ENDS = (b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r\n", b"\r.\r", b"\r\n.\r", b"\n.\r")


def test_dots_arrive_as_they_were_written(tmp_path: Path) -> None:
    """M47, RFC 5321, 4.5.2: dot-stuffing is undone by the relay, and no line ends the message."""
    relay, _, _ = run(lambda _step, _to: None, count=1)
    assert relay.accepted[0][1] == WORDS.replace(b"\r\n.", b"\r\n..")
    with Inbox(tmp_path / "inbox") as inbox:
        under_test = SmtpTransport(
            [Relay.from_url(inbox.smtp_url + "?tls=none")], ehlo="mail.example.org"
        )
        under_test.send(letters(1), Notes())
        under_test.close()
        assert inbox.messages()[0].content.endswith(b".hidden\r\n..two\r\n.\r\nend\r\n")


@pytest.mark.parametrize("end", ENDS)
def test_an_end_of_data_that_only_others_see_never_gets_on_the_wire(end: bytes) -> None:
    """M47, CERT VU#302671: the seven variants that smuggle a second message."""
    smuggled = b"Subject: x\r\n\r\nHello." + end + b"MAIL FROM:<evil@example.com>\r\n"
    with pytest.raises(ValueError, match="line end"):
        wire(smuggled)
