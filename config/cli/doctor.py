"""`rundbrief doctor`: what is missing or misconfigured, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from config.cli import start_django
from config.cli.errors import CliError, Code
from config.cli.output import as_json, show

Finding = dict[str, object]


@click.command()
@click.option("--keys", is_flag=True, help="Only print a fresh set of secrets for an .env file.")
@as_json
def doctor(keys: bool, json_: bool) -> None:
    """Look at settings, database, Redis, relay, workers and files; ends with 6 or 7 on faults."""
    if keys:
        _print_keys()
        return
    start_django()
    findings = [_ask(name, question) for name, question in QUESTIONS.items()]
    show(findings, json_=json_)
    ill = {str(finding["what"]) for finding in findings if not finding["fine"]}
    if ill:
        code = Code.UNAVAILABLE if ill & SERVICES else Code.MISCONFIGURED
        raise CliError(f"Not well: {', '.join(sorted(ill))}.", code)


def _print_keys() -> None:
    from secrets import token_urlsafe

    from workbench.keys import RINGS, ring

    click.echo(f"SECRET_KEY={token_urlsafe(50)}")
    for name in RINGS:
        click.echo(f"{name}={ring()}")


def _ask(name: str, question: Callable[[], str]) -> Finding:
    """The answer in words: empty means that all is well."""
    try:
        words = question()
    except Exception as error:  # noqa: BLE001  a broken part must not hide the others
        words = f"{type(error).__name__}: {error}"
    return {"what": name, "fine": not words, "words": words or "fine"}


def _settings() -> str:
    from django.core.checks import run_checks

    return " ".join(f"{m.id}: {m.msg} {m.hint or ''}".strip() for m in run_checks())


def _database() -> str:
    from config.health import database_answers

    return "" if database_answers() else "PostgreSQL does not answer. Check DATABASE_URL."


def _migrations() -> str:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    open_ = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(open_)} migrations are open. Run: rundbrief setup" if open_ else ""


def _redis() -> str:
    from config.health import redis_answers

    return "" if redis_answers() else "Redis does not answer. Check REDIS_URL."


def _relay() -> str:
    """Each relay is spoken to as a worker would: TLS, certificate and login."""
    from django.conf import settings

    from mailer.delivery.relay import Relay
    from mailer.delivery.seam import RelayDownError
    from mailer.delivery.smtp import probe

    found = []
    urls = (settings.SMTP_URL, *settings.SMTP_URLS.values())
    for relay in (relay for several in urls for relay in Relay.several(several)):
        try:
            probe(replace(relay, timeout=min(relay.timeout, 5)), ehlo=settings.EHLO_NAME)
        except RelayDownError as error:
            found.append(str(error))
    return "; ".join(found)


def _workers() -> str:
    from config.celery import QUEUES, app

    active = app.control.inspect(timeout=2).active_queues() or {}
    served = {queue["name"] for queues in active.values() for queue in queues}
    missing = [name for name in QUEUES if name not in served]
    return f"No worker takes from: {', '.join(missing)}. Run: rundbrief up" if missing else ""


def _beat() -> str:
    from config.celery import app

    names = app.control.inspect(timeout=2).ping() or {}
    alive = any(name.startswith("beat@") for name in names)
    return "" if alive else "Beat does not answer: nothing goes out by itself. Run: rundbrief up"


def _files() -> str:
    from django.conf import settings

    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    probe = folder / ".doctor"
    probe.write_text("")
    probe.unlink()
    return ""


def _words() -> str:
    from django.conf import settings

    missing = [
        f"{language}/{domain}"
        for language, _ in settings.LANGUAGES
        for domain in ("django", "mail")
        if not (settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / f"{domain}.mo").exists()
    ]
    return f"Messages are not compiled: {', '.join(missing)}. Run: make compile" if missing else ""


def _sign_ups() -> str:
    """A form or the whole site was full: a flood, or limits that are too narrow (S14)."""
    from subscribers.limits import refused_lately

    count = refused_lately()
    return f"{count} sign-ups refused in the last hour. See docs/settings.md." if count else ""


def _basics() -> str:
    from mailer.models import Telling

    return "" if Telling.objects.exists() else "There are no lists yet. Run: rundbrief setup"


SERVICES = frozenset({"database", "redis", "relay", "workers", "beat", "sign-ups"})
QUESTIONS: dict[str, Callable[[], str]] = {
    "settings": _settings,
    "database": _database,
    "migrations": _migrations,
    "redis": _redis,
    "relay": _relay,
    "workers": _workers,
    "beat": _beat,
    "files": _files,
    "messages": _words,
    "basics": _basics,
    "sign-ups": _sign_ups,
}
