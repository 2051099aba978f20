"""The transport: pipelined SMTP over a few kept connections, one thread and one epoll for all.

`Exchange` knows the conversation, `Connection` the bytes, `Lane` when a relay is worth trying;
this module lets them take turns.
"""

from __future__ import annotations

import select
import ssl
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from mailer.delivery.commands import TOO_LARGE, octets
from mailer.delivery.connection import Connection
from mailer.delivery.exchange import LATE
from mailer.delivery.lane import Lane
from mailer.delivery.relay import Relay
from mailer.delivery.replies import SessionError
from mailer.delivery.seam import Envelope, Journal, Outcome, RelayDownError

# Messages after which a session is closed, so that relays behind a balancer share the load.
PER_SESSION: Final = 1000
CONNECTIONS: Final = 8
# A connection that was idle for longer is not trusted: a router may have forgotten it.
IDLE: Final = 20.0
# Seconds for answers to what is on the wire once the worker is asked to stop (invariant 7).
GRACE: Final = 20.0
TICK: Final = 0.5
# Seconds for all answers to QUIT that are waited for at once.
GOODBYE: Final = 1.0
# To wake up for every single reply costs more than what there is to do: a short nap gathers some.
NAP: Final = 0.0003
BROKEN: Final = (SessionError, OSError, ssl.SSLError)


class SmtpTransport:
    """Hands envelopes to relays; see `seam.Transport`.

    `leaving` tells whether the worker is asked to stop.
    """

    def __init__(
        self,
        relays: Sequence[Relay],
        *,
        ehlo: str,
        connections: int = CONNECTIONS,
        leaving: Callable[[], bool] = lambda: False,
    ) -> None:
        self._ehlo = ehlo
        self._leaving = leaving
        self._lanes = _lanes(relays, connections)
        self._most = sum(lane.most for lane in self._lanes)
        self._next_look = 0.0
        self._epoll = select.epoll()
        self._connections: dict[int, Connection] = {}

    def send(self, envelopes: Iterable[Envelope], journal: Journal) -> None:
        """Try each envelope once; see `seam.Transport.send`."""
        work = _Work(iter(envelopes), journal, fits=self._may_take)
        try:
            self._let_go_of_the_old()
            for connection in self._connections.values():
                connection.start(work)
            self._write(list(self._connections.values()))
            while not work.done:
                self._turn(work)
            work.complain()
        except BaseException:
            # The relays wait for bodies that will not come: nothing else may be said to them.
            self._hang_up(work)
            raise

    def close(self) -> None:
        """Say goodbye to the relays."""
        self._part(list(self._connections.values()))

    def _turn(self, work: _Work) -> None:
        """Open what is worth opening, wait for something to happen, and see to it."""
        if len(self._connections) < self._most and not work.over and not self._leaving():
            self._open_more()
        if not self._connections and not (work.over and not work.in_flight):
            raise RelayDownError(self._why())
        if work.put_aside:
            self._find_taker(work)
        heard = []
        for number, _ in self._wait():
            connection = self._connections[number]
            try:
                connection.ready(work)
                heard.append(connection)
            except BROKEN as error:
                self._lose(connection, error)
        self._write(heard)
        if (now := time.monotonic()) > self._next_look:
            self._next_look = now + TICK
            self._look_at_the_clock(now)

    def _wait(self) -> list[tuple[int, int]]:
        """What can be read or written; a relay that is slower than we are is let get ahead."""
        ready = self._epoll.poll(TICK)
        if len(ready) * 4 < len(self._connections):
            time.sleep(NAP)
            ready = self._epoll.poll(0)
        return ready

    def _write(self, connections: Iterable[Connection]) -> None:
        """Write what these have to say; one that breaks or has had its share is let go."""
        full = []
        for connection in connections:
            try:
                connection.flush()
            except BROKEN as error:
                self._lose(connection, error)
                continue
            if connection.want_write != connection.write_watched:
                self._watch(connection)
            exchange = connection.exchange
            if exchange is not None and not exchange.steps and exchange.full:
                full.append(connection)
        if full:
            self._part(full)

    def _may_take(self, octets: int) -> bool:
        return any(lane.may_take(octets) for lane in self._lanes)

    def _find_taker(self, work: _Work) -> None:
        """Wake whoever may take what was too large for others; they rest until the next `send`."""
        able = [one for lane in self._lanes if lane.may_take(work.put_aside) for one in lane.open]
        if not able and not any(one.busy for one in self._connections.values()):
            raise RelayDownError(self._why())
        idle = [one for one in able if not one.busy]
        for connection in idle:
            connection.start(work)
        self._write(idle)

    def _why(self) -> str:
        return "; ".join(lane.why for lane in self._lanes if lane.why)

    def _open_more(self) -> None:
        """At most one connection at a time is being opened for each relay."""
        for lane in self._lanes:
            if lane.may_open:
                found = lane.connect(ehlo=self._ehlo, per_session=PER_SESSION)
                if found is not None:
                    self._connections[found.fileno()] = found
                    self._epoll.register(found.fileno(), select.EPOLLIN | select.EPOLLOUT)

    def _watch(self, connection: Connection) -> None:
        number = connection.fileno()
        wanted = select.EPOLLIN | (select.EPOLLOUT if connection.want_write else 0)
        self._epoll.modify(number, wanted)
        connection.write_watched = connection.want_write

    def _look_at_the_clock(self, now: float) -> None:
        """Give up connections whose relay takes too long; sooner when the worker is to stop."""
        leaving = self._leaving()
        for connection in list(self._connections.values()):
            until = connection.deadline
            if leaving:
                until = min(until, connection.last_used + GRACE)
            if connection.busy and now > until:
                self._lose(connection, SessionError("the relay did not answer in time"))

    def _let_go_of_the_old(self) -> None:
        """Connections that were closed or forgotten while nobody sent."""
        for number, _ in self._epoll.poll(0):
            connection = self._connections[number]
            if connection.exchange is not None:
                self._forget(connection)
                connection.over()
        now = time.monotonic()
        self._part([one for one in self._connections.values() if now - one.last_used > IDLE])

    def _part(self, connections: Collection[Connection]) -> None:
        """Say goodbye to all of these, then wait for their answers: many dead ones cost as one."""
        for connection in connections:
            self._forget(connection)
        said = {connection: connection.quit() for connection in connections}
        until = time.monotonic() + GOODBYE
        for connection, goodbye in said.items():
            connection.close(wait=max(0.0, until - time.monotonic()) if goodbye else 0.0)

    def _lose(self, connection: Connection, error: Exception) -> None:
        lane = self._forget(connection)
        connection.over()
        lane.ended(connection, error)

    def _forget(self, connection: Connection) -> Lane:
        """Watch it no more; the lane that it was of."""
        number = connection.fileno()
        self._epoll.unregister(number)
        del self._connections[number]
        lane = next(lane for lane in self._lanes if connection in lane.open)
        lane.open.discard(connection)
        return lane

    def _hang_up(self, work: _Work) -> None:
        work.over = True
        for connection in list(self._connections.values()):
            self._forget(connection)
            connection.over()


def probe(relay: Relay, *, ehlo: str) -> None:
    """Open a session and say goodbye; raises RelayDownError, in words, where that fails."""
    transport = SmtpTransport([relay], ehlo=ehlo, connections=1)
    transport.send((), _NoJournal())
    transport.close()


class _NoJournal:
    """For sessions in which nothing is sent."""

    def started(self, key: int) -> None:
        raise AssertionError(key)

    def answered(self, key: int, outcome: Outcome) -> None:
        raise AssertionError(key, outcome)


class _Work:
    """The envelopes of one `send` and their journal; `over` when there are no more to take.

    `put_aside` are the octets of the last one that some relay would not take, 0 for none.
    """

    def __init__(
        self,
        envelopes: Iterator[Envelope],
        journal: Journal,
        *,
        fits: Callable[[int], bool] = lambda _octets: False,
    ) -> None:
        self.over = False
        self.in_flight = self.put_aside = 0
        self._fits = fits
        self._late = (-1, 0.0)
        self._error: Exception | None = None
        self._envelopes = envelopes
        self._journal = journal
        self.started = journal.started

    @property
    def done(self) -> bool:
        """Whether nothing is left to take and nothing unanswered."""
        return self.over and not self.in_flight

    def take(self) -> Envelope | None:
        """See `exchange.Work`. Errors of the maker wait until what is on the wire is answered."""
        try:
            envelope = None if self.over else next(self._envelopes, None)
        except Exception as error:  # noqa: BLE001 (raised by complain)
            envelope, self._error = None, error
        if envelope is None:
            self.over = True
        else:
            self.in_flight += 1
        return envelope

    def answered(self, key: int, outcome: Outcome) -> None:
        """See `exchange.Work`."""
        self.in_flight -= 1
        self._journal.answered(key, outcome)

    def untried(self, _key: int) -> None:
        """See `exchange.Work`."""
        self.in_flight -= 1

    def refused(self, envelope: Envelope, outcome: Outcome) -> bool:
        """See `exchange.Work`. Who takes next gets it, but nobody too late (invariant 5)."""
        too_large = not outcome.code and outcome.status == TOO_LARGE
        if not too_large or not self._fits(size := octets(envelope.message)):
            self.answered(envelope.key, outcome)
            return False
        key, until = self._late
        if key != envelope.key:
            until = time.monotonic() + LATE
        in_time = (one for one in (envelope,) if time.monotonic() < until)
        self._envelopes, self._late = chain(in_time, self._envelopes), (envelope.key, until)
        self.in_flight, self.over, self.put_aside = self.in_flight - 1, False, size
        return True

    def complain(self) -> None:
        """Raise what the maker of the envelopes raised."""
        if self._error is not None:
            raise self._error


def _lanes(relays: Sequence[Relay], connections: int) -> list[Lane]:
    """Connections are shared by weight; each relay gets one at least."""
    whole = sum(relay.weight for relay in relays)
    return [
        Lane(relay, most=relay.connections or max(1, round(connections * relay.weight / whole)))
        for relay in relays
    ]
