"""One relay as the transport sees it: its connections, and a circuit breaker."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final

from mailer.delivery.connection import Address, Connection, addresses
from mailer.delivery.exchange import Tempo
from mailer.delivery.relay import Relay

log = logging.getLogger(__name__)

# Seconds that a relay is left alone after it failed: doubled with every failure in a row.
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 60.0
# Sessions in a row that may break in their first transaction before the relay is at fault: one
# message that it hangs up on holds up nobody else.
FORGIVEN: Final = 3


class Lane:
    """`open` are the connections of this relay, `most` how many there may be.

    The breaker: after sessions that end before they served anybody the relay is left alone for
    a while; if it has other connections it only gets no further one meanwhile.
    """

    def __init__(
        self, relay: Relay, *, most: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.relay = relay
        self.most = most
        self.open: set[Connection] = set()
        self.why = ""
        self._clock = clock
        self._tempo = Tempo()
        self._failures = 0
        self._again_at = 0.0
        self._addresses: list[Address] = []

    @property
    def may_open(self) -> bool:
        """Whether one more connection is allowed and worth a try now."""
        opening = any(connection.exchange is None for connection in self.open)
        return len(self.open) < self.most and not opening and self._clock() >= self._again_at

    def may_take(self, octets: int) -> bool:
        """Whether no session knows that the relay takes no message so large."""
        return all(octets <= one.exchange.limit for one in self.open if one.exchange is not None)

    def connect(self, *, ehlo: str, per_session: int) -> Connection | None:
        """Begin one more connection; None where the name of the relay is unknown."""
        try:
            self._addresses = self._addresses or addresses(self.relay)
            address = self._addresses.pop(0)
            found = Connection(
                self.relay,
                address,
                ehlo=ehlo,
                most=per_session,
                tempo=self._tempo,
                clock=self._clock,
            )
        except OSError as error:
            self._failed(error, forgiven=0)
            return None
        self.open.add(found)
        return found

    def ended(self, connection: Connection, error: Exception) -> None:
        """A session broke: harmless if it had done something, else a mark against the relay."""
        exchange = connection.exchange
        if exchange is not None and exchange.served:
            self._failures = 0
            log.info("%s: session over: %s", self.relay.name, error)
        elif exchange is not None or not self._addresses:
            self._failed(error, forgiven=0 if exchange is None else FORGIVEN)

    def _failed(self, error: Exception, *, forgiven: int) -> None:
        self._failures += 1
        self.why = f"{self.relay.name}: {str(error) or type(error).__name__}"
        if self._failures <= forgiven:
            return
        pause = min(FIRST_PAUSE * 2 ** (self._failures - forgiven - 1), LONGEST_PAUSE)
        self._again_at = self._clock() + pause
        log.warning("%s; left alone for %.0f s", self.why, pause)
