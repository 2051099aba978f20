"""Who acts: every act has a person, on the command line too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from config.cli.errors import CliError, Code
from staff.models import User


def acting(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option `--as EMAIL`, handed to the command as `by`."""
    option = click.option(
        "--as",
        "by",
        required=True,
        metavar="EMAIL",
        callback=lambda _ctx, _param, value: find(value),
        help="Who does this: a member of staff.",
    )
    return option(function)


def find(email: str) -> User:
    """The member of staff with this address."""
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise CliError(
            f"No member of staff has the address {email}. "
            "'rundbrief staff add EMAIL --office O --role R' adds one.",
            Code.NOT_FOUND,
        )
    return user
