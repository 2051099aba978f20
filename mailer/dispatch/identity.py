"""Names that a delivery keeps for life: Message-ID and return path."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b

from django.conf import settings

# The product's own mails to one person have no issue; issues begin with 1.
NOTICES = 0


class Names:
    """The names of the deliveries of an issue that was begun at this time.

    The time is part of the Message-ID, so that none comes again when an installation is made anew.
    """

    def __init__(self, issue_id: int, begun: datetime) -> None:
        self._start = f"{issue_id}.{int(begun.timestamp()):x}."
        key = settings.TOKEN_KEYS[0].secret
        self._bounce = blake2b(b"bounce:%d:" % issue_id, key=key, digest_size=13)
        self._returns = f"b+{issue_id:x}."
        self._domain = f"@{settings.BOUNCE_DOMAIN}" if settings.BOUNCE_DOMAIN else ""

    def message_id(self, subscriber_id: int) -> str:
        """What stands before the @ in a delivery's Message-ID; the same at each attempt (M10).

        It is no secret and takes no key, so that no rotation of keys changes it between attempts.
        """
        return f"{self._start}{subscriber_id:x}"

    def return_path(self, subscriber_id: int, *, otherwise: str) -> str:
        """The return path of a delivery (VERP, M39): 104 bits by keyed hash that nobody can guess.

        The local part stays below 64 octets. Without BOUNCE_DOMAIN, `otherwise` gets the bounces.
        """
        if not self._domain:
            return otherwise
        mark = self._bounce.copy()
        mark.update(b"%d" % subscriber_id)
        return f"{self._returns}{subscriber_id:x}.{mark.hexdigest()}{self._domain}"
