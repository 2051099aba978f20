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


# Sender's address, login and our relay's quota; SPF, DKIM, DMARC and reverse DNS (RFC 7372 and the
# providers' own).
_SENDER_CODES: Final = re.compile(
    r"[45]\.(?:1\.[78]|4\.5|7\.(?:8|9|1[1-4]|2[0-9]|509|515|606|708))"
)
# Of these the relay says that it does not know who we are (RFC 4954, RFC 3207).
_LOGIN: Final = frozenset({530, 534, 535, 538})
_SENDER_WORDS: Final = re.compile(
    r"\b(?:SPF|DKIM|DMARC|PTR|rDNS|NOWL|5\.7\.515|5\.7\.26|reverse dns|spamhaus|reputation)\b"
    r"|\bblock ?list|\bblack ?list|\bblocked using\b"
    r"|\b(?:host|IP|network|server|sender|connection)\b.{0,40}\bblocked\b"
    r"|\bnot (?:allowed|permitted|authori[sz]ed) to (?:send|relay)\b"
    r"|\brelay(?:ing)? (?:access )?(?:denied|not (?:permitted|allowed))|\bunable to relay\b"
    r"|\b(?:sender|client host)(?: address)? (?:rejected|denied|verify failed)\b"
    r"|\bauthentication required\b|\bsending (?:quota|limit)",
    re.IGNORECASE,
)
_GREYLISTED: Final = re.compile(r"gr[ae]y-?list", re.IGNORECASE)
# By the words of the large providers.
_TOO_FAST: Final = re.compile(
    r"\brate[- ]?limit|\bat a rate\b|\b(?:unusual|sending|message|connection) rate\b"
    r"|\brate (?:is )?(?:exceeded|too high)\b|\bexceed\w* [^.]{0,30}\brate\b"
    r"|\btoo (?:many (?:messages|e?-?mails|connections|requests)|fast)\b|\bthrottl"
    r"|\bslow down\b|\bconnections? (?:limit|exceeded)\b|\bzu viele (?:nachrichten|verbindungen)\b",
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
    if _too_fast(status, words):
        return Subject.PACE
    if _blames_the_sender(code, status, words=words):
        return Subject.SENDER
    found = _by_status(status) if status else _by_words(code, words)
    passing = code // 100 == 4 and found in {Subject.UNKNOWN, Subject.ADDRESS}
    return Subject.PASSING if passing else found


def asks_for_patience(code: int, status: str, *, words: str) -> bool:
    """Whether a reply means that we are too fast for this provider (M41, M45).

    421, 4.7.x but greylisting, and refusals whose words speak of a rate.
    """
    fast = _too_fast(status, words)
    if code // 100 == 4:
        policy = fast or code == 421 or status.startswith("4.7.")
        return policy and not _GREYLISTED.search(words)
    return code // 100 == 5 and fast


def _words_count(status: str) -> bool:
    """Whether words say more than the enhanced code: there is none, or any policy (x.7.x)."""
    return not status or status[2:].startswith("7.")


def _too_fast(status: str, words: str) -> bool:
    return _words_count(status) and bool(_TOO_FAST.search(words))


def _blames_the_sender(code: int, status: str, *, words: str) -> bool:
    if code in _LOGIN or _SENDER_CODES.fullmatch(status):
        return True
    return _words_count(status) and bool(_SENDER_WORDS.search(words))


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
