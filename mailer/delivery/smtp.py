"""The plain transport: the standard library's client, one message at a time, connection kept."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Iterable
from functools import cache

from mailer.delivery.relay import Relay
from mailer.delivery.replies import outcome
from mailer.delivery.seam import Envelope, Journal, Outcome, RelayDownError, Verdict

# Messages after which a session is closed, so that relays behind a balancer share the load.
PER_SESSION = 1000
LOST = Outcome(
    Verdict.UNCERTAIN, words="The connection broke between the end of the message and its reply."
)


@cache
def tls_context(*, verify: bool) -> ssl.SSLContext:
    """One context per process: building one costs more than many messages."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


class SmtpTransport:
    """Hands envelopes to one relay over one kept connection; see `seam.Transport`."""

    def __init__(self, relay: Relay, *, ehlo: str) -> None:
        self.relay = relay
        self.ehlo = ehlo
        self._client: smtplib.SMTP | None = None
        self._sent = 0

    def send(self, envelopes: Iterable[Envelope], journal: Journal) -> None:
        """Try each envelope once; see `seam.Transport.send`."""
        for envelope in envelopes:
            client = self._session()
            try:
                answer = self._one(client, envelope, journal=journal)
            except (smtplib.SMTPServerDisconnected, OSError) as error:
                self._drop()
                raise RelayDownError(f"{self.relay.host}: {error}") from error
            journal.answered(envelope.key, answer)
            self._sent += 1

    def close(self) -> None:
        """Say goodbye to the relay."""
        if self._client is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._client.quit()
        self._drop()

    def _one(self, client: smtplib.SMTP, envelope: Envelope, *, journal: Journal) -> Outcome:
        """One transaction. Until the body goes out a broken session leaves no doubt."""
        refused = self._envelope(client, envelope)
        if refused is not None:
            return refused
        journal.started(envelope.key)
        try:
            client.send(_on_the_wire(envelope.message))
            code, reply = client.getreply()
        except (smtplib.SMTPServerDisconnected, OSError):
            self._drop()
            return LOST
        if code == 421:
            self._drop()
        return outcome(code, reply)

    def _envelope(self, client: smtplib.SMTP, envelope: Envelope) -> Outcome | None:
        """MAIL, RCPT and DATA; the refusal, or None when the body may follow."""
        options = ["SMTPUTF8"] if not envelope.recipient.isascii() else []
        if options and not client.has_extn("smtputf8"):
            return Outcome(
                Verdict.NEVER, 553, "5.6.7", "The relay takes no addresses with such characters."
            )
        for code, reply in (
            client.mail(envelope.sender, options),
            client.rcpt(envelope.recipient),
        ):
            if code == 421:
                raise smtplib.SMTPServerDisconnected(reply.decode("utf-8", "replace"))
            if code // 100 != 2:
                client.rset()
                return outcome(code, reply)
        code, reply = client.docmd("DATA")
        return None if code == 354 else outcome(code, reply)

    def _session(self) -> smtplib.SMTP:
        """The open connection, or a new one; raises RelayDownError where there is none."""
        if self._client is not None and self._sent < PER_SESSION:
            return self._client
        self.close()
        try:
            self._client = self._connect()
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise RelayDownError(f"{self.relay.host}:{self.relay.port}: {error}") from error
        return self._client

    def _connect(self) -> smtplib.SMTP:
        relay = self.relay
        context = tls_context(verify=relay.verify)
        client: smtplib.SMTP
        if relay.tls == "implicit":
            client = smtplib.SMTP_SSL(
                relay.host, relay.port, self.ehlo, timeout=relay.timeout, context=context
            )
        else:
            client = smtplib.SMTP(relay.host, relay.port, self.ehlo, timeout=relay.timeout)
        client.ehlo_or_helo_if_needed()
        self._secure(client, context)
        if relay.user:
            client.login(relay.user, relay.password)
        return client

    def _secure(self, client: smtplib.SMTP, context: ssl.SSLContext) -> None:
        """STARTTLS by policy; a login is never sent in clear."""
        relay = self.relay
        if relay.tls in {"require", "opportunistic"} and client.has_extn("starttls"):
            client.starttls(context=context)
            client.ehlo()
        elif relay.tls == "require" or (relay.user and relay.tls == "opportunistic"):
            client.close()
            raise smtplib.SMTPNotSupportedError("the relay offers no STARTTLS")

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None
        self._sent = 0


def _on_the_wire(message: bytes) -> bytes:
    """Dot-stuffed and ended; the message has CRLF only (checked when it was built)."""
    stuffed = message.replace(b"\r\n.", b"\r\n..")
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    return stuffed + (b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n")
