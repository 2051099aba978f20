"""Stationery and a recipient make a message: header fields spliced as bytes, no email objects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from mailer.editions.clean import web_url
from mailer.editions.headers import (
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
from mailer.editions.skeleton import Skeleton

_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,120}[a-z0-9])?", re.IGNORECASE)
_LIST_ID: Final = 255  # RFC 2919, 2: octets in all
_FEEDBACK: Final = re.compile(r"[\w.-]{0,60}(?::[\w.-]{0,60}){0,3}", re.ASCII)
_MESSAGE_ID: Final = re.compile(r"[\w!#$%&'*+/=?^`{|}~.-]+(?:@[\w.-]+)?", re.ASCII)
# What every message has: To, Date, Message-ID, List-Unsubscribe and its Post, Content-Type.
_PERSONAL: Final = 6


@dataclass(frozen=True, slots=True)
class Head:
    """What the header of an issue says to every recipient of one list.

    `list_id` is 'label.domain' (RFC 2919), `message_domain` a domain of our own (M10),
    `feedback_id` at most four fields 'a:b:c:sender', '' for none.
    """

    from_name: str
    from_address: str
    subject: str
    list_name: str
    list_id: str
    message_domain: str
    reply_to: str = ""
    feedback_id: str = ""
    archive_url: str = ""


class Recipient(NamedTuple):
    """One person: `message_id` without brackets, the same at every attempt (M10).

    It may lack its domain; then it gets the head's. `values` are the slots' values;
    `unsubscribe_url` also fills the slot of that name where `values` does not.
    """

    address: str
    message_id: str
    unsubscribe_url: str
    name: str = ""
    values: Mapping[Slot, str] = MappingProxyType({})


class Stationery:
    """An edition under the head of one list: all that its messages share, encoded once.

    `shared` are the header fields that all of them begin with. Raises HeaderError for a head
    that cannot be written.
    """

    def __init__(self, skeleton: Skeleton, head: Head) -> None:
        fields = _fixed(head)
        self._skeleton = skeleton
        self.shared = b"".join(fields)
        check_header(self.shared, len(fields))
        self._domain = ascii_domain(head.message_domain)
        self._rest = (
            b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" + skeleton.content_type
        )

    def write(self, recipient: Recipient, date: datetime) -> list[bytes]:
        """The whole message to one person, CRLF only, ready to be signed and sent, in pieces:
        shared fields, own fields, the empty line, and the body in any number of them.

        `date` is the time of sending, with a zone (M11). Raises HeaderError or SlotError for a
        value that cannot stand in a message; nothing of such a message is returned.
        """
        own = b"".join(
            (
                field("To", mailbox(recipient.name, recipient.address)),
                _date(date),
                field("Message-ID", [_message_id(recipient.message_id, self._domain)]),
                field("List-Unsubscribe", [_unsubscribe(recipient.unsubscribe_url)]),
                self._rest,
            )
        )
        check_header(own, _PERSONAL)
        values = recipient.values
        if "unsubscribe_url" not in values:
            values = {**values, "unsubscribe_url": recipient.unsubscribe_url}
        return [self.shared, own, b"\r\n", *self._skeleton.fill(values)]


def personalise(skeleton: Skeleton, recipient: Recipient, *, head: Head, date: datetime) -> bytes:
    """One message in one piece; see `Stationery.write`."""
    return b"".join(Stationery(skeleton, head).write(recipient, date))


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


@lru_cache(maxsize=64)
def _date(date: datetime) -> bytes:
    if date.tzinfo is None:
        raise HeaderError("the time of sending needs a zone")
    return field("Date", [format_datetime(date).encode()])


def _message_id(message_id: str, domain: str) -> bytes:
    if not _MESSAGE_ID.fullmatch(message_id):
        raise HeaderError("a Message-ID takes letters, digits and a few signs, no blanks")
    if "@" in message_id:
        return f"<{message_id}>".encode()
    return f"<{message_id}@{domain}>".encode()


def _unsubscribe(url: str) -> bytes:
    """The address for one click; it must not name the person (M18)."""
    if "@" in url or "%40" in url:
        raise HeaderError("List-Unsubscribe must not hold a mail address")
    return _uri("List-Unsubscribe", url)


def _uri(name: str, url: str) -> bytes:
    if not web_url(url) or "," in url or len(url) > LONGEST - 4:
        raise HeaderError(f"{name} must be an http or https address")
    return f"<{url}>".encode()
