"""`rundbrief demo` on servers that are given: what is shown, what is mailed, how it stops."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mailer.reports.read import read_report
from tests.installation import OWN, RUNDBRIEF
from workbench.inbox import Inbox, Mail
from workbench.keys import keys
from workbench.postgres import Postgres
from workbench.redis import Redis

Env = dict[str, str]
SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "reports"
TITLES = {
    read_report(path.name, path.read_bytes()).title
    for path in SAMPLES.glob("*.txt")
    if path.name != "sonderzeichen.txt"
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Env, Path, Inbox]]:
    """Servers of the tester's own, and an empty folder to start the demo in."""
    folder = tmp_path_factory.mktemp("demo")
    folder.chmod(0o755)
    with (
        Postgres(folder / "postgres", durable=False) as postgres,
        Redis(folder / "redis", durable=False) as redis,
        Inbox(folder / "inbox") as inbox,
    ):
        given = {
            "DATABASE_URL": postgres.url,
            "REDIS_URL": redis.url,
            "SMTP_URL": f"{inbox.smtp_url}?tls=none",
            "NO_COLOR": "1",
        }
        # The demo makes keys of its own; those of the tests must not get in.
        kept = {name: value for name, value in os.environ.items() if not _of_tests(name)}
        yield kept | given, folder, inbox


def _of_tests(name: str) -> bool:
    return name in OWN or name == "SECRET_KEY" or name.endswith("_KEYS")


@contextmanager
def demo(env: Env, folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The command at work; ended by force if the test has not done so."""
    with (
        (folder / "progress").open("w") as progress,
        subprocess.Popen(
            [RUNDBRIEF, "demo", *options],
            cwd=folder, env=env, text=True, stdout=subprocess.PIPE, stderr=progress,
            start_new_session=True,
        ) as process,
    ):  # fmt: skip
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)


def lines_until(process: subprocess.Popen[str], word: str) -> list[str]:
    """What is printed up to the line with `word`."""
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if word in line:
            return lines
    raise AssertionError("\n".join(lines))


def test_the_demo_runs_on_given_servers_and_ctrl_c_is_no_failure(
    place: tuple[Env, Path, Inbox],
) -> None:
    """Section 2: DATABASE_URL, REDIS_URL and SMTP_URL are used; Ctrl-C stops it in order."""
    env, folder, inbox = place
    with demo(env, folder) as process:
        shown = lines_until(process, "password of both")
        process.send_signal(signal.SIGINT)
        started = time.monotonic()
        assert process.wait(60) == 0
    assert time.monotonic() - started < 35
    assert "Stopping" in (folder / "progress").read_text()
    assert any(re.search(r" 72 +72 +none +72 +yes$", line) for line in shown), shown
    assert not any((folder / ".rundbrief" / name).exists() for name in ("postgres", "redis"))
    mails = inbox.messages()
    assert len(mails) == 72
    assert len({mail.message["To"] for mail in mails}) == 72
    assert len({mail.message["Subject"] for mail in mails}) >= 3


def test_the_doctor_says_what_does_not_run(place: tuple[Env, Path, Inbox]) -> None:
    """Section 2: what is missing, in words; the demo has ended, its servers have not."""
    env, folder, _inbox = place
    env = env | keys(folder / ".rundbrief" / "keys")
    done = subprocess.run(
        [RUNDBRIEF, "doctor", "--json"], cwd=folder, env=env, capture_output=True, check=False
    )
    ill = {row["what"]: row["words"] for row in json.loads(done.stdout) if not row["fine"]}
    assert set(ill) == {"workers", "beat"}
    assert "No worker takes from: bulk, transactional, intake" in ill["workers"]
    assert done.returncode == 7


def test_once_waits_for_the_digest_and_accounts_for_everybody(
    place: tuple[Env, Path, Inbox],
) -> None:
    """Done 1: the second run starts in seconds, sends by itself, and ends with 0."""
    env, folder, inbox = place
    before = {mail.entry.key for mail in inbox.messages()}
    with demo(env, folder, "--once") as process:
        lines_until(process, "Ready after")
        shown = lines_until(process, "Tagesüberblick")
        assert process.wait(60) == 0
    assert shown[-1].endswith("yes")
    assert len([mail for mail in inbox.messages() if mail.entry.key not in before]) > 72
    told = Counter(pair for mail in inbox.messages() for pair in tellings(mail))
    twice = {pair: count for pair, count in told.items() if count > 1}
    assert not twice, twice


def tellings(mail: Mail) -> list[tuple[str, str]]:
    """Who is told which reports by a mail."""
    body = mail.message.get_body(("plain",))
    assert body is not None
    words = " ".join(body.get_content().split())
    return [(mail.entry.rcpt_to[0], title) for title in TITLES if title in words]
