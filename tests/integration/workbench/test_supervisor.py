"""The supervisor with real processes: time to drain, nobody but the main process signalled."""

import io
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.supervisor import ProcessDiedError, Supervisor

# A worker and its child, as Celery's prefork pool has them: the child never hears a SIGTERM
# unless someone signals the whole group, and says so if it does.
WORKER = """
import os, signal, sys, time
folder = sys.argv[1]
child = os.fork()
if child == 0:
    signal.signal(signal.SIGTERM, lambda *_: open(folder + "/child-was-signalled", "w").close())
    time.sleep(60)
    os._exit(0)
def drain(*_):
    time.sleep(1.5)
    open(folder + "/drained", "w").close()
    sys.exit(0)
signal.signal(signal.SIGTERM, drain)
open(folder + "/pid-%d" % os.getpid(), "w").close()
open(folder + "/child-%d" % child, "w").close()
print("working: ä", flush=True)
while True:
    time.sleep(0.1)
"""


def _procfile(folder: Path, **commands: str) -> Path:
    path = folder / "Procfile"
    path.write_text("".join(f"{name}: {command}\n" for name, command in commands.items()))
    return path


def _worker(folder: Path) -> str:
    script = folder / "worker.py"
    script.write_text(textwrap.dedent(WORKER))
    return f"{sys.executable} {script} {folder}"


def _until(condition: Callable[[], object], patience: float = 10.0) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def _gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"
    except FileNotFoundError:
        return True


def test_workers_get_time_to_drain(tmp_path: Path) -> None:
    """Invariant 7: SIGTERM reaches the main process alone, and what it began is finished."""
    supervisor = Supervisor(
        _procfile(tmp_path, worker=_worker(tmp_path)), env=os.environ, logs=None, stream=None
    )
    supervisor.start()
    _until(lambda: list(tmp_path.glob("child-[0-9]*")))
    pids = [int(path.name.split("-")[1]) for path in tmp_path.glob("*-[0-9]*")]
    assert supervisor.processes["worker"] in pids
    supervisor.stop()
    assert (tmp_path / "drained").exists()
    assert not (tmp_path / "child-was-signalled").exists()
    assert supervisor.processes == {}
    _until(lambda: all(_gone(pid) for pid in pids))


def test_patience_has_an_end(tmp_path: Path) -> None:
    """What does not end within the time is killed with all its children, and named."""
    out = io.StringIO()
    deaf = f'{sys.executable} -c "import signal,time; signal.signal(15, signal.SIG_IGN); '
    deaf += f"open('{tmp_path}/up','w').close(); time.sleep(60)\""
    supervisor = Supervisor(
        _procfile(tmp_path, deaf=deaf), env=os.environ, logs=None, stream=out, drain=0.5
    )
    supervisor.start()
    _until((tmp_path / "up").exists)
    pid = supervisor.processes["deaf"]
    supervisor.stop()
    assert _gone(pid)
    assert "deaf did not end in time and was killed" in out.getvalue()


def test_a_dead_process_is_started_again(tmp_path: Path) -> None:
    """Invariant 6: a worker killed at any moment comes back."""
    out = io.StringIO()
    procfile = _procfile(tmp_path, worker=_worker(tmp_path))
    supervisor = Supervisor(procfile, env=os.environ, logs=tmp_path / "logs", stream=out)
    supervisor.start()
    _until(lambda: list(tmp_path.glob("child-[0-9]*")))
    first = supervisor.processes["worker"]
    os.kill(first, signal.SIGKILL)
    _until(lambda: supervisor.processes.get("worker", first) != first)
    supervisor.stop()
    assert "worker was killed by SIGKILL" in out.getvalue()
    assert "worker | working: ä" in out.getvalue()
    assert "working: ä" in (tmp_path / "logs" / "worker.log").read_text(encoding="utf-8")


def test_strict_ends_everything_with_the_first_death(tmp_path: Path) -> None:
    procfile = _procfile(tmp_path, steady="sleep 60", brief="sh -c 'exit 3'")
    supervisor = Supervisor(procfile, env=os.environ, logs=None, stream=None, strict=True)
    supervisor.start()
    with pytest.raises(ProcessDiedError, match="brief ended with 3"):
        supervisor.wait()
    assert supervisor.processes == {}


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("moment", ["waiting", "busy"])
def test_a_signal_stops_in_order(tmp_path: Path, kind: signal.Signals, moment: str) -> None:
    """Ctrl-C and a container's stop both drain, at any moment, and leave nothing behind."""
    procfile = _procfile(tmp_path, worker=_worker(tmp_path))
    code = f"""
import os, time
from pathlib import Path
from workbench.supervisor import Supervisor
s = Supervisor(Path({str(procfile)!r}), env=os.environ, logs=None)
try:
    s.start()
    s.wait() if {moment == "waiting"} else time.sleep(60)
except KeyboardInterrupt:
    s.stop()
"""
    run = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    _until(lambda: list(tmp_path.glob("child-[0-9]*")))
    run.send_signal(kind)
    output, _ = run.communicate(timeout=20)
    assert run.returncode == 0
    assert (tmp_path / "drained").exists()
    assert not (tmp_path / "child-was-signalled").exists()
    assert "letting workers finish" in output


def test_a_second_signal_ends_the_patience(tmp_path: Path) -> None:
    procfile = _procfile(tmp_path, deaf=f"sh -c 'trap : TERM; touch {tmp_path}/up; sleep 60; :'")
    code = "import os,sys; from pathlib import Path; from workbench.supervisor import Supervisor; "
    code += f"s = Supervisor(Path({str(procfile)!r}), env=os.environ, logs=None); "
    code += "s.start(); s.wait()"
    run = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    _until((tmp_path / "up").exists)
    start = time.monotonic()
    run.send_signal(signal.SIGINT)
    time.sleep(0.7)
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=20)
    assert time.monotonic() - start < 10
