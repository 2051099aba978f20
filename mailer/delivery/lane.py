"""One relay as the transport sees it: its connections, and a circuit breaker."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final

from mailer.delivery.connection import Address, Connection, addresses
from mailer.delivery.relay import Relay

log = logging.getLogger(__name__)

# Seconds that a relay is left alone after it failed: doubled with every failure in a row.
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 60.0


class Lane:
    """`open` are the connections of this relay, `most` how many there may be.

    The breaker: a session that ends before it answered anything is a failure, and the relay is
    left alone for a while; a relay with other connections only gets no further one meanwhile.
    """

    def __init__(
        self, relay: Relay, *, most: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.relay = relay
        self.most = most
        self.open: set[Connection] = set()
        self.why = ""
        self._clock = clock
        self._failures = 0
        self._again_at = 0.0
        self._addresses: list[Address] = []

    @property
    def may_open(self) -> bool:
        """Whether one more connection is allowed and worth a try now."""
        opening = any(connection.exchange is None for connection in self.open)
        return len(self.open) < self.most and not opening and self._clock() >= self._again_at

    def connect(self, *, ehlo: str, per_session: int) -> Connection | None:
        """Begin one more connection; None where the name of the relay is unknown."""
        try:
            self._addresses = self._addresses or addresses(self.relay)
            address = self._addresses.pop(0)
            found = Connection(self.relay, address, ehlo=ehlo, most=per_session, clock=self._clock)
        except OSError as error:
            self._failed(error)
            return None
        self.open.add(found)
        return found

    def ended(self, connection: Connection, error: Exception) -> None:
        """A session broke: harmless if it had done something, else a mark against the relay."""
        self.open.discard(connection)
        exchange = connection.exchange
        if exchange is not None and exchange.served:
            self._failures = 0
            log.info("%s: session over: %s", self.relay.name, error)
        elif exchange is not None or not self._addresses:
            self._failed(error)

    def _failed(self, error: Exception) -> None:
        pause = min(FIRST_PAUSE * 2**self._failures, LONGEST_PAUSE)
        self._failures += 1
        self._again_at = self._clock() + pause
        self.why = f"{self.relay.name}: {str(error) or type(error).__name__}"
        log.warning("%s; left alone for %.0f s", self.why, pause)
