"""What processes carry: beat the names of the tasks, workers the work of their own queues."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from config.celery import NEEDED, QUEUES

ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys
from importlib import import_module
from config.celery import NEEDED, app

def carried():
    names = ("PIL", "feedparser", "mailer.web", "mailer.editions.compose", "mailer.delivery.smtp")
    print(*(name for name in names if name in sys.modules))

app.loader.import_default_modules()
carried()
for module in (*NEEDED["transactional"], *NEEDED["bulk"]):
    import_module(module)
    carried()
"""


def test_processes_carry_what_they_do_and_no_more() -> None:
    """Beat needs no mail at all, single mails no pictures, and nobody but the web its pages."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True
    )
    beat, sending, notices, *_, bulk = map(str.split, done.stdout.splitlines())
    assert beat == []
    assert sending == ["mailer.delivery.smtp"]
    assert notices == ["mailer.editions.compose", "mailer.delivery.smtp"]
    assert {"PIL", *notices} == set(bulk)
    assert set(NEEDED) == set(QUEUES)
