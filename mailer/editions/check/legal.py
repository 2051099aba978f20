"""What each mail owes its readers: who sends, the legal notice, the way out (P21, § 5 DDG)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mailer.editions.catalogue import marked
from mailer.editions.check.dom import plain
from mailer.editions.check.mail import Mail
from mailer.editions.check.registry import BLOCKING, FOOTER, SENDER, WARNING, Hit, at, rule
from mailer.editions.model import SLOT_CLOSE, SLOT_OPEN

_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_DEAF: Final = re.compile(
    r"(?:no|do-?not|dont)[._-]?reply\b|nicht[._-]?antworten\b|keine[._-]?antwort\b|mailer-daemon@",
    re.IGNORECASE,
)
_FREEMAIL: Final = re.compile(
    r"(?:gmail|googlemail|yahoo|outlook|hotmail|live|icloud|aol|gmx|web|t-online|freenet|posteo|"
    r"mailbox|proton(?:mail)?)\.(?:com|de|net|org|me|at|ch)"
)
_POSTAL: Final = re.compile(
    r"\b(?:[A-Z]{1,2}-)?\d{4,5} [A-ZÄÖÜ]|\b[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}\b"
)
_RESPONSIBLE: Final = re.compile(
    r"\b(?:verantwortlich\w*|v\.\s?i\.\s?s\.\s?d\.\s?p|visdp|responsible)\b[^\n]*?:?\s*\w+",
    re.IGNORECASE,
)
_UNSUBSCRIBE: Final = f"{SLOT_OPEN}unsubscribe_url{SLOT_CLOSE}"
_PREFERENCES: Final = f"{SLOT_OPEN}preferences_url{SLOT_CLOSE}"


@rule(
    "imprint",
    BLOCKING,
    says=marked("The legal notice is missing, or stands in one part of the mail only."),
    remedy=marked("Enter name, address and representative for the sender."),
)
def imprint(mail: Mail) -> Iterator[Hit]:
    """Each mail names who answers for it, in words (P21)."""
    identity = mail.facts.identity
    if identity is None:
        return
    lines = [plain(line) for line in identity.imprint.splitlines() if plain(line)]
    parts = (mail.page.text, mail.text)
    if not lines or any(line not in part for line in lines for part in parts):
        yield at(FOOTER)


@rule(
    "imprint-address",
    WARNING,
    says=marked("The legal notice has no postal address."),
    remedy=marked("Add street, postcode and town to the sender's legal notice."),
)
def imprint_has_an_address(mail: Mail) -> Iterator[Hit]:
    """§ 5 DDG asks for the address under which somebody is established (P21)."""
    identity = mail.facts.identity
    if identity and plain(identity.imprint) and not _POSTAL.search(identity.imprint):
        yield at(FOOTER)


@rule(
    "responsible",
    BLOCKING,
    says=marked("The legal notice names nobody who is responsible for what is written."),
    remedy=marked(
        "Add to the sender's legal notice: Responsible under § 18(2) MStV, with a name and an "
        "address. Or mark the list as not editorial, if it does not report as the press does."
    ),
)
def responsible(mail: Mail) -> Iterator[Hit]:
    """§ 18(2) MStV: journalistic-editorial mail names a person (P22)."""
    identity = mail.facts.identity
    if mail.facts.editorial and identity and not _RESPONSIBLE.search(identity.imprint):
        yield at(FOOTER)


@rule(
    "sender",
    BLOCKING,
    says=marked("The sender has no name or no valid address."),
    remedy=marked("Enter both for the sender; readers decide by them whether to open a mail."),
)
def sender(mail: Mail) -> Iterator[Hit]:
    """A mail without a sender is refused (M2)."""
    identity = mail.facts.identity
    if identity is None:
        return
    # A line end would begin another header field.
    named = plain(identity.name) and "@" not in identity.name and identity.name.isprintable()
    if not named or not _ADDRESS.fullmatch(identity.address.strip()):
        yield at(SENDER)


@rule(
    "sender-deaf",
    WARNING,
    says=marked("Whoever answers writes to {address}, where nobody seems to read."),
    remedy=marked("Enter a reply address for the sender that somebody reads."),
)
def sender_listens(mail: Mail) -> Iterator[Hit]:
    """A city can be answered; § 5 DDG asks for it as well (P21)."""
    identity = mail.facts.identity
    address = (identity.reply_to or identity.address) if identity else ""
    if _DEAF.match(address.strip()):
        yield at(SENDER, address=address)


@rule(
    "sender-freemail",
    WARNING,
    says=marked("The sender has an address at {domain}, which others own."),
    remedy=marked("Send from a domain of the city's own; only that can be signed and aligned."),
)
def sender_has_a_domain(mail: Mail) -> Iterator[Hit]:
    """Those providers tell others to refuse such mails from elsewhere (RFC 7489)."""
    identity = mail.facts.identity
    domain = identity.address.strip().rpartition("@")[2].lower() if identity else ""
    if _FREEMAIL.fullmatch(domain):
        yield at(SENDER, domain=domain)


@rule(
    "sender-shown",
    WARNING,
    says=marked("The mail does not show an address to which readers can write."),
    remedy=marked("Enter a reply address for the sender that somebody reads."),
)
def sender_can_be_asked(mail: Mail) -> Iterator[Hit]:
    """§ 5 DDG asks for a quick way to reach who sends (P21)."""
    if not any(link.attrs["href"].lower().startswith("mailto:") for link in mail.links):
        yield at(FOOTER)


@rule(
    "unsubscribe",
    BLOCKING,
    says=marked("The link to unsubscribe is missing, or stands in one part of the mail only."),
    remedy=marked("Put the footer of the layouts back into the template."),
)
def unsubscribe(mail: Mail) -> Iterator[Hit]:
    """Leaving is as easy as joining (Art. 7(3) GDPR)."""
    linked = any(link.attrs["href"] == _UNSUBSCRIBE for link in mail.links)
    if not linked or _UNSUBSCRIBE not in mail.edition.text:
        yield at(FOOTER)


@rule(
    "preferences",
    WARNING,
    says=marked("The link to the settings is missing, or stands in one part of the mail only."),
    remedy=marked("Put the footer of the layouts back into the template."),
)
def preferences(mail: Mail) -> Iterator[Hit]:
    """Less often is better than gone."""
    linked = any(link.attrs["href"] == _PREFERENCES for link in mail.links)
    if not linked or _PREFERENCES not in mail.edition.text:
        yield at(FOOTER)


@rule(
    "web-version",
    WARNING,
    says=marked("The link to the web version is missing."),
    remedy=marked("Put the head or footer of the layouts back into the template."),
)
def web_version(mail: Mail) -> Iterator[Hit]:
    """Whose program shows the mail badly can read it in a browser (M70)."""
    wanted = mail.facts.browser_url
    if wanted and not any(link.attrs["href"] == wanted for link in mail.links):
        yield at(FOOTER)
