"""`rundbrief up`: everything on one machine, on its own engines or on those that are set."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from config.cli import HOME, start_django
from workbench.engines import engines
from workbench.supervisor import Supervisor

PROCFILE = Path(__file__).resolve().parent.parent.parent / "Procfile"


@click.command()
def up() -> None:
    """Start engines that are not set, web, workers and beat; stop in order on Ctrl-C."""
    with running() as supervisor:
        click.echo(f"Desk   {os.environ['SITE_URL']}/desk/")
        click.echo(f"Inbox  {os.environ.get('INBOX_URL') or 'mail goes to ' + relay()}")
        supervisor.wait()


def _nothing() -> None:
    return


@contextmanager
def running(first: Callable[[], None] = _nothing) -> Iterator[Supervisor]:
    """Engines, an up-to-date database, `first`, and then the processes of the Procfile."""
    with engines(HOME, durable=True, env=os.environ, say=tell) as added:
        os.environ.update(added)
        os.environ.setdefault("SOURCES_ROOT", str((HOME / "sources").resolve()))
        os.environ.setdefault("STATIC_ROOT", str((HOME / "static").resolve()))
        start_django()
        from django.core.management import call_command

        tell("Database")
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        first()
        tell("Web, workers, beat")
        supervisor = Supervisor(PROCFILE, env=os.environ, logs=HOME / "logs", stream=None)
        supervisor.start()
        try:
            _await_web()
            yield supervisor
        finally:
            tell("Stopping: workers finish what they have begun")
            supervisor.stop()


def tell(line: str) -> None:
    """Progress goes to stderr, so that stdout holds results only."""
    click.secho(f"· {line}", dim=True, err=True)


def relay() -> str:
    """Where mail goes, without passwords."""
    from django.conf import settings

    from mailer.delivery.relay import Relay

    return ", ".join(found.name for found in Relay.several(settings.SMTP_URL))


def _await_web(seconds: float = 30.0) -> None:
    import httpx

    address = f"http://127.0.0.1:{os.environ['WEB_PORT']}/health/ready"
    host = os.environ["SITE_URL"].partition("://")[2].split(":")[0]
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if httpx.get(address, headers={"Host": host}, timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise click.ClickException(f"The web process does not answer. See {HOME / 'logs' / 'web.log'}.")
