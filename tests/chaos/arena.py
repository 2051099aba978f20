"""An installation under attack: real engines that can be killed, workers, and the receivers."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.chaos.receiver import Receiver
from tests.installation import ROOT, City
from tests.warm import PYTHON
from workbench.postgres import Postgres
from workbench.procfile import read
from workbench.redis import Redis

PROCESSES, CONNECTIONS = 2, 4
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
AT_ONCE = PROCESSES * CONNECTIONS
"""Connections that may be open, so that one death leaves so many messages in doubt at most."""
TEXT = """Neue Radstation am Westbahnhof {number}

Die Stadt Jena hat am Westbahnhof eine Radstation mit {number} Plätzen eröffnet.

Was sich ändert

Fahrräder stehen dort trocken und sicher. Der Platz kostet nichts.
"""


# What a web process does for each of these addresses.
SIGN_UP = """
import sys, django
django.setup()
from subscribers import audience, consent
[wanted] = audience.lists(slugs=["citizens"])
for address in sys.argv[1:]:
    consent.request(address, consent.SignUp({wanted.id: consent.Choice()}, source="web"))
"""
NOTICES = """
import json, django
django.setup()
from django.db.models import Count
from mailer.models import Notice
rows = Notice.objects.values_list("state").annotate(Count("pk")).order_by()
print(json.dumps(dict(rows)))
"""


@dataclass(frozen=True, slots=True)
class Result:
    """What the receivers' own logs say, and how much doubt the ledger admits."""

    name: str
    recipients: int
    lost: int
    doubled: int
    uncertain: int
    allowed: int
    seed: int
    seconds: float

    def as_dict(self) -> dict[str, object]:
        """For results.json."""
        return asdict(self)


class Arena:
    """`people` are those on the list, but for those who `left`; `links` are what earlier mails gave
    them to leave by; `other_port` is where senders with the relay 'other' hand over. `dice` is
    seeded, so that a run can be repeated.
    """

    def __init__(
        self,
        city: City,
        engines: tuple[Postgres, Redis],
        receivers: tuple[Receiver, Receiver],
        *,
        other_port: int,
    ) -> None:
        self.city = city
        self.other_port = other_port
        self.postgres, self.redis = engines
        self.receiver, self.second = receivers
        self.people: list[str] = []
        self.left: set[str] = set()
        self.links: dict[str, str] = {}
        self.seed = 0
        self.dice = random.Random(0)
        self._issues = 0

    def ready(self, seed: int) -> None:
        """Forget the scenario before this one."""
        self.seed, self.dice = seed, random.Random(seed)
        self.people = [address for address in self.people if address not in self.left]
        for receiver in (self.receiver, self.second):
            self.links |= {entry.recipient: entry.link for entry in receiver.taken}
            receiver.forget()
        for address in self.left:
            self.links.pop(address, None)

    def enrol(self, count: int) -> None:
        """So many people, once."""
        self.people = [f"p{number}@example.org" for number in range(count)]
        self.city.people("citizens", self.people)

    def send(self) -> int:
        """Begin an issue to all; its number."""
        self._issues += 1
        text = TEXT.format(number=self._issues + 100)
        return self.city.send(f"radstation-{self._issues}", text, "citizens")

    @property
    def taken(self) -> Counter[str]:
        """Who got how many messages, by the receivers' logs."""
        logs = self.receiver.taken + self.second.taken
        return Counter(entry.recipient for entry in logs)

    def under_way(self, share: float, *, seconds: float = 120) -> None:
        """Wait until this share of all messages was taken."""
        wanted = int(share * len(self.people))
        self.city.until(
            lambda: len(self.receiver.taken) + len(self.second.taken) >= wanted,
            seconds=seconds,
            what=f"{wanted} messages are taken",
        )

    def end(self, issue: int, *, seconds: float = 300) -> dict[str, Any]:
        """Wait until the issue has ended by itself, its deferred deliveries too."""
        shown: dict[str, Any] = {}

        def over() -> bool:
            shown.update(self.city.state(issue))
            counts = shown["deliveries"]
            waiting = sum(counts.get(state, 0) for state in ("queued", "sending", "deferred"))
            return shown["state"] == "sent" and not waiting

        self.city.until(over, seconds=seconds, what="the issue ends")
        return shown

    def judge(
        self, name: str, issue: int, shown: dict[str, Any], *, allowed: int, seconds: float
    ) -> Result:
        """Compare the receivers' logs with who was to get something, by recipient and Message-ID.

        `allowed` is the doubt that the scenario itself may have caused. Lost is who is in no log
        though the ledger admits no doubt of just them.
        """
        allowed += sum((self.receiver.broken + self.second.broken).values())
        counts = shown["deliveries"]
        refused = self.receiver.refused | self.second.refused
        taken = self.taken
        uncertain = counts.get("uncertain", 0)
        wanted = len(self.people) - counts.get("withdrawn", 0)
        missing = wanted - len(taken) - len(refused - set(taken))
        said = self.audit(issue)
        assert said.total() == uncertain, said
        assert counts.get("withdrawn", 0) <= len(self.left)
        assert set(taken) <= set(self.people)
        assert counts.get("failed", 0) == len(refused)
        assert shown["audience"] == shown["sum"] == len(self.people)
        return Result(
            name,
            len(self.people),
            lost=missing - said["in doubt, and not taken"],
            doubled=sum(count - 1 for count in taken.values()),
            uncertain=uncertain,
            allowed=allowed,
            seed=self.seed,
            seconds=round(seconds, 1),
        )

    def audit(self, issue: int) -> Counter[str]:
        """What `issues audit` says of the receivers' logs; nothing may speak against the ledger."""
        log = self.city.folder / f"taken-{issue}.log"
        entries = self.receiver.taken + self.second.taken
        log.write_text("".join(f"{entry.recipient} <{entry.message_id}>\n" for entry in entries))
        found = self.city.ask("issues", "audit", str(issue), "--log", str(log))
        assert all(claim["holds"] for claim in found["proofs"]), found["proofs"]
        return Counter(doubt["found"] for doubt in found["doubts"])

    def senders(self) -> list[psutil.Process]:
        """The processes of the bulk worker's pool."""
        return psutil.Process(self.city.supervisor.processes["bulk"]).children()

    def kill_a_sender(self) -> None:
        """kill -9 of one of them."""
        alive = self.senders()
        if alive:
            os.kill(self.dice.choice(alive).pid, signal.SIGKILL)

    def kill_the_transactional(self) -> None:
        """kill -9 of whoever sends single mails."""
        worker = psutil.Process(self.city.supervisor.processes["transactional"])
        for process in worker.children():
            os.kill(process.pid, signal.SIGKILL)

    def sign_up(self, *addresses: str) -> None:
        """So many people fill in the form, all at once."""
        self.city.run(PYTHON, SIGN_UP, *addresses)

    def notices(self) -> dict[str, int]:
        """How many single mails are in which state."""
        return dict(json.loads(self.city.run(PYTHON, NOTICES)))

    def start_beat(self) -> subprocess.Popen[bytes]:
        """One more beat, as the Procfile starts it."""
        command = ["sh", "-c", f"exec {read(ROOT / 'Procfile')['beat']}"]
        return subprocess.Popen(command, env=self.city.env | {"PATH": PATH}, cwd=ROOT)

    def every(self, seconds: float, act: Callable[[], None], *, times: int) -> None:
        """Do something so often, so far apart."""
        for _ in range(times):
            act()
            time.sleep(seconds)
