"""A whole installation on engines of its own, run from the Procfile like in production.

Feature tests and chaos tests share it: commands and pages go in, mail comes out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.warm import Warm
from workbench.engines import engines
from workbench.supervisor import Supervisor

ROOT = Path(__file__).resolve().parent.parent
RUNDBRIEF = Path(sys.executable).parent / "rundbrief"
OWN = ("DATABASE_URL", "REDIS_URL", "SMTP_URL", "SITE_URL", "WEB_PORT", "INBOX_URL")
STAFF = {"editor": "editor", "approver": "approver"}
# These come before Django, or look at how it is started.
COLD = ("setup", "doctor")
PASSWORD = "correct horse battery"


@dataclass
class City:
    """What a tester has: a command line, a browser's address, the processes, their engines."""

    env: dict[str, str]
    folder: Path
    supervisor: Supervisor
    warm: Warm

    def run(self, *words: str, code: int = 0) -> str:
        """Run `rundbrief WORDS`; its standard output."""
        done = self.cold(*words) if words[0] in COLD else self.warm.run(*words)
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def cold(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Start the program `rundbrief` itself, as people do."""
        return subprocess.run(
            [RUNDBRIEF, *words], env=self.env, capture_output=True, text=True, check=False
        )

    def ask(self, *words: str) -> Any:
        """Run a command with --json; what it printed."""
        return json.loads(self.run(*words, "--json"))

    def get(self, path: str, **more: Any) -> httpx.Response:
        """Fetch a page of the installation."""
        return httpx.get(self.env["SITE_URL"] + path, timeout=20, **more)

    def people(self, slug: str, addresses: list[str], *, frequency: str = "sofort") -> None:
        """Import people to a list, the way an operator does."""
        file = self.folder / f"{slug}-{time.monotonic_ns()}.csv"
        lines = "\n".join(f"{address};{frequency}" for address in addresses)
        file.write_text(f"E-Mail;Frequenz\n{lines}\n")
        basis = "public_task" if slug == "councils" else "consent"
        self.run(
            "subscribers", "import", str(file), "--list", slug, "--basis", basis, "--proof", "t"
        )

    def until(self, true: Callable[[], object], *, seconds: float, what: str) -> None:
        """Wait for something to become true; fails in words.

        Rests as long as it takes to look: whoever is waited for needs the cores, too.
        """
        begun = asked = time.monotonic()
        while not true():
            now = time.monotonic()
            assert now < begun + seconds, f"not within {seconds:.0f} s: {what}"
            time.sleep(max(0.25, now - asked))
            asked = time.monotonic()

    def state(self, issue: int) -> dict[str, Any]:
        """What `issues show` says."""
        return dict(self.ask("issues", "show", str(issue)))

    def send(self, name: str, text: str, *lists: str, more: Sequence[str] = ()) -> int:
        """A report of this text goes to these lists, with more options; the issue's number."""
        file = self.folder / f"{name}.txt"
        file.write_text(text)
        [report] = self.ask("reports", "add", str(file))
        to = [word for slug in lists for word in ("--list", slug)]
        by = ("--as", "editor@stadt.example.org")
        plan = self.ask(
            "campaigns", "create", name, "--report", str(report["report"]), *to, *more, *by
        )
        issue = int(self.ask("issues", "open", str(plan["campaign"]), *by)["issue"])
        for act in ("approve", "send"):
            self.run("issues", act, str(issue), "--as", "approver@stadt.example.org")
        return issue


@contextmanager
def installation(*, smtp_url: str, logs: str = "logs", **more: str) -> Iterator[City]:
    """A running installation with an editor and an approver and nobody on its lists.

    `more` are settings; engines that they name are used instead of fresh ones.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rb-")))
        folder.chmod(0o755)
        clean = {name: value for name, value in os.environ.items() if name not in OWN}
        clean = {name: value for name, value in clean.items() if not name.endswith("_KEYS")}
        clean.pop("SECRET_KEY", None)
        clean |= {"SMTP_URL": smtp_url, "DJANGO_SETTINGS_MODULE": "config.settings"}
        clean |= {"CHECK_OUTSIDE": "0", **more}
        added = stack.enter_context(engines(folder / "run", durable=False, env=clean))
        env = clean | added
        for name in ("MEDIA_ROOT", "SOURCES_ROOT", "JOURNAL_ROOT"):
            env[name] = str(folder / name.partition("_")[0].lower())
        to = ROOT / "tests" / "artefacts" / logs
        supervisor = Supervisor(ROOT / "Procfile", env=env, logs=to, stream=None)
        warm = stack.enter_context(closing(Warm(env)))
        city = City(env, folder, supervisor, warm)
        city.run("setup", "--sender", "rundbrief@stadt.example.org", "--imprint", "Stadt Jena")
        for name, role in STAFF.items():
            city.run(
                "staff", "add", f"{name}@stadt.example.org", "--role", role,
                "--password", PASSWORD,
            )  # fmt: skip
        supervisor.start()
        stack.callback(supervisor.stop)
        city.until(lambda: _ready(city), seconds=60, what="web, database and redis answer")
        yield city


def _ready(city: City) -> bool:
    try:
        return city.get("/health/ready").status_code == 200
    except httpx.HTTPError:
        return False
