"""The plain transport: the standard library's client, one message at a time, connection kept."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Iterable
from functools import cache

from mailer.delivery.relay import Relay
from mailer.delivery.replies import MAX_WORDS, outcome
from mailer.delivery.seam import (
    Envelope,
    Journal,
    Outcome,
    RelayDownError,
    SessionOverError,
    Verdict,
)

# Messages after which a session is closed, so that relays behind a balancer share the load.
PER_SESSION = 1000
# The relay is going to close the session (RFC 5321 §3.8).
GOING = 421
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
        """Try each envelope once; see `seam.Transport.send`.

        The connection comes first and the envelope after it, because envelopes are made from
        consent, which must not grow old while somebody connects (invariant 5).
        """
        self._wake()
        waiting = iter(envelopes)
        while True:
            client = self._session()
            envelope = next(waiting, None)
            if envelope is None:
                return
            try:
                self._try(client, envelope, journal=journal)
            except (smtplib.SMTPException, OSError) as error:
                raise self._broken(error) from error

    def close(self) -> None:
        """Say goodbye to the relay."""
        if self._client is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._client.quit()
        self._drop()

    def _try(self, client: smtplib.SMTP, envelope: Envelope, *, journal: Journal) -> None:
        """One transaction and its answer.

        A session that breaks before MAIL was taken says nothing about the envelope; after that
        the envelope may be what broke it, and is put off, so that it cannot hold up the others.
        """
        answer = self._mail(client, envelope)
        if answer is None:
            try:
                answer = self._rest(client, envelope, journal=journal)
            except (smtplib.SMTPException, OSError) as error:
                journal.answered(envelope.key, Outcome(Verdict.LATER, words=_words(error)))
                raise
        journal.answered(envelope.key, answer)
        if answer.code == GOING:
            raise smtplib.SMTPServerDisconnected(answer.words)
        self._sent += 1

    def _mail(self, client: smtplib.SMTP, envelope: Envelope) -> Outcome | None:
        """MAIL; the refusal, or None when the relay took it."""
        options = ["SMTPUTF8"] if not envelope.recipient.isascii() else []
        if options and not client.has_extn("smtputf8"):
            return Outcome(
                Verdict.NEVER, 553, "5.6.7", "The relay takes no addresses with such characters."
            )
        code, reply = client.mail(envelope.sender, options)
        if code == GOING:
            raise smtplib.SMTPServerDisconnected(reply.decode("utf-8", "replace"))
        return self._refusal(client, code, reply=reply, good=2)

    def _rest(self, client: smtplib.SMTP, envelope: Envelope, *, journal: Journal) -> Outcome:
        """RCPT, DATA and the body. Until all of that is sent, a broken session leaves no doubt."""
        code, reply = client.rcpt(envelope.recipient)
        refused = self._refusal(client, code, reply=reply, good=2)
        if refused is None:
            code, reply = client.docmd("DATA")
            refused = self._refusal(client, code, reply=reply, good=3)
        if refused is not None:
            return refused
        try:
            journal.started(envelope.key)
        except BaseException:
            self._drop()  # the relay waits for a body: a QUIT would become part of it
            raise
        client.send(_on_the_wire(envelope.message))
        try:
            return outcome(*client.getreply())
        except (smtplib.SMTPException, OSError):
            self._drop()
            return LOST

    def _refusal(
        self, client: smtplib.SMTP, code: int, *, reply: bytes, good: int
    ) -> Outcome | None:
        """None for a reply of the class `good`; else what it means, and a clean session."""
        if code // 100 == good:
            return None
        if code != GOING:
            try:
                client.rset()
            except (smtplib.SMTPException, OSError):
                self._drop()  # refused and hung up: the answer counts all the same
        return outcome(code, reply)

    def _broken(self, error: Exception) -> RelayDownError:
        """What a broken session means to the caller: down, or used up and worth another one."""
        served = self._sent
        self._drop()
        kind = SessionOverError if served else RelayDownError
        return kind(f"{self.relay.host}: {_words(error)}")

    def _wake(self) -> None:
        """Let go of a kept connection that the relay has closed meanwhile."""
        if self._client is not None:
            try:
                alive = self._client.noop()[0] // 100 == 2
            except (smtplib.SMTPException, OSError):
                alive = False
            if not alive:
                self._drop()

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


def _words(error: Exception) -> str:
    return str(error)[:MAX_WORDS] or type(error).__name__


def _on_the_wire(message: bytes) -> bytes:
    """Dot-stuffed and ended; the message has CRLF only (checked when it was built)."""
    stuffed = message.replace(b"\r\n.", b"\r\n..")
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    return stuffed + (b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n")
