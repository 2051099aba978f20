"""What an SMTP reply means for one recipient (RFC 5321 §4.2.1, RFC 3463)."""

from __future__ import annotations

import re

from mailer.delivery.seam import Outcome, Verdict

_STATUS = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})\b")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]")
MAX_WORDS = 500


def outcome(code: int, reply: bytes | str) -> Outcome:
    """2yz accepted, 4yz later, 5yz never; an enhanced code of another class is ignored (M41)."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    words = " ".join(_UNPRINTABLE.sub(" ", text).split())[:MAX_WORDS]
    found = _STATUS.match(words)
    status = found.group(1) if found and found.group(1)[0] == str(code)[0] else ""
    return Outcome(_verdict(code), code=code, status=status, words=words)


def _verdict(code: int) -> Verdict:
    match code // 100:
        case 2:
            return Verdict.ACCEPTED
        case 5:
            return Verdict.NEVER
        case _:
            return Verdict.LATER
