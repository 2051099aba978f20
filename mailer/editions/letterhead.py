"""A letterhead and one person make a single mail: no list, no bulk, written by a machine.

The body is the same encoded skeleton that editions have; only the header is another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mailer.editions.headers import HeaderError, ascii_domain, field, mailbox, unstructured
from mailer.editions.model import Slot
from mailer.editions.personalise import check_header, date_field, to_field, unsubscribe_uri
from mailer.editions.skeleton import Skeleton, clean_value

_MARK: Final = re.compile(r"[\w.-]{1,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes about what; `message_domain` is a domain of our own (M10)."""

    from_name: str
    from_address: str
    subject: str
    message_domain: str
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom. `message_id` is what stands before the @, the same at every attempt (M10).

    `unsubscribe_url` is for whoever is on a list by now (M25), '' for everybody else.
    """

    address: str
    message_id: str
    name: str = ""
    unsubscribe_url: str = ""


def letter(
    skeleton: Skeleton,
    head: Letterhead,
    *,
    to: Addressee,
    values: Mapping[Slot, str],
    date: datetime,
) -> list[bytes]:
    """The message as `Stationery.write` gives it: shared fields, own fields, empty line, body.

    Raises HeaderError or SlotError for a value that cannot stand in a message.
    """
    shared, own = _shared(head), _own(head, to, date=date)
    check_header(b"".join(shared), len(shared))
    check_header(b"".join(own), len(own))
    words = {name: clean_value(name, value) for name, value in values.items()}
    body = skeleton.under(words=words, places={}).fill({})
    return [b"".join(shared), b"".join(own) + skeleton.form, b"\r\n", *body]


def message_id(head: Letterhead, mark: str) -> str:
    """The whole Message-ID, with its angle brackets."""
    if not _MARK.fullmatch(mark):
        raise HeaderError("a Message-ID takes up to 40 letters, digits and the signs . _ -")
    return f"<{mark}@{ascii_domain(head.message_domain)}>"


def _shared(head: Letterhead) -> list[bytes]:
    fields = [
        field("From", mailbox(head.from_name, head.from_address)),
        unstructured("Subject", head.subject),
        # RFC 3834, 5: nobody's holiday notice answers it.
        b"Auto-Submitted: auto-generated\r\n",
        b"MIME-Version: 1.0\r\n",
    ]
    if head.reply_to:
        fields.append(field("Reply-To", mailbox("", head.reply_to)))
    return fields


def _own(head: Letterhead, to: Addressee, *, date: datetime) -> list[bytes]:
    fields = [
        to_field(to.name, to.address),
        date_field(date),
        field("Message-ID", [message_id(head, to.message_id).encode()]),
    ]
    if to.unsubscribe_url:
        fields.append(field("List-Unsubscribe", [unsubscribe_uri(to.unsubscribe_url)]))
        fields.append(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n")
    return fields
