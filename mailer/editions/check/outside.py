"""What DNS and spam filters think of the sender (M26 ff.); without a look: 'not checked'."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mailer.editions.catalogue import marked
from mailer.editions.check.mail import Mail
from mailer.editions.check.model import Look, Words, in_words
from mailer.editions.check.registry import MAIL, SENDER, UNCHECKED, WARNING, Hit, at, rule

REASONS: Final = {
    "no host": marked("there is no such host"),
    "private": marked("the address is refused, because it leads into a private network"),
    "spf missing": marked("{domain} has no SPF record"),
    "spf several": marked("{domain} has several SPF records, so that none counts"),
    "spf open": marked("the SPF record of {domain} allows everybody (+all)"),
    "spf relay": marked("the SPF record of {domain} does not name the relay {relay}"),
    "spf unaligned": marked("the return path is at {domain}, which is another domain"),
    "dkim missing": marked("DNS lacks {name}"),
    "dkim other": marked("another key stands at {name}"),
    "dmarc missing": marked("{domain} has no DMARC record"),
    "dmarc broken": marked("the DMARC record of {domain} has no policy"),
    "spam": marked("{score} points, {limit} are the limit ({signs})"),
}


def reason(look: Look) -> Words:
    """Why a look found something bad, in words."""
    return in_words(REASONS.get(look.reason, look.reason), **look.values)


@rule(
    "spf",
    WARNING,
    says=marked("SPF does not cover the sender: {words}"),
    remedy=marked("Publish an SPF record for the domain of the return path that names your relay."),
)
def spf(mail: Mail) -> Iterator[Hit]:
    """Providers ask whether the relay may send for this domain (RFC 7208)."""
    yield from _bad(mail, "spf")


@rule(
    "dkim",
    WARNING,
    says=marked("The signature of the sender does not hold: {words}"),
    remedy=marked("See rundbrief dkim check and docs/signatures.md."),
)
def dkim(mail: Mail) -> Iterator[Hit]:
    """Providers ask whether the domain signed the mail (RFC 6376)."""
    yield from _bad(mail, "dkim")


@rule(
    "dmarc",
    WARNING,
    says=marked("DMARC is not in order: {words}"),
    remedy=marked("Publish a DMARC record for the sender's domain."),
)
def dmarc(mail: Mail) -> Iterator[Hit]:
    """Gmail and Yahoo want it from who sends much (RFC 7489)."""
    yield from _bad(mail, "dmarc")


@rule(
    "spam",
    WARNING,
    says=marked("A spam filter would rather not deliver this mail: {words}"),
    remedy=marked(
        "Look at its reasons; often it is a word in capitals, or a missing record in DNS."
    ),
)
def spam(mail: Mail) -> Iterator[Hit]:
    """By SpamAssassin or rspamd, where one is installed."""
    look = mail.facts.looks.get("spam")
    if look is not None and look.state == "bad":
        yield at(MAIL, words=reason(look))


@rule(
    "sender-unchecked",
    UNCHECKED,
    says=marked("Not checked for the sender: {names}"),
    remedy=marked("They are checked in the background where DNS answers, or by --network."),
)
def sender_was_looked_at(mail: Mail) -> Iterator[Hit]:
    """No DNS means 'not checked', never 'fine'."""
    names = [name.upper() for name in ("spf", "dkim", "dmarc") if not _known(mail, name)]
    if names:
        yield at(SENDER, names=", ".join(names))


@rule(
    "spam-unchecked",
    UNCHECKED,
    says=marked("No spam filter looked at the mail."),
    remedy=marked("Install SpamAssassin or rspamd beside Rundbrief to have one look."),
)
def spam_was_looked_at(mail: Mail) -> Iterator[Hit]:
    """Not checked is never 'fine'."""
    if not _known(mail, "spam"):
        yield at(MAIL)


def _bad(mail: Mail, name: str) -> Iterator[Hit]:
    look = mail.facts.looks.get(name)
    if look is not None and look.state == "bad":
        yield at(SENDER, words=reason(look))


def _known(mail: Mail, name: str) -> bool:
    look = mail.facts.looks.get(name)
    return look is not None and look.state != "unreachable"
