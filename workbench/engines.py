"""Everything that Rundbrief needs around it on one machine, started in one breath."""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from workbench.inbox import Inbox
from workbench.keys import keys
from workbench.ports import HOST, port
from workbench.postgres import Postgres
from workbench.redis import Redis

_RUNNING = "running.json"

Say = Callable[[str], None]


def _silent(_line: str) -> None:
    return


@contextmanager
def engines(
    folder: Path, *, durable: bool, env: Mapping[str, str], say: Say = _silent
) -> Iterator[dict[str, str]]:
    """Start what `env` does not name, and yield what to add to it; stop all at the end.

    Looked at are DATABASE_URL, REDIS_URL, SMTP_URL, SITE_URL, WEB_PORT and the keys, each also
    as NAME_FILE. `durable=False` is for tests: faster, on free ports, nothing kept. While it
    runs, other commands find the same servers with `running(folder)`.
    """
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.callback(_close, folder, durable=durable)
        added = {name: value for name, value in keys(folder / "keys").items() if _lacks(env, name)}
        added |= _web(folder, durable=durable, env=env)
        if _lacks(env, "DATABASE_URL"):
            say("PostgreSQL")
            added["DATABASE_URL"] = stack.enter_context(
                Postgres(folder / "postgres", durable=durable)
            ).url
        if _lacks(env, "REDIS_URL"):
            say("Redis")
            added["REDIS_URL"] = stack.enter_context(Redis(folder / "redis", durable=durable)).url
        if _lacks(env, "SMTP_URL"):
            say("Inbox")
            inbox = stack.enter_context(_inbox(folder, durable=durable, site_url=added["SITE_URL"]))
            added |= {"SMTP_URL": inbox.smtp_url, "INBOX_URL": inbox.url}
        _note(folder / _RUNNING, added)
        yield added


def running(folder: Path) -> dict[str, str]:
    """What the engines that run for `folder` now have added to their environment, else {}."""
    record = folder / _RUNNING
    try:
        known = json.loads(record.read_text())
    except (OSError, ValueError):
        return {}
    alive = Path(f"/proc/{known['pid']}").exists()
    return {str(name): str(value) for name, value in known["env"].items()} if alive else {}


def forget(folder: Path) -> None:
    """Remove all data, mails and keys of `folder`; EngineError while its engines run."""
    Postgres(folder / "postgres").remove()
    Redis(folder / "redis").remove()
    shutil.rmtree(folder, ignore_errors=True)


def _lacks(env: Mapping[str, str], name: str) -> bool:
    plain = name.removesuffix("_FILE")
    return not env.get(plain) and not env.get(f"{plain}_FILE")


def _inbox(folder: Path, *, durable: bool, site_url: str) -> Inbox:
    ports = folder / "ports.json"
    return Inbox(
        folder / "inbox",
        smtp_port=port(ports, "smtp", preferred=8026) if durable else 0,
        http_port=port(ports, "inbox", preferred=8025) if durable else 0,
        site_url=site_url,
    )


def _web(folder: Path, *, durable: bool, env: Mapping[str, str]) -> dict[str, str]:
    """Where the web process shall listen: nothing listens there yet."""
    number = env.get("WEB_PORT") or str(
        port(folder / "ports.json", "web", preferred=8000 if durable else 0)
    )
    site = env.get("SITE_URL") or f"http://{HOST}:{number}"
    return {"WEB_PORT": number, "SITE_URL": site}


def _note(record: Path, added: Mapping[str, str]) -> None:
    """Addresses and names of key files only: no secret stands here."""
    record.write_text(json.dumps({"pid": os.getpid(), "env": dict(added)}, indent=2) + "\n")


def _close(folder: Path, *, durable: bool) -> None:
    (folder / _RUNNING).unlink(missing_ok=True)
    if not durable:
        forget(folder)
