"""A process that sends one issue and tells what that cost it: `python -m benchmarks.sender ISSUE`.

Of its own, so that its memory is that of a sender, and start-up is not measured.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass

from benchmarks import tools
from benchmarks.measure import peak

# Seconds after which a worker has everything that it needs at hand.
FIRST = 0.25


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds a message, user and system, of the loop once it runs, and the largest memory of
    its process (octets).
    """

    seconds: float
    memory: int


def cost(issue: int, *, smtp_url: str) -> Cost:
    """Let a process send an issue that is expanded; raises CalledProcessError."""
    command = ["taskset", "--cpu-list", str(tools.SENDER_CORE), sys.executable, "-m", __name__]
    env = {**os.environ, "SMTP_URL": smtp_url}
    done = subprocess.run([*command, str(issue)], env=env, check=True, capture_output=True)
    return Cost(**json.loads(done.stdout))


def main(issue_id: int) -> None:
    """Send all of it; print the cost, without that of the first messages (imports, connections)."""
    import django

    django.setup()
    from config.celery import collect_seldom
    from mailer.dispatch import sending
    from mailer.models import Delivery, DeliveryState

    rows = Delivery.objects.filter(issue_id=issue_id, state=DeliveryState.QUEUED)
    collect_seldom()
    sending.send_some(issue_id, seconds=FIRST)
    left = rows.count()
    assert left, "everything went with the first messages"
    before = resource.getrusage(resource.RUSAGE_SELF)
    while sending.send_some(issue_id) is not None:
        pass
    after = resource.getrusage(resource.RUSAGE_SELF)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"seconds": seconds / left, "memory": peak()}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
