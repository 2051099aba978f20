"""Names that a delivery keeps for life: Message-ID and return path."""

from __future__ import annotations

from hashlib import blake2b

from django.conf import settings


def message_id(issue_id: int, subscriber_id: int) -> str:
    """What stands before the @ in a delivery's Message-ID; the same at each attempt (M10).

    It is no secret and takes no key, so that no rotation of keys changes it between attempts.
    """
    mark = blake2b(b"message:%d:%d" % (issue_id, subscriber_id), digest_size=10).hexdigest()
    return f"{issue_id}.{mark}"


class ReturnPaths:
    """Return paths that name a delivery of an issue (VERP, M39), where bounces have a domain.

    104 bits by keyed hash that nobody can guess; the local part stays below 64 octets.
    """

    def __init__(self, issue_id: int) -> None:
        self._issue = issue_id
        self._domain = settings.BOUNCE_DOMAIN
        self._key = settings.TOKEN_KEYS[0].secret

    def of(self, subscriber_id: int, *, otherwise: str) -> str:
        """The return path of a delivery; without BOUNCE_DOMAIN, `otherwise` gets the bounces."""
        if not self._domain:
            return otherwise
        text = b"bounce:%d:%d" % (self._issue, subscriber_id)
        mark = blake2b(text, key=self._key, digest_size=13).hexdigest()
        return f"b+{self._issue:x}.{subscriber_id:x}.{mark}@{self._domain}"
