"""Errors of the command line: one sentence on stderr, an exit code of its own per kind.

1 unexpected, 2 wrong usage, 3 no such thing, 4 unreadable input, 5 refused, 6 misconfigured,
7 a service does not answer, 8 not everything is accounted for, 9 evidence does not verify.
"""

from __future__ import annotations

from enum import IntEnum

import click


class Code(IntEnum):
    """Exit codes; part of the command line's contract (docs/cli.md)."""

    NOT_FOUND = 3
    UNREADABLE = 4
    REFUSED = 5
    MISCONFIGURED = 6
    UNAVAILABLE = 7
    UNACCOUNTED = 8
    UNPROVEN = 9


class CliError(click.ClickException):
    """A failure that a person can mend."""

    def __init__(self, words: str, code: int = 1) -> None:
        super().__init__(words)
        self.exit_code = int(code)  # type: ignore[misc]


def known(error: Exception) -> CliError | None:
    """The CliError that this exception means to a person, or None if it is a fault of ours."""
    from django.db import OperationalError
    from redis import ConnectionError as RedisDown

    from mailer.delivery.dkim import DkimKeyError
    from mailer.dispatch.errors import DispatchError, NotFoundError
    from mailer.editions.event import NoDayError
    from mailer.reports.errors import ReportError
    from mailer.vault import VaultError
    from staff.roles import NotAllowedError
    from subscribers.consent import ConsentError

    if isinstance(error, OperationalError | RedisDown):
        return CliError(f"{error}\n'rundbrief doctor' tells what is missing.", Code.UNAVAILABLE)
    kinds: list[tuple[type[Exception], Code]] = [
        (NotFoundError, Code.NOT_FOUND),
        (LookupError, Code.NOT_FOUND),
        (ReportError, Code.UNREADABLE),
        (DispatchError, Code.REFUSED),
        (NoDayError, Code.REFUSED),
        (NotAllowedError, Code.REFUSED),
        (ConsentError, Code.REFUSED),
        (DkimKeyError, Code.REFUSED),
        (VaultError, Code.MISCONFIGURED),
    ]
    found = (CliError(str(error), code) for kind, code in kinds if isinstance(error, kind))
    return next(found, None)
