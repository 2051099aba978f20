"""What a refusal speaks of: the person's address, their mailbox, the message, or the sender.

Only what speaks of the address says something about a person. Policy and reputation speak of the
sender, whatever the code; taking them for dead addresses wipes whole lists.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final


class Subject(StrEnum):
    """What a refusal is about (RFC 3463, 3.2 to 3.8)."""

    ADDRESS = "address"
    MAILBOX = "mailbox"
    SENDER = "sender"
    PACE = "pace"
    POLICY = "policy"
    MESSAGE = "message"
    PASSING = "passing"
    UNKNOWN = "unknown"


# SPF, DKIM, DMARC and reverse DNS (RFC 7372 and the providers' own), by code or in words.
_SENDER_CODES: Final = re.compile(r"[45]\.7\.(?:2[0-9]|509|515|606|708)")
_SENDER_WORDS: Final = re.compile(
    r"\b(?:SPF|DKIM|DMARC|PTR|rDNS|NOWL|5\.7\.515|5\.7\.26)\b"
    r"|reverse dns|block(?: ?list|ed)|black ?list|spamhaus|reputation"
    r"|not (?:allowed|permitted) to send",
    re.IGNORECASE,
)
# Too fast, by the words of the large providers; greylisting is no matter of pace.
_PACE_WORDS: Final = re.compile(
    r"rate.?limit|too (?:many (?:messages|mails|connections|requests)|fast)|throttl|slow down"
    r"|receiving mail at a rate|connections? (?:limit|exceeded)|unusual rate"
    r"|zu viele (?:Nachrichten|Verbindungen)",
    re.IGNORECASE,
)
_ADDRESS_CODES: Final = re.compile(r"5\.1\.(?:1|2|3|6|10)|5\.2\.1")
# Replies without an enhanced code; a refusal with one is never read by its language (M59).
_ADDRESS_WORDS: Final = re.compile(
    r"(?:user|mailbox|recipient|address|account|benutzer|empf(?:ä|ae)nger|adresse|postfach)\W.{0,40}"
    r"(?:unknown|not (?:found|exist)|does(?: not|n't) exist|unbekannt|nicht (?:gefunden|vorhanden)"
    r"|existiert nicht|disabled|inactive)"
    r"|no such (?:user|mailbox|address|recipient)|unknown (?:user|recipient|address|mailbox)",
    re.IGNORECASE,
)
_FULL_WORDS: Final = re.compile(
    r"mailbox (?:is )?full|over ?quota|quota exceeded|postfach voll", re.IGNORECASE
)
_TOO_LARGE: Final = 552


def subject_of(code: int, status: str, *, words: str) -> Subject:
    """What the reply `code status words` of a relay is about (M57).

    `status` is the enhanced code or '', `code` 0 where there was no reply.
    """
    if _PACE_WORDS.search(words):
        return Subject.PACE
    if _SENDER_CODES.fullmatch(status) or _SENDER_WORDS.search(words):
        return Subject.SENDER
    found = _by_status(status) if status else _by_words(code, words)
    passing = code // 100 == 4 and found in {Subject.UNKNOWN, Subject.ADDRESS}
    return Subject.PASSING if passing else found


def _by_status(status: str) -> Subject:
    if _ADDRESS_CODES.fullmatch(status):
        return Subject.ADDRESS
    detail = status.partition(".")[2]
    if detail == "2.2":
        return Subject.MAILBOX
    if detail.startswith("7."):
        return Subject.POLICY
    if detail == "3.4" or detail.startswith("6.") or detail == "2.3":
        return Subject.MESSAGE
    return Subject.UNKNOWN


def _by_words(code: int, words: str) -> Subject:
    if _FULL_WORDS.search(words):
        return Subject.MAILBOX
    if _ADDRESS_WORDS.search(words):
        return Subject.ADDRESS
    return Subject.MESSAGE if code == _TOO_LARGE else Subject.UNKNOWN
