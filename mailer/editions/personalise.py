"""Stationery and a recipient make a message: header fields spliced as bytes, no email objects."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Final, NamedTuple

from mailer.editions.clean import web_url
from mailer.editions.headers import (
    LINE,
    LONGEST,
    HeaderError,
    ascii_domain,
    clean_header,
    field,
    mailbox,
    phrase,
    unstructured,
)
from mailer.editions.model import Slot
from mailer.editions.skeleton import Skeleton, Spelt, spelt

_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,120}[a-z0-9])?", re.IGNORECASE)
_LIST_ID: Final = 255  # RFC 2919, 2: octets in all
_FEEDBACK: Final = re.compile(r"[\w.-]{0,60}(?::[\w.-]{0,60}){0,3}", re.ASCII)
# What identity.Names makes: three numbers with dots between.
_LONGEST_MARK: Final = 40
_NAMES: Final = re.compile(
    rf"[0-9A-Za-z_.-]{{1,{_LONGEST_MARK}}}+(?: [0-9A-Za-z_-][0-9A-Za-z_.-]{{0,74}}+){{2}}"
)
# Most mailboxes: words without a sign that needs quoting, an ASCII address, one line together.
_PLAIN: Final = re.compile(
    r"(?:[0-9A-Z_a-z!#-'*+/^`{-~-]++ )*+<[0-9A-Z_a-z!#-'*+/=^`{-~-]++"
    r"(?:\.[0-9A-Z_a-z!#-'*+/=^`{-~-]++)*+"
    r"@[a-z0-9]++(?:-++[a-z0-9]++)*+(?:\.[a-z0-9]++(?:-++[a-z0-9]++)*+)*+>"
)
_ONE_LINE: Final = 66


@dataclass(frozen=True, slots=True)
class Head:
    """What an issue says to every recipient of one list and frequency.

    `list_id` is 'label.domain' (RFC 2919), `message_domain` a domain of our own (M10),
    `feedback_id` at most four fields 'a:b:c:sender', '' for none. `unsubscribe_at` and
    `preferences_at` are web addresses that a recipient's tokens end.
    """

    from_name: str
    from_address: str
    subject: str
    list_name: str
    list_id: str
    message_domain: str
    unsubscribe_at: str
    preferences_at: str
    frequency: str = ""
    reply_to: str = ""
    feedback_id: str = ""
    archive_url: str = ""


class Recipient(NamedTuple):
    """One person. `message_id` is what stands before the @, the same at every attempt (M10);
    `unsubscribe` and `preferences` are the tokens that end the head's addresses.
    """

    address: str
    message_id: str
    unsubscribe: str
    preferences: str
    name: str = ""
    salutation: str = ""
    first_name: str = ""


class Stationery:
    """An edition under the head of one list: all that its messages share, encoded once.

    `shared` are the header fields that all of them begin with. Raises HeaderError for a head
    that cannot be written, SlotError for an address that is none.
    """

    def __init__(self, skeleton: Skeleton, head: Head) -> None:
        fields = _fixed(head)
        self.shared = b"".join(fields)
        check_header(self.shared, len(fields))
        check_header(skeleton.form, skeleton.fields)
        self._body = skeleton.under(
            words={"list_name": head.list_name, "frequency": head.frequency},
            places={
                "unsubscribe_url": head.unsubscribe_at,
                "preferences_url": head.preferences_at,
            },
        )
        self._says_first_name = any(slot == "first_name" for _, slot, _ in self._body.holes)
        domain = ascii_domain(head.message_domain).encode()
        short = len("Message-ID: <@>") + _LONGEST_MARK + len(domain) <= LINE
        self._after_date = b"Message-ID: <" if short else b"Message-ID:\r\n <"
        unsubscribe = unsubscribe_uri(head.unsubscribe_at).removesuffix(b">")
        self._after_id = b"@%b>\r\nList-Unsubscribe:\r\n %b" % (domain, unsubscribe)
        self._rest = b">\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" + skeleton.form

    def write(self, recipient: Recipient, date: datetime) -> list[bytes]:
        """The whole message to one person, CRLF only, ready to be signed and sent, in pieces:
        shared fields, own fields, the empty line, and the body in any number of them.

        `date` is the time of sending, with a zone (M11). Raises HeaderError or SlotError for a
        value that cannot stand in a message; nothing of such a message is returned.
        """
        address, mark, unsubscribe, preferences, name, salutation, first_name = recipient
        if not _NAMES.fullmatch(f"{mark} {unsubscribe} {preferences}"):
            raise HeaderError(
                "a Message-ID takes up to 40, a token up to 75 letters, digits and the signs . _ -"
            )
        leave, choose = unsubscribe.encode(), preferences.encode()
        own = b"".join(
            (
                to_field(name, address),
                date_field(date),
                self._after_date,
                mark.encode(),
                self._after_id,
                leave,
                self._rest,
            )
        )
        values: dict[Slot, Spelt] = {
            "salutation": spelt(salutation),
            "unsubscribe_url": (leave, leave),
            "preferences_url": (choose, choose),
        }
        if self._says_first_name:
            values["first_name"] = spelt(first_name)
        return [self.shared, own, b"\r\n", *self._body.fill(values)]


def personalise(skeleton: Skeleton, recipient: Recipient, *, head: Head, date: datetime) -> bytes:
    """One message in one piece; see `Stationery.write`."""
    return b"".join(Stationery(skeleton, head).write(recipient, date))


def values(recipient: Recipient, head: Head) -> dict[Slot, str]:
    """What stands in an edition's slots for this recipient, unencoded (previews)."""
    return {
        "salutation": recipient.salutation,
        "first_name": recipient.first_name,
        "list_name": head.list_name,
        "frequency": head.frequency,
        "unsubscribe_url": head.unsubscribe_at + recipient.unsubscribe,
        "preferences_url": head.preferences_at + recipient.preferences,
    }


def check_header(header: bytes, expected: int) -> None:
    """The last look at the raw bytes (S4): as many fields as were written, CRLF only."""
    ends = header.count(b"\r\n")
    if ends - header.count(b"\r\n ") - header.count(b"\r\n\t") != expected:
        raise HeaderError("the header has more or fewer fields than were written")
    if header.count(b"\r") != ends or header.count(b"\n") != ends or b"\0" in header:
        raise HeaderError("the header holds a bare CR or LF, or a NUL")


def _fixed(head: Head) -> list[bytes]:
    """The fields that all recipients of a head share."""
    fields = [
        field("From", mailbox(head.from_name, head.from_address)),
        unstructured("Subject", head.subject),
        _list_id(head),
        b"Precedence: bulk\r\n",
        b"MIME-Version: 1.0\r\n",
    ]
    if head.reply_to:
        fields.append(field("Reply-To", mailbox("", head.reply_to)))
    if head.feedback_id:
        if not _FEEDBACK.fullmatch(head.feedback_id):
            raise HeaderError("Feedback-ID takes at most four short fields with colons between")
        fields.append(field("Feedback-ID", [head.feedback_id.encode()]))
    if head.archive_url:
        fields.append(field("List-Archive", [_uri("List-Archive", head.archive_url)]))
    return fields


def _list_id(head: Head) -> bytes:
    """'Phrase <label.domain>', at most 255 octets (M20)."""
    if not _LABEL.fullmatch(head.list_id) or "." not in head.list_id:
        raise HeaderError("List-Id must be label.domain, e.g. citizens.news.example.org")
    ending = f"<{head.list_id.lower()}>".encode()
    words = clean_header(head.list_name)
    while words and len(b" ".join((*phrase(words), ending))) > _LIST_ID:
        words = words[: len(words) * 9 // 10].rstrip()
    return field("List-Id", [*phrase(words), ending])


def to_field(name: str, address: str) -> bytes:
    """The To field."""
    whole = f"{name} <{address}>" if name else f"<{address}>"
    if len(whole) <= _ONE_LINE and _PLAIN.fullmatch(whole):
        return b"To: %b\r\n" % whole.encode()
    found = field("To", mailbox(name, address, utf8=True))
    check_header(found, 1)
    return found


@lru_cache(maxsize=64)
def date_field(date: datetime) -> bytes:
    """The Date field; raises HeaderError for a time without a zone (M11)."""
    if date.tzinfo is None:
        raise HeaderError("the time of sending needs a zone")
    return field("Date", [format_datetime(date).encode()])


def unsubscribe_uri(url: str) -> bytes:
    """The address for one click up to its token; it must not name the person (M18)."""
    if "@" in url or "%40" in url:
        raise HeaderError("List-Unsubscribe must not hold a mail address")
    return _uri("List-Unsubscribe", url)


def _uri(name: str, url: str) -> bytes:
    if not web_url(url) or "," in url or len(url) > LONGEST - 80:
        raise HeaderError(f"{name} must be an http or https address")
    return f"<{url}>".encode()
