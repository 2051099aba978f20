"""The command line `rundbrief`: the same verbs as the desk, each with a person (`--as`)."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Any

import click

from config.cli.errors import CliError, Code, known
from config.cli.lazy import Lazy
from config.env import EnvError

HOME = Path(".rundbrief")
# Groups and commands by the module that defines them; loaded when asked for.
COMMANDS = {
    "demo": "config.cli.demo:demo",
    "up": "config.cli.up:up",
    "setup": "config.cli.setup:setup",
    "staff": "config.cli.staff:staff",
    "reports": "config.cli.reports:reports",
    "tellings": "config.cli.tellings:tellings",
    "readability": "config.cli.readability:readability",
    "render": "config.cli.render:render",
    "check": "config.cli.check:check",
    "subscribers": "config.cli.subscribers:subscribers",
    "campaigns": "config.cli.campaigns:campaigns",
    "issues": "config.cli.issues:issues",
    "testers": "config.cli.testers:testers",
    "deliveries": "config.cli.deliveries:deliveries",
    "periods": "config.cli.periods:periods",
    "senders": "config.cli.senders:senders",
    "audit": "config.cli.chain:audit",
    "retention": "config.cli.retention:retention",
    "dkim": "config.cli.dkim:dkim",
    "doctor": "config.cli.doctor:doctor",
}
# These set up the environment themselves before Django reads it.
EARLY = frozenset({"demo", "up", "doctor"})


class Main(Lazy):
    """Starts Django before most of its commands, and says in words what went wrong."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, or None if there is none of this name."""
        if cmd_name in COMMANDS and cmd_name not in EARLY:
            start_django()
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what a person can mend becomes one sentence and a code."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except EnvError as error:
            raise CliError(str(error), Code.MISCONFIGURED) from error
        except Exception as error:
            meant = known(error) if "django" in sys.modules else None
            if meant is None:
                raise
            raise meant from error


@click.group(cls=Main, later=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rundbrief")
def main() -> None:
    """Newsletters for cities: one report, told differently to each audience."""


def start_django() -> None:
    """Read the settings; where a demo runs in this folder and none are given, use its servers."""
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.utils import translation

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    adopt_running()
    try:
        django.setup()
        _ = settings.SECRET_KEY
    except EnvError as error:
        raise CliError(str(error), Code.MISCONFIGURED) from error
    except ImproperlyConfigured as error:
        hint = "'rundbrief doctor --keys' makes a set of secrets."
        raise CliError(f"{error} {hint}", Code.MISCONFIGURED) from error
    translation.activate("en")
    if "LOG_LEVEL" not in os.environ:
        logging.getLogger().setLevel(logging.WARNING)


def adopt_running() -> None:
    """Take over the addresses of the engines that run for this folder, unless others are set."""
    if os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE"):
        return
    if not (HOME / "running.json").exists():
        return
    from workbench.engines import running

    for name, value in running(HOME).items():
        os.environ.setdefault(name, value)
